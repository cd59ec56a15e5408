"""Where a learning curve is heading: rival curves fitted to its last doublings, weighted by what they foretold before.

Epochs are taken together in bins, four to a doubling. A rival is one of three curves of the epoch E,

    pow3  c + a·E^(−b)        pow4  c + a·(E + d)^(−b)        exp3  c + a·exp(−b·E),        a ≥ 0, c ≥ 0,

fitted to the last doubling of epochs or to the last two. Given b (and d), c and a are a straight line's: b runs over a
grid, and all curves of a bootstrap are fitted by one matrix product.

Sources: Domhan et al. 2015, "Speeding up automatic hyperparameter optimization by extrapolation of learning curves"
(the curves); Golub and Pereyra 1973 (variable projection); Bates and Granger 1969, "The combination of forecasts" (the
weights); Viering and Loog 2023, "The shape of learning curves: a review" (why the early part misleads).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import Literal

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

Model = Literal["pow3", "pow4", "exp3"]
Floats = NDArray[np.float64]
Bin = tuple[int, int]

MODELS: tuple[Model, ...] = ("pow3", "pow4", "exp3")
PER_DOUBLING = 4
WINDOWS = (1, 2)  # doublings that a rival is fitted to
FEWEST_EPOCHS = 8
FURTHEST = 4
# What real curves do that no rival does, for each doubling ahead, in units of what the last doubling gained.
UNFORESEEN = 0.15
# One held-out doubling tells a rival's spread from few errors only: tails of Student's t rather than the normal's.
_DISCREPANCY_DF = 4


@dataclass(frozen=True, eq=False)
class Forecast:
    """What the rivals foretell.

    Args:
        draws: the level at the target, one a curve of the bootstrap, shape (draws,).
        weights: of each model in the mean.
    """

    draws: Floats
    weights: Mapping[Model, float]


def bins(last: int) -> list[Bin]:
    """First and last epoch of each bin of the last three doublings, four to a doubling; single epochs early on.

    Three doublings: rivals are fitted to two, and judged by hiding the last one.
    """
    edges = sorted({round(last * 2 ** (-k / PER_DOUBLING)) for k in range(PER_DOUBLING * last.bit_length())} | {0})
    return [(before + 1, end) for before, end in pairwise(edges)][-PER_DOUBLING * (max(WINDOWS) + 1) :]


def forecast(curves: Float[np.ndarray, "draws bins"], binned: Sequence[Bin], target: int, key: int = 0) -> Forecast:
    """The level at `target` that each bootstrapped curve leads to.

    Each rival is first judged: the last doubling is hidden and foretold. Each bootstrapped curve has one forecast, the
    rivals' mean, weighted inversely to the fourth power of what they missed by: so the draws spread as the forecast of
    new seeds and images would. To that is added as noise what a curve of another shape would do: how far the rivals
    are from that mean, and what the median one missed by, in proportion of the gain foretold to the gain of the last
    doubling; of both, what the noise of seeds and images makes by itself is taken off first (docs/decisions/0015). And
    what no rival does: a share of the last doubling's gain for each doubling ahead (docs/decisions/0020).

    Args:
        curves: mean errors in the bins of `bins(last)`, one row a bootstrapped curve.
        binned: the bins; their last epoch is at least 8.
        target: the epoch foretold, not beyond four times the last one.
        key: of the random numbers.

    Raises:
        ValueError: fewer than 8 epochs, or a target beyond four times those seen.
    """
    last = binned[-1][1]
    if last < FEWEST_EPOCHS or target > FURTHEST * last:
        raise ValueError(f"{last} epochs foretell nothing about epoch {target}")
    draw = np.random.default_rng(key)
    hidden = len(binned) - PER_DOUBLING
    rivals = list(product(MODELS, WINDOWS))
    judged = np.stack([_extrapolated(curves[:, :hidden], binned[:hidden], rival, [last])[:, 0] for rival in rivals])
    missed = judged - curves[:, -1]
    precision = 1 / np.maximum((missed**2).mean(1), 1e-12)
    weights = precision**2 / (precision**2).sum()
    foretold = np.stack([_extrapolated(curves, binned, rival, [last, target]) for rival in rivals])
    now, level = (weights @ foretold[..., k] for k in (0, 1))
    gained = max(0.0, float(np.mean(curves[:, hidden - 1] - curves[:, -1])))
    doublings = max(0.0, float(np.log2(target / last)))
    ahead = _proportion(np.median(now - level), gained, doublings)
    apart = precision @ _without_noise(foretold[..., 1] - level) / precision.sum()
    squares = np.median(_without_noise(missed)) * ahead**2 + apart + (UNFORESEEN * gained) ** 2 * doublings
    discrepancy = draw.standard_t(_DISCREPANCY_DF, len(curves)) * np.sqrt(squares)
    shares = {model: float(sum(weights[k] for k, (name, _) in enumerate(rivals) if name == model)) for model in MODELS}
    return Forecast(np.maximum(level + discrepancy, 0), shares)


def _without_noise(apart: Floats) -> Floats:
    """The square of each rival's mean over the draws less what noise adds to it, shape (rivals,).

    The bootstrap is centred on one study, so the noise of a study is in that mean, with the variance that the draws
    show. A mean within two standard deviations of 0 is put down to noise altogether.

    Args:
        apart: shape (rivals, draws).
    """
    squares, noise = apart.mean(1) ** 2, apart.var(1)
    return np.where(squares > 4 * noise, squares - noise, 0.0)


def _proportion(gain: float, before: float, doublings: float) -> float:
    """The foretold gain in units of the last doubling's, between 0 and the number of doublings ahead."""
    return float(np.clip(gain / max(before, 1e-12), 0, doublings))


