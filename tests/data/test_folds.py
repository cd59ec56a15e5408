from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerwise.data import Dataset, load
from layerwise.data.folds import FOLDS, default_validation_size, fewer, fold_of, require_enough, split
from layerwise.errors import DataError, SpecError


def labelled(
    labels: list[int], *, test_size: int | None = None, validation_size: int | None = None, folds: int = FOLDS
) -> Dataset:
    numbers = np.array(labels, np.int64)
    return Dataset(
        name="labelled",
        inputs=np.zeros((len(labels), 1), np.float32),
        labels=numbers,
        classes=tuple(map(str, range(max(labels) + 1))),
        scaling="none",
        source="a test",
        validation_size=validation_size or default_validation_size(numbers, test_size=test_size, folds=folds),
        test_size=test_size,
        folds=folds,
    )


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """What `labelled` makes a data set of: any order of labels, with or without test rows of its own."""
    counts = draw(st.lists(st.integers(5, 60), min_size=2, max_size=8))
    labels = draw(st.permutations([c for c, count in enumerate(counts) for _ in range(count)]))
    own = draw(st.booleans())
    tested = draw(st.lists(st.integers(0, len(counts) - 1), min_size=1, max_size=30)) if own else []
    return {"labels": [*labels, *tested], "test_size": len(tested) or None}


def share_of(dataset: Dataset, rows: np.ndarray) -> np.ndarray:
    return np.bincount(dataset.labels[rows], minlength=len(dataset.classes))


