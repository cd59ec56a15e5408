"""Tables without a column of epochs: steps may stand for them; else each row is the final result of a finished run."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from layerwise.curves.account import Account
from layerwise.curves.cells import numbers, texts
from layerwise.curves.errors import CurvesError
from layerwise.curves.names import ERRORS, MEASURES, RUN_NAMES, STEPS, WORKED_OUT, meaning, plain
from layerwise.errors import Options, hint
from layerwise.words import Text

# A word of these in its name makes a column of different texts the name of each run.
_IDENTIFIERS = {"name", "id", "uid", "uuid", "run", "trial", "experiment", "model", "job", "checkpoint", "file"}

_FINAL = Text(
    "No column counts epochs: each row is the final result of a finished run. Networks are compared at the end of "
    "their runs; epochs, longer training, overfitting and ceilings are not evaluated. Where a column counts epochs, "
    "name it: {epochs}",
    "没有列记录训练轮数：每一行视为一次已结束运行的最终结果。只比较各运行结束时的网络；"
    "不评估训练轮数、更长的训练、过拟合和误差下限。若有记录轮数的列，请指明：{epochs}",
)
_COUNTS = Text(
    "Column '{column}' is read as the epoch: wherever an epoch is named, a value of '{column}' is meant.",
    "列“{column}”作为训练轮数读取：文中的轮数均指“{column}”的值。",
)


def steps_as_epochs(
    table: pd.DataFrame, columns: Mapping[str, str], ignored: Collection[str], account: Account
) -> dict[str, str]:
    """The columns with the epoch among them, where another one plainly counts within runs how far they have come.

    Args:
        table: a row a run and epoch, or a row a finished run.
        columns: name of the contract → column.
        ignored: columns to leave aside.
        account: told which column stands for the epoch.
    """
    if "epoch" in columns:
        return dict(columns)
    known = [*columns.values(), *ignored]
    named = {plain(column): column for column in map(str, table.columns) if column not in known}
    run = _key(table, [columns["run"]] if "run" in columns else _telling(columns))
    measured = [columns[name] for name in (*MEASURES, *ERRORS) if name in columns]
    filled = _key(table[measured].notna().assign(run=run), [*measured, "run"])
    for name in (name for name in ("epochs", *STEPS) if name in named):
        if _counts_within(run, numbers(table[named[name]])[0], filled):
            account.note(_COUNTS, column=named[name])
            return {**columns, "epoch": named[name]}
    return dict(columns)


def _counts_within(run: np.ndarray, values: np.ndarray, filled: np.ndarray) -> bool:
    """Whether whole numbers tell most rows of most runs apart; a number alike in all rows of a run is a setting.

    Rows that fill other columns than each other may be of one step: `filled` tells run and columns.
    """
    known = np.isfinite(values) & (values >= 0) & (values == np.floor(values))
    pairs = pd.DataFrame({"run": run, "value": values, "filled": filled})[known]
    apart = len(pairs[["filled", "value"]].drop_duplicates())
    steps = len(pairs[["run", "value"]].drop_duplicates())
    return known.mean() > 0.9 and apart > 0.5 * len(pairs) and steps >= 2 * pairs["run"].nunique()


def finished_names(
    table: pd.DataFrame, columns: Mapping[str, str], ignored: Collection[str], account: Account
) -> list[str]:
    """The columns that tell finished runs apart where none names them: settings, and what differs among equal ones.

    Args:
        table: a row a finished run.
        columns: name of the contract → column; no epoch among them.
        ignored: columns to leave aside.
        account: told that rows are finished runs.

    Returns:
        Columns of the table.

    Raises:
        CurvesError: rows that agree in all of them: they may be epochs of one run, or repetitions.
    """
    account.note(_FINAL, epochs=Options(columns={"epoch": "COLUMN"}))
    if "run" in columns:
        return [columns["run"]]
    settings = [*_telling(columns), *([columns["learning_rate"]] if "learning_rate" in columns else [])]
    known = {*columns.values(), *ignored, *WORKED_OUT}
    others = [column for column in map(str, table.columns) if column not in known and meaning(column) is None]
    telling = [*settings, *(column for column in others if _tells_apart(table[column], column))]
    key = _key(table, telling)
    most = int(np.bincount(key).max())
    if most > 1 and "seed" not in columns:
        raise no_epochs(most, _label(table, telling, key), "seed")
    return telling


def no_epochs(rows: int, label: str, name: str) -> CurvesError:
    """The refusal of several rows that may be epochs of one run as well as runs of their own.

    Args:
        rows: how many.
        label: of the run that they seem to belong to.
        name: of the contract, that would tell them apart: "seed", "run".
    """
    return CurvesError(
        "cannot tell whether the rows of the table are epochs or finished runs",
        got=f"{rows:,} rows of {label or 'the same settings'} and no column of epochs",
        expected="a column that counts the epochs of each run, or one that tells finished runs apart",
        remedy=hint(
            "Name the column of epochs: {epochs}. Or, where each row is a finished run, name the one that tells "
            "repeated runs apart: {runs}. Add the column where there is none.",
            epochs=Options(columns={"epoch": "COLUMN"}),
            runs=Options(columns={name: "COLUMN"}),
        ),
    )


def _telling(columns: Mapping[str, str]) -> list[str]:
    """The columns of settings that hold for whole runs; a rate may change from epoch to epoch."""
    return [columns[name] for name in RUN_NAMES if name in columns and name not in ("learning_rate", "diverged")]


def _tells_apart(column: pd.Series, name: str) -> bool:
    """Whether a column of no name of ours says of finished runs which is which: a setting, or the name of each.

    The values of a setting stand in several rows; a measure differs in nearly all of them, as does a time.
    """
    codes, values = texts(column)
    if 1 < len(values) <= len(column) / 2:
        return True
    named = bool(_IDENTIFIERS & set(plain(name).split("_")))
    return bool(named and len(values) == len(column) and not np.isfinite(numbers(column)[0]).all() and codes.min() >= 0)


def _key(table: pd.DataFrame, names: list[str]) -> np.ndarray:
    """A number for each row, the same where rows agree in these columns, shape (rows,)."""
    key = np.zeros(len(table), np.int64)
    for name in names:
        codes, values = texts(table[name])
        key = np.unique(key * (len(values) + 1) + codes + 1, return_inverse=True)[1].astype(np.int64)
    return key


def _label(table: pd.DataFrame, names: list[str], key: np.ndarray) -> str:
    """The settings of the rows that are most alike: "depth=1 width=16"."""
    first = int(np.flatnonzero(key == np.bincount(key).argmax())[0])
    return " ".join(f"{name}={table[name].iloc[first]}" for name in names)
