"""The rows that a block trains and is judged on, and the order in which its batches take them."""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Float32, Int32, Num, UInt8

from layerwise.data.dataset import Dataset
from layerwise.data.folds import Split
from layerwise.nets.preprocessing import PIXEL, fit_preprocessing

# Rows evaluated at a time: the answers of a block of about 300 units then stay in a core's cache.
EVALUATION_ROWS = 256
# Held columns come in multiples of it, where the data set has that many: single-precision numbers of a vector register.
COLUMNS = 16
# Apart from other uses of the same seed.
_ORDER_STREAM = 0x0B47C4


@dataclass(frozen=True, eq=False)
class BlockData:
    """The rows of one seed: training rows first, then validation rows, then test rows.

    Args:
        rows: (rows, live columns), scaled; pixels as the bytes they came as, see `as_inputs`; without the columns that
            are 0 in every row of the data set; filled up with zeros to the size that the split has with its test rows,
            so that tuning and measuring share compiled programs.
        labels: (rows,) class numbers; 0 for filling.
        train, validation, test: how many rows of each; no test rows while tuning.
        live: (features,), which columns `rows` holds.
    """

    rows: Float32[np.ndarray, "rows live"] | UInt8[np.ndarray, "rows live"]
    labels: Int32[np.ndarray, " rows"]
    train: int
    validation: int
    test: int
    live: Bool[np.ndarray, " features"]

    @property
    def used(self) -> int:
        """Rows that are no filling."""
        return self.train + self.validation + self.test

    @property
    def parts(self) -> dict[str, slice]:
        """Where each part lies, by the name its columns carry in the tables."""
        cut = self.train + self.validation
        return {"train": slice(0, self.train), "val": slice(self.train, cut), "test": slice(cut, cut + self.test)}


def block_data(dataset: Dataset, split: Split, live: np.ndarray, *, with_test: bool) -> BlockData:
    """The rows of a split, scaled by what its training rows say.

    Args:
        dataset: where the rows are.
        split: which rows train, choose and test.
        live: (features,), the columns to hold: see `live_columns`.
        with_test: whether the test rows come along; while tuning they must not.
    """
    test = split.test if with_test else split.test[:0]
    numbers = np.concatenate([split.train, split.validation, test])
    held = dataset.inputs[numbers]
    if not (dataset.scaling == "pixels" and held.dtype == np.uint8):
        held = fit_preprocessing(dataset, split.train)(held)
    full = len(numbers) - len(test) + len(split.test)
    rows = np.zeros((full + -full % EVALUATION_ROWS, int(live.sum())), held.dtype)
    rows[: len(numbers)] = held[:, live]
    labels = np.zeros(len(rows), np.int32)
    labels[: len(numbers)] = dataset.labels[numbers]
    return BlockData(rows, labels, len(split.train), len(split.validation), len(test), live)


def as_inputs(rows: Num[Array, "rows live"] | Num[np.ndarray, "rows live"]) -> Float[Array, "rows live"]:
    """Rows as networks read them: bytes are pixels and become 0 … 1, all others are scaled already.

    Bytes take a quarter of the memory that reading shuffled rows from it costs. XLA multiplies by 1/255 where
    `Preprocessing` divides: the last bit of an input may differ.
    """
    return jnp.asarray(rows, jnp.float32) / PIXEL if rows.dtype == jnp.uint8 else jnp.asarray(rows)


def live_columns(dataset: Dataset, *, all_of_them: bool = False) -> Bool[np.ndarray, " features"]:
    """Columns that are not 0 in every row: the others multiply to 0 and get no gradient, so no result needs them.

    A few of the others are held too, to a multiple of `COLUMNS`: rows of whole vector registers multiply faster.

    Decided on the whole data set, so that all seeds share one compiled program. With `standardise` a 0 need not stay
    0, and with weight decay a dead weight still moves (`all_of_them`): then all columns are held.
    """
    if all_of_them or dataset.scaling == "standardise":
        return np.ones(dataset.features, bool)
    live = np.asarray(dataset.inputs.any(axis=0))
    live[np.flatnonzero(~live)[: -int(live.sum()) % COLUMNS]] = True
    return live


def batch_order(seed: int, epoch: int, rows: int, batch_size: int) -> Int32[np.ndarray, "steps batch"]:
    """Which rows each step of an epoch takes: a permutation fixed by the seed and the epoch alone.

    Args:
        seed: of the block; all its networks see the same batches.
        epoch: 1, 2, …
        rows: training rows.
        batch_size: rows of a step, of which there are never more than training rows.

    Returns:
        Row numbers; the last step is filled up with row 0, which `batch_weights` gives no weight.
    """
    shuffled = np.random.default_rng([_ORDER_STREAM, seed, epoch]).permutation(rows).astype(np.int32)
    batch_size = min(batch_size, rows)
    return np.pad(shuffled, (0, -rows % batch_size)).reshape(-1, batch_size)


def batch_weights(rows: int, batch_size: int) -> Float32[np.ndarray, "steps batch"]:
    """The weight of each row in its step's mean loss: 1 ÷ the rows of the step, 0 for filling."""
    batch_size = min(batch_size, rows)
    real = np.arange(rows + -rows % batch_size).reshape(-1, batch_size) < rows
    return (real / real.sum(axis=1, keepdims=True)).astype(np.float32)
