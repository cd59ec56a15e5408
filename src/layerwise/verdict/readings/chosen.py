"""The epoch that a network is judged at, chosen without it: by the validation of the other seeds.

An epoch chosen by a network's own validation gains from the wobble of its own curve, so it says nothing about whether
the mean curve has turned. The other seeds know the mean curve and not this network's wobble.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.tables import Tables

Validation = Literal["val_accuracy", "val_loss"]


def chosen_epochs(tables: Tables, runs: pd.DataFrame, measure: Validation = "val_accuracy") -> pd.Series:
    """For each network the epoch at which the other seeds' mean validation error, or loss, is least.

    The others are the seeds of the same fold: they share its tuned learning rate, and none of them was trained or
    validated on the images that this network is tested on (docs/decisions/0011). A network that is alone in its fold
    takes the choice of all other folds. Of equal epochs the earliest is chosen.

    Args:
        tables: the study.
        runs: rows of `Tables.runs`, the networks of ONE architecture; diverged ones neither choose nor get an epoch.
        measure: what is least: validation error ("val_accuracy") or validation loss.

    Returns:
        Epoch (1-based; a recorded one where correctness is known, unless losses are asked for) by run id, without the
        networks that nobody can choose for: a single seed, or tables without validation; nor, where validation is
        judged in place of a test set, may it choose the epoch that it is judged at.
    """
    if tables.condition.judged == "validation":
        return pd.Series(dtype=np.int64)
    sound = runs[~runs["failed"].to_numpy(bool)].sort_values(["fold", "seed"])
    known = tables.curves(measure).columns.to_numpy(np.int64)
    values = tables.of_runs(measure, sound["run"]) * (-1 if measure == "val_accuracy" else 1)
    asked = np.isfinite(values).all(0)
    if tables.correct is not None and measure == "val_accuracy":
        asked &= np.isin(known, tables.correct.epochs)
    if len(sound) < 2 or not asked.any():
        return pd.Series(dtype=np.int64)
    of_others = means_of_others(values[:, asked], sound["fold"].to_numpy())
    epochs = known[asked][of_others.argmin(1)]
    return pd.Series(epochs, index=pd.Index(sound["run"]))


def means_of_others(values: NDArray[np.float64], fold: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of each row the mean of the other rows of its fold; of all other rows where it is alone there.

    Args:
        values: shape (networks, epochs).
        fold: of each network, shape (networks,).
    """
    others = np.empty_like(values)
    for number in set(fold.tolist()):
        here = fold == number
        pool = values[here] if here.sum() > 1 else values
        # Rounded, so that the order of summation cannot break a tie between epochs.
        others[here] = np.round((pool.sum(0) - values[here]) / (len(pool) - 1), 10)
    return others
