"""`load`: one door to every data set, by name or by path."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike

from layerwise.data.dataset import Dataset
from layerwise.data.digits import digits
from layerwise.data.spirals import spirals
from layerwise.errors import DataError

NAMED: dict[str, Callable[[], Dataset]] = {"digits": digits, "spirals": spirals}


def load(what: str | PathLike[str], *, target: str | None = None) -> Dataset:
    """Read a data set."""
    if str(what) in NAMED:
        return NAMED[str(what)]()
    raise DataError(f"no data set {what}", expected=", ".join(NAMED))
