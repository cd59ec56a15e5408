"""`sizes`: the same architectures on fewer training rows, tuned for themselves, beside a study that does not notice."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_studies import OPTIONS, assert_same_tables, plan_of, run

from layerwise.data.dataset import Dataset
from layerwise.data.folds import split
from layerwise.lab.study import Study
from layerwise.nets.network import Network
from layerwise.study import cost
from layerwise.study.cost import pace
from layerwise.study.design import Plan
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables
from layerwise.study.tuning import NEAR
from layerwise.verdict.questions.deeper import next_depth

SIZED = replace(OPTIONS, sizes=[120, 80], batch_size=64)
FULL = 175


@pytest.fixture(scope="module")
def sized(few: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studies") / "sized"
    run(few, folder, SIZED)
    return folder


def test_the_networks_of_all_rows_are_those_of_a_study_without_sizes(sized: Path, finished: Path) -> None:
    for name in ("runs", "epochs"):
        own, alone = (pd.read_parquet(folder / f"{name}.parquet") for folder in (sized, finished))
        own = own[own["run"].isin(alone["run"])].reset_index(drop=True)
        pd.testing.assert_frame_equal(
            own.drop(columns="seconds", errors="ignore"), alone.drop(columns="seconds", errors="ignore")
        )
    tables, alone = read_tables(StudyFolder(sized)), read_tables(StudyFolder(finished))
    pd.testing.assert_frame_equal(tables.measured.reset_index(drop=True), alone.measured.reset_index(drop=True))
    found, expected = next_depth(tables), next_depth(alone)
    assert [finding.as_dict() for finding in found] == [finding.as_dict() for finding in expected]


def test_every_architecture_is_tuned_and_measured_at_every_size(sized: Path) -> None:
    runs = pd.read_parquet(sized / "runs.parquet")
    counted = runs.groupby(["stage", "train_rows", "network"]).size()
    for size in (80, 120, FULL):
        for network in ("relu-4", "relu-4x2"):
            assert counted["tune", size, network] == 10
            assert counted["measure", size, network] == 5
    assert len(runs) == 90
    assert (runs["flops_per_epoch"] / runs["train_rows"]).groupby(runs["network"]).nunique().eq(1).all()
    tables = Study(sized).tables
    assert sorted(tables.sized["size"].unique()) == [80, 120, FULL]
    assert len(tables.sized) == 30


def test_a_size_takes_its_own_rates_from_its_own_tuning(sized: Path) -> None:
    card = StudyFolder(sized).card()
    assert card["plan"]["sizes"] == [80, 120]
    runs, epochs = (pd.read_parquet(sized / f"{name}.parquet") for name in ("runs", "epochs"))
    least = epochs.groupby("run")["val_loss"].min()
    tuned = runs[runs["stage"] == "tune"].assign(loss=lambda rows: rows["run"].map(least))
    least_of = tuned.groupby(["train_rows", "network", "fold"])["loss"].transform("min")
    near = tuned[tuned["loss"] <= NEAR * least_of].sort_values("learning_rate")
    by_choice = near.groupby(["train_rows", "network", "fold"])["learning_rate"]
    chosen = by_choice.apply(lambda rates: rates.iloc[len(rates) // 2])
    for row in runs[runs["stage"] == "measure"].itertuples():
        assert row.learning_rate == chosen[row.train_rows, row.network, row.fold]
        rates = (
            card["learning_rates"] if row.train_rows == FULL else card["learning_rates_by_size"][str(row.train_rows)]
        )
        assert row.learning_rate == rates[row.network][str(row.fold)]


def test_a_saved_network_says_on_how_many_rows_it_was_trained_and_is_scaled_by_them(sized: Path, few: Dataset) -> None:
    network = Network.load(StudyFolder(sized).weights_path("relu-4-n80-s3"))
    assert network.provenance["trained_rows"] == 80
    assert network.provenance["tested"]["rows"] == split(few, 3).test.tolist()
    best = Study(sized).best()
    assert best.provenance["trained_rows"] == FULL
    snapshots = [path.name for path in (sized / "weights").glob("*-e1.safetensors")]
    assert snapshots
    assert not [name for name in snapshots if "-n80" in name]


def test_a_study_with_sizes_goes_on_where_it_stopped(sized: Path, few: Dataset, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sized, tmp_path / "study"))
    for name in ("measure-3-c0", "measure-3-n80-c0", "tune-1000001-n120-c0-0.003-0.03"):
        StudyFolder(folder).part_path(name).unlink()
    run(few, folder, SIZED)
    assert_same_tables(folder, sized)
    assert StudyFolder(folder).card()["sessions"][-1]["trained"] == 8


def test_smaller_sets_are_expected_to_take_less_time(few: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "Workers", Clockwork)
    alone, with_sizes = (pace(few, plan_of(few, options)) for options in (OPTIONS, SIZED))
    # An epoch of 175 rows passes 4 × 175 + 25 + 50 rows.
    assert with_sizes.epoch_seconds / alone.epoch_seconds == pytest.approx(1 + (4 * 120 + 75 + 4 * 80 + 75) / 775)
    assert with_sizes.compile_seconds == 3 * alone.compile_seconds


class Clockwork:
    """Workers that train nothing and say that an epoch took a second."""

    peak_memory = 2**28

    def __init__(self, *_: object) -> None: ...

    def __enter__(self) -> Clockwork:
        return self

    def __exit__(self, *_: object) -> None: ...

    def run(self, tasks, on_event) -> None:
        for task in tasks:
            on_event({"event": "done", "block": task["name"], "epoch_seconds": 1.0, "compile_seconds": 5.0})


def test_a_study_of_before_there_were_sizes_is_still_read_and_gone_on_with(
    finished: Path, few: Dataset, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(finished, tmp_path / "old"))
    card = json.loads((folder / "study.json").read_text())
    del card["plan"]["sizes"]
    (folder / "study.json").write_text(json.dumps(card))
    pd.read_parquet(folder / "runs.parquet").drop(columns="train_rows").to_parquet(folder / "runs.parquet", index=False)
    assert (Study(folder).runs["train_rows"] == FULL).all()
    assert Plan.from_dict(card["plan"]).sizes == ()
    run(few, folder)
    assert_same_tables(folder, finished)


def test_sizes_read_back_and_have_names_of_their_own(few: Dataset) -> None:
    plan = plan_of(few, SIZED)
    assert Plan.from_dict(json.loads(json.dumps(plan.as_dict()))) == plan
    blocks = [block for size in plan.all_sizes for block in plan.tuning_blocks(plan.rates, size)]
    blocks += [plan.measuring_block(0, seed, [0.1, 0.1], size) for seed in range(5) for size in plan.all_sizes]
    assert len({block.name for block in blocks}) == len(blocks)
    runs = [job.run for block in blocks for job in block.jobs]
    assert len(set(runs)) == len(runs) == plan.networks == 90
    assert np.unique([block.task(plan.recipe)["train_rows"] or FULL for block in blocks]).tolist() == [80, 120, FULL]
