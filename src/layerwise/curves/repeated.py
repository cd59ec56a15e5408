"""Several rows that tell one epoch of one run: repetitions, later versions, or runs that share a name."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.curves.account import Account
from layerwise.curves.cells import as_shown, texts
from layerwise.curves.errors import CurvesError
from layerwise.curves.merging import STEPS
from layerwise.curves.names import RUN_NAMES, meaning
from layerwise.curves.rows import Rows, without_gaps
from layerwise.words import Text

CONTRADICT = Text(
    "{count} left out: within a run there are several values of {name} ({names}).",
    "{count}未计入：同一次训练中 {name} 有多个取值（{names}）。",
)
_AGAIN = Text(
    "{count} left out: the same row stands there twice ({names}).", "{count}未计入：同一行重复出现（{names}）。"
)
_OVERWRITTEN = Text(
    "{count} left out: a later row tells the same epoch of the same run otherwise, and the last one counts ({names}).",
    "{count}未计入：同一次训练的同一轮后面还有内容不同的一行，以最后一行为准（{names}）。",
)
_MOST_VALUES = 20  # of a column that tells what a row was measured on
# A run that turned out to diverge may say so from some row on.
_SETTINGS = tuple(name for name in RUN_NAMES if name not in ("run", "diverged"))


def told_once(rows: Rows, table: pd.DataFrame, columns: Mapping[str, str], account: Account) -> Rows:
    """The rows with each epoch of a run once: of several the last.

    Where such rows disagree on a setting they are of different runs that share a name, and none of that name counts.

    Args:
        rows: sorted by run and epoch.
        table: a row a run and epoch.
        columns: name of the contract → column.
        account: told what is left out.

    Raises:
        CurvesError: runs cannot be told apart.
    """
    again = _again(rows)
    if "run" in columns and again.any():
        changing, names = _changing(rows, again, table, columns)
        if changing.any():
            rows = _without(rows, changing, names, columns["run"], account)
            again = _again(rows)
    if not again.any():
        return rows
    same = {str(name): _same(table[name], rows, again, empty=False) for name in table.columns}
    alike = np.logical_and.reduce(list(same.values()))
    twice = np.flatnonzero(again)
    if not alike.all():
        telling = _telling(rows, table, {name: ~told for name, told in same.items()}, columns)
        if "run" not in columns:
            raise _not_apart(rows, int((~alike).sum()), rows.names[rows.run[twice[~alike][0]]], telling)
        if telling:
            raise _several_a_row(telling)
    for code, text, which in (("same-row-again", _AGAIN, alike), ("told-otherwise", _OVERWRITTEN, ~alike)):
        mask = np.zeros(len(rows.run), bool)
        mask[twice[which]] = True
        account.leave_out(code, text, rows=int(mask.sum()), names=rows.named(mask))
    return _of(rows, ~again)


def _telling(
    rows: Rows, table: pd.DataFrame, differs: Mapping[str, NDArray[np.bool_]], columns: Mapping[str, str]
) -> dict[str, list[str]]:
    """Columns without a name of the contract that tell the rows of most epochs apart, and their values."""
    epochs = len(rows.run) - len(next(iter(differs.values())))
    found = {}
    for name, other in differs.items():
        if name in columns.values() or meaning(name) is not None or name.lower() in STEPS or 2 * other.sum() < epochs:
            continue
        values = texts(table[name])[1] if not pd.api.types.is_float_dtype(table[name].dtype) else []
        if 1 < len(values) <= _MOST_VALUES:
            found[name] = values
    return found


def _not_apart(rows: Rows, count: int, run: str, telling: Mapping[str, list[str]]) -> CurvesError:
    differing = "; they differ in " + _shown(telling) if telling else ""
    own = next(iter(telling), "")
    return CurvesError(
        "cannot tell the runs of the table apart",
        got=f"{count:,} epochs told several times by runs with the same settings, such as "
        f"{run or 'the only one'}{differing}",
        expected="a column that names the run, or one with the seed",
        remedy="Add one, or name it: --map run=COLUMN or --map seed=COLUMN"
        + (
            f"; where {own} tells what was measured and not which run, keep the rows of one of its values"
            if own
            else ""
        ),
    )


def _several_a_row(telling: Mapping[str, list[str]]) -> CurvesError:
    name = next(iter(telling))
    return CurvesError(
        "cannot tell which rows of an epoch count",
        got=f"several values within one run and epoch of the column {_shown(telling)}",
        expected="one row a run and epoch, or a column that says train, val or test",
        remedy=f"Keep the rows of one value of {name}, or name the runs anew where each value is a run of its own.",
    )


def _shown(telling: Mapping[str, list[str]]) -> str:
    return "; ".join(
        f"{name!r} ({', '.join(map(as_shown, values[:4]))}{' …' * (len(values) > 4)})"
        for name, values in telling.items()
    )


def _again(rows: Rows) -> NDArray[np.bool_]:
    """Which rows are followed by one of the same run and epoch, shape (rows,)."""
    return np.append((rows.run[1:] == rows.run[:-1]) & (rows.epoch[1:] == rows.epoch[:-1]), False)


def _same(column: pd.Series, rows: Rows, again: NDArray[np.bool_], *, empty: bool) -> NDArray[np.bool_]:
    """Whether each row that is told again says the same there as the next one.

    Args:
        column: of the table.
        rows: sorted by run and epoch.
        again: which of them are followed by another one of the same epoch.
        empty: whether an empty cell is the same as any other; else as another empty one alone.
    """
    mine, other = column.iloc[rows.place[again]], column.iloc[rows.place[np.append(False, again[:-1])]]
    if mine.dtype == object:
        same = mine.astype(str).to_numpy() == other.astype(str).to_numpy()
    else:
        same = mine.to_numpy() == other.to_numpy()
    one, two = mine.isna().to_numpy(), other.isna().to_numpy()
    return np.asarray(same, np.bool_) | ((one | two) if empty else (one & two))


def _changing(
    rows: Rows, again: NDArray[np.bool_], table: pd.DataFrame, columns: Mapping[str, str]
) -> tuple[NDArray[np.bool_], list[str]]:
    """Which runs tell one epoch with several values of a setting, shape (runs,); and of which settings."""
    changing, names = np.zeros(len(rows.names), bool), []
    for name in (name for name in _SETTINGS if name in columns):
        other = ~_same(table[columns[name]], rows, again, empty=True)
        if other.any():
            changing[rows.run[again][other]] = True
            names.append(name)
    return changing, names


def _without(rows: Rows, runs: NDArray[np.bool_], settings: list[str], column: str, account: Account) -> Rows:
    named = [rows.names[run] for run in np.flatnonzero(runs)]
    if runs.all():
        plain = meaning(column) == "run"
        aside = f"Leave the column aside, --ignore {column}" if plain else f"Leave --map run={column} out"
        raise CurvesError(
            "cannot tell the runs of the table apart",
            got=f"several values of {', '.join(settings)} within run {', '.join(named[:5])}{' …' * (len(named) > 5)}",
            expected="a name for each run",
            remedy=f"{aside}: rows with the same settings are then one run; or name another column: --map run=COLUMN",
        )
    lost = runs[rows.run]
    account.leave_out("changing-setting", CONTRADICT, rows=int(lost.sum()), names=named, name=", ".join(settings))
    return _of(rows, ~lost)


def _of(rows: Rows, keep: NDArray[np.bool_]) -> Rows:
    return without_gaps(Rows(rows.run[keep], rows.names, rows.epoch[keep], rows.place[keep]))
