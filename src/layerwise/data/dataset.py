"""What every data set becomes: one frozen table of inputs and labels that knows its name and its checksum."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from jaxtyping import Int64, Num

Scaling = Literal["pixels", "standardise", "none"]
# How the source of rows that were computed begins.
GENERATED = "generated"


@dataclass(frozen=True, eq=False)
class Dataset:
    """Inputs and labels as they came, before any scaling; rows keep their place, so a row number names one example.

    Args:
        name: what results call it: `digits`, `mnist`, or the stem of the user's file.
        inputs: (rows, features), `uint8` for pixels, else `float32`; `float64` where that would round it away.
        labels: (rows,), class numbers 0 … classes - 1.
        classes: a name for each class number.
        scaling: how a network sees the inputs: `pixels` divides by 255, `standardise` takes off the mean and divides by
            the standard deviation of the training rows, `none` leaves them.
        source: where it came from, in a few words.
        test_size: the last `test_size` rows are the data set's own test set; None: five folds rotate instead.
        validation_size: rows each seed sets aside to choose by.
        picture_shape: (height, width) where a row is a picture.
        columns: names of the features where they have any.
        folds: how many rotate where there is no test set; fewer than five only where a class has too few rows for them.
        source_rows: where each row stands in the file, package or array that it was read from, counted from 0; of MNIST
            and its like the training images first, then the test images. None: in the same place.
    """

    name: str
    inputs: Num[np.ndarray, "rows features"]
    labels: Int64[np.ndarray, " rows"]
    classes: tuple[str, ...]
    scaling: Scaling
    source: str
    validation_size: int
    test_size: int | None = None
    picture_shape: tuple[int, int] | None = None
    columns: tuple[str, ...] | None = None
    folds: int = 5
    facts: dict[str, Any] = field(default_factory=dict)
    source_rows: Int64[np.ndarray, " rows"] | None = None

    @property
    def features(self) -> int:
        """Numbers a network reads of one example."""
        return int(self.inputs.shape[1])

    @property
    def generated(self) -> bool:
        """Whether the rows were computed, so that no file holds them."""
        return self.source.startswith(GENERATED)

    @property
    def reading_order(self) -> Int64[np.ndarray, " rows"]:
        """`source_rows`, whether or not the rows were moved."""
        return np.arange(len(self), dtype=np.int64) if self.source_rows is None else self.source_rows

    def __len__(self) -> int:
        return int(self.inputs.shape[0])

    @cached_property
    def checksum(self) -> str:
        """SHA-256 over shapes, types, inputs and labels: equal checksums mean equal data."""
        digest = hashlib.sha256()
        for array in (self.inputs, self.labels):
            digest.update(f"{array.dtype.str}{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).data)
        digest.update(f"{self.scaling}{self.test_size}".encode())
        return digest.hexdigest()
