"""Numbers for the page: named arrays, each as deflated little-endian bytes that a browser inflates by itself.

All first bytes of an array's numbers come before all second ones: signs and exponents are alike and deflate well, while
the last digits of weights are noise.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

# What a browser has typed arrays for, and half floats, which the page widens.
_TYPES = {"float32": "<f4", "float16": "<f2", "uint8": "|u1", "uint16": "<u2", "int32": "<i4"}


@dataclass
class Arrays:
    """A growing set of arrays, each under a name of its own.

    Args:
        packed: by name, its deflated bytes (zlib's format).
        entries: by name, `{"type", "shape"}`, as the bundle's card lists them.
    """

    packed: dict[str, bytes] = field(default_factory=dict)
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, values: np.ndarray) -> str:
        """Keeps an array of one of the types a page can read, and gives back its name.

        Raises:
            ValueError: a name taken, or another type.
        """
        kind = values.dtype.name
        if name in self.packed or kind not in _TYPES:
            raise ValueError(f"cannot keep {name!r} of type {kind}: {'taken' if name in self.packed else 'unknown'}")
        content = np.ascontiguousarray(values, dtype=_TYPES[kind])
        self.packed[name] = zlib.compress(_in_planes(content).tobytes(), 9)
        self.entries[name] = {"type": kind, "shape": list(values.shape)}
        return name

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def read(self, name: str) -> np.ndarray:
        """The array again, as `add` was given it."""
        entry = self.entries[name]
        kind = np.dtype(_TYPES[entry["type"]])
        planes = np.frombuffer(zlib.decompress(self.packed[name]), np.uint8).reshape(kind.itemsize, -1)
        return np.ascontiguousarray(planes.T).view(kind).reshape(entry["shape"])

    def as_text(self) -> Mapping[str, str]:
        """Each array's bytes in base64, for a page that is one file."""
        return {name: base64.b64encode(content).decode("ascii") for name, content in self.packed.items()}


def _in_planes(values: np.ndarray) -> np.ndarray:
    """All first bytes of the numbers, then all second ones, and so on."""
    return values.reshape(-1).view(np.uint8).reshape(-1, values.dtype.itemsize).T
