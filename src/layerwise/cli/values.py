"""How options are written on the command line: `1-6`, `8,16`, `relu,tanh`, `auto`, `4G`.

Every reader takes the text and the name of its option, for the message.
"""

from __future__ import annotations

import math
import re

import typer

from layerwise.errors import SpecError

# More alternatives than this in one option is a slip of the hand, not a study.
_MOST = 1000


def whole_numbers(text: str, option: str) -> list[int]:
    """`1-6` or `8,16,32` or `1-3,6`, in the order written, each once.

    Raises:
        typer.BadParameter: anything else, such as `6-1`.
    """
    found: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(-?\d+)(?:\s*-\s*(\d+))?\s*", part)
        if not match:
            raise _unusable(option, f"got {part!r}, expected whole numbers like 1-6 or 8,16.")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise _unusable(option, f"got {part.strip()!r}, which runs downwards; write {last}-{first}.")
        if last - first >= _MOST:
            raise _unusable(option, f"got {part.strip()!r}, expected at most {_MOST:,} values.")
        found += range(first, last + 1)
    return list(dict.fromkeys(found))


def words(text: str, option: str) -> list[str]:
    """`relu,tanh` as a list, each once."""
    found = [word.strip() for word in text.split(",") if word.strip()]
    if not found:
        raise _unusable(option, "got nothing, expected names separated by commas.")
    return list(dict.fromkeys(found))


def rates(text: str, option: str) -> str | list[float]:
    """`auto`, one rate, or a grid: `0.001,0.003,0.01`.

    Raises:
        typer.BadParameter: what is no number above 0.
    """
    if text.strip() == "auto":
        return "auto"
    found = []
    for part in text.split(","):
        try:
            rate = float(part)
        except ValueError:
            rate = math.nan
        if not (math.isfinite(rate) and rate > 0):
            raise _unusable(
                option, f"got {part.strip()!r}, expected 'auto' or learning rates above 0, like 0.001,0.003."
            )
        found.append(rate)
    return found


def numbers(text: str, option: str) -> list[float]:
    """`0.2,-0.7`: finite numbers, in the order written.

    Raises:
        typer.BadParameter: anything else.
    """
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        found = [math.nan]
    if not all(map(math.isfinite, found)):
        raise _unusable(option, f"got {text!r}, expected numbers like 0.2,-0.7.")
    return found


def architectures(text: str, option: str) -> list[tuple[int, ...]]:
    """Hidden widths, `16,16`; of several networks separated by `;`."""
    return [tuple(whole_numbers_in_order(shape, option)) for shape in text.split(";")]


def whole_numbers_in_order(text: str, option: str) -> list[int]:
    """`32,16,16`: whole numbers with repetition; empty text: none.

    Raises:
        typer.BadParameter: anything else.
    """
    try:
        return [int(part) for part in text.split(",")] if text.strip() else []
    except ValueError:
        raise _unusable(option, f"got {text!r}, expected widths like 16,16.") from None


def memory(text: str, option: str) -> int:
    """`4G`, `512M` or a number of bytes.

    Raises:
        typer.BadParameter: anything else.
    """
    from layerwise.lab.plain import size_in_bytes  # NumPy, which --help need not wait for

    try:
        return size_in_bytes(option, text)
    except SpecError:
        raise _unusable(option, f"got {text!r}, expected a size like 4G or 512M.") from None


def _unusable(option: str, why: str) -> typer.BadParameter:
    return typer.BadParameter(why, param_hint=option)
