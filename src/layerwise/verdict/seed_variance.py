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
        kurtosis: of the test error over seeds, 3 where it is normal; pooled over folds.
        seeds: in all folds together.
        images: tested, in all folds together.
    """

    mean: float
    seen: float
    sampling: float
    true: float
    df: int
    df_residual: int
    kurtosis: float
    seeds: int
    images: int

    @property
    def floor(self) -> float:
        """The variance over seeds that would be seen on average were the true one 0."""
        return self.seen - self.true

    def interval(self, level: float = 0.95, comparisons: int = 1) -> tuple[float, float]:
        """Of the true variance: Bonett's interval of the seen variance, minus the sampling part.

        Seeds of small networks have heavy tails (one of them fails to learn), under which the chi-square interval of a
        variance is far too narrow; Bonett's widens with the kurtosis. docs/decisions/0012 has the coverage.

        Source: Bonett 2006, "Approximate confidence interval for standard deviation of nonnormal distributions".
        """
        quantile = float(special.ndtri(1 - (1 - level) / (2 * comparisons)))
        a_fold = self.seeds / (self.seeds - self.df)
        # The correction for a small sample breaks down where the quantile nears the number of seeds.
        correction = self.seeds / (self.seeds - min(quantile, self.seeds / 2))
        spread = correction * np.sqrt(max(0.0, self.kurtosis - (a_fold - 3) / a_fold) / self.df)
        low, high = (correction * self.seen * np.exp(side * quantile * spread) for side in (-1, 1))
        return float(low - self.floor), float(high - self.floor)

    def p_value(self) -> float:
        """Two-sided, against a true variance of 0: what is seen is then to what was to be expected as F.

        Without true differences the error over seeds is a mean over many images, so normal enough for F.
        """
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
    errors = [np.asarray(fold).mean(1, dtype=np.float64) for fold in folds]
    seeds, images = (np.array([fold.shape[axis] for fold in folds]) for axis in (0, 1))
    mean, seen, sampling, true = parts.mean(0)
    return SeedVariance(
        mean=float(mean),
        seen=float(seen),
        sampling=float(sampling),
        true=float(true),
        df=int((seeds - 1).sum()),
        df_residual=int(((seeds - 1) * (images - 1)).sum()),
        kurtosis=_kurtosis(errors),
        seeds=int(seeds.sum()),
        images=int(images.sum()),
    )


def _of_one_test_set(wrong: NDArray[np.floating]) -> tuple[float, float, float, float]:
    """Mean, seen variance, sampling variance and true variance."""
    n = wrong.shape[1]
    error = wrong.mean(1, dtype=np.float64)
    # From the first seed on: seeds that all err alike then vary by 0 exactly.
    seen = float((error - error[0]).var(ddof=1))
    sampling = float(wrong.var(0, ddof=1, dtype=np.float64).sum()) / n**2
    return float(error.mean()), seen, sampling, n / (n - 1) * (seen - sampling)


def _kurtosis(folds: Sequence[Floats]) -> float:
    """Bonett's estimate: fourth powers about a trimmed mean, in which a lone failure does not hide itself."""
    squares = sum(float(((error - error.mean()) ** 2).sum()) for error in folds)
    if squares == 0:
        return 3.0
    fourth = sum(float(((error - _trimmed_mean(error)) ** 4).sum()) for error in folds)
    return sum(map(len, folds)) * fourth / squares**2


def _trimmed_mean(error: Floats) -> float:
    """The mean without the share 1 / (2·√(S − 4)) of the seeds at either end; of up to 5 seeds of all."""
    cut = int(len(error) / (2 * np.sqrt(len(error) - 4))) if len(error) > 5 else 0
    return float(np.sort(error)[cut : len(error) - cut].mean())
