"""Two arms of a comparison, paired by seed: which networks, at which epoch, and the mean of their difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.errors import TableError
from layerwise.verdict.layout import FEWEST_SEEDS, Estimate, seeds_only, two_way
from layerwise.verdict.readings import When, errors, read_at, wrong
from layerwise.verdict.tables import Tables


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
    both = _by_seed(a).add_suffix("_a").join(_by_seed(b).add_suffix("_b"), how="inner").sort_index()
    lost = both["diverged_a"] | both["diverged_b"]
    kept = both[~lost]
    errors_a, errors_b = (errors(tables, kept[f"run_{arm}"], when) for arm, when in (("a", when_a), ("b", when_b)))
    known = np.isfinite(errors_a) & np.isfinite(errors_b)
    kept, errors_a, errors_b = kept[known], errors_a[known], errors_b[known]
    folds = [fold for _, fold in kept.groupby(level="fold")]
    return Paired(
        estimate=_difference(tables, folds, when_a, when_b) if len(kept) >= FEWEST_SEEDS else None,
        seeds=len(kept),
        p_better=float(np.mean((errors_b < errors_a) + (errors_b == errors_a) / 2)) if len(kept) else np.nan,
        error_a=_over_folds(kept, errors_a),
        error_b=_over_folds(kept, errors_b),
        reference=_over_folds(kept, errors(tables, kept["run_a"], when_a, "val_accuracy")),
        diverged=int(lost.sum()),
        missing=int((~known).sum()),
    )


def _difference(tables: Tables, folds: list[pd.DataFrame], a: When, b: When) -> Estimate:
    if tables.correct is not None:
        return two_way([wrong(tables, fold["run_b"], b) - wrong(tables, fold["run_a"], a) for fold in folds])
    return seeds_only([errors(tables, fold["run_b"], b) - errors(tables, fold["run_a"], a) for fold in folds])


def _over_folds(kept: pd.DataFrame, errors: NDArray[np.float64]) -> float:
    return float(pd.Series(errors, kept.index).groupby(level="fold").mean().mean()) if len(kept) else np.nan


def _by_seed(arm: Arm) -> pd.DataFrame:
    runs = arm.runs.set_index(["seed", "fold"])[["run", "diverged"]]
    if runs.index.has_duplicates:
        raise TableError(
            f"cannot pair the networks '{arm.runs['network'].iloc[0]}' by seed",
            got="two networks of one seed and fold",
            expected="one network of an architecture a seed",
            remedy="Keep one learning rate of each architecture in the table.",
        )
    return runs
