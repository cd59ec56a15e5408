"""The rows of a table as arrays, sorted by run and epoch: which belong to which run, and which come twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.curves.account import Account
from layerwise.curves.cells import Floats, as_shown, numbers, texts
from layerwise.curves.errors import CurvesError
from layerwise.curves.finished import finished_names
from layerwise.curves.names import RUN_NAMES
from layerwise.errors import Options, hint
from layerwise.words import Text

_NO_RUN = Text("{count} left out: no run is named.", "{count}未计入：没有写明属于哪次训练。")
_NO_RUN_COLUMN = Text(
    "There is no column 'run': rows with the same {names} are taken for one run.",
    "没有 run 列：{names} 相同的行视为同一次训练。",
)
_ONE_RUN = Text(
    "There is no column 'run' and no setting: all rows are taken for one run.",
    "没有 run 列，也没有任何设置列：所有行视为同一次训练。",
)
_NO_EPOCH = Text(
    "{count} left out: the epoch is no whole number from 0 on ({names}).",
    "{count}未计入：轮数不是非负整数（{names}）。",
)
FROM_ZERO = Text(
    "Epochs are counted from 0 here; epoch 0 is read as the first.", "这里的轮数从 0 数起；第 0 轮读作第 1 轮。"
)
_LATEST = 10**9


@dataclass(eq=False)
class Rows:
    """Rows of a table, sorted by run, then epoch.

    Args:
        run: number of the run of each row, shape (rows,), without gaps from 0.
        names: of the runs.
        epoch: 1, 2, …, shape (rows,).
        place: of each row in the table it came from, shape (rows,).
    """

    run: NDArray[np.int64]
    names: list[str]
    epoch: NDArray[np.int64]
    place: NDArray[np.int64]

    @property
    def starts(self) -> NDArray[np.int64]:
        """The first row of each run, shape (runs,)."""
        return np.searchsorted(self.run, np.arange(len(self.names)))

    @property
    def ends(self) -> NDArray[np.int64]:
        """The last row of each run, shape (runs,)."""
        return np.searchsorted(self.run, np.arange(len(self.names)), side="right") - 1

    def count(self) -> NDArray[np.int64]:
        """Rows of each run, shape (runs,)."""
        return np.bincount(self.run, minlength=len(self.names))

    def named(self, rows: NDArray[np.bool_]) -> list[str]:
        """The runs of these rows."""
        return [self.names[run] for run in np.unique(self.run[rows])]


def sorted_rows(
    table: pd.DataFrame, columns: Mapping[str, str], account: Account, ignored: Collection[str] = ()
) -> Rows:
    """The rows of a table that say their run and their epoch; several of one epoch in the order of the table.

    Without a column of epochs each row is a finished run, at epoch 1: see `finished`.

    Args:
        table: a row a run and epoch.
        columns: name of the contract → column.
        account: told what is left out.
        ignored: columns to leave aside.

    Raises:
        CurvesError: no row has a run and an epoch; or rows without an epoch that may be those of one run.
    """
    if "epoch" in columns:
        run, names = _runs(table, columns, account)
        epoch, fits = _epochs(table, columns, account)
    else:
        telling = finished_names(table, columns, ignored, account)
        run, names = _runs(table, columns, account) if "run" in columns else _named(table, {c: c for c in telling})
        epoch, fits = np.ones(len(table), np.int64), np.ones(len(table), bool)
    account.leave_out("no-run", _NO_RUN, rows=int((run < 0).sum()))
    keep = fits & (run >= 0)
    place = np.flatnonzero(keep)
    run, epoch = run[keep], epoch[keep]
    if not fits.any():
        odd = _odd_epochs(table[columns["epoch"]])
        raise CurvesError(
            f"cannot read epochs from the column '{columns['epoch']}'",
            got=", ".join(odd[:5]) + (" …" if len(odd) > 5 else ""),
            expected=f"whole numbers from 0 to {_LATEST:,}",
            remedy=hint("Name the right column: {it}", it=Options(columns={"epoch": "COLUMN"})),
        )
    if not len(run):
        raise CurvesError(
            "cannot use the table",
            got="no row with both a run and an epoch",
            expected="a row a run and epoch",
            remedy=hint("Name the columns: {them}", them=Options(columns={"run": "COLUMN", "epoch": "COLUMN"})),
        )
    key = run * (int(epoch.max()) + 2) + epoch
    if np.any(key[1:] < key[:-1]):
        order = np.argsort(key, kind="stable")
        run, epoch, place = run[order], epoch[order], place[order]
    return without_gaps(Rows(run, names, epoch, place))


def _runs(table: pd.DataFrame, columns: Mapping[str, str], account: Account) -> tuple[NDArray[np.int64], list[str]]:
    if "run" in columns:
        return texts(table[columns["run"]])
    # A rate that changes from epoch to epoch is a schedule, not another run.
    telling = [name for name in RUN_NAMES if name in columns and name not in ("learning_rate", "diverged")]
    if not telling:
        account.note(_ONE_RUN)
        return np.zeros(len(table), np.int64), ["run"]
    account.note(_NO_RUN_COLUMN, names=", ".join(telling))
    return _named(table, {name: columns[name] for name in telling})


def _named(table: pd.DataFrame, columns: Mapping[str, str]) -> tuple[NDArray[np.int64], list[str]]:
    """Runs by what their rows say in some columns, name → column."""
    key, labels = np.zeros(len(table), np.int64), [""]
    for name, column in columns.items():
        codes, values = texts(table[column])
        both, key = np.unique(key * (len(values) + 1) + codes + 1, return_inverse=True)
        values = ["", *values]
        labels = [
            f"{labels[pair // len(values)]} {name}={values[pair % len(values)]}".strip() for pair in both.tolist()
        ]
    return key.astype(np.int64), labels


def _epochs(
    table: pd.DataFrame, columns: Mapping[str, str], account: Account
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    read = numbers(table[columns["epoch"]])[0]
    fits = _are_epochs(read)
    if not fits.all():
        account.leave_out("no-epoch", _NO_EPOCH, rows=int((~fits).sum()), names=_odd_epochs(table[columns["epoch"]]))
    epoch = np.where(fits, read, 0).astype(np.int64)
    if fits.any() and epoch[fits].min() == 0:
        account.note(FROM_ZERO)
        epoch += 1
    return epoch, fits


def _are_epochs(read: Floats) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        return np.asarray((read >= 0) & (read <= _LATEST) & (read == np.floor(read)), np.bool_)


def _odd_epochs(column: pd.Series) -> list[str]:
    """What stands there in place of epochs; "–" for empty cells alone."""
    read, wrong, _ = numbers(column)
    return [
        *map(as_shown, wrong),
        *(f"{value:g}" for value in np.unique(read[~_are_epochs(read) & ~np.isnan(read)])),
    ] or ["–"]


def without_gaps(rows: Rows) -> Rows:
    """The same rows, their runs numbered anew where some have none left."""
    present = np.flatnonzero(rows.count())
    if len(present) == len(rows.names):
        return rows
    number = np.full(len(rows.names), -1)
    number[present] = np.arange(len(present))
    return Rows(number[rows.run], [rows.names[run] for run in present], rows.epoch, rows.place)


def taken(column: pd.Series, rows: Rows) -> pd.Series:
    """A column of the table in the order of the rows."""
    untouched = len(rows.place) == len(column) and bool((rows.place == np.arange(len(column))).all())
    return column if untouched else column.iloc[rows.place].reset_index(drop=True)


def per_row(values: Floats, rows: Rows) -> Floats:
    """The same for numbers."""
    return values if len(rows.place) == len(values) and (np.diff(rows.place) == 1).all() else values[rows.place]
