"""The two-way layout seed × image: a mean whose interval holds the noise of the seeds and of the tested images.

Within fold f, `x[s, i] = μ_f + seed_s + image_i + residual`: every seed answers every image of its fold. The folds'
means are weighted equally; seeds and images of different folds are different ones, so their variances add.

All seeds of a fold are trained at one tuned learning rate, and what another choice of it would have done is in none of
these variances. It shows between the folds alone: so each estimate also carries the standard error that the spread of
the folds' means gives (`between`), and holds both (`verdict.tuning_noise`, docs/decisions/0022).

Source: Searle, Casella, McCulloch 1992, "Variance Components", ch. 4 (crossed two-way, random); Satterthwaite 1946 for
the degrees of freedom of a sum of mean squares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from layerwise.verdict.errors import TooFewSeedsError

Floats = NDArray[np.float64]
Groups = Sequence[NDArray[np.int64]]
FEWEST_SEEDS = 3
# Two means tell next to nothing of a spread: t with one degree of freedom is 12.7 standard errors wide.
FEWEST_GROUPS = 3
# Degrees of freedom at which Student's t is the normal distribution to all digits.
_NORMAL = 1e18


@dataclass(frozen=True)
class Estimate:
    """A mean with its standard error, in the unit of what was measured.

    Args:
        mean: mean over seeds and images, folds weighted equally.
        variance: square of the standard error, SE² = V(seed) + V(image) − V(residual).
        image_variance: the part of it that more seeds do not reduce; NaN where it cannot be told apart.
        df: Satterthwaite's degrees of freedom; inf where nothing varies.
        seeds: seeds in all folds together.
        folds: folds that hold at least one seed.
        images: tested images of all folds; 0 where correctness is not known and the seeds alone are in the interval.
        between: square of the standard error by the means of the tuned rates' groups alone; 0 below 3 groups.
        groups: groups of seeds that share tuned rates: the folds, or those of a test set of its own.
        pooled: the part of `variance` that tuned rates add, as all comparisons of a question tell it; 0 of one alone.
    """

    mean: float
    variance: float
    image_variance: float
    df: float
    seeds: int
    folds: int
    images: int
    between: float = 0.0
    groups: int = 0
    pooled: float = 0.0

    @property
    def within_groups(self) -> float:
        """The part of the variance that seeds and images make."""
        return self.variance - self.pooled

    @property
    def by_groups(self) -> float:
        """Square of the standard error by the groups' means, where they differ by more than their own noise; else 0."""
        return self.between if self.between > self.within_groups else 0.0

    @property
    def total(self) -> float:
        """Square of the standard error of this mean by itself: by whichever of the two is larger."""
        return max(self.variance, self.by_groups)

    @property
    def se(self) -> float:
        """The standard error that `variance` gives."""
        return float(np.sqrt(self.variance))

    def interval(self, level: float = 0.95, comparisons: int = 1) -> tuple[float, float]:
        """The interval of coverage `level`, widened (Bonferroni) to hold for all `comparisons` at once.

        Where the groups' means spread by more than seeds and images explain, not narrower than the interval of these
        means by itself (t with groups − 1 degrees of freedom).
        """
        half = max(self._half(1 - (1 - level) / (2 * comparisons)), self._half_by_groups(1 - (1 - level) / 2))
        return self.mean - half, self.mean + half

    def p_values(self) -> tuple[float, float]:
        """Two-sided, against a mean of 0: by the variance, for Holm's correction; and by the groups, uncorrected."""
        alone = self._p(self.by_groups, self.groups - 1.0) if self.by_groups else 0.0
        return self._p(self.variance, self.df), alone

    def p_value(self) -> float:
        """Two-sided, against a mean of 0, by whichever of the two says less; not for people to read."""
        return max(self.p_values())

    def within(self, margin: float, level: float = 0.95) -> bool:
        """Whether two one-sided tests, each at 1 − `level`, put the mean inside ±`margin`."""
        half = max(self._half(level), self._half_by_groups(level))
        return bool(abs(self.mean) + half < margin or self.mean == half == 0)

    def _half(self, level: float) -> float:
        return float(quantile(level, self.df)) * self.se

    def _half_by_groups(self, level: float) -> float:
        return float(quantile(level, self.groups - 1.0) * np.sqrt(self.by_groups)) if self.by_groups else 0.0

    def _p(self, variance: float, df: float) -> float:
        if variance == 0:
            return 1.0 if self.mean == 0 else 0.0
        return float(2 * special.stdtr(min(df, _NORMAL), -abs(self.mean) / np.sqrt(variance)))


@dataclass(frozen=True)
class _Squares:
    """Mean squares of one fold: S seeds, n images; `mean` is the fold's mean."""

    S: int
    n: int
    mean: float
    seed: float
    image: float
    residual: float


def two_way(folds: Sequence[NDArray[Any]], groups: Groups = ()) -> Estimate:
    """The mean over seeds and images, with both noises in its standard error.

    A fold with a single seed tells nothing about seeds: it borrows the seed variance of the others. Where no fold has
    two seeds, the spread of the folds' means is taken, which holds both noises and can only be too wide.

    A negative SE² (both noises estimated near zero) is replaced by V(residual), the least it can be in truth.

    Args:
        folds: one array a fold, shape (seeds of the fold, images of the fold), e.g. wrong(B) − wrong(A).
        groups: of a single fold, which seeds share tuned rates: one array, shape (seeds,). Several folds are groups.

    Raises:
        TooFewSeedsError: fewer than 3 seeds in all folds together.
    """
    blocks = [np.asarray(fold, np.float64) for fold in folds if len(fold)]
    _enough(sum(len(block) for block in blocks))
    return _estimated(blocks, sum(block.shape[1] for block in blocks), groups)


