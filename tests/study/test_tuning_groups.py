"""On a test set of its own the seeds form groups, each with rates of its own tuning seed, as folds have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_studies import OPTIONS, assert_same_tables, pictures, plan_of, run

from layerwise.data import from_arrays
from layerwise.data.dataset import Dataset
from layerwise.study.run import run_study
from layerwise.study.store import StudyFolder

SEEDS = 6


@pytest.fixture(scope="module")
def own() -> Dataset:
    X, y = pictures()
    return from_arrays(X, y, name="own", test_size=50)


@pytest.fixture(scope="module")
def grouped(own: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("grouped") / "study"
    run(own, folder, replace(OPTIONS, seeds=SEEDS))
    return folder


def test_every_seed_is_measured_at_the_rate_of_its_group_and_says_which_it_is(own: Dataset, grouped: Path) -> None:
    folder = StudyFolder(grouped)
    tables = run(own, grouped, replace(OPTIONS, seeds=SEEDS))
    rates = folder.card()["learning_rates"]
    for row in tables.runs.itertuples():
        assert row.fold == -1
        assert row.tuning_group == row.seed % 5
        if row.stage == "measure":
            assert row.learning_rate == rates[row.network][str(row.seed % 5)]
    assert {len(groups) for groups in rates.values()} == {5}
    assert tables.tuning_groups["relu-4-s3"] == 3


def test_interrupted_it_ends_with_the_same_tables(own: Dataset, grouped: Path, tmp_path: Path) -> None:
    """Parts of both stages are gone, and are trained anew in another order."""
    before = tmp_path / "before"
    before.mkdir()
    for table in (*grouped.glob("*.parquet"), *grouped.glob("*.npz")):
        (before / table.name).write_bytes(table.read_bytes())
    for part in sorted((grouped / "parts").glob("*.npz"))[::3]:
        part.unlink()
    run(own, grouped, replace(OPTIONS, seeds=SEEDS))
    assert_same_tables(grouped, before)


def test_a_study_begun_under_the_earlier_choice_goes_on_with_its_rates(own: Dataset, tmp_path: Path) -> None:
    earlier = replace(plan_of(own), tuning_seeds=3, choice="least")
    run_study(own, earlier, StudyFolder(tmp_path / "study"), workers=1)
    rates = StudyFolder(tmp_path / "study").card()["learning_rates"]
    assert all(set(by_group) == {"all"} for by_group in rates.values())
    StudyFolder(tmp_path / "study").part_path("measure-2-c0").unlink()
    tables = run(own, tmp_path / "study")
    assert StudyFolder(tmp_path / "study").card()["learning_rates"] == rates
    assert set(tables.runs["tuning_group"]) == {-1}


def test_a_given_rate_is_in_no_group(own: Dataset, tmp_path: Path) -> None:
    tables = run(own, tmp_path / "study", replace(OPTIONS, learning_rates=0.01))
    assert set(tables.runs["tuning_group"]) == {-1}
    assert np.unique(tables.runs["learning_rate"]).tolist() == [0.01]


@pytest.mark.parametrize(("seeds", "tuned"), [(1, 1), (3, 3), (5, 5), (20, 5)])
def test_no_more_groups_are_tuned_than_seeds_are_measured(own: Dataset, seeds: int, tuned: int) -> None:
    assert plan_of(own, replace(OPTIONS, seeds=seeds)).tuning_seeds == tuned
