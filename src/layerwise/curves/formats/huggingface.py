"""Hugging Face's log of training: fractional epochs, steps of training and evaluations in rows of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from layerwise.curves.account import Account
from layerwise.words import Text

_EPOCHS = Text(
    "Epochs are fractions of an epoch here (Hugging Face): each row is read as of the epoch that it lies in.",
    "这里的轮数带小数（Hugging Face）：每一行归入它所在的那一轮。",
)
_TOTALS = Text(
    "{count} left out: totals over the whole training ({names}).", "{count}未计入：整个训练的汇总（{names}）。"
)
_TOTAL = "train_runtime"


def in_epochs(table: pd.DataFrame, account: Account) -> pd.DataFrame:
    """The log with whole epochs and without its totals, whose `train_loss` is an average over all epochs.

    A table that is no such log is given back as it is.

    Args:
        table: a row a record: epoch, step, loss, eval_loss, eval_accuracy, …
        account: told what was changed.
    """
    if not _is_log(table):
        return table
    if _TOTAL in table:
        totals = table[_TOTAL].notna().to_numpy()
        account.leave_out("totals", _TOTALS, rows=int(totals.sum()), names=[_TOTAL] if totals.any() else [])
        table = table[~totals].drop(columns=["train_loss"], errors="ignore").reset_index(drop=True)
    epoch = pd.to_numeric(table["epoch"], errors="coerce").to_numpy(np.float64)
    # Steps are counted in single precision at times: 2.0000001 is the end of the second epoch.
    whole = np.ceil(np.round(epoch, 4))
    if not np.array_equal(whole, epoch, equal_nan=True):
        account.note(_EPOCHS)
    return table.assign(epoch=whole)


def _is_log(table: pd.DataFrame) -> bool:
    names = set(map(str, table.columns))
    return {"epoch", "step"} <= names and bool(names & {"eval_runtime", "eval_samples_per_second", _TOTAL})
