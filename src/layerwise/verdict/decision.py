"""From the estimates of one question to conclusions: Holm, equivalence, and what would decide the undecided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from layerwise.verdict.finding import Conclusion
from layerwise.verdict.layout import Estimate, quantile

POWER = 0.8
MOST_SEEDS = 1000


@dataclass(frozen=True)
class Decision:
    """What one estimate says, seen together with the others of its question.

    Args:
        conclusion: helps (error falls), hurts, equivalent or undecided.
        within_margin: whether two one-sided tests put the difference inside ±margin.
        low: lower end of the interval that holds for all comparisons of the question at once.
        high: its upper end.
        needed_seeds: seeds in all that would decide an undecided one with 80 % power, were the estimate the truth.
        more_images: no number of seeds would decide it, because the noise of the tested images alone is too large.
    """

    conclusion: Conclusion
    within_margin: bool
    low: float
    high: float
    needed_seeds: int | None = None
    more_images: bool = False


def holm(p_values: Sequence[float]) -> NDArray[np.float64]:
    """Holm's step-down adjustment: a comparison is significant at α where its adjusted value is below α.

    Args:
        p_values: two-sided, one a comparison.

    Source: Holm 1979, "A simple sequentially rejective multiple test procedure".
    """
    p = np.asarray(p_values, np.float64)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1)
    return adjusted


def decide(estimates: Sequence[Estimate], margins: Sequence[float], level: float = 0.95) -> list[Decision]:
    """A decision for each comparison of one question.

    Helps and hurts are corrected for the number of comparisons (Holm), the intervals too (Bonferroni); equivalence is
    two one-sided tests at 1 − `level` each.

    Args:
        estimates: error of B − error of A, one a comparison.
        margins: the difference that does not matter, in the same unit.
        level: coverage of the intervals, and 1 − the level of the tests.
    """
    adjusted = holm([estimate.p_value() for estimate in estimates])
    return [
        _decide(estimate, margin, bool(p < 1 - level), len(estimates), level)
        for estimate, margin, p in zip(estimates, margins, adjusted, strict=True)
    ]


def _decide(estimate: Estimate, margin: float, differs: bool, comparisons: int, level: float) -> Decision:
    within = estimate.within(margin, level)
    low, high = estimate.interval(level, comparisons)
    if differs:
        return Decision("helps" if estimate.mean < 0 else "hurts", within, low, high)
    if within:
        return Decision("equivalent", within, low, high)
    seeds, images = what_would_decide(estimate, margin, comparisons, level)
    return Decision("undecided", within, low, high, seeds, images)


def what_would_decide(
    estimate: Estimate, margin: float, comparisons: int = 1, level: float = 0.95
) -> tuple[int | None, bool]:
    """Seeds in all that would decide, and whether more test images are needed instead.

    More seeds shrink all of SE² but its image part. Each fold gets the same number of them. (None, False) says that
    more than 1,000 would be needed, or that it cannot be told (a single seed in each fold).
    """
    if np.isnan(estimate.image_variance):
        return None, False
    image = estimate.image_variance
    seeds = np.arange(estimate.seeds + 1, MOST_SEEDS + 1)
    seeds = seeds[seeds % estimate.folds == 0].astype(np.float64)
    variance = image + max(0.0, estimate.variance - image) * estimate.seeds / seeds
    reached = _decisive(estimate.mean, margin, variance, seeds - estimate.folds, comparisons, level)
    if reached.any():
        return int(seeds[reached.argmax()]), False
    endless = _decisive(estimate.mean, margin, np.array([image]), np.array([np.inf]), comparisons, level)
    return None, not endless.any()


def _decisive(
    mean: float, margin: float, variance: NDArray[np.float64], df: NDArray[np.float64], comparisons: int, level: float
) -> NDArray[np.bool_]:
    """Whether, with 80 % power, 0 would be excluded or equivalence shown."""
    se, spare = np.sqrt(variance), special.ndtri(POWER)
    differs = abs(mean) >= (quantile(1 - (1 - level) / (2 * comparisons), df) + spare) * se
    within = margin - abs(mean) >= (quantile(level, df) + spare) * se
    return np.asarray(differs | within, np.bool_)
