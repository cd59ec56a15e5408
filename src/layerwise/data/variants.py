"""Data sets made from others: fewer rows, labels drawn by lot or exchanged. Each says in its name what was done."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from layerwise.data.dataset import Dataset
from layerwise.data.draws import order, uniform
from layerwise.data.folds import require_enough
from layerwise.errors import SpecError

_PART_STREAM, _WHICH_STREAM, _LABEL_STREAM, _EXCHANGE_STREAM = 5_101, 5_102, 5_103, 5_104


def part(
    dataset: Dataset, *, learning: int, validation: int, test: int | None = None, seed: int = 0, name: str = ""
) -> Dataset:
    """Some rows of a data set, drawn by lot, with a test set of its own.

    Args:
        dataset: to draw from: test rows from its own test set, or from all rows where folds rotate.
        learning: rows that each seed trains on.
        validation: rows that each seed chooses by; these and the learning rows are the same for all seeds together.
        test: rows of the test set; None: all of the data set's own.
        seed: of the draw.
        name: of the new data set; default: the old one's with the number of learning rows.

    Raises:
        SpecError: more rows than there are, or no size of a test set where the data set has none.
        DataError: too few of a class.
    """
    own = dataset.test_size
    if own is None and test is None:
        raise SpecError(
            f"cannot take a part of {dataset.name}",
            got="no number of test rows",
            expected="one, since it has no test set of its own",
            remedy="Give test=….",
        )
    shuffled = order(len(dataset), _PART_STREAM, seed)
    tested = shuffled if own is None else shuffled[shuffled >= len(dataset) - own]
    tested = tested[: len(tested) if test is None else test]
    rest = np.setdiff1d(shuffled, tested) if own is None else np.arange(len(dataset) - own)
    rest = shuffled[np.isin(shuffled, rest)]
    for what, wanted, there in (("test", test or 0, len(tested)), ("other", learning + validation, len(rest))):
        if wanted > there:
            raise SpecError(
                f"cannot take a part of {dataset.name}",
                got=f"{wanted:,} {what} rows",
                expected=f"at most {there:,}",
                remedy="Take fewer.",
            )
    rows = np.concatenate([np.sort(rest[: learning + validation]), np.sort(tested)])
    found = replace(
        dataset,
        name=name or f"{dataset.name}-{learning}",
        inputs=dataset.inputs[rows],
        labels=dataset.labels[rows],
        source_rows=dataset.reading_order[rows],
        source=f"{dataset.source}; {len(rows):,} rows drawn by lot, seed {seed}",
        validation_size=validation,
        test_size=len(tested),
    )
    require_enough(found)
    return found


def with_random_labels(dataset: Dataset, share: float, *, seed: int = 0) -> Dataset:
    """The same rows, a share of the labels that are learned from drawn by lot; the test set keeps the true ones.

    A drawn label is any class with the same probability, the true one among them. Validation rows come from the same
    rows as training rows: theirs are drawn too.

    Args:
        dataset: with a test set of its own.
        share: of the labels, 0 … 1; which rows are hit is drawn row by row.
        seed: of the draw.

    Raises:
        SpecError: a share that is none, or a data set whose every row is tested in turn.

    Source: Zhang et al. 2017, "Understanding deep learning requires rethinking generalization".
    """
    if not 0 <= share <= 1 or dataset.test_size is None:
        raise SpecError(
            f"cannot draw the labels of {dataset.name}",
            got=f"a share of {share}" if dataset.test_size is not None else "a data set without a test set of its own",
            expected="a share between 0 and 1, and a test set that keeps its labels",
            remedy="Take a part of it first, with test rows set aside.",
        )
    learned = len(dataset) - dataset.test_size
    labels = dataset.labels.copy()
    hit = np.flatnonzero(uniform(learned, _WHICH_STREAM, seed) <= share)
    # (0, 1] times the classes, rounded up, is a class number counted from 1.
    labels[hit] = np.ceil(uniform(len(hit), _LABEL_STREAM, seed) * len(dataset.classes)).astype(np.int64) - 1
    kind = "random-labels" if share == 1 else f"noise{100 * share:g}"
    return replace(
        dataset,
        name=f"{dataset.name}-{kind}",
        labels=labels,
        source=f"{dataset.source}; {share:.0%} of the labels outside the test set drawn by lot, seed {seed}",
    )


def with_exchanged_labels(dataset: Dataset, share: float, *, seed: int = 0) -> Dataset:
    """The same rows, a share of the labels replaced by another class, as careless labelling does; no row is spared.

    Tested rows get wrong labels too: what a study reports is then the error against these labels.

    Args:
        dataset: whose labels are taken for true.
        share: of the labels, 0 … 1, rounded to whole rows; which rows and which other class, any with the same
            probability, is drawn by the seed.
        seed: of the draw.

    Raises:
        SpecError: a share that is none.
    """
    if not 0 <= share <= 1:
        raise SpecError(
            f"cannot exchange the labels of {dataset.name}",
            got=f"a share of {share}",
            expected="a share between 0 and 1",
            remedy="Give 0.02 for 2 %.",
        )
    classes = len(dataset.classes)
    hit = order(len(dataset), _EXCHANGE_STREAM, seed)[: round(share * len(dataset))]
    # (0, 1] times the other classes, rounded up, is how many classes further the new label lies.
    further = np.ceil(uniform(len(hit), _EXCHANGE_STREAM, seed, 1) * (classes - 1)).astype(np.int64)
    labels = dataset.labels.copy()
    labels[hit] = (labels[hit] + further) % classes
    return replace(
        dataset,
        name=f"{dataset.name}-exchanged{100 * share:g}",
        labels=labels,
        source=f"{dataset.source}; {share:.0%} of the labels exchanged, seed {seed}",
    )
