"""Which networks failed to train: the one rule, on the tables that every statement is made from.

A network has failed to train when it diverged, when it ends no better than always answering the commonest class, or
when it ends far from networks of the same recipe that learned: docs/decisions/0023.
"""

from __future__ import annotations

from itertools import pairwise
from math import inf, isfinite

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.condition import Condition

# What tells whether a network was trained: its error on training data, else on validation data, else on test data.
MEASURES = ("train_accuracy", "val_accuracy", "test_accuracy")
# An error from this share of chance on is no better than chance: a dead network answers one class, not always the
# commonest, and folds hold their classes to within a sample.
NO_BETTER = 0.97
# Where chance is not known: how far, in points and in ranges of the networks that learned, the failed ones lie apart …
FAR, RANGES = 25.0, 5.0
# … how far where they are as many as the others or more, and where a single one learned.
FAR_OF_MANY, FAR_OF_ONE = 40.0, 60.0
_FEWEST = 3
# What networks of one recipe have in common.
_RECIPE = (
    *("network", "depth", "width", "activation", "initialisation", "normalisation", "residual", "dropout"),
    *("weight_decay", "stage"),
)


def failing_limit(errors: NDArray[np.float64], chance: float) -> float:
    """The error at the end from which on networks of one recipe count as failed; inf where none does.

    Args:
        errors: of its networks at the end, percentage points, shape (networks,); NaN where not known.
        chance: the error of always answering the commonest class; NaN where it is not known.
    """
    known = np.sort(errors[np.isfinite(errors)])
    limits = [NO_BETTER * chance] if isfinite(chance) else []
    for place, (below, above) in enumerate(pairwise(known), start=1):
        if len(known) >= _FEWEST and above - below >= _far(known[:place], len(known) - place, chance):
            limits.append(float(below + above) / 2)
            break
    return min(limits, default=inf)


def _far(learned: NDArray[np.float64], others: int, chance: float) -> float:
    """How far above those that learned the others have to lie: also half of what was to be learned, where known."""
    far = FAR if len(learned) > others else FAR_OF_MANY if len(learned) > 1 else FAR_OF_ONE
    half = (chance - float(np.median(learned))) / 2 if isfinite(chance) else 0.0
    return max(far, half, RANGES * float(np.ptp(learned)))


def training_outcomes(runs: pd.DataFrame, epochs: pd.DataFrame, condition: Condition) -> pd.DataFrame:
    """How each network ended.

    Args:
        runs: as of `Tables`.
        epochs: as of `Tables`.
        condition: which knows the share of each class, if anything does.

    Returns:
        A row a network, by run: measure (the accuracy that was looked at), end_error (percentage points, at the last
        epoch that has it; NaN without one), failing_limit (see there) and failed.
    """
    ends = {measure: _at_the_end(runs, epochs, measure) for measure in MEASURES}
    measures = np.full(len(runs), MEASURES[0], object)
    error, limit = np.full(len(runs), np.nan), np.full(len(runs), inf)
    for places in _recipes(runs):
        measure = next((each for each in MEASURES if np.isfinite(ends[each][places]).any()), MEASURES[0])
        measures[places], error[places] = measure, ends[measure][places]
        limit[places] = failing_limit(error[places], condition.chance("train" if measure == MEASURES[0] else "test"))
    measured = (runs["stage"] == "measure").to_numpy(bool)
    failed = runs["diverged"].to_numpy(bool) | (measured & (error >= limit))
    columns = {"measure": measures, "end_error": error, "failing_limit": limit, "failed": failed}
    return pd.DataFrame(columns, index=pd.Index(runs["run"].astype(object)))


def _recipes(runs: pd.DataFrame) -> list[NDArray[np.int64]]:
    """The places of the networks of each recipe; each size of the training set is one of its own."""
    columns = [runs[name].astype(str).tolist() for name in _RECIPE]
    if "train_rows" in runs and len(runs):
        # Folds differ by a row, sizes of the training set by many.
        rows = runs["train_rows"].to_numpy(np.float64)
        columns.append(np.round(rows / max(1.0, float(np.nanmax(rows))), 2).astype(str).tolist())
    places: dict[tuple[str, ...], list[int]] = {}
    for place, key in enumerate(zip(*columns, strict=True)):
        places.setdefault(key, []).append(place)
    return [np.array(each, np.int64) for each in places.values()]


def _at_the_end(runs: pd.DataFrame, epochs: pd.DataFrame, measure: str) -> NDArray[np.float64]:
    """Error at the last epoch that has one, shape (runs,); NaN where there is none."""
    known = epochs[np.isfinite(epochs[measure].to_numpy(np.float64))]
    last = known.loc[known.groupby("run", sort=False, observed=True)["epoch"].idxmax()] if len(known) else known
    errors = dict(zip(last["run"], 100 * (1 - last[measure].to_numpy(np.float64)), strict=True))
    return np.array([errors.get(run, np.nan) for run in runs["run"]], np.float64)
