"""Networks of several architectures side by side, one row a seed that all of them have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.errors import TableError
from layerwise.verdict.layout import FEWEST_SEEDS, Estimate
from layerwise.verdict.readings.pairs import Paired, Training
from layerwise.verdict.readings.reading import When, errors
from layerwise.verdict.readings.usable import NOT_READ, UNPAIRED, UNTRAINED
from layerwise.verdict.tables import Tables
from layerwise.words import Text


@dataclass(frozen=True, eq=False)
class Matched:
    """The networks that can be compared seed by seed.

    Args:
        runs: a row a seed that all architectures have, index (seed, fold), sorted; a column an architecture, 0, 1, …,
            holding the network's id.
        diverged: seeds left out because one of their networks diverged.
        left_out: in words, which other seeds were left out.
        training: of two architectures, which networks failed to train; None of any other number of them.
    """

    runs: pd.DataFrame
    diverged: int
    left_out: tuple[Text, ...] = ()
    training: Training | None = None

    @property
    def folds(self) -> list[pd.DataFrame]:
        """The rows fold by fold."""
        return [rows for _, rows in self.runs.groupby(level="fold")]

    def over_folds(self, values: NDArray[np.float64]) -> float:
        """The mean of a value a seed, folds weighted equally; NaN without a seed."""
        if not len(self.runs):
            return float("nan")
        return float(pd.Series(values, self.runs.index).groupby(level="fold").mean().mean())


def matched(architectures: Sequence[pd.DataFrame], readable: Sequence[NDArray[np.bool_]] = ()) -> Matched:
    """Matches the networks of several architectures by seed and fold.

    Args:
        architectures: rows of `Tables.runs`, one architecture each.
        readable: of each, which networks can be read at the epoch in question, shape (rows,); all where not given.

    Raises:
        TableError: an architecture holds two networks of one seed and fold.
    """
    columns = [_by_seed(runs) for runs in architectures]
    every = reduce(lambda all_, column: all_.union(column.index), columns, columns[0].index)
    found = pd.concat([column["run"].rename(k) for k, column in enumerate(columns)], axis=1, join="inner").sort_index()
    diverged, failed = (
        found.isin({run for runs in architectures for run in runs.loc[runs[name].astype(bool), "run"]})
        for name in ("diverged", "failed")
    )
    gone, lost = diverged.any(axis=1), failed.any(axis=1)
    kept = found[~lost]
    unread = {
        run for runs, there in zip(architectures, readable, strict=True) for run in runs["run"][~there]
    } if readable else set()  # fmt: skip
    blank = kept.isin(unread).any(axis=1)
    # Of two architectures the answer itself says it.
    untrained = int((lost & ~gone).sum()) if len(columns) != 2 else 0
    counts = ((UNTRAINED, untrained), (NOT_READ, int(blank.sum())), (UNPAIRED, len(every) - len(found)))
    told = tuple(Text(**text.both(seeds=seeds)) for text, seeds in counts if seeds)
    training = (
        Training(len(found), int(failed[0].sum()), int(failed[1].sum()), int(lost.sum()), float("nan"), None)
        if len(columns) == 2
        else None
    )
    return Matched(kept[~blank], int(gone.sum()), told, training)


def paired(
    rows: Matched,
    estimate: Estimate | None,
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    level: NDArray[np.float64],
) -> Paired:
    """What was measured of matched networks, in the form that conclusions are drawn from.

    Args:
        rows: the networks.
        estimate: of B − A.
        a: A of each seed, shape (rows,); the lesser the better.
        b: the same of B.
        level: the error that the margin goes by, see `reference`, shape (rows,).
    """
    better = float(np.mean((b < a) + (b == a) / 2)) if len(a) else float("nan")
    error_a, error_b, of_reference = (rows.over_folds(values) for values in (a, b, level))
    return Paired(estimate, len(a), better, error_a, error_b, of_reference, rows.diverged, training=rows.training)


def reference(tables: Tables, runs: pd.Series, when: When) -> NDArray[np.float64]:
    """The error that a margin goes by, of each network: on validation rows, else on test rows, points."""
    validation = errors(tables, runs, when, "val_accuracy")
    return errors(tables, runs, when) if np.isnan(validation).any() else validation


def enough(rows: Matched) -> bool:
    """Whether there are seeds enough for an interval."""
    return len(rows.runs) >= FEWEST_SEEDS


def _by_seed(runs: pd.DataFrame) -> pd.DataFrame:
    found = runs.set_index(["seed", "fold"])[["run"]]
    if found.index.has_duplicates:
        raise TableError(
            f"cannot match the networks '{runs['network'].iloc[0]}' by seed",
            got="two networks of one seed and fold",
            expected="one network of an architecture a seed",
            remedy="Keep one learning rate of each architecture in the table.",
        )
    return found
