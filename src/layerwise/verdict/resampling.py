"""A bootstrap over seeds and tested images that all architectures of a study share, so that differences stay paired.

Each draw gives every seed and every tested image a normal multiplier and moves a mean by the multiplied deviations of
the seeds and of the images: the multiplier bootstrap of the two-way layout of `layout`. Since seed k has the same
multipliers in every architecture, draws of two architectures can be subtracted. What seeds and images both hold of
the residual noise is taken out once, by shrinking the images' deviations.

Source: van der Vaart and Wellner 1996, "Weak Convergence and Empirical Processes", ch. 2.9 (multipliers); Owen and
Eckles 2012, "Bootstrapping data arrays of arbitrary order" (crossed seeds and images).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from layerwise.verdict.tables import Tables

Floats = NDArray[np.float64]
DRAWS = 1000
# Images share a multiplier beyond this many of a fold: the noise of 2,000 groups tells as much as that of 10,000.
_MOST_GROUPS = 2000
_FEWEST_FOLDS = 3


@dataclass(frozen=True, eq=False)
class Resampling:
    """The multipliers of one study.

    Args:
        tables: the study.
        draws: how many.
        key: of the random numbers.
    """

    tables: Tables
    draws: int = DRAWS
    key: int = 0

    def noise(
        self,
        runs: pd.DataFrame,
        by_seed: Floats,
        by_image: Sequence[Floats] = (),
        shrink: float = 1,
        variance: float = 0.0,
    ) -> Floats:
        """How each draw moves the means of one architecture, shape (draws, K).

        What `layout` knows of the noise beyond seeds and images, such as a learning rate that one fold tuned badly, is
        drawn as the means of the folds differ.

        Args:
            runs: its sound networks, S of them, sorted by fold.
            by_seed: K measures of each network, shape (S, K).
            by_image: of each fold, in order, the means over its networks, shape (images of the fold, K); none where
                correctness is unknown.
            shrink: factor on the images' deviations, 0 … 1.
            variance: of the mean of the last measure as `layout` has it.
        """
        fold = runs["fold"].to_numpy()
        numbers, sizes = np.unique(fold, return_counts=True)
        if sizes.min() == 1:  # the spread between networks of different folds holds the images' noise too
            deviations = (by_seed - by_seed.mean(0)) / np.sqrt(len(runs) * (len(runs) - 1))
            return self._seed_part(runs, deviations, len(runs) - 1)
        deviations = np.empty_like(by_seed)
        for number, size in zip(numbers, sizes, strict=True):
            here = fold == number
            deviations[here] = (by_seed[here] - by_seed[here].mean(0)) / np.sqrt(size * (size - 1)) / len(numbers)
        moved = self._seed_part(runs, deviations, len(runs) - len(numbers))
        known = float((deviations[:, -1] ** 2).sum())
        for number, means in zip(numbers, by_image, strict=bool(by_image)):
            moved += self._image_part(int(number), means) * shrink / len(numbers)
            known += float(means[:, -1].var()) / len(means) * (shrink / len(numbers)) ** 2
        apart = _apart(fold, by_seed) * np.sqrt(max(0.0, variance - known))
        return moved + self._seed_part(runs, apart, len(numbers) - 1) if apart.any() else moved

    def means(self, runs: pd.DataFrame, by_seed: Floats) -> Floats:
        """Draws of the mean of K measures over some networks, of its own variance, shape (draws, K).

        Args:
            runs: two networks or more.
            by_seed: their measures, shape (networks, K).
        """
        middle = by_seed.mean(0)
        deviations = (by_seed - middle) / np.sqrt(len(runs) * (len(runs) - 1))
        return np.asarray(middle + self._of_seeds[:, self._places(runs)] @ deviations)

    def _places(self, runs: pd.DataFrame) -> list[int]:
        return [self._columns[key] for key in zip(runs["fold"], runs["seed"], strict=True)]

    def _seed_part(self, runs: pd.DataFrame, deviations: Floats, df: int) -> Floats:
        # Few seeds know their own spread badly: dividing by a chi makes the normal multipliers Student's.
        tails = np.sqrt(df / (2 * special.gammaincinv(df / 2, self._chance)))
        return (self._of_seeds[:, self._places(runs)] @ deviations) * tails[:, None]

    def _image_part(self, fold: int, means: Floats) -> Floats:
        group = self._groups[fold]
        deviations = means - means.mean(0)
        summed = np.stack([np.bincount(group, column) for column in deviations.T], 1)
        return self._of_images[fold] @ summed / len(means)

    @cached_property
    def _columns(self) -> dict[tuple[int, int], int]:
        runs = self.tables.measured
        return {key: k for k, key in enumerate(sorted(set(zip(runs["fold"], runs["seed"], strict=True))))}

    @cached_property
    def _chance(self) -> Floats:
        return np.random.default_rng((self.key, 1)).uniform(size=self.draws)

    @cached_property
    def _of_seeds(self) -> Floats:
        return np.random.default_rng((self.key, 2)).standard_normal((self.draws, len(self._columns)))

    @cached_property
    def _groups(self) -> dict[int, NDArray[np.int64]]:
        correct = self.tables.correct
        assert correct is not None
        draw = np.random.default_rng((self.key, 3))
        return {
            fold: draw.permutation(len(rows)) % min(_MOST_GROUPS, len(rows))
            for fold, rows in sorted(correct.tested.items())
        }

    @cached_property
    def _of_images(self) -> dict[int, Floats]:
        draw = np.random.default_rng((self.key, 4))
        return {fold: draw.standard_normal((self.draws, int(group.max()) + 1)) for fold, group in self._groups.items()}


def _apart(fold: NDArray[np.int64], by_seed: Floats) -> Floats:
    """Deviations of the folds' means, dealt out to their networks, of variance 1 in the last measure, shape (S, K).

    All 0 where the folds' means are alike, or fewer than three folds cannot say how folds differ.
    """
    numbers, place, sizes = np.unique(fold, return_inverse=True, return_counts=True)
    if len(numbers) < _FEWEST_FOLDS:
        return np.zeros_like(by_seed)
    means = np.stack([by_seed[fold == number].mean(0) for number in numbers])
    deviations = means - means.mean(0)
    spread = float((deviations[:, -1] ** 2).sum())
    return np.asarray((deviations / np.sqrt(sizes)[:, None])[place] / np.sqrt(spread) if spread else 0 * by_seed)
