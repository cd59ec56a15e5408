"""Several different rows of one run and epoch: the column that would explain them is named, and nothing judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.curves.cells import as_shown, numbers, texts
from layerwise.curves.errors import CurvesError
from layerwise.curves.finished import no_epochs
from layerwise.curves.names import ERRORS, MEASURES, ORDERS, WORKED_OUT, meaning, part_named, plain
from layerwise.curves.rows import Rows
from layerwise.errors import Options, hint

# More different values than this are a measure or a time; fewer may be a split, a phase, a metric, a repetition.
_MOST_VALUES = 50
# What is measured of an epoch, or when: such a column says what differs, and not why.
_TOLD = ("epoch", *MEASURES, *ERRORS, "seconds", "clock")


def refuse_unexplained(
    rows: Rows, clashing: NDArray[np.bool_], table: pd.DataFrame, columns: Mapping[str, str]
) -> None:
    """Refuses rows of one run and epoch that differ and are neither a later version nor a mistake.

    Goes on where a few rows of named runs are told again otherwise, as the log of a resumed run does.

    Args:
        rows: sorted by run and epoch.
        clashing: which of them are followed by another one of the same run and epoch that says otherwise.
        table: a row a run and epoch.
        columns: name of the contract → column.

    Raises:
        CurvesError: with the column that differs between such rows and its values, where there is one.
    """
    first = int(np.flatnonzero(clashing)[0])
    run, epoch = rows.names[rows.run[first]], int(rows.epoch[first])
    together = (rows.run == rows.run[first]) & (rows.epoch == epoch)
    if "epoch" not in columns:
        raise no_epochs(int(together.sum()), f"run {run}" if "run" in columns else run, "run")
    place = f"run {run}, epoch {epoch}" if "run" in columns or run == "run" else f"{run}, epoch {epoch}"
    told = explaining(rows, clashing, table, columns)
    if told:
        raise _several(told[0], place, table, rows, together, columns)
    epochs = len(np.unique(rows.run * (int(rows.epoch.max()) + 1) + rows.epoch))
    measures = [column for column in map(str, table.columns) if table[column].iloc[rows.place[together]].nunique() > 1]
    if "run" not in columns:
        raise CurvesError(
            "cannot tell the runs of the table apart",
            got=f"{int(clashing.sum()):,} epochs told several times by runs with the same settings, such as {place}",
            expected="a column that names the run, or one with the seed",
            remedy=hint(
                "Name it: {seed} where its values repeat for each network, {run} where each run has its own. Add the "
                "column where there is none.",
                seed=Options(columns={"seed": "COLUMN"}),
                run=Options(columns={"run": "COLUMN"}),
            ),
        )  # fmt: skip
    if clashing.sum() > epochs / 2:
        raise CurvesError(
            "cannot use several rows of one run and epoch",
            got=f"{int(together.sum())} rows of {place} that differ in {', '.join(measures[:5])}, and no column that "
            "says why",
            expected="one row of each run and epoch",
            remedy="Keep one of them, or add a column that tells repeated runs apart and name another run in each.",
        )


def explaining(rows: Rows, clashing: NDArray[np.bool_], table: pd.DataFrame, columns: Mapping[str, str]) -> list[str]:
    """The columns that say which of several rows of an epoch is which; see `refuse_unexplained`."""
    if not clashing.any():
        return []
    return [column for column in map(str, table.columns) if _explains(column, rows, clashing, table, columns)]


def _explains(
    column: str, rows: Rows, clashing: NDArray[np.bool_], table: pd.DataFrame, columns: Mapping[str, str]
) -> bool:
    """Whether a column that is not in use says which of several rows of an epoch is which."""
    if column in columns.values() or column in WORKED_OUT or meaning(column) in _TOLD or plain(column) in ORDERS:
        return False
    codes, values = texts(table[column])
    if not 1 < len(values) <= min(_MOST_VALUES, len(table) / 2):
        return False
    read = numbers(table[column])[0]
    if np.isfinite(read).any() and (read[np.isfinite(read)] % 1).any():  # fractions are measures
        return False
    told = codes[rows.place]
    return bool((told[:-1] != told[1:])[clashing[:-1]].mean() > 0.5)


def _several(
    column: str, place: str, table: pd.DataFrame, rows: Rows, together: NDArray[np.bool_], columns: Mapping[str, str]
) -> CurvesError:
    codes, values = texts(table[column])
    found = [as_shown(values[code]) for code in dict.fromkeys(codes[rows.place[together]].tolist()) if code >= 0]
    keep = f"Keep the rows of one value of '{column}' alone"
    name = _telling_name(column, values, table, columns)
    return CurvesError(
        f"cannot judge several rows of one run and epoch, of which the column '{column}' says different things",
        got=f"{', '.join(found[:8])}{' …' * (len(found) > 8)} within {place}",
        expected="one row of each run and epoch",
        remedy=f"{keep}."
        if name is None
        else hint(
            "{keep}; or, where it is a setting of the runs, evaluate each value apart: {it}"
            if name == "data"
            else "{keep}; or, where it tells repeated runs apart, name it: {it}",
            keep=keep, it=Options(columns={name: column}),
        ),
    )  # fmt: skip


def _telling_name(column: str, values: Sequence[str], table: pd.DataFrame, columns: Mapping[str, str]) -> str | None:
    """What the column may be in the contract, were it to tell runs apart; None where it plainly does not."""
    if "run" in columns or any(map(part_named, values)):
        return None
    if "seed" in columns:
        return None if "data" in columns else "data"
    settings = [columns[name] for name in ("hidden", "depth", "width") if name in columns]
    nested = not settings or table.groupby(column, observed=True)[settings].nunique().le(1).all(axis=None)
    return "run" if nested else "seed"
