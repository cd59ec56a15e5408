"""A study as if it had been stopped early: the epochs that are known, and what validation would have chosen by then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.correctness import Correctness
from layerwise.verdict.readings.reading import last_epoch, seen_epochs
from layerwise.verdict.tables import Tables


def known_epochs(tables: Tables, runs: pd.DataFrame) -> NDArray[np.int64]:
    """The epochs that these networks can be compared at, ascending; of a decaying learning rate the last alone."""
    last = last_epoch(tables, runs)
    if not tables.prefixes_are_runs:
        return np.array([last], np.int64)
    if tables.correct is not None:
        return tables.correct.epochs[tables.correct.epochs <= last]
    return seen_epochs(tables, runs)


def stopped_by(tables: Tables, runs: pd.DataFrame, epoch: int) -> Tables:
    """The same tables, where "best" of these networks is the best epoch that validation had seen by `epoch`.

    As in training, that is the least validation error, of equals the least validation loss, of equals the first. Where
    correctness was kept at some epochs only, the choice is among those.

    Args:
        tables: the study.
        runs: the networks, rows of `Tables.runs`; a network without any validation error keeps its best epoch.
        epoch: at least 1; a recorded one.
    """
    later = runs.loc[runs["best_epoch"] > epoch, "run"]
    known = known_epochs(tables, runs)
    seen = tables.epochs[tables.epochs["run"].isin(later) & tables.epochs["epoch"].isin(known[known <= epoch])]
    order = seen.sort_values(["val_accuracy", "val_loss", "epoch"], ascending=[False, True, True])
    chosen = order.dropna(subset=["val_accuracy"]).groupby("run")["epoch"].first()
    if chosen.empty:
        return tables
    best = tables.runs["run"].map(chosen).fillna(tables.runs["best_epoch"]).astype(int)
    return replace(tables, runs=tables.runs.assign(best_epoch=best), correct=_at(tables, chosen))


def _at(tables: Tables, chosen: pd.Series) -> Correctness | None:
    """Correctness whose best bits are those of the epochs chosen, by run."""
    correct = tables.correct
    if correct is None:
        return None
    bits = correct.best_bits.copy()
    for place, run in enumerate(correct.runs):
        if run in chosen.index:
            bits[place] = correct.bits[place, np.searchsorted(correct.epochs, chosen[run])]
    return replace(correct, best_bits=bits)
