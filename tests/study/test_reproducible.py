"""The same study gives the same tables, whoever does the work; test rows and their labels influence nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from safetensors.numpy import load_file
from small_studies import CLASSES, OPTIONS, ROWS, assert_same_tables, pictures, plan_of, run

from layerwise.data import from_arrays
from layerwise.data.dataset import Dataset
from layerwise.data.folds import split
from layerwise.nets.network import Network
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables
from layerwise.verdict.questions.by_heart import by_heart
from layerwise.verdict.tables import SHOWN_COLUMNS


@pytest.fixture(scope="module")
def again(few: Dataset, finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished study again, in another folder, by one worker instead of two."""
    folder = tmp_path_factory.mktemp("studies") / "again"
    run(few, folder, workers=1)
    return folder


def test_the_same_study_gives_the_same_tables_whatever_the_number_of_workers(finished: Path, again: Path) -> None:
    assert_same_tables(finished, again)


def test_a_study_without_workers_gives_the_same_tables(finished: Path, few: Dataset, tmp_path: Path) -> None:
    run(few, tmp_path / "inline", workers=0)
    assert_same_tables(finished, tmp_path / "inline")


def test_the_same_study_keeps_the_same_weights(finished: Path, again: Path) -> None:
    names = sorted(path.name for path in (finished / "weights").iterdir())
    assert names == sorted(path.name for path in (again / "weights").iterdir())
    # Five best epochs and five times epochs 0, 1, 2 and 3 of each architecture.
    assert len(names) == 2 * 5 * (1 + 4)
    for name in names:
        assert (finished / "weights" / name).read_bytes() == (again / "weights" / name).read_bytes(), name


# What the tables hold


def test_tables_read_back_as_they_were_made(finished: Path, few: Dataset) -> None:
    made = run(few, finished)
    read = read_tables(StudyFolder(finished))
    pd.testing.assert_frame_equal(made.epochs, read.epochs)
    pd.testing.assert_frame_equal(made.runs.drop(columns="hidden"), read.runs.drop(columns="hidden"))
    assert [list(widths) for widths in read.runs["hidden"]] == list(made.runs["hidden"])
    assert made.condition == read.condition
    assert made.correct.runs == read.correct.runs
    assert (made.correct.bits == read.correct.bits).all()
    assert made.correct.tested.keys() == read.correct.tested.keys()


def test_runs_hold_a_row_a_network_and_epochs_a_row_a_network_and_epoch(finished: Path, few: Dataset) -> None:
    runs, epochs = (pd.read_parquet(finished / f"{name}.parquet") for name in ("runs", "epochs"))
    assert runs["stage"].value_counts().to_dict() == {"tune": 20, "measure": 10}
    assert runs["run"].is_unique
    assert list(runs["stage"]) == ["tune"] * 20 + ["measure"] * 10
    assert runs["seed"].iloc[20:].is_monotonic_increasing
    assert list(epochs["run"].unique()) == list(runs["run"])
    assert (epochs.groupby("run")["epoch"].apply(list).map(tuple) == (1, 2, 3, 4)).all()
    assert set(epochs["run"]) == set(runs["run"])
    spec = plan_of(few).architectures[1]
    deep = runs[runs["network"] == spec.label].iloc[-1]
    assert (deep["depth"], deep["width"], list(deep["hidden"]), deep["parameters"]) == (2, 4, [4, 4], spec.parameters)


def test_tuning_rows_have_no_test_columns_and_measured_rows_have(finished: Path) -> None:
    tables = read_tables(StudyFolder(finished))
    staged = tables.epochs.merge(tables.runs[["run", "stage"]], on="run")
    tests = staged[["test_loss", "test_accuracy"]]
    assert tests[staged["stage"] == "tune"].isna().all(axis=None)
    assert tests[staged["stage"] == "measure"].notna().all(axis=None)
    assert staged[["val_loss", "val_accuracy"]].notna().all(axis=None)


