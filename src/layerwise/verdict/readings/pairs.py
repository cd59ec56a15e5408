"""Two arms of a comparison, paired by seed: which networks, at which epoch, and the mean of their difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.errors import TableError
from layerwise.verdict.layout import FEWEST_SEEDS, Estimate
from layerwise.verdict.readings.reading import When, errors, over_seeds, read_at, wrong
from layerwise.verdict.tables import Tables

# Networks of one fold, and when they are read.
_Read = tuple[NDArray[np.object_], When]


@dataclass(frozen=True, eq=False)
class Arm:
    """The networks of one architecture, one a seed, read at one epoch.

    Args:
        runs: their rows of `Tables.runs`.
        when: an epoch; "best": each network's own, chosen by its validation; "chosen": the one that the other seeds'
            validation chooses; or epochs by run id.
    """

    runs: pd.DataFrame
    when: When


@dataclass(frozen=True)
class Paired:
    """The difference of two arms, in percentage points of test error: B − A.

    Args:
        estimate: None below 3 seeds.
        seeds: paired seeds that entered.
        p_better: share of seeds in which B's test error is the smaller one, ties counted half; NaN without a seed.
        error_a: A's mean test error over those seeds.
        error_b: B's.
        reference: A's mean validation error over those seeds: what the margin is a tenth of.
        diverged: seeds left out because one of the two networks diverged.
        missing: seeds left out because the tables do not have the error of one of the two at its epoch.
    """

    estimate: Estimate | None
    seeds: int
    p_better: float
    error_a: float
    error_b: float
    reference: float
    diverged: int
    missing: int = 0


def pair(tables: Tables, a: Arm, b: Arm) -> Paired:
    """Pairs the networks of two arms by seed and fold and takes the mean of B − A, folds weighted equally.

    Raises:
        TableError: an arm holds two networks of one seed and fold.
    """
    when_a, when_b = (read_at(tables, arm.runs, arm.when) for arm in (a, b))
    of_a, of_b = _by_seed(a), _by_seed(b)
    both = sorted(of_a.keys() & of_b.keys())
    sound = [key for key in both if not (of_a[key][1] or of_b[key][1])]
    runs_a, runs_b = (np.array([runs[key][0] for key in sound], object) for runs in (of_a, of_b))
    errors_a, errors_b = errors(tables, runs_a, when_a), errors(tables, runs_b, when_b)
    known = np.isfinite(errors_a) & np.isfinite(errors_b)
    runs_a, runs_b = runs_a[known], runs_b[known]
    errors_a, errors_b = errors_a[known], errors_b[known]
    fold = np.array([fold for fold, _ in sound], np.int64)[known]
    folds = [fold == number for number in np.unique(fold)]
    arms = [((runs_a[here], when_a), (runs_b[here], when_b)) for here in folds]
    return Paired(
        estimate=_difference(tables, arms) if len(fold) >= FEWEST_SEEDS else None,
        seeds=len(fold),
        p_better=float(np.mean((errors_b < errors_a) + (errors_b == errors_a) / 2)) if len(fold) else np.nan,
        error_a=_over_folds(folds, errors_a),
        error_b=_over_folds(folds, errors_b),
        reference=_over_folds(folds, errors(tables, runs_a, when_a, "val_accuracy")),
        diverged=len(both) - len(sound),
        missing=int((~known).sum()),
    )


def _difference(tables: Tables, folds: Sequence[tuple[_Read, _Read]]) -> Estimate:
    """Of B − A, fold by fold."""
    read = errors if tables.correct is None else wrong
    return over_seeds(tables, [runs for (runs, _), _ in folds], [read(tables, *b) - read(tables, *a) for a, b in folds])


def _over_folds(folds: Sequence[NDArray[np.bool_]], errors: NDArray[np.float64]) -> float:
    """The mean of the folds' means; of a fold, what is known of it."""
    known = [errors[here][~np.isnan(errors[here])] for here in folds]
    means = [fsum(found) / len(found) for found in known if len(found)]
    return fsum(means) / len(means) if means else np.nan


def _by_seed(arm: Arm) -> dict[tuple[int, int], tuple[str, bool]]:
    """Run and whether it diverged, by fold and seed."""
    runs = {
        (fold, seed): (run, bool(diverged))
        for run, seed, fold, diverged in zip(
            *(arm.runs[name].tolist() for name in ("run", "seed", "fold", "diverged")), strict=True
        )
    }
    if len(runs) < len(arm.runs):
        raise TableError(
            f"cannot pair the networks '{arm.runs['network'].iloc[0]}' by seed",
            got="two networks of one seed and fold",
            expected="one network of an architecture a seed",
            remedy="Keep one learning rate of each architecture in the table.",
        )
    return runs
