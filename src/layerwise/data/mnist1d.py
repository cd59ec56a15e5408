"""`mnist-1d`: ten one-dimensional strokes, bent and buried in noise; small, and hard for networks without depth.

Made here, bit for bit as Greydanus's package `mnist1d` makes it with its default arguments, so that nothing has to be
fetched. NumPy promises that `RandomState` draws the same numbers for ever.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from jaxtyping import Float64

from layerwise.data.dataset import Dataset

EXAMPLES, TEST_ROWS, LENGTH = 5_000, 1_000, 40
# Rows each seed chooses by: one a class. The published recipes learn from all 4,000 rows and choose by none.
VALIDATION_ROWS = 10
_SEED = 42
_PADDING, _SHIFTS = (36, 60), 48
_SCALE, _SHEAR, _SMOOTH_NOISE, _NOISE = 0.4, 0.75, 0.25, 0.02
_DECIMALS = 5  # coarser than any difference between two machines' sums: the checksum is the same everywhere

# The templates of the package, a row a digit. Copyright Sam Greydanus and others, Apache-2.0.
_TEMPLATES = (
    (5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5),
    (5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5),
    (5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5),
    (5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5),
    (5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5),
    (5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5),
    (5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5),
    (5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5),
)


def mnist_1d(*, shuffled: bool = False) -> Dataset:
    """5,000 rows of 40 numbers in 10 classes, the last 1,000 of them the test set.

    Args:
        shuffled: the 40 places in another order, the same for all rows: what a network without a sense of place does
            not mind.

    Source: Greydanus & Kobak 2020, "Scaling down deep learning with MNIST-1D", and its package, version 0.0.2.
    """
    inputs, labels = _rows(shuffled)
    return Dataset(
        name="mnist-1d-shuffled" if shuffled else "mnist-1d",
        inputs=np.round(inputs, _DECIMALS).astype(np.float32),
        labels=labels.copy(),
        classes=tuple("0123456789"),
        scaling="none",
        source=f"generated as by the package mnist1d 0.0.2, seed {_SEED}{', places shuffled' if shuffled else ''}",
        validation_size=VALIDATION_ROWS,
        test_size=TEST_ROWS,
    )


@cache
def _rows(shuffled: bool) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.RandomState(_SEED)
    each = EXAMPLES // len(_TEMPLATES)
    rows = np.stack([_bent(template, draw) for template in _strokes() for _ in range(each)])
    shuffle = draw.permutation(len(rows))
    rows, labels = rows[shuffle], np.repeat(np.arange(len(_TEMPLATES), dtype=np.int64), each)[shuffle]
    if shuffled:
        rows = rows[:, draw.permutation(LENGTH)]
    return (rows - rows.mean()) / rows.std(), labels


def _strokes() -> Float64[np.ndarray, "digits points"]:
    """The templates with mean 0 and deviation 1, begun and ended at 0."""
    strokes = np.array(_TEMPLATES, np.float64)
    strokes -= strokes.mean(1, keepdims=True)
    strokes /= strokes.std(1, keepdims=True)
    return (strokes - strokes[:, :1]) / 6.0


def _bent(stroke: np.ndarray, draw: np.random.RandomState) -> np.ndarray:
    """One example: padded, stretched, scaled, shifted, with noise, sheared, and read off at 40 places."""
    from scipy.ndimage import gaussian_filter  # SciPy, which other data sets need not wait for

    low, high = _PADDING
    padded = np.concatenate([stroke + 1e-8, np.zeros(low + int(draw.rand() * (high - low + 1)))])
    wide = _read_off(padded, len(stroke) + high) * (1 + _SCALE * (draw.rand() - 0.5))
    shift = draw.choice(_SHIFTS)
    wide = np.concatenate([wide[-shift:], wide[:-shift]])
    drawn = wide != 0
    wide = drawn * wide + (1 - drawn) * gaussian_filter(_SMOOTH_NOISE * draw.randn(*wide.shape), 2)
    wide = wide + _NOISE * draw.randn(*wide.shape)
    sheared = wide - _SHEAR * (draw.rand() - 0.5) * np.linspace(-0.5, 0.5, len(wide))
    return _read_off(sheared, LENGTH)


def _read_off(signal: np.ndarray, places: int) -> np.ndarray:
    return np.interp(np.linspace(0, 1, places), np.linspace(0, 1, len(signal)), signal)
