"""`spirals`: two spirals wound into each other in the plane, a problem on which depth truly pays."""

from __future__ import annotations

import numpy as np

from layerwise.data.dataset import GENERATED, Dataset
from layerwise.data.draws import uniform

TURNS = 3
NOISE = 0.02
LEARNING_ROWS, TEST_ROWS, VALIDATION_ROWS = 1_500, 4_000, 500
_SEED = 20_170_603
_DECIMALS = 5  # coarser than any difference between two machines' sines: the checksum is the same everywhere


def spirals() -> Dataset:
    """Two interleaved spirals of 3 turns, radius 0 … 1, Gaussian noise of 0.02 in both coordinates, classes balanced.

    Points spread evenly over the disk (the radius is the root of a uniform number); arm 1 is arm 0 turned by 180°. The
    last 4,000 rows are the test set.

    Source: Lang & Witbrock 1988, "Learning to tell two spirals apart"; TensorFlow Playground's "spiral".
    """
    rows = LEARNING_ROWS + TEST_ROWS
    labels = np.arange(rows, dtype=np.int64) % 2
    radius = np.sqrt(uniform(rows, _SEED, 0))
    angle = 2 * np.pi * TURNS * radius + np.pi * labels
    arm = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    inputs = np.round(arm + NOISE * _gaussian_pairs(rows), _DECIMALS).astype(np.float32)
    return Dataset(
        name="spirals",
        inputs=inputs,
        labels=labels,
        classes=("0", "1"),
        scaling="none",
        source=f"{GENERATED}: two spirals of {TURNS} turns, noise {NOISE}, seed {_SEED}",
        validation_size=VALIDATION_ROWS,
        test_size=TEST_ROWS,
        columns=("x", "y"),
    )


def _gaussian_pairs(rows: int) -> np.ndarray:
    """(rows, 2) standard normal numbers, by Box and Muller's transform."""
    length = np.sqrt(-2 * np.log(uniform(rows, _SEED, 1)))
    angle = 2 * np.pi * uniform(rows, _SEED, 2)
    return np.stack([length * np.cos(angle), length * np.sin(angle)], axis=1)
