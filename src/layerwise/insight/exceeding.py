"""Whether a network's scores lie above those of untrained networks, with one error rate for the whole family."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

# Untrained networks to compare with: with 39 of them the largest of 40 is exceeded by chance in 1 of 40 cases, 2.5 %.
UNTRAINED = 39
# Scores nearer together than this are the same but for rounding.
_LEAST_DEVIATION = 1e-3


@dataclass(frozen=True, eq=False)
class Exceeding:
    """What lies above the untrained networks.

    Args:
        holds: which cells do.
        mean: of the untrained networks, by cell.
        bound: what a cell has to exceed.
        untrained: how many untrained networks there were.
        level: chance that any cell of one more untrained network exceeds its bound.
    """

    holds: Bool[np.ndarray, " cells"]
    mean: Float[np.ndarray, " cells"]
    bound: Float[np.ndarray, " cells"]
    untrained: int
    level: float


def exceeding(observed: Float[np.ndarray, " cells"], untrained: Float[np.ndarray, "networks cells"]) -> Exceeding:
    """Which of a network's scores lie above those of untrained networks of its shape, all cells judged at once.

    Each cell is measured from the median of the untrained networks' scores in it, in units of their spread above it.
    Each untrained network is so measured by the others; the largest such number of any network and cell is the bound.
    One more untrained network is as likely as each of these to have the largest: it exceeds the bound anywhere with
    chance 1 / (networks + 1). Nothing is assumed of how scores are distributed or of how the cells hang together.

    Args:
        observed: one a cell (a concept in a layer); NaN where there is none, which holds nowhere.
        untrained: the same cells of the untrained networks; a cell that one of them lacks holds nowhere.

    Raises:
        ValueError: fewer than 3 untrained networks.

    Source: Westfall & Young 1993, "Resampling-Based Multiple Testing", for the maximum over a family.
    """
    count = len(untrained)
    if count < 3:
        raise ValueError(f"cannot compare with {count} untrained networks; at least 3 are needed")
    sound = np.isfinite(untrained).all(axis=0) & np.isfinite(observed)
    mean, bound = np.full(len(observed), np.nan), np.full(len(observed), np.inf)
    if sound.any():
        scores = untrained[:, sound]
        highest = max(
            1.0,
            *(
                float(((scores[i] - middle) / upward).max())
                for i in range(count)
                for middle, upward in [_middle_and_upward(np.delete(scores, i, axis=0))]
            ),
        )
        mean[sound] = scores.mean(axis=0)
        middle, upward = _middle_and_upward(scores)
        bound[sound] = middle + highest * upward
    return Exceeding(sound & (observed > bound), mean, bound, count, 1 / (count + 1))


def _middle_and_upward(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The median of each cell, and how far the scores above it lie from it (root mean square).

    Not the standard deviation: one network that never switches pulls it up, and only the upper side is judged.
    """
    middle = np.median(scores, axis=0)
    above = np.maximum(scores - middle, 0.0)
    upward = np.sqrt((above**2).sum(axis=0) / max(1, len(scores) // 2))
    return middle, np.maximum(upward, _LEAST_DEVIATION)
