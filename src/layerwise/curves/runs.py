"""What holds for each run as a whole: seed, shape, settings, data set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.curves.account import Account
from layerwise.curves.cells import texts
from layerwise.curves.names import RUN_NAMES, WORKED_OUT, meaning
from layerwise.curves.repeated import CONTRADICT
from layerwise.curves.rows import Rows, taken
from layerwise.words import Text

DECAYING = "decaying"

_DECAYS = Text(
    "The learning rate changes from epoch to epoch within runs: early epochs are no shorter runs.",
    "学习率在训练过程中逐轮变化：较早的轮数不等于更短的训练。",
)
_NOT_USED = Text("Columns not used: {names}.", "未使用的列：{names}。")
_TWICE = Text(
    "Runs with several rows in the table of runs, of which the first counts: {names}.",
    "训练表中有多行的训练，以第一行为准：{names}。",
)
_DISAGREE = Text(
    "Runs of which the table of runs says another {name} than their own rows, which count: {names}.",
    "训练表中的 {name} 与该训练自己的行不同，以后者为准：{names}。",
)
_NO_EPOCHS = Text("Runs without an epoch in the table: {names}.", "表中没有任何一轮的训练：{names}。")


def run_settings(
    table: pd.DataFrame,
    columns: Mapping[str, str],
    second: pd.DataFrame | None,
    rows: Rows,
    constants: Mapping[str, str],
    ignored: Sequence[str],
    account: Account,
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """A row a run, in the order of `rows.names`: the settings as texts, None where unknown.

    Args:
        table: a row a run and epoch.
        columns: name of the contract → column.
        second: a row a run, its columns called as the contract calls them, with a column "run".
        rows: those in use.
        constants: name of the contract → value that holds for all runs.
        ignored: columns that the user wants left aside.
        account: told what is not used.

    Returns:
        The settings; columns that have no name of the contract but hold for whole runs are among them, as "extra: …".
        And which runs contradict themselves, shape (runs,).
    """
    found: dict[str, list[str | None]] = {}
    contradicting = np.zeros(len(rows.names), bool)
    for name in (name for name in RUN_NAMES if name in columns and name != "run"):
        found[name], constant = _of_runs(table[columns[name]], rows)
        if name == "learning_rate" and not constant.all():
            account.note(_DECAYS)
            found["schedule"] = [None if steady else DECAYING for steady in constant]
        elif name not in ("diverged", "learning_rate") and not constant.all():
            new = ~constant & ~contradicting
            lost = rows.count()[new].sum()
            names = [rows.names[run] for run in np.flatnonzero(new)]
            account.leave_out("changing-setting", CONTRADICT, rows=int(lost), names=names, name=name)
            contradicting |= ~constant
    unused = []
    for column in (str(column) for column in table.columns if str(column) not in columns.values()):
        if column in WORKED_OUT or column in ignored or meaning(column) is not None:
            continue
        values, constant = _of_runs(table[column], rows)
        if constant.all():
            found[f"extra: {column}"] = values
        else:
            unused.append(column)
    runs = pd.DataFrame(found, index=pd.RangeIndex(len(rows.names)), dtype=object)
    if second is not None:
        runs = _joined(runs, second, rows, ignored, account)
    for name, value in constants.items():
        runs[name] = value
    if unused:
        account.note(_NOT_USED, names=", ".join(unused))
    return runs.astype(object).where(runs.notna(), None), contradicting


def _of_runs(column: pd.Series, rows: Rows) -> tuple[list[str | None], NDArray[np.bool_]]:
    """The first text of each run, and whether it has no other one; empty cells say nothing."""
    codes, names = texts(taken(column, rows))
    most = np.maximum.reduceat(codes, rows.starts)
    constant = np.minimum.reduceat(codes, rows.starts) == most
    if not constant.all() and (codes < 0).any():
        constant = np.minimum.reduceat(np.where(codes < 0, most[rows.run], codes), rows.starts) == most
    first = codes[rows.starts]
    first = np.where(first < 0, most, first)
    return [names[code] if code >= 0 else None for code in first.tolist()], constant


def _joined(
    runs: pd.DataFrame, second: pd.DataFrame, rows: Rows, ignored: Sequence[str], account: Account
) -> pd.DataFrame:
    codes, names = texts(second["run"])
    first = np.zeros(len(codes), bool)
    first[np.unique(codes, return_index=True)[1]] = True
    first &= codes >= 0
    again = [names[code] for code in np.unique(codes[~first & (codes >= 0)])]
    account.leave_out("run-twice", _TWICE, names=again)
    place = {names[code]: row for row, code in enumerate(codes.tolist()) if first[row]}
    account.leave_out("no-epochs", _NO_EPOCHS, names=[name for name in place if name not in set(rows.names)])
    at = [place.get(name, -1) for name in rows.names]
    for column in second.columns:
        named = column in RUN_NAMES
        if column == "run" or column in WORKED_OUT or column in ignored or (not named and meaning(column) is not None):
            continue
        of_runs, values = texts(second[column])
        told = [values[of_runs[row]] if row >= 0 and of_runs[row] >= 0 else None for row in at]
        name = column if named else f"extra: {column}"
        if name in runs:
            pairs = zip(runs[name], told, rows.names, strict=True)
            other = [run for own, second_says, run in pairs if own and second_says and own != second_says]
            account.leave_out("tables-disagree", _DISAGREE, names=other, name=column)
        runs[name] = told if name not in runs else runs[name].where(runs[name].notna(), pd.Series(told, dtype=object))
    return runs
