"""Training-set sizes that a study is asked for, held against the rows that there are."""

from __future__ import annotations

from collections.abc import Sequence

from layerwise.data.dataset import Dataset
from layerwise.data.folds import split
from layerwise.errors import SpecError
from layerwise.verdict.condition import FOLDS_DIFFER


def training_sizes(dataset: Dataset, asked: Sequence[int], batch_size: int) -> tuple[int, ...]:
    """The sizes as a plan holds them: ascending, each once, without the full one, which is always trained on.

    Args:
        dataset: what is studied.
        asked: numbers of training rows.
        batch_size: rows of a step.

    Raises:
        SpecError: more rows than there are to train on, fewer than a batch takes or than there are classes.
        DataError: the data set is too small for its folds.
    """
    if not asked:
        return ()
    full = max(len(split(dataset, seed).train) for seed in range(dataset.folds if dataset.test_size is None else 1))
    batch = min(batch_size, full)  # as the engine takes it
    least = max(batch, len(dataset.classes))
    for size in asked:
        if not least <= size <= full:
            reason = "a batch" if least == batch else "one of each class"
            raise SpecError(
                "unusable size of the training set",
                got=f"{size:,}",
                expected=f"{least:,} ({reason}) … {full:,} rows, all that each seed trains on",
                remedy="Choose --sizes between them" + (", or a smaller --batch." if size < batch else "."),
            )
    return tuple(sorted({size for size in asked if size < full - FOLDS_DIFFER}))
