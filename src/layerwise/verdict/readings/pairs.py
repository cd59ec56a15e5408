"""Two arms of a comparison, paired by seed: which networks, at which epoch, and the mean of their difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.errors import TableError
from layerwise.verdict.layout import FEWEST_SEEDS, Estimate
from layerwise.verdict.readings.reading import When, errors, over_seeds, read_at, wrong
from layerwise.verdict.tables import Tables

# Of seeds that failed, and of seeds that trained, for an interval over all of them.
FEWEST_OF_A_KIND = 5
# Networks of one fold, and when they are read.
_Read = tuple[NDArray[np.object_], When]
# Fold and seed.
_Key = tuple[int, int]


class _Network(NamedTuple):
    run: str
    diverged: bool
    failed: bool


_BySeed = dict[_Key, _Network]


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
class Training:
    """How many networks of two arms failed to train, over the seeds that both have.

    Args:
        seeds: that both arms have.
        failed_a: networks of A that failed.
        failed_b: networks of B that failed.
        left_out: seeds left out because either failed.
        everyone: B − A over all these seeds, failed networks among them, percentage points, folds weighted equally; NaN
            where the error of one of them is not known.
        estimate: the same with the noise of the seeds; None below five seeds left out or five that stay: of rarer
            failures Student's interval holds the mean in as few as 26 % of studies (docs/decisions/0023).
    """

    seeds: int
    failed_a: int
    failed_b: int
    left_out: int
    everyone: float
    estimate: Estimate | None


@dataclass(frozen=True)
class Paired:
    """The difference of two arms, in percentage points of test error: B − A.

    Args:
        estimate: None below 3 seeds.
        seeds: paired seeds that entered.
        p_better: share of seeds in which B's test error is the smaller one, ties counted half; NaN without a seed.
        error_a: A's mean test error over those seeds.
        error_b: B's.
        reference: A's mean validation error over those seeds: what the margin goes by.
        diverged: seeds left out because one of the two networks diverged.
        missing: seeds left out because the tables do not have the error of one of the two at its epoch.
        training: which networks failed to train, and are left out with their seed; None where it was not asked.
        by_seed: B − A of each seed that entered, fold by fold, percentage points.
    """

    estimate: Estimate | None
    seeds: int
    p_better: float
    error_a: float
    error_b: float
    reference: float
    diverged: int
    missing: int = 0
    training: Training | None = None
    by_seed: tuple[float, ...] = ()


def pair(tables: Tables, a: Arm, b: Arm) -> Paired:
    """Pairs the networks of two arms by seed and fold and takes the mean of B − A, folds weighted equally.

    It is the mean of networks that train: a seed of which either network failed to is left out and counted.

    Raises:
        TableError: an arm holds two networks of one seed and fold.
    """
    when_a, when_b = (read_at(tables, arm.runs, arm.when) for arm in (a, b))
    of_a, of_b = _by_seed(a), _by_seed(b)
    both = sorted(of_a.keys() & of_b.keys())
    sound = [key for key in both if not (of_a[key].failed or of_b[key].failed)]
    runs_a, runs_b = (np.array([runs[key].run for key in sound], object) for runs in (of_a, of_b))
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
        diverged=sum(of_a[key].diverged or of_b[key].diverged for key in both),
        missing=int((~known).sum()),
        training=_training(tables, (of_a, when_a), (of_b, when_b), both),
        by_seed=tuple((errors_b - errors_a).tolist()),
    )


def _training(tables: Tables, a: tuple[_BySeed, When], b: tuple[_BySeed, When], both: Sequence[_Key]) -> Training:
    arms = [[of[key] for key in both] for of, _ in (a, b)]
    runs = np.array([network.run for network in arms[0]], object)
    ends = [
        errors(tables, np.array([network.run for network in arm], object), when)
        for arm, (_, when) in zip(arms, (a, b), strict=True)
    ]
    fold, difference = np.array([fold for fold, _ in both], np.int64), ends[1] - ends[0]
    folds = [fold == number for number in np.unique(fold)]
    failed_a, failed_b = (np.array([network.failed for network in arm], np.bool_) for arm in arms)
    left_out = int((failed_a | failed_b).sum())
    known = bool(len(both)) and bool(np.isfinite(difference).all())
    trusted = known and min(left_out, len(both) - left_out) >= FEWEST_OF_A_KIND
    return Training(
        seeds=len(both),
        failed_a=int(failed_a.sum()),
        failed_b=int(failed_b.sum()),
        left_out=left_out,
        everyone=_over_folds(folds, difference) if known else np.nan,
        estimate=over_seeds(tables, [runs[here] for here in folds], [difference[here] for here in folds])
        if trusted
        else None,
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


def _by_seed(arm: Arm) -> _BySeed:
    names = ("run", "seed", "fold", "diverged", "failed")
    columns = (arm.runs[name].tolist() for name in names)
    runs = {
        (fold, seed): _Network(run, bool(diverged), bool(failed))
        for run, seed, fold, diverged, failed in zip(*columns, strict=True)
    }
    if len(runs) < len(arm.runs):
        raise TableError(
            f"cannot pair the networks '{arm.runs['network'].iloc[0]}' by seed",
            got="two networks of one seed and fold",
            expected="one network of an architecture a seed",
            remedy="Keep one learning rate of each architecture in the table.",
        )
    return runs