def _extrapolated(curves: Floats, binned: Sequence[Bin], rival: tuple[Model, int], epochs: Sequence[int]) -> Floats:
    """A rival fitted to the last doublings of each curve, read at `epochs`, shape (draws, epochs)."""
    model, doublings = rival
    start = max(0, len(binned) - PER_DOUBLING * doublings)
    shapes, ahead = _shapes(model, tuple(binned[start:]), tuple(epochs))
    weights = np.array([end - first + 1 for first, end in binned[start:]], np.float64)
    c, a, best = _fitted(curves[:, start:], weights / weights.sum(), shapes)
    return c[:, None] + a[:, None] * ahead[best]


def _fitted(y: Floats, weights: Floats, shapes: Floats) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Weighted least squares of c + a·shape with a ≥ 0 and c ≥ 0, for each curve at its best shape.

    Args:
        y: shape (draws, bins).
        weights: of the bins, summing to 1.
        shapes: shape (grid, bins).

    Returns:
        c, a and the place on the grid, each of shape (draws,).
    """
    mean_y, mean_shape = y @ weights, shapes @ weights
    centred, centred_shapes = y - mean_y[:, None], shapes - mean_shape[:, None]
    variance, spread = centred**2 @ weights, centred_shapes**2 @ weights
    covariance = (centred * weights) @ centred_shapes.T
    a = np.maximum(covariance / spread, 0)
    c = mean_y[:, None] - a * mean_shape
    loss = variance[:, None] - a * covariance
    # Where the best line ends below an error of 0, the best one that ends at 0.
    below = c < 0
    if below.any():
        product_, square = (y * weights) @ shapes.T, shapes**2 @ weights
        a = np.where(below, product_ / square, a)
        loss = np.where(below, (y**2 @ weights)[:, None] - product_**2 / square, loss)
    best = loss.argmin(1)
    row = np.arange(len(y))
    return np.maximum(c[row, best], 0), a[row, best], best


@lru_cache(maxsize=256)
def _shapes(model: Model, binned: tuple[Bin, ...], epochs: tuple[int, ...]) -> tuple[Floats, Floats]:
    """The curves' shapes over the grid: their means in the bins (grid, bins), and at `epochs` (grid, epochs)."""
    begin, last = binned[0][0], binned[-1][1]
    grid = _grid(model, begin, last)

    def at(epoch: NDArray[np.int64]) -> Floats:
        rate, shift = grid[:, :1], grid[:, 1:]
        return np.exp(-rate * epoch / last) if model == "exp3" else ((epoch + shift) / last) ** -rate

    every = at(np.arange(begin, last + 1)[None])
    in_bins = [every[:, first - begin : end - begin + 1].mean(1) for first, end in binned]
    return np.stack(in_bins, 1), at(np.array([epochs]))


def _grid(model: Model, first: int, last: int) -> Floats:
    """Columns b and d."""
    if model == "exp3":
        return np.stack([np.geomspace(0.3, 30, 40), np.zeros(40)], 1)
    if model == "pow3":
        return np.stack([np.geomspace(0.05, 4, 40), np.zeros(40)], 1)
    shifts = last * np.array([-0.05, 0.1, 0.3, 1, 2])
    return np.array(list(product(np.geomspace(0.1, 8, 20), shifts[shifts > 0.5 - first])))
