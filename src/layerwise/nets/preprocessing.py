"""How inputs are scaled before a network sees them: fitted on training rows only and saved with the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float32, Float64, Num

from layerwise.data.dataset import Dataset

# What the brightest pixel is divided by.
PIXEL = 255.0


@dataclass(frozen=True, eq=False)
class Preprocessing:
    """(input - offset) / scale, for each feature.

    Args:
        offset: (features,), taken off first.
        scale: (features,), divided by; never 0.
    """

    offset: Float64[np.ndarray, " features"]
    scale: Float64[np.ndarray, " features"]

    def __call__(self, inputs: Num[np.ndarray, "rows features"]) -> Float32[np.ndarray, "rows features"]:
        """Scaled inputs, computed in float64 and rounded once to float32 (pixels: exactly a 256-entry table)."""
        if inputs.dtype == np.uint8 and np.all(self.offset == self.offset[0]) and np.all(self.scale == self.scale[0]):
            table = ((np.arange(256) - self.offset[0]) / self.scale[0]).astype(np.float32)
            return table[inputs]
        return ((inputs - self.offset) / self.scale).astype(np.float32)

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values; floats in full, so that they read back exactly."""
        return {"offset": _folded(self.offset), "scale": _folded(self.scale)}

    @classmethod
    def from_dict(cls, values: dict[str, Any], features: int) -> Preprocessing:
        """What `as_dict` wrote; one number stands for all features.

        Raises:
            ValueError, TypeError, KeyError: anything else.
        """
        read = (np.asarray(values[name], np.float64) for name in ("offset", "scale"))
        offset, scale = (np.broadcast_to(numbers, (features,)) for numbers in read)
        if not (np.isfinite(offset).all() and np.isfinite(scale).all() and scale.all()):
            raise ValueError("a preprocessing with numbers that are not finite, or a scale of 0")
        return cls(offset, scale)


def fit_preprocessing(dataset: Dataset, training_rows: np.ndarray) -> Preprocessing:
    """The scaling that the data set's kind asks for, fitted on its training rows and no others.

    Args:
        dataset: where the rows are.
        training_rows: row numbers that training may see.
    """
    zeros, ones = np.zeros(dataset.features), np.ones(dataset.features)
    if dataset.scaling == "pixels":
        return Preprocessing(zeros, ones * PIXEL)
    if dataset.scaling == "none":
        return Preprocessing(zeros, ones)
    rows = dataset.inputs[training_rows].astype(np.float64)
    # A column that never changes says nothing: it becomes 0, and is not divided by what rounding makes its deviation.
    constant = rows.min(axis=0) == rows.max(axis=0)
    return Preprocessing(np.where(constant, rows[0], rows.mean(axis=0)), np.where(constant, 1.0, rows.std(axis=0)))


def _folded(values: np.ndarray) -> float | list[float]:
    return float(values[0]) if np.all(values == values[0]) else values.tolist()