def test_pictures_as_they_are_give_the_accuracies_of_the_best_epoch_and_moved_ones_are_others(finished: Path) -> None:
    tables = read_tables(StudyFolder(finished))
    best = tables.measured.merge(tables.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
    assert len(best) == 10
    for part in ("train", "test"):  # fewer than 500 rows: all of them are shown
        assert best[f"{part}_still_accuracy"].to_numpy() == pytest.approx(best[f"{part}_accuracy"].to_numpy(), abs=1e-6)
        for how in ("moved", "turned"):
            assert best[f"{part}_{how}_accuracy"].between(0, 1).all()
        assert best[f"{part}_moved_accuracy"].mean() < best[f"{part}_still_accuracy"].mean()
    tuned = tables.runs[tables.runs["stage"] == "tune"]
    assert tuned[[*SHOWN_COLUMNS]].isna().all(axis=None)
    assert {"moved", "turned"} == {finding.subject["kind"] for finding in by_heart(tables)}


def test_every_row_is_tested_once_over_five_seeds_and_all_architectures_of_a_seed_share_the_split(
    finished: Path, few: Dataset
) -> None:
    parts = [part for part in StudyFolder(finished).parts() if part.card["stage"] == "measure"]
    tested = {part.card["seed"]: part.arrays["tested"] for part in parts}
    assert sorted(np.concatenate([tested[seed] for seed in range(5)])) == list(range(ROWS))
    for path in (finished / "weights").glob("*.safetensors"):
        origin = Network.load(path).provenance
        assert origin["tested"]["rows"] == tested[origin["seed"]].tolist()
        assert origin["trained_rows"] == len(split(few, origin["seed"]).train)


def test_the_networks_of_the_tables_learned_something(finished: Path) -> None:
    tables = read_tables(StudyFolder(finished))
    best = tables.measured.merge(tables.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
    assert best["test_accuracy"].mean() > 2 / CLASSES


def test_a_kept_network_answers_as_the_tables_say(finished: Path, few: Dataset) -> None:
    tables = read_tables(StudyFolder(finished))
    for row in tables.measured.itertuples():
        network = Network.load(StudyFolder(finished).weights_path(row.run))
        tested = np.array(network.provenance["tested"]["rows"])
        score = network.score(few.inputs[tested], few.labels[tested])
        at = tables.epochs[(tables.epochs["run"] == row.run) & (tables.epochs["epoch"] == row.best_epoch)]
        assert score == pytest.approx(at["test_accuracy"].iloc[0])


# The test rows influence nothing


def test_permuting_the_test_labels_changes_no_rate_no_best_epoch_and_no_weight(tmp_path: Path) -> None:
    X, y = pictures()
    permuted = y.copy()
    permuted[-60:] = np.random.default_rng(1).permutation(y[-60:])
    assert (permuted != y).sum() > 30
    tables = {}
    for name, labels in (("real", y), ("permuted", permuted)):
        dataset = from_arrays(X, labels, name="own", test_size=60)
        tables[name] = run(dataset, tmp_path / name, replace(OPTIONS, seeds=2), workers=2)
    real, other = tables["real"], tables["permuted"]
    untested = [name for name in real.runs if not name.startswith("test_")]
    pd.testing.assert_frame_equal(real.runs[untested], other.runs[untested], check_exact=True)
    blind = ["run", "epoch", "train_loss", "train_accuracy", "val_loss", "val_accuracy"]
    pd.testing.assert_frame_equal(real.epochs[blind], other.epochs[blind], check_exact=True)
    measured = real.epochs["test_accuracy"].notna()
    assert (real.epochs["test_accuracy"] != other.epochs["test_accuracy"])[measured].any()
    weights = sorted((tmp_path / "real" / "weights").iterdir())
    assert len(weights) == 2 * (2 + 4)
    for path in weights:
        one, two = load_file(path), load_file(tmp_path / "permuted" / "weights" / path.name)
        assert all((one[tensor] == two[tensor]).all() for tensor in one)


@pytest.mark.breadth
def test_tuning_ends_early_and_measuring_does_not(few: Dataset, tmp_path: Path) -> None:
    long = replace(OPTIONS, depths=[1], widths=[16], epochs=60, learning_rates=[0.1, 0.3])
    lasted = {}
    for schedule in ("constant", "cosine"):
        tables = run(few, tmp_path / schedule, replace(long, schedule=schedule), workers=0)
        epochs = tables.epochs.groupby("run").epoch.max()
        lasted[schedule] = {stage: epochs[rows.run] for stage, rows in tables.runs.groupby("stage")}
    assert lasted["constant"]["tune"].min() < 60
    assert (lasted["constant"]["measure"] == 60).all()
    assert (lasted["cosine"]["tune"] == 60).all(), "a rate that falls to 0 has its best epochs at the end"
