"""What each network answers to every row of its data set, rows that it was trained on among them.

An answer is one small number: right, the class that was said instead, or nothing. Nearly all answers are right, so
tables of them are nearly all zeros and become small files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from layerwise.verdict.errors import TableError

# Its own class; k + 1 stands for the class k instead; `nothing` for no answer.
RIGHT = 0
# What a seed does with a row; rows left out of a smaller training set are unused.
UNUSED, TRAINED, VALIDATED, TESTED = range(4)
# The epoch that validation chose for each network, or its last one.
Moment = Literal["best", "last"]
MOMENTS: tuple[Moment, ...] = ("best", "last")


def answer_type(classes: int) -> np.dtype[Any]:
    """The smallest unsigned type that holds the answers of a problem of so many classes."""
    return np.min_scalar_type(nothing(classes))


def nothing(classes: int) -> int:
    """The answer of a network whose loss was not finite, or that was not asked."""
    return classes + 1


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers of `R` measured networks to the `n` rows of their data set, at two epochs.

    Args:
        runs: the networks' ids, R of them.
        seeds: the seed of each network, shape (R,).
        labels: the class number of each row, shape (n,).
        uses: by seed what it does with each row: `UNUSED`, `TRAINED`, `VALIDATED` or `TESTED`, shape (n,).
        best: the answers at each network's best epoch, shape (R, n).
        last: the answers after the last epoch, shape (R, n).
        source_rows: where each row stands in the file or array it was read from, shape (n,).
        classes: a name for each class number.

    Raises:
        TableError: shapes that do not fit, or a seed without its uses.
    """

    runs: tuple[str, ...]
    seeds: NDArray[np.int64]
    labels: NDArray[np.int64]
    uses: Mapping[int, NDArray[np.uint8]]
    best: NDArray[np.unsignedinteger[Any]]
    last: NDArray[np.unsignedinteger[Any]]
    source_rows: NDArray[np.int64]
    classes: tuple[str, ...]

    def __post_init__(self) -> None:
        expected = (len(self.runs), len(self.labels))
        for name, array in (("best", self.best), ("last", self.last)):
            if array.shape != expected:
                raise TableError(f"cannot read the answers '{name}'", got=str(array.shape), expected=str(expected))
        if missing := sorted({int(seed) for seed in self.seeds} - set(self.uses)):
            raise TableError("cannot read the answers", got=f"no uses of the rows by seeds {missing}")

    @cached_property
    def _place(self) -> dict[str, int]:
        return {run: k for k, run in enumerate(self.runs)}

    def has(self, run: str) -> bool:
        """Whether the answers of a network were kept."""
        return run in self._place

    def at(self, run: str, moment: Moment) -> NDArray[np.unsignedinteger[Any]]:
        """What `run` answers to every row, shape (n,)."""
        answers = self.best if moment == "best" else self.last
        return answers[self._place[run]]

    def use(self, run: str) -> NDArray[np.uint8]:
        """What `run` did with every row, shape (n,)."""
        return self.uses[int(self.seeds[self._place[run]])]