def seeds_only(folds: Sequence[NDArray[Any]], groups: Groups = ()) -> Estimate:
    """The mean over seeds with the noise of the seeds alone, for tables without per-image correctness.

    Args:
        folds: one array a fold, shape (seeds of the fold,), e.g. error(B) − error(A).
        groups: as `two_way` takes them.

    Raises:
        TooFewSeedsError: fewer than 3 seeds in all folds together.
    """
    blocks = [np.asarray(fold, np.float64)[:, None] for fold in folds if len(fold)]
    _enough(sum(len(block) for block in blocks))
    return _estimated(blocks, 0, groups)


def quantile(level: float, df: float | Floats) -> Any:
    """Student's t quantile; the normal one where `df` is infinite."""
    return special.stdtrit(np.minimum(df, _NORMAL), level)


def _estimated(blocks: list[Floats], images: int, groups: Groups) -> Estimate:
    squares = [_mean_squares(block) for block in blocks]
    if all(square.S == 1 for square in squares):
        return _between_folds(np.array([square.mean for square in squares]), images)
    found = _combined(squares, images)
    means = np.array([square.mean for square in squares])
    if len(blocks) == 1 and len(groups) == 1:
        by_seed = blocks[0].mean(1)
        means = np.array([by_seed[groups[0] == group].mean() for group in np.unique(groups[0])])
    if len(means) < FEWEST_GROUPS:
        return found
    # The images of folds are their own and so in the spread of their means; those of groups are the same for all.
    alike = found.image_variance if len(blocks) == 1 else 0.0
    return replace(found, between=float(means.var(ddof=1)) / len(means) + alike, groups=len(means))


def _enough(seeds: int) -> None:
    if seeds < FEWEST_SEEDS:
        raise TooFewSeedsError(
            "cannot give an interval over seeds",
            got=f"{seeds} seeds",
            expected=f"at least {FEWEST_SEEDS}",
            remedy="Run the study with more seeds.",
        )


def _mean_squares(x: Floats) -> _Squares:
    S, n = x.shape
    mean, by_seed, by_image = x.mean(), x.mean(1), x.mean(0)
    residuals = x - by_seed[:, None] - by_image + mean
    return _Squares(
        S,
        n,
        float(mean),
        seed=n * float(by_seed.var(ddof=1)) if S > 1 else 0.0,
        image=S * float(by_image.var(ddof=1)) if n > 1 else 0.0,
        residual=float((residuals**2).sum()) / ((S - 1) * (n - 1)) if S > 1 and n > 1 else 0.0,
    )


def _combined(squares: list[_Squares], images: int) -> Estimate:
    """Sum `coefficient × mean square` over folds and the three kinds, and Satterthwaite's df of that sum."""
    S = np.array([square.S for square in squares])
    n = np.array([square.n for square in squares])
    values = np.array([[square.seed, square.image, square.residual] for square in squares])
    df = np.stack([S - 1, n - 1, (S - 1) * (n - 1)], axis=1)
    weights = _coefficients(S, n)
    variance, floor = float((weights * values).sum()), float((values[:, 2] / (S * n)).sum()) / len(S) ** 2
    freedom = _satterthwaite(weights * values, df)
    if variance < floor:
        variance, freedom = floor, _satterthwaite(values[:, 2:] / (S * n)[:, None], df[:, 2:])
    image = (values[:, 1] - values[:, 2])[S > 1] / (S * n)[S > 1]
    image_variance = max(0.0, float(image.mean()) / len(S)) if images else 0.0
    mean = float(np.mean([square.mean for square in squares]))
    return Estimate(mean, variance, image_variance, freedom, int(S.sum()), len(S), images)


def _coefficients(S: NDArray[np.int_], n: NDArray[np.int_]) -> Floats:
    """Of each fold's mean squares (seed, image, residual) in SE², shape (folds, 3).

    A fold of one seed has SE² = σ²(seed) + MS(image) / n; its σ²(seed) is the average of (MS(seed) − MS(residual)) / n
    over the other folds, each weighted with its degrees of freedom.
    """
    weights: Floats = np.stack([1 / (S * n), 1 / (S * n), -1 / (S * n)], axis=1)
    alone = S == 1
    weights[alone] = np.array([0.0, 1.0, 0.0]) / n[alone, None]
    share = alone.sum() * (S - 1) / (S - 1).sum() / n
    weights[:, 0] += share
    weights[:, 2] -= np.where(n > 1, share, 0)
    return weights / len(S) ** 2


def _satterthwaite(terms: Floats, df: NDArray[np.int_]) -> float:
    """(Σ terms)² ÷ Σ terms² / df over the kinds (columns), at least 1; inf where all terms are 0.

    The folds are a random partition, so a kind's variance is one variance: its terms and its df are summed over the
    folds first. (Fold by fold, 5 folds of 2 seeds got half of their 5 degrees of freedom and 97.7 % coverage.)
    """
    kinds, freedom = terms.sum(0), df.sum(0)
    some = (kinds != 0) & (freedom > 0)
    if not some.any():
        return float("inf")
    return max(1.0, float(kinds[some].sum() ** 2 / (kinds[some] ** 2 / freedom[some]).sum()))


def _between_folds(means: Floats, images: int) -> Estimate:
    variance = float(means.var(ddof=1)) / len(means)
    unknown = float("nan") if images else 0.0
    df = len(means) - 1.0 if variance else float("inf")
    return Estimate(float(means.mean()), variance, unknown, df, len(means), len(means), images)
