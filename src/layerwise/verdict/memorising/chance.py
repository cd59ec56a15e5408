"""How many images would reach a score by chance, if being trained on made no difference to any of them.

An image that `right` of `trained + held_out` networks get right then has as many right ones among those that held it
out as a hypergeometric draw gives: few networks make high scores of nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtri, pdtrik

from layerwise.verdict.memorising.scores import Scores

# From this score on an image counts as memorised: being trained on it makes at least half of the networks right.
MEMORISED = 0.5
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Memorised:
    """How many images are memorised.

    Args:
        images: scored.
        found: images whose score is `MEMORISED` or more.
        by_chance: how many would have that score if training on an image made no difference to it.
        at_least: so many of those found are known better where they were trained on, with `level` confidence.
    """

    images: int
    found: int
    by_chance: float
    at_least: int

    @property
    def share(self) -> float:
        """The share of the images that is found beyond chance, 0 … 1."""
        return max(0.0, self.found - self.by_chance) / self.images if self.images else 0.0


def memorised(scores: Scores, level: float = 0.95) -> Memorised:
    """Counts the memorised images.

    The bound takes off what chance alone gives in all but 1 − `level` of cases, were no image memorised: a sum of
    independent events, the Poisson distribution of the same mean, which is no narrower.

    Args:
        scores: of an architecture.
        level: confidence of the bound.
    """
    scored = scores.scored
    found = int((scores.score[scored] >= MEMORISED - _ROUNDING).sum())
    trained, held_out = scores.trained[scored], scores.held_out[scored]
    right = (scores.trained_right + scores.held_out_right)[scored]
    by_chance = float(chance(trained, held_out, right).sum())
    return Memorised(int(scored.sum()), found, by_chance, max(0, found - most_by_chance(by_chance, level)))


def most_by_chance(mean: float, level: float) -> int:
    """The count that a Poisson number of this mean exceeds in at most 1 − `level` of cases."""
    if mean <= 0:
        return 0
    # SciPy inverts the distribution by its mean up to a point; far out it is normal.
    quantile = pdtrik(level, mean) if mean < 1e4 else mean + ndtri(level) * np.sqrt(mean)
    return int(np.ceil(quantile)) if np.isfinite(quantile) else 0


def chance(trained: NDArray[np.int64], held_out: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """The probability of a score of `MEMORISED` or more where being trained on makes no difference, by image.

    Args:
        trained: networks that were trained on the image.
        held_out: networks that held it out.
        right: how many of all of them are right.
    """
    kinds, where = np.unique(np.stack([trained, held_out, right]), axis=1, return_inverse=True)
    t, h, k = kinds[:, :, None]
    among_held = np.arange(int(held_out.max(initial=0)) + 1)[None, :]
    possible = (among_held <= np.minimum(h, k)) & (k - among_held <= t)
    score = (k - among_held) / t - among_held / h
    some = np.where(possible, among_held, np.clip(k - t, 0, None))
    logs = _choose(h, some) + _choose(t, k - some) - _choose(t + h, k)
    reached = possible & (score >= MEMORISED - _ROUNDING)
    return np.asarray((np.exp(logs) * reached).sum(1)[where.reshape(-1)], np.float64)


def _choose(n: NDArray[np.int64], k: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0), np.float64)
