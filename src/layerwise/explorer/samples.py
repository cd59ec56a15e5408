"""Real examples for the page: rows the networks were tested on, and rows they learned from."""

from __future__ import annotations

from typing import Any

import numpy as np

from layerwise.data.dataset import Dataset
from layerwise.data.folds import Split
from layerwise.explorer.arrays import Arrays

# Of each part. Enough for an accuracy within two points, few enough to be answered by all layers in an instant.
ROWS = 1_000
# Numbers of one part: inputs wider than 784 come with fewer rows.
MOST_NUMBERS = 2_000_000


def add_samples(arrays: Arrays, dataset: Dataset, rows: Split) -> dict[str, Any]:
    """Packs examples of the tested and of the trained rows, each class with its share.

    Args:
        arrays: where they go.
        dataset: that the networks learned.
        rows: the split of the networks on the page.

    Returns:
        For `test` and `train`: arrays `inputs` (rows, features) as the data set holds them, `labels` and `rows` (their
        numbers in the data set), and `of`, how many rows that part has in all.
    """
    return {
        part: _add(arrays, dataset, part, numbers) for part, numbers in (("test", rows.test), ("train", rows.train))
    }


def _add(arrays: Arrays, dataset: Dataset, part: str, numbers: np.ndarray) -> dict[str, Any]:
    chosen = _spread(dataset.labels[numbers], numbers, min(ROWS, max(100, MOST_NUMBERS // dataset.features)))
    inputs = dataset.inputs[chosen]
    if inputs.dtype != np.uint8:
        inputs = inputs.astype(np.float32)
    return {
        "inputs": arrays.add(f"{part}/inputs", inputs),
        "labels": arrays.add(f"{part}/labels", dataset.labels[chosen].astype(np.int32)),
        "rows": arrays.add(f"{part}/rows", chosen.astype(np.int32)),
        "of": len(numbers),
    }


def _spread(labels: np.ndarray, numbers: np.ndarray, most: int) -> np.ndarray:
    """At most `most` of the rows, evenly over them sorted by class, in their own order."""
    if len(numbers) <= most:
        return numbers
    by_class = numbers[np.argsort(labels, kind="stable")]
    return np.sort(by_class[np.linspace(0, len(by_class) - 1, most).round().astype(np.int64)])
