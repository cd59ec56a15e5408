"""Lists of records, one an epoch or a logged step: JSON lines, skorch's history, Hugging Face's log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

_PLAIN = (str, int, float, bool, type(None))


def is_records(value: object) -> bool:
    """Whether a value is a list of dicts that hold single values, not lists of an epoch each."""
    if not isinstance(value, list) or not value:
        return False
    if not all(isinstance(each, Mapping) for each in value):
        return False
    single = any(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in value[0].values())
    return single and not any(_holds_lists(cell) for cell in value[0].values())


def _holds_lists(cell: object) -> bool:
    """Whether a cell is a list of numbers, or holds one: then its record is a run and not an epoch."""
    if isinstance(cell, Mapping):
        return any(_holds_lists(each) for each in cell.values())
    if not isinstance(cell, list | tuple | np.ndarray) or not len(cell):
        return False
    return not isinstance(cell[0], Mapping)


def table_of(records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """A row a record; what lies deeper gets a name like "val/accuracy", lists (skorch's batches) are left aside."""
    return pd.DataFrame([_flat(each) for each in records])


def _flat(record: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, cell in record.items():
        if isinstance(cell, Mapping):
            flat |= _flat(cell, f"{before}{name}/")
        elif isinstance(cell, _PLAIN) or hasattr(cell, "dtype"):
            flat[f"{before}{name}"] = cell
    return flat
