"""Rows of a study's data set as pictures, for its report: the data is looked for where it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.data.dataset import Dataset
from layerwise.lab.at_hand import of_study


@dataclass(frozen=True, eq=False)
class ShownRows:
    """Shows rows of a study's data set.

    Args:
        card: what the study's `study.json` says.
        folder: of the study.
        dataset: that it was done on, where the caller holds it.
    """

    card: dict[str, Any]
    folder: Path
    dataset: Dataset | None = None

    @cached_property
    def _found(self) -> Dataset | None:
        return self.dataset or of_study(self.card, self.folder)

    def __call__(self, rows: Sequence[int]) -> np.ndarray | None:
        """The rows, (rows, height, width), from 0 up; None where the data is not found or its rows are no pictures."""
        dataset = self._found
        if dataset is None or dataset.picture_shape is None:
            return None
        return np.asarray(dataset.inputs[list(rows)], np.float64).reshape(len(rows), *dataset.picture_shape)
