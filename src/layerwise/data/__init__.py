"""Data sets: named ones, files and arrays, each read once into a frozen, checked `Dataset`.

Importing this package costs nothing; NumPy and the readers are imported when a name below is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layerwise.data.arrays import from_arrays as from_arrays
    from layerwise.data.dataset import Dataset as Dataset
    from layerwise.data.sources import load as load

_HOMES = {
    "Dataset": "layerwise.data.dataset",
    "from_arrays": "layerwise.data.arrays",
    "load": "layerwise.data.sources",
}
__all__ = ["Dataset", "from_arrays", "load"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
