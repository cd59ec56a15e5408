"""How much networks of different seeds truly differ, apart from the luck of the images they are tested on.

In the two-way layout seed × image, the true variance over seeds is the seeds' variance component,
(MS(seed) − MS(residual)) ÷ n; Jordan's form, n/(n−1)·[Var(error) − (1/n²)Σεᵢ(1−εᵢ)·S/(S−1)], is the same number.

Source: Jordan 2023, "On the Variance of Neural Network Training with respect to Test Sets and Distributions".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
# Below it a variance over the seeds of one test set says next to nothing.
FEWEST_SEEDS_A_FOLD = 10


@dataclass(frozen=True)
class SeedVariance:
    """The variance of the test error over seeds within one test set, split in two; squared unit of the error.

    Args:
        mean: mean error, folds weighted equally.
        seen: variance of the test error over seeds, within a fold, averaged over folds.
        sampling: the part of it that comes from testing on these n images rather than on all there could be.
        true: the rest, the variance over seeds of the error on endlessly many images; negative where less was seen than
            sampling alone makes.
        df: degrees of freedom of `seen`: seeds minus folds.
        df_residual: degrees of freedom of what it is compared with.
        seeds: in all folds together.
        images: tested, in all folds together.
    """

    mean: float
    seen: float
    sampling: float
    true: float
    df: int
    df_residual: int
    seeds: int
    images: int

    @property
    def floor(self) -> float:
        """The variance over seeds that would be seen on average were the true one 0."""
        return self.seen - self.true

    def interval(self, level: float = 0.95, comparisons: int = 1) -> tuple[float, float]:
        """Of the true variance: what is seen spreads as F around what was to be expected.

        With the thousands of residual degrees of freedom of real test sets this is the chi-square interval of a
        variance, shifted by the sampling part: Williams 1962, Tukey 1951. docs/decisions/0012 says why no bootstrap.
        """
        tail = (1 - level) / (2 * comparisons)
        low, high = (self.seen / special.fdtri(self.df, self.df_residual, p) for p in (1 - tail, tail))
        return float(low - self.floor), float(high - self.floor)

    def p_value(self) -> float:
        """Two-sided, against a true variance of 0."""
        if self.floor <= 0:
            return 1.0 if self.seen == 0 else 0.0
        ratio = self.seen / self.floor
        above = float(special.fdtrc(self.df, self.df_residual, ratio))
        return min(1.0, 2 * min(above, 1 - above))


def seed_variance(folds: Sequence[NDArray[np.floating]]) -> SeedVariance:
    """Splits the variance of the test error over seeds; folds weighted equally.

    Args:
        folds: one array a fold, shape (seeds, images), 1 (or 100) where a network errs on an image and 0 elsewhere; at
            least 2 seeds and 2 images in each.
    """
    parts = np.array([_of_one_test_set(np.asarray(fold)) for fold in folds])
    seeds, images = (np.array([fold.shape[axis] for fold in folds]) for axis in (0, 1))
    mean, seen, sampling, true = parts.mean(0)
    return SeedVariance(
        mean=float(mean),
        seen=float(seen),
        sampling=float(sampling),
        true=float(true),
        df=int((seeds - 1).sum()),
        df_residual=int(((seeds - 1) * (images - 1)).sum()),
        seeds=int(seeds.sum()),
        images=int(images.sum()),
    )


def _of_one_test_set(wrong: NDArray[np.floating]) -> tuple[float, float, float, float]:
    """Mean, seen variance, sampling variance and true variance."""
    n = wrong.shape[1]
    error = wrong.mean(1, dtype=np.float64)
    seen = float(error.var(ddof=1))
    sampling = float(wrong.var(0, ddof=1, dtype=np.float64).sum()) / n**2
    return float(error.mean()), seen, sampling, n / (n - 1) * (seen - sampling)
