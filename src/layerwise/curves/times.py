"""How long the epochs of a table took: seconds as they are told, or the differences of a clock."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.curves.account import Account
from layerwise.curves.cells import Floats, numbers, tell_wrong
from layerwise.curves.rows import Rows, per_row
from layerwise.words import Text

_BACK = Text(
    "{count} of the time left out: the clock runs back at them or beside them (runs {names}).",
    "{count}时间未计入：时钟在该处或相邻处倒退（训练 {names}）。",
)
_NEGATIVE = Text(
    "{count} of seconds left out: less than 0 (runs {names}).", "seconds 中有 {count}未计入：小于 0（训练 {names}）。"
)


def read_seconds(table: pd.DataFrame, columns: Mapping[str, str], rows: Rows, account: Account) -> Floats:
    """Seconds of each epoch, shape (rows,), NaN where they are unknown.

    From a clock they are its differences: the first epoch of each run is unknown. Where the clock runs back one of two
    readings is wrong, and it cannot be told which: no difference of either counts.
    """
    name = "seconds" if "seconds" in columns else "clock"
    if name not in columns:
        return np.full(len(rows.run), np.nan)
    read, wrong, _ = numbers(table[columns[name]])
    tell_wrong(table[columns[name]], wrong, name, account)
    told = per_row(read, rows)
    if name == "seconds":
        with np.errstate(invalid="ignore"):
            unusable = told < 0
        account.leave_out("negative-seconds", _NEGATIVE, cells=int(unusable.sum()), names=rows.named(unusable))
        return np.where(unusable, np.nan, told)
    seconds = np.diff(told, prepend=np.nan)
    seconds[rows.starts] = np.nan
    unusable = _beside_a_step_back(seconds) & np.isfinite(seconds)
    account.leave_out("clock-runs-back", _BACK, cells=int(unusable.sum()), names=rows.named(unusable))
    return np.where(unusable, np.nan, seconds)


def _beside_a_step_back(seconds: Floats) -> NDArray[np.bool_]:
    """Which differences share a reading with one below 0; the first of a run, NaN, shares none with the run before."""
    with np.errstate(invalid="ignore"):
        back = seconds < 0
    return np.asarray(back | np.append(back[1:], False) | np.append(False, back[:-1]), np.bool_)
