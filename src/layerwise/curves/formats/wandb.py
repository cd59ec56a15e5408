"""Weights & Biases' export of a chart: a column a run and measure, "run - val_acc", with its minimum and maximum."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from layerwise.curves.account import Account
from layerwise.curves.cells import numbers
from layerwise.curves.columns import check_mapped
from layerwise.curves.names import meaning
from layerwise.curves.raw import Raw
from layerwise.curves.scalars import Scalars, gather, raw_of_scalars

_COLUMN = re.compile(r"(.+) - (.+?)(__MIN|__MAX)?")
_AXES = {"step", "_step", "epoch", "global_step", "trainer/global_step", "relative time (process)", "wall time"}


def is_chart(table: pd.DataFrame) -> bool:
    """Whether the columns are those of such an export: an axis, then runs and their measures."""
    names = [str(name) for name in table.columns]
    return len(names) > 1 and names[0].lower() in _AXES and all(_COLUMN.fullmatch(name) for name in names[1:])


def runs_of_chart(raw: Raw, given: Mapping[str, str] | None = None) -> Raw:
    """The runs of such an export; settings come from their names, where they tell them.

    Args:
        raw: the table as it was read.
        given: name of the contract → measure, for measures whose meaning is not plain.
    """
    account = Account(notes=raw.account.notes, left_out=raw.account.left_out)
    check_mapped(given or {}, account)
    tags = {tag: name for name, tag in (given or {}).items()}
    axis = str(raw.rows.columns[0])
    steps = numbers(raw.rows[axis])[0]
    found: dict[str, Scalars] = {}
    seen = set()
    for column in map(str, raw.rows.columns[1:]):
        match = _COLUMN.fullmatch(column)
        if match is None or match[3]:
            continue
        run, tag = match[1], match[2]
        seen.add(tag)
        values = numbers(raw.rows[column])[0]
        known = np.flatnonzero(np.isfinite(steps) & np.isfinite(values))
        # Hours since the start are no steps: the rows of a run are counted.
        at = np.arange(len(known)) + 1 if "time" in axis.lower() else np.round(steps[known])
        cells = [(tag, int(step), 0.0, float(value)) for step, value in zip(at, values[known], strict=True)]
        if meaning(axis) == "epoch":
            cells += [("epoch", step, 0.0, float(step)) for _, step, _, _ in cells]
        gather(dict.fromkeys(cells), "", tags, run, found.setdefault(run, {}), account)
    return raw_of_scalars(found, {}, seen, name=raw.name, where=raw.where, given=given, account=account)
