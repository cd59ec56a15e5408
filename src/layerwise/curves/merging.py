"""One epoch of a run in several rows that fill each other's blanks: one row of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.curves.account import Account
from layerwise.curves.cells import Floats, numbers
from layerwise.curves.names import ERRORS, MEASURES, ORDERS, plain
from layerwise.curves.rows import Rows, taken
from layerwise.curves.unexplained import explaining
from layerwise.words import Text

_FILLED = ("seconds", *MEASURES, *ERRORS)

_MERGED = Text(
    "{rows:n row} merged with another row of the same run and epoch: they fill each other's blanks.",
    "有 {rows:,} 行与同一次训练同一轮的另一行互补，已合并。",
)
_LATER = Text(
    "{count} left out: within an epoch of a run a later row has the same columns, and it counts ({names}).",
    "{count}未计入：同一次训练的同一轮中，后面另有一行填写了相同的列，以后者为准（{names}）。",
)


def merged(table: pd.DataFrame, rows: Rows, columns: Mapping[str, str], account: Account) -> tuple[pd.DataFrame, Rows]:
    """The table with complementary rows of an epoch as one, as CSV loggers of trainers spread them.

    Rows of an epoch that contradict each other in a measure stay as they are, unless they fill the same columns and one
    of them is plainly later: the run has a name, or a step that goes on, and no text says which row is which.

    Args:
        table: a row or more a run and epoch.
        rows: sorted by run and epoch, of one epoch in the order of the table.
        columns: name of the contract → column.
        account: told how many rows were merged.

    Returns:
        The table, cells of merged rows filled in, and the rows that are left.
    """
    starts = np.flatnonzero(np.append(True, (np.diff(rows.run) != 0) | (np.diff(rows.epoch) != 0)))
    size = np.diff(np.append(starts, len(rows.run)))
    measured = [columns[name] for name in _FILLED if name in columns]
    if (size == 1).all() or not measured:
        return table, rows
    ends = starts + size - 1
    group = np.repeat(np.arange(len(starts)), size)
    cells = {column: numbers(taken(table[column], rows))[0] for column in measured}
    filled = {column: taken(table[column], rows).notna().to_numpy() for column in measured}
    pattern = sum(filled[column].astype(np.int64) << bit for bit, column in enumerate(measured))
    later = _later(group, np.asarray(pattern, np.int64))
    several = np.add.reduceat(~later, starts) > 1
    replaced = np.logical_or.reduceat(later, starts)
    stepwise = _stepwise(table, rows, starts, ends, later)
    known_order = stepwise | ("run" in columns)
    fits = _agree(cells, ~later, starts) & ((several & (known_order | ~replaced)) | (replaced & stepwise))
    if "epoch" not in columns or any(_are_texts(table[name]) for name in explaining(rows, later, table, columns)):
        fits &= ~replaced  # what says which row is which, or may count epochs, is asked about and no row is taken
    inside = fits[group]
    if not inside.any():
        return table, rows
    for column in measured:
        source = _sources(filled[column] & ~later & inside, rows.place, group, ends, fits)
        place = np.arange(len(table))
        place[rows.place[ends[fits]]] = source
        if (place != np.arange(len(table))).any():
            table = table.assign(**{column: table[column].iloc[place].set_axis(table.index)})
    return table, _left(rows, inside, later, ends, account)


def _later(group: NDArray[np.int64], pattern: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows are followed, in their epoch, by one that fills the same columns."""
    order = np.lexsort((np.arange(len(group)), pattern, group))
    same = (np.diff(group[order]) == 0) & (np.diff(pattern[order]) == 0)
    later = np.zeros(len(group), bool)
    later[order[:-1][same]] = True
    return later


def _are_texts(column: pd.Series) -> bool:
    return not pd.api.types.is_numeric_dtype(column.dtype)


def _agree(cells: Mapping[str, Floats], which: NDArray[np.bool_], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which epochs have one value at most of each measure among these rows, shape (epochs,)."""
    agree = np.ones(len(starts), bool)
    for values in cells.values():
        known = which & np.isfinite(values)
        low = np.minimum.reduceat(np.where(known, values, np.inf), starts)
        high = np.maximum.reduceat(np.where(known, values, -np.inf), starts)
        agree &= low >= high
    return agree


def _stepwise(
    table: pd.DataFrame, rows: Rows, starts: NDArray[np.int64], ends: NDArray[np.int64], later: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which epochs have rows of successive steps: of a run that the table tells in order, steps never running back."""
    step = next((name for name in table.columns if plain(str(name)) in ORDERS), None)
    if step is None:
        return np.zeros(len(starts), bool)
    told = numbers(taken(table[step], rows))[0]
    back = (np.diff(rows.run) == 0) & ((np.diff(rows.place) <= 0) | ~(np.diff(told) >= 0))
    in_order = np.bincount(rows.run[1:][back], minlength=len(rows.names)) == 0
    goes_on = ~later | (told < np.repeat(told[ends], ends - starts + 1))
    return np.asarray(np.logical_and.reduceat(goes_on, starts) & in_order[rows.run[starts]], np.bool_)


def _sources(
    usable: NDArray[np.bool_], place: NDArray[np.int64], group: NDArray[np.int64], ends: NDArray[np.int64],
    fits: NDArray[np.bool_],
) -> NDArray[np.int64]:  # fmt: skip
    """From which row of the table each merged epoch takes this column: the last one that fills it, else its own."""
    source = place[ends].copy()
    at = np.flatnonzero(usable)
    source[group[at]] = place[at]
    return source[fits]


def _left(
    rows: Rows, inside: NDArray[np.bool_], later: NDArray[np.bool_], ends: NDArray[np.int64], account: Account
) -> Rows:
    """The rows without those that were merged into the last one of their epoch, or replaced."""
    last = np.zeros(len(rows.run), bool)
    last[ends] = True
    replaced = later & inside
    gone = inside & ~last
    joined = int((gone & ~replaced).sum())
    if joined:
        account.merged += joined
        account.note(_MERGED, rows=joined)
    account.leave_out("later-in-epoch", _LATER, rows=int(replaced.sum()), names=rows.named(replaced))
    keep = ~gone
    return Rows(rows.run[keep], rows.names, rows.epoch[keep], rows.place[keep])
