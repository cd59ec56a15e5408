"""From the estimates of one question to conclusions: Holm, equivalence, and what would decide the undecided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from layerwise.verdict.finding import Conclusion
from layerwise.verdict.layout import Estimate, quantile
from layerwise.verdict.tuning_noise import pooled

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
        more_rates: no number of seeds would decide it, because tuned rates differ too much from fold to fold.
    """

    conclusion: Conclusion
    within_margin: bool
    low: float
    high: float
    needed_seeds: int | None = None
    more_images: bool = False
    more_rates: bool = False


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
    two one-sided tests at 1 − `level` each. What tuned rates add is in all three (`verdict.tuning_noise`).

    Args:
        estimates: error of B − error of A, one a comparison.
        margins: the difference that does not matter, in the same unit.
        level: coverage of the intervals, and 1 − the level of the tests.
    """
    told = pooled(estimates)
    adjusted = holm([estimate.p_values()[0] for estimate in told])
    return [
        _decide(estimate, margin, bool(max(p, estimate.p_values()[1]) < 1 - level), len(told), level)
        for estimate, margin, p in zip(told, margins, adjusted, strict=True)
    ]


def _decide(estimate: Estimate, margin: float, differs: bool, comparisons: int, level: float) -> Decision:
    within = estimate.within(margin, level)
    low, high = estimate.interval(level, comparisons)
    if differs:
        return Decision("helps" if estimate.mean < 0 else "hurts", within, low, high)
    if within:
        return Decision("equivalent", within, low, high)
    need = what_would_decide(estimate, margin, comparisons, level)
    return Decision("undecided", within, low, high, need.seeds, need.images, need.rates)


@dataclass(frozen=True)
class Need:
    """What would decide an undecided comparison; all empty where more than 1,000 seeds would, or it cannot be told.

    Args:
        seeds: in all.
        images: more test images, not seeds.
        rates: more tuned rates, that is folds or groups of seeds, not seeds.
    """

    seeds: int | None = None
    images: bool = False
    rates: bool = False


def what_would_decide(estimate: Estimate, margin: float, comparisons: int = 1, level: float = 0.95) -> Need:
    """Seeds in all that would decide, or what is needed instead.

    More seeds in the same folds shrink all of SE² but what images and tuned rates make of it. Each fold gets the same
    number of them.
    """
    if np.isnan(estimate.image_variance):
        return Need()
    seeds = np.arange(estimate.seeds + 1, MOST_SEEDS + 1)
    seeds = seeds[seeds % estimate.folds == 0].astype(np.float64)

    def reached(seeds: NDArray[np.float64], df: NDArray[np.float64], rates: bool = True) -> NDArray[np.bool_]:
        part = estimate.seeds / seeds
        return _decided(estimate, part, df, rates, margin, comparisons, level)

    now = reached(seeds, seeds - estimate.folds)
    if now.any():
        return Need(int(seeds[now.argmax()]))
    endless = np.array([np.inf]), np.array([np.inf])
    if reached(*endless).any():
        return Need()
    rates = bool(reached(*endless, rates=False).any())
    return Need(images=not rates, rates=rates)


def _decided(
    estimate: Estimate,
    part: NDArray[np.float64],
    df: NDArray[np.float64],
    rates: bool,
    margin: float,
    comparisons: int,
    level: float,
) -> NDArray[np.bool_]:
    """Whether it would be, by the variance and by the groups' means, were only `part` of the seeds' noise left."""
    image = estimate.image_variance
    of_seeds = max(0.0, estimate.within_groups - image) * part
    pooled_rates = estimate.pooled if rates else 0.0
    if pooled_rates:
        df = np.minimum(df, max(estimate.df, estimate.groups - 1.0))
    found = _decisive(estimate.mean, margin, image + pooled_rates + of_seeds, df, comparisons, level)
    if not rates or not estimate.by_groups:
        return found
    between = estimate.between - estimate.within_groups + image + of_seeds
    own = np.full(len(part), estimate.groups - 1.0)
    return np.asarray(found & _decisive(estimate.mean, margin, between, own, 1, level), np.bool_)


def _decisive(
    mean: float, margin: float, variance: NDArray[np.float64], df: NDArray[np.float64], comparisons: int, level: float
) -> NDArray[np.bool_]:
    """Whether, with 80 % power, 0 would be excluded or equivalence shown."""
    se, spare = np.sqrt(variance), special.ndtri(POWER)
    differs = abs(mean) >= (quantile(1 - (1 - level) / (2 * comparisons), df) + spare) * se
    within = margin - abs(mean) >= (quantile(level, df) + spare) * se
    return np.asarray(differs | within, np.bool_)
