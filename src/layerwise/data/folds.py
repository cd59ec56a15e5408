"""Which rows a seed trains on, chooses by, and is tested on: fixed folds, or the data set's own test rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Int64

from layerwise.data.dataset import Dataset
from layerwise.data.draws import order
from layerwise.errors import DataError, SpecError

FOLDS = 5
# A row of each class to train on, one to choose by, one to be tested on.
FEWEST_FOLDS = 3
OWN_TEST_SET = -1
_FOLD_STREAM, _VALIDATION_STREAM, _TIE_STREAM, _SIZE_STREAM = 5_001, 5_002, 5_003, 5_004

Rows = Int64[np.ndarray, " _"]


@dataclass(frozen=True, eq=False)
class Split:
    """The rows of one seed: sorted, disjoint, and together all rows of the data set, but for what `fewer` left out.

    Args:
        seed: the seed that drew the validation rows.
        fold: the fold that is tested, 0 … folds - 1; -1 where the data set has its own test set.
        train: row numbers to learn from.
        validation: row numbers to choose by (learning rate, best epoch).
        test: row numbers that are only ever reported on.
    """

    seed: int
    fold: int
    train: Rows
    validation: Rows
    test: Rows


def split(dataset: Dataset, seed: int) -> Split:
    """The split of `seed`: the same for all networks of the seed, on every machine, for ever.

    Without a test set of its own the data set is cut into stratified folds (five, unless it says otherwise), the same
    for all seeds; seed k is tested on fold k mod 5. The validation rows are drawn from the rest, by the seed. Every
    part holds its share of each class, to within one example.

    Args:
        dataset: the data set; only its labels and sizes matter.
        seed: 0 or more.

    Raises:
        DataError: too few examples of some class.
        SpecError: a negative seed.
    """
    fold = fold_of(dataset, seed)
    require_enough(dataset)
    tested = test_rows(dataset, fold)
    rest = np.setdiff1d(np.arange(len(dataset), dtype=np.int64), tested, assume_unique=True)
    validation = _validation_rows(dataset.labels, rest, dataset.validation_size, seed)
    train = np.setdiff1d(rest, validation, assume_unique=True)
    return Split(seed, fold, train, validation, tested)


def fewer(dataset: Dataset, rows: Split, train: int) -> Split:
    """The split with only `train` of its training rows; its validation and test rows stay.

    The subsets of one seed are nested: its 500 rows are among its 1,000. Each holds every class at least once, and
    otherwise its share, to within one row unless rare classes need more than theirs.

    Args:
        dataset: the data set; only its labels matter.
        rows: the whole split of a seed.
        train: how many training rows to keep.

    Raises:
        SpecError: fewer rows than classes, or more than there are.
    """
    if not len(dataset.classes) <= train <= len(rows.train):
        raise SpecError(
            "cannot cut the training rows to this size",
            got=f"{train:,}",
            expected=f"{len(dataset.classes):,} … {len(rows.train):,}",
            remedy="Keep at least one row of each class, and no more than there are.",
        )
    by_class = _grouped(dataset.labels, rows.train, _SIZE_STREAM, rows.seed)
    labels = dataset.labels[by_class]
    counts = np.bincount(labels, minlength=len(dataset.classes))
    place = np.arange(len(by_class)) - (np.cumsum(counts) - counts)[labels]
    # Each class is spread evenly over the whole, its first row ahead of all; of equals, the seed says which goes first.
    spread = np.where(place == 0, 0.0, (place + 0.5) / counts[labels])
    ties = order(len(counts), _SIZE_STREAM, _TIE_STREAM, rows.seed)
    first = np.lexsort((ties[labels], spread))[:train]
    return replace(rows, train=np.sort(by_class[first]))


def fold_of(dataset: Dataset, seed: int) -> int:
    """The fold that `seed` is tested on: seed mod `dataset.folds`, or -1 where the data set has its own test set."""
    if seed < 0:
        raise SpecError("cannot split by this seed", got=str(seed), expected="0 or more", remedy="Count seeds from 0.")
    return seed % dataset.folds if dataset.test_size is None else OWN_TEST_SET


def test_rows(dataset: Dataset, fold: int) -> Rows:
    """Sorted row numbers of a fold; the last `test_size` rows where the data set has its own test set."""
    if dataset.test_size is not None:
        return np.arange(len(dataset) - dataset.test_size, len(dataset), dtype=np.int64)
    by_class = _grouped(dataset.labels, np.arange(len(dataset), dtype=np.int64), _FOLD_STREAM)
    return np.sort(by_class[fold :: dataset.folds])


def require_enough(dataset: Dataset, *, where: str = "") -> None:
    """Stop where a class has too few examples to be in every part.

    Args:
        dataset: the data set; only its labels and sizes matter.
        where: the file it was read from, for messages; its name where none is given.

    Raises:
        DataError: fewer examples of a class than folds (2 outside an own test set), or no rows left to train on.
    """
    own = dataset.test_size is not None
    counts = np.bincount(dataset.labels[: len(dataset) - (dataset.test_size or 0)], minlength=len(dataset.classes))
    least, scarce = (2 if own else dataset.folds), int(np.argmin(counts))
    if counts[scarce] < least:
        raise DataError(
            f"cannot split {where or dataset.name}: class {dataset.classes[scarce]!r} has too few examples",
            got=f"{counts[scarce]} of {len(dataset):,} rows",
            expected=f"at least {least}"
            + (" besides the test rows" if own else f", one for each of {dataset.folds} folds"),
            remedy="Add examples of this class, or leave it out.",
        )
    rest = int(counts.sum()) if own else len(dataset) - -(-len(dataset) // dataset.folds)
    if not 0 < dataset.validation_size <= rest // 2:
        raise DataError(
            f"cannot split {where or dataset.name}: the validation rows do not fit",
            got=f"{dataset.validation_size:,} of the {rest:,} rows that are not tested",
            expected=f"1 … {rest // 2:,}",
            remedy="Set another validation_size, or add examples.",
        )


def default_validation_size(labels: Rows, *, test_size: int | None = None, folds: int = FOLDS) -> int:
    """An eighth of what is not tested, or as many more as put one example of the rarest class among them."""
    counts = np.bincount(labels[: len(labels) - (test_size or 0)])
    counts = counts[counts > 0]
    if test_size is None:
        counts = counts - -(-counts // folds)
    rest, rarest = int(counts.sum()), int(counts.min())
    return max(rest // 8, -(-rest // max(rarest, 1)), 1)


def _validation_rows(labels: Rows, rest: Rows, size: int, seed: int) -> Rows:
    """`size` of the rows in `rest`, sorted: of each class its share, rounded so that the sum is `size`."""
    counts = np.bincount(labels[rest])
    shares = counts * size / len(rest)
    quotas = np.floor(shares).astype(np.int64)
    ties = order(len(counts), _TIE_STREAM, seed)
    largest_remainders = ties[np.argsort((quotas - shares)[ties], kind="stable")]
    quotas[largest_remainders[: size - quotas.sum()]] += 1
    by_class = _grouped(labels, rest, _VALIDATION_STREAM, seed)
    starts = np.cumsum(counts) - counts
    return np.sort(np.concatenate([by_class[at : at + quota] for at, quota in zip(starts, quotas, strict=True)]))


def _grouped(labels: Rows, rows: Rows, *entropy: int) -> Rows:
    """`rows` class after class, shuffled within each."""
    shuffled = rows[order(len(rows), *entropy)]
    return shuffled[np.argsort(labels[shuffled], kind="stable")]
