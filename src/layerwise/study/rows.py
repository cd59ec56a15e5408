"""Which rows a study learned from, in the open: where each was read, its label, and what every seed does with it."""

from __future__ import annotations

import io

import numpy as np

from layerwise.data.dataset import Dataset
from layerwise.data.folds import OWN_TEST_SET, fewer, split, test_rows
from layerwise.study.design import Plan
from layerwise.study.store import ROWS, StudyFolder
from layerwise.verdict.answers import TESTED, TRAINED, UNUSED, VALIDATED


def write_rows(folder: StudyFolder, dataset: Dataset, plan: Plan) -> None:
    """Writes `rows.npz`, from which the rows of every network can be read again without this project.

    Args:
        folder: of the study.
        dataset: that it learns from.
        plan: whose measured seeds and sizes are written down.

    Raises:
        StudyError: the folder cannot be written.
    """
    arrays = {
        "source_rows": dataset.reading_order,
        "labels": dataset.labels,
        "classes": np.array(dataset.classes),
        "fold": folds(dataset),
        "seeds": np.arange(plan.seeds),
        **{f"uses{'' if size is None else f'_n{size}'}": uses(dataset, plan.seeds, size) for size in plan.all_sizes},
    }
    if dataset.generated:
        arrays["inputs"] = dataset.inputs
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]
    folder.write(ROWS, stream.getvalue())


def uses(dataset: Dataset, seeds: int, size: int | None) -> np.ndarray:
    """What each seed does with each row, (seeds, rows): unused, trained, validated or tested.

    Args:
        dataset: whose rows.
        seeds: how many, from 0 on.
        size: of the training set; None: all training rows.
    """
    found = np.full((seeds, len(dataset)), UNUSED, np.uint8)
    for seed, row in enumerate(found):
        cut = split(dataset, seed)
        cut = cut if size is None else fewer(dataset, cut, size)
        for what, numbers in ((TRAINED, cut.train), (VALIDATED, cut.validation), (TESTED, cut.test)):
            row[numbers] = what
    return found


def folds(dataset: Dataset) -> np.ndarray:
    """The fold in which each row is tested, (rows,); −1 for rows that are always learned from or always tested."""
    found = np.full(len(dataset), OWN_TEST_SET, np.int64)
    if dataset.test_size is None:
        for fold in range(dataset.folds):
            found[test_rows(dataset, fold)] = fold
    return found
