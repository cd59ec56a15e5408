"""Options in any plain form that Python or a shell has for them: `3`, `"1-3"`, `range(1, 4)`, `"4G"`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from numbers import Integral, Real
from typing import Any

import numpy as np

from layerwise.errors import SpecError

_SPAN = re.compile(r"\s*(\d+)(?:\s*-\s*(\d+))?\s*")
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*", re.IGNORECASE)


def unusable(name: str, got: Any, expected: str) -> SpecError:
    """The error for an option's value of another kind."""
    return SpecError(f"unusable {name}", got=repr(got), expected=expected, remedy="Give it so, or leave it out.")


# Numbers of NumPy are as good as Python's own; True and False are no numbers.


def _reader(kind: Any, make: Callable[[Any], Any], expected: str) -> Callable[[str, Any], Any]:
    """What takes an option's name and its value, and gives the value as plain Python, or raises SpecError."""

    def read(name: str, value: Any) -> Any:
        if isinstance(value, kind) and (make is bool or not isinstance(value, bool)):
            return make(value)
        raise unusable(name, value, expected)

    return read


whole_number = _reader(Integral, int, "a whole number")
number = _reader(Real, float, "a number")
word = _reader(str, str, "a name in quotes")
switch = _reader(bool | np.bool_, bool, "True or False")


def size_in_bytes(name: str, value: Any) -> int:
    """`4G`, `512M` or a number of bytes.

    Raises:
        SpecError: anything else, or 0.
    """
    size = value
    if isinstance(value, str) and (match := _SIZE.fullmatch(value)):
        size = int(float(match[1]) * 1024 ** " kmgt".index(match[2].lower() or " "))
    if not isinstance(size, Integral) or isinstance(size, bool) or size < 1:
        raise unusable(name, value, "a size like '4G' or '512M', or a number of bytes")
    return int(size)


def _several(value: Any) -> list[Any]:
    """One value or many; text is split at its commas."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return list(value) if isinstance(value, Iterable) else [value]


def _wholes(name: str, value: Any) -> tuple[int, ...]:
    """`[1, 2, 3]`, `range(1, 4)`, `3` or `"1-3"`."""
    found: list[int] = []
    for part in _several(value):
        match = _SPAN.fullmatch(part) if isinstance(part, str) else None
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (whole_number(name, part),) * 2
        if not first <= last < first + 1000:
            raise unusable(name, part, "a span upwards, of at most 1,000 values")
        found += range(first, last + 1)
    return tuple(found)


def _architectures(name: str, value: Any) -> tuple[tuple[int, ...], ...]:
    """`[(16, 16), (32,)]` or `"16,16;32"`; whole numbers alone are one architecture."""
    listed = value.split(";") if isinstance(value, str) else _several(value)
    alone = bool(listed) and all(isinstance(each, Integral) for each in listed)
    return tuple(_wholes(name, each) for each in ([listed] if alone else listed))


def _words(name: str, value: Any) -> tuple[str, ...]:
    """`["relu", "tanh"]`, `"relu"` or `"relu,tanh"`."""
    if not (listed := tuple(word(name, each) for each in _several(value))):
        raise unusable(name, value, "one name or more")
    return listed


def _rates_of(name: str, value: Any) -> str | tuple[float, ...]:
    return "auto" if isinstance(value, str) and value == "auto" else tuple(number(name, r) for r in _several(value))


# Options for which None is an answer: the data set's own.
LEFT_OPEN = {
    "depths",
    "widths",
    "hidden",
    "activations",
    "epochs",
    "seeds",
    "learning_rates",
    "workers",
    "sizes",
    "most_seeds",
}
# What takes an option's name and value and gives what its field holds, or raises SpecError.
READERS: dict[str, Callable[[str, Any], Any]] = {
    "hidden": _architectures,
    "activations": _words,
    "learning_rates": _rates_of,
    "memory": size_in_bytes,
    **dict.fromkeys(("depths", "widths", "sizes"), _wholes),
    **dict.fromkeys(("epochs", "seeds", "batch_size", "workers", "most_seeds"), whole_number),
    **dict.fromkeys(("optimizer", "schedule", "loss", "initialisation", "normalisation", "keep"), word),
    **dict.fromkeys(("gain", "dropout", "weight_decay"), number),
    **dict.fromkeys(("residual", "until_decided"), switch),
}
