"""Which tested image each network got right, at each epoch, as bits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from layerwise.verdict.errors import TableError

Bits = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def recorded_epochs(last: int, most: int = 100) -> Ints:
    """The epochs at which correctness is kept: all of them up to `most`, else `most` of them, log-spaced.

    The first, the last and the halvings of the last (E/2, E/4, …, rounded down) are always among them, and of an odd
    last epoch the even one before it, twice the first halving. Where `most` is too few for all, early ones are missing.

    Args:
        last: epochs trained, at least 1.
        most: how many epochs are kept at most, at least 2.

    Returns:
        Strictly increasing epochs, shape (min(last, most),), from 1 to `last`.
    """
    if last <= most:
        return np.arange(1, last + 1, dtype=np.int64)
    kept = [1]
    for left in range(most - 1, 0, -1):
        step = kept[-1] * (last / kept[-1]) ** (1 / left)
        kept.append(max(kept[-1] + 1, round(step)))
    epochs = np.array(kept, dtype=np.int64)
    halvings = [last >> times for times in range(1, last.bit_length())]
    fixed = list(dict.fromkeys([1, last, last // 2, last // 2 * 2, *halvings]))[:most]
    for epoch in fixed:
        if epoch not in epochs:
            free = np.setdiff1d(epochs, fixed)
            epochs[epochs == free[np.abs(free - epoch).argmin()]] = epoch
    return np.sort(epochs)


@dataclass(frozen=True, eq=False)
class Correctness:
    """Correctness of `R` measured networks at `E` recorded epochs on the images of their test folds.

    Bits are `np.packbits` along the last axis, most significant first; a row holds `ceil(n / 8)` bytes for the largest
    fold, zero behind a smaller fold's end. `pack` builds one from booleans.

    Args:
        runs: the networks' ids, R of them.
        fold: fold of each network, shape (R,); −1 where the data set has its own test set.
        tested: the tested rows of the data set, by fold, shape (n of that fold,).
        epochs: recorded epochs, 1-based and increasing, shape (E,).
        bits: shape (R, E, ceil(n / 8)).
        best_bits: at each network's best epoch by validation, shape (R, ceil(n / 8)).

    Raises:
        TableError: shapes that do not fit, or a fold without its tested rows.
    """

    runs: tuple[str, ...]
    fold: Ints
    tested: Mapping[int, Ints]
    epochs: Ints
    bits: Bits
    best_bits: Bits

    def __post_init__(self) -> None:
        _same("networks in 'fold'", len(self.fold), len(self.runs))
        missing = sorted({int(fold) for fold in self.fold} - set(self.tested))
        if missing:
            raise TableError("cannot read the correctness", got=f"no tested rows for folds {missing}")
        width = -(-max((len(rows) for rows in self.tested.values()), default=0) // 8)
        _same("bits", self.bits.shape, (len(self.runs), len(self.epochs), width))
        _same("best bits", self.best_bits.shape, (len(self.runs), width))

    @classmethod
    def pack(
        cls,
        runs: Sequence[str],
        fold: Sequence[int] | Ints,
        tested: Mapping[int, Ints],
        epochs: Sequence[int] | Ints,
        correct: Sequence[Bools],
        best: Sequence[Bools],
    ) -> Correctness:
        """Pack booleans: `correct` one (E, n of its fold) and `best` one (n of its fold,) a network."""
        width = -(-max((len(rows) for rows in tested.values()), default=0) // 8)
        bits = np.zeros((len(runs), len(epochs), width), np.uint8)
        best_bits = np.zeros((len(runs), width), np.uint8)
        for k, (every, chosen) in enumerate(zip(correct, best, strict=True)):
            _same(f"images of {runs[k]}", np.shape(every), (len(epochs), len(tested[int(fold[k])])))
            packed = np.packbits(every, axis=-1)
            bits[k, :, : packed.shape[-1]] = packed
            best_bits[k, : packed.shape[-1]] = np.packbits(chosen)
        return cls(tuple(runs), np.asarray(fold, np.int64), dict(tested), np.asarray(epochs, np.int64), bits, best_bits)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {run: k for k, run in enumerate(self.runs)}

    def images(self, run: str) -> Ints:
        """The rows of the data set that `run` was tested on, shape (n,)."""
        return self.tested[int(self.fold[self._place[run]])]

    def nearest(self, epoch: int) -> int:
        """The recorded epoch nearest to `epoch`, the earlier of two."""
        return int(self.epochs[np.abs(self.epochs - epoch).argmin()])

    def at(self, run: str, epoch: int) -> Bools:
        """What `run` got right after `epoch` (a recorded one), shape (n,), in the order of `images(run)`."""
        where = int(np.searchsorted(self.epochs, epoch))
        if where == len(self.epochs) or self.epochs[where] != epoch:
            raise TableError(f"correctness at epoch {epoch} was not kept", remedy=f"Ask for {self.nearest(epoch)}.")
        return self._unpack(self.bits[self._place[run], where], run)

    def shares(self, run: str, epochs: Sequence[Ints]) -> NDArray[np.float64]:
        """At what share of some (recorded) epochs `run` got each image right, shape (groups of epochs, n)."""
        answers = self.bits[self._place[run]]
        found = []
        for group in epochs:
            kept = np.unpackbits(answers[np.searchsorted(self.epochs, group)], axis=-1, count=len(self.images(run)))
            found.append(kept.mean(0, dtype=np.float64))
        return np.stack(found)

    def best(self, run: str) -> Bools:
        """What `run` got right at its best epoch, shape (n,), in the order of `images(run)`."""
        return self._unpack(self.best_bits[self._place[run]], run)

    def _unpack(self, bits: Bits, run: str) -> Bools:
        return np.unpackbits(bits, count=len(self.images(run))).astype(np.bool_)


def _same(what: str, got: object, expected: object) -> None:
    if got != expected:
        raise TableError(f"cannot read the correctness: {what}", got=str(got), expected=str(expected))
