"""What networks got wrong at an epoch: per image where that is known, per network otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.correctness import Bools
from layerwise.verdict.layout import FEWEST_SEEDS, Estimate, seeds_only, two_way
from layerwise.verdict.readings.chosen import chosen_epochs
from layerwise.verdict.tables import Tables

# An epoch; "best": each network's own, chosen by its validation; "chosen": the one that the other seeds' validation
# chooses; or the epoch of each network, by run id.
When = int | Literal["best", "chosen"] | pd.Series
# The ids of some networks.
Runs = pd.Series | NDArray[np.object_]
PERCENT = 100.0


def read_at(tables: Tables, runs: pd.DataFrame, when: When) -> When:
    """Puts epochs, by run id, in the place of "chosen"; whatever else it is stays.

    Args:
        tables: the study.
        runs: ALL networks of the architecture, since they choose for each other.
        when: the moment they are read at.
    """
    return chosen_epochs(tables, runs) if isinstance(when, str) and when == "chosen" else when


def wrong(tables: Tables, runs: Runs, when: When) -> NDArray[np.float32]:
    """100 where a network errs on a tested image and 0 elsewhere, shape (runs, images).

    Args:
        tables: the study, with correctness.
        runs: networks of ONE fold.
        when: a recorded epoch, or "best", or recorded epochs by run id; "chosen" lets these `runs` alone choose.
    """
    correct = tables.correct
    assert correct is not None

    def read(run: str, epoch: int) -> Bools:
        return correct.best(run) if own else correct.at(run, epoch)

    own = isinstance(when, str) and when == "best"
    epochs = _epochs(tables, runs, when)
    return np.float32(PERCENT) * ~np.stack([read(run, int(epoch)) for run, epoch in zip(runs, epochs, strict=True)])


def errors(tables: Tables, runs: Runs, when: When, measure: str = "test_accuracy") -> NDArray[np.float64]:
    """Error of each network, percentage points, shape (runs,); NaN where the tables do not have it."""
    return PERCENT * (1 - measured(tables, runs, when, measure))


def measured(tables: Tables, runs: Runs, when: When, measure: str) -> NDArray[np.float64]:
    """A column of `epochs` for each network, shape (runs,); NaN where the tables do not have it."""
    curves = tables.curves(measure)
    rows = np.array(tables.rows(runs), np.int64)
    columns = curves.columns.get_indexer(pd.Index(_epochs(tables, runs, when)))
    return np.where((rows < 0) | (columns < 0), np.nan, curves.to_numpy()[rows, columns])


def _epochs(tables: Tables, runs: Runs, when: When) -> NDArray[np.int64]:
    """The epoch that each network is read at; 0, which no table has, where there is none."""
    if isinstance(when, str):
        if when == "best":
            return np.array([tables.best_epochs[run] for run in runs], np.int64)
        when = chosen_epochs(tables, tables.runs[tables.runs["run"].isin(set(runs))])
    if isinstance(when, pd.Series):
        epochs = when.to_dict()
        return np.array([epochs.get(run, 0) for run in runs], np.int64)
    return np.full(len(runs), when, np.int64)


def mean_error(tables: Tables, runs: pd.DataFrame, when: When) -> Estimate | None:
    """Mean test error of one architecture, percentage points, folds weighted equally; None below 3 seeds.

    Args:
        tables: the study.
        runs: rows of `Tables.runs`; those that failed to train are left out.
        when: an epoch (a recorded one where correctness is known), "best", "chosen", or epochs by run id.
    """
    when = read_at(tables, runs, when)
    if isinstance(when, pd.Series):
        runs = runs[runs["run"].isin(when.index)]
    folds = sound_folds(runs)
    if sum(map(len, folds)) < FEWEST_SEEDS:
        return None
    read = errors if tables.correct is None else wrong
    return over_seeds(tables, folds, [read(tables, fold, when) for fold in folds])


def over_seeds(tables: Tables, folds: Sequence[Runs], values: Sequence[NDArray[Any]]) -> Estimate:
    """The mean of what was read of some networks, with the noise of seeds, tuned rates and, where known, images.

    Args:
        tables: the study.
        folds: of each fold the networks' ids, at least 3 in all.
        values: of each fold, shape (networks of the fold,) or (networks of the fold, images of the fold).
    """
    groups = [np.array([tables.tuning_groups[run] for run in fold], np.int64) for fold in folds]
    return two_way(values, groups) if values[0].ndim > 1 else seeds_only(values, groups)


def sound_folds(runs: pd.DataFrame) -> list[pd.Series]:
    """The ids of the networks that did not fail to train, fold by fold."""
    sound = runs[~runs["failed"].to_numpy(bool)]
    return [sound["run"][(sound["fold"] == fold).to_numpy()] for fold in sorted(set(sound["fold"]))]


def told_of(runs: pd.DataFrame) -> pd.DataFrame:
    """The networks, with those that levels are given of not marked as failed: where none trained, all with a number."""
    return runs.assign(failed=runs["diverged"]) if runs["failed"].all() else runs


def doubling(tables: Tables, runs: pd.DataFrame) -> tuple[int, int] | None:
    """The largest epoch E of these networks with 2·E recorded too, and 2·E; None where there is none.

    Of an even number of epochs these are its half and itself, of an odd one the same of the epoch before.
    """
    if tables.correct is None:
        known = {int(epoch) for epoch in seen_epochs(tables, runs)}
    else:
        last = last_epoch(tables, runs)
        known = {int(epoch) for epoch in tables.correct.epochs if epoch <= last}
    half = max((epoch for epoch in known if 2 * epoch in known), default=0)
    return (half, 2 * half) if half else None


def last_epoch(tables: Tables, runs: pd.DataFrame) -> int:
    """The last epoch that any of these networks has a test accuracy of; the nearest recorded one to it."""
    last = int(max(seen_epochs(tables, runs), default=1))
    return last if tables.correct is None else tables.correct.nearest(last)


def seen_epochs(tables: Tables, runs: pd.DataFrame, *, by_all: bool = False) -> NDArray[np.int64]:
    """The epochs, ascending, that any of these networks has a test accuracy of, or all of them have."""
    known = ~np.isnan(tables.of_runs("test_accuracy", runs["run"]))
    return tables.curves("test_accuracy").columns.to_numpy(np.int64)[known.all(0) if by_all else known.any(0)]