@given(st.integers(3, 5), st.lists(st.integers(0, 20), min_size=2, max_size=6), st.randoms())
def test_fewer_folds_test_every_row_once_and_train_on_every_class(folds: int, more: list[int], random: Any) -> None:
    # One class as rare as the folds allow; the others so common that validation cannot ask for half of all rows.
    labels = [c for c, count in enumerate([folds, *(folds + each for each in more)]) for _ in range(count)]
    random.shuffle(labels)
    dataset = labelled(labels, folds=folds, validation_size=max(1, len(labels) // 8))
    parts = [split(dataset, seed) for seed in range(folds)]
    assert np.array_equal(np.sort(np.concatenate([part.test for part in parts])), np.arange(len(labels)))
    assert all(share_of(dataset, rows).all() for part in parts for rows in (part.train, part.test))


@given(contents(), st.integers(0, 2**40))
def test_a_split_is_disjoint_and_covers_every_row(content: dict[str, Any], seed: int) -> None:
    dataset = labelled(**content)
    parts = split(dataset, seed)
    rows = np.concatenate([parts.train, parts.validation, parts.test])
    assert np.array_equal(np.sort(rows), np.arange(len(dataset)))
    assert len(parts.validation) == dataset.validation_size
    assert parts.seed == seed
    assert all((np.diff(part) > 0).all() for part in (parts.train, parts.validation, parts.test))


@given(contents(), st.integers(0, 2**40))
def test_every_part_holds_its_share_of_each_class_to_within_one(content: dict[str, Any], seed: int) -> None:
    dataset = labelled(**content)
    parts = split(dataset, seed)
    rest = share_of(dataset, np.concatenate([parts.train, parts.validation]))
    drawn = share_of(dataset, parts.validation)
    assert (np.abs(drawn - rest * dataset.validation_size / rest.sum()) < 1).all()
    assert (drawn >= 1).all()
    assert (share_of(dataset, parts.train) >= 1).all()
    if dataset.test_size is None:
        counts = share_of(dataset, np.arange(len(dataset)))
        assert (np.abs(share_of(dataset, parts.test) - counts / FOLDS) < 1).all()
        assert abs(len(parts.test) - len(dataset) / FOLDS) < 1


@given(contents(), st.integers(0, 2**40))
def test_a_split_depends_on_the_seed_and_the_labels_alone(content: dict[str, Any], seed: int) -> None:
    dataset = labelled(**content)
    first, again = split(dataset, seed), split(dataset, seed)
    assert np.array_equal(first.train, again.train)
    assert np.array_equal(first.validation, again.validation)
    assert np.array_equal(first.test, again.test)


@given(contents())
def test_five_seeds_in_a_row_test_every_row_once_or_the_own_test_set_each_time(content: dict[str, Any]) -> None:
    dataset = labelled(**content)
    tested = [split(dataset, seed).test for seed in range(10, 15)]
    if dataset.test_size is None:
        assert np.array_equal(np.sort(np.concatenate(tested)), np.arange(len(dataset)))
        assert [fold_of(dataset, seed) for seed in range(7)] == [0, 1, 2, 3, 4, 0, 1]
    else:
        own = np.arange(len(dataset) - dataset.test_size, len(dataset))
        assert all(np.array_equal(rows, own) for rows in tested)
        assert fold_of(dataset, 3) == -1


@given(contents(), st.integers(0, 1000))
def test_seeds_of_one_fold_share_its_test_rows(content: dict[str, Any], seed: int) -> None:
    dataset = labelled(**content)
    assert np.array_equal(split(dataset, seed).test, split(dataset, seed + FOLDS).test)


def test_every_image_of_digits_is_tested_over_five_seeds_in_the_promised_sizes() -> None:
    digits = load("digits")
    parts = [split(digits, seed) for seed in range(5)]
    assert np.array_equal(np.sort(np.concatenate([part.test for part in parts])), np.arange(5_000))
    for part in parts:
        assert share_of(digits, part.test).tolist() == [100] * 10
        assert share_of(digits, part.train).tolist() == [350] * 10
        assert share_of(digits, part.validation).tolist() == [50] * 10


def test_two_seeds_of_one_fold_choose_by_different_rows() -> None:
    digits = load("digits")
    shared = np.intersect1d(split(digits, 0).validation, split(digits, 5).validation)
    assert 20 < len(shared) < 150  # by chance 62.5


def test_permuting_the_test_labels_changes_no_training_row_of_an_own_test_set() -> None:
    labels = [row % 3 for row in range(60)]
    one, other = labelled([*labels, 0, 1, 2, 2], test_size=4), labelled([*labels, 2, 2, 0, 1], test_size=4)
    assert np.array_equal(split(one, 7).train, split(other, 7).train)


def test_folds_are_the_same_for_ever() -> None:
    parts = split(load("digits"), 0)
    assert parts.test[:6].tolist() == [7, 17, 22, 24, 25, 29]
    assert parts.validation[:6].tolist() == [14, 27, 58, 66, 74, 145]


def test_a_class_with_fewer_examples_than_folds_is_named() -> None:
    with pytest.raises(DataError, match=r"class '1' has too few examples: got 4 of 24 rows, expected at least 5"):
        split(labelled([0] * 20 + [1] * 4), 0)


def test_validation_rows_that_leave_too_little_to_train_on_are_refused() -> None:
    with pytest.raises(DataError, match=r"got 30 of the 40 rows that are not tested, expected 1 … 20"):
        require_enough(labelled([0, 1] * 25, validation_size=30))


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(SpecError, match="got -1, expected 0 or more"):
        split(load("spirals"), -1)


# Smaller training sets


@given(contents(), st.integers(0, 9), st.data())
def test_smaller_training_sets_are_nested_and_leave_the_other_rows_alone(
    made: dict[str, Any], seed: int, data: st.DataObject
) -> None:
    dataset = labelled(**made)
    whole = split(dataset, seed)
    classes = len(dataset.classes)
    if len(np.unique(dataset.labels[whole.train])) < classes:
        return  # an own test set may leave a class of few examples out of the training rows
    sizes = sorted(data.draw(st.lists(st.integers(classes, len(whole.train)), min_size=1, max_size=4)))
    larger = whole
    for size in reversed(sizes):
        rows = fewer(dataset, whole, size)
        assert len(rows.train) == len(set(rows.train)) == size
        assert set(rows.train) <= set(larger.train)
        assert (np.diff(rows.train) > 0).all()
        assert share_of(dataset, rows.train).min() >= 1
        np.testing.assert_array_equal(rows.validation, whole.validation)
        np.testing.assert_array_equal(rows.test, whole.test)
        larger = rows


@pytest.mark.parametrize("size", [10, 37, 100, 500, 1999])
def test_a_smaller_training_set_holds_each_class_by_its_share_and_another_draw_for_each_seed(size: int) -> None:
    dataset = load("digits")
    rows = [fewer(dataset, split(dataset, seed), size) for seed in (0, 0, 5)]
    for each in rows:
        assert np.abs(share_of(dataset, each.train) - size / 10).max() <= 1
    np.testing.assert_array_equal(rows[0].train, rows[1].train)
    assert set(rows[0].train) != set(rows[2].train)


def test_the_draw_of_a_smaller_training_set_never_changes() -> None:
    dataset = load("digits")
    assert fewer(dataset, split(dataset, 3), 12).train.tolist() == [
        *(1127, 1262, 2282, 2797, 2906, 2987, 3129, 3301, 3405, 4500, 4514, 4705),
    ]


@pytest.mark.parametrize("size", [0, 1, 9, 3501])
def test_a_training_set_below_the_classes_or_above_the_rows_is_refused(size: int) -> None:
    dataset = load("digits")
    with pytest.raises(SpecError, match=rf"got {size:,}, expected 10 … 3,500"):
        fewer(dataset, split(dataset, 0), size)
