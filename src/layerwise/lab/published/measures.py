"""What findings read from a study's tables: accuracies of one architecture, by seed, in percent."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from layerwise.verdict.readings.reading import PERCENT
from layerwise.verdict.tables import Tables


def networks(tables: Tables, hidden: Sequence[int]) -> pd.DataFrame:
    """The measured networks with these hidden widths that did not diverge, a row a seed, in the order of the seeds."""
    runs = tables.measured
    own = runs[[list(each) == list(hidden) for each in runs["hidden"]] & ~runs["diverged"].to_numpy(bool)]
    return own.set_index("seed").sort_index()


def courses(tables: Tables, hidden: Sequence[int], part: str = "test") -> pd.DataFrame:
    """Accuracy after every epoch: a row a seed, a column an epoch, percent.

    Args:
        tables: of the study.
        hidden: the architecture.
        part: "train", "val" or "test".
    """
    runs = networks(tables, hidden)["run"]
    found = PERCENT * tables.curves(f"{part}_accuracy").loc[list(runs)]
    return found.set_axis(runs.index, axis=0)


def at_last(tables: Tables, hidden: Sequence[int], part: str = "test") -> pd.Series:
    """Accuracy after the last epoch, by seed, percent."""
    return courses(tables, hidden, part).iloc[:, -1]


def at_best(tables: Tables, hidden: Sequence[int]) -> pd.Series:
    """Test accuracy at the best epoch of each network, by seed, percent."""
    chosen = networks(tables, hidden)["best_epoch"]
    found = courses(tables, hidden)
    places = found.columns.get_indexer(pd.Index(chosen))
    return pd.Series(found.to_numpy()[range(len(found)), places], found.index)


def first_epoch_at(tables: Tables, hidden: Sequence[int], level: float, part: str = "test") -> pd.Series:
    """The first epoch after which the accuracy is at least `level` percent, by seed; NaN where it never is."""
    reached = courses(tables, hidden, part) >= level
    return reached.idxmax(axis=1).where(reached.any(axis=1)).astype(float)
