"""TensorBoard's event files: runs by folder, settings from names and records, files that are cut off or damaged."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from long_tables import codes, rows_of, told, whole

import layerwise as lw

TAGS = {
    "train_loss": "Loss/train",
    "train_accuracy": "Accuracy/train",
    "val_accuracy": "Accuracy/val",
    "test_accuracy": "Accuracy/test",
}


@pytest.fixture(scope="module")
def tensorboard() -> Any:
    return pytest.importorskip("tensorboardX")


def written(writer: Callable[[str], Any], table: pd.DataFrame, root: Path, step: Callable[[int], int]) -> Path:
    for (depth, seed), run in table.groupby(["depth", "seed"]):
        with writer(str(root / f"depth={depth}_seed={seed}")) as log:
            for row in run.to_dict("records"):
                for name, tag in TAGS.items():
                    log.add_scalar(tag, row[name], step(row["epoch"]))
    return root


def one_file(root: Path) -> Path:
    return next((root / "depth=1_seed=0").glob("*tfevents*"))


# What the logs say shows in the leading questions.
pytestmark = pytest.mark.usefixtures("leading")


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(lambda epoch: epoch, id="1…", marks=pytest.mark.breadth),
        pytest.param(lambda epoch: epoch - 1, id="0…", marks=pytest.mark.breadth),
        pytest.param(lambda epoch: 938 * epoch, id="batches"),
    ],
)
def test_logs_say_what_the_table_they_were_written_from_says(
    step: Callable[[int], int], tensorboard: Any, table: pd.DataFrame, tmp_path: Path
) -> None:
    found = whole(lw.verdict(written(tensorboard.SummaryWriter, table, tmp_path / "logs", step)))
    plain = lw.verdict(table.drop(columns=["width", "activation", "val_loss", "test_loss"]))
    assert [each.conclusion for each in found] == [each.conclusion for each in plain]
    # Event files hold single precision.
    np.testing.assert_allclose([each.low for each in found], [each.low for each in plain], atol=1e-3)
    assert codes(found) == set()
    assert "Settings read from the names of folders: depth, seed." in told(found)
    assert ("are no epochs (such as 938, 1876, …)" in told(found)) == (step(1) == 938)


@pytest.mark.parametrize(("fault", "said"), [("cut", "ends within a record"), ("damaged", "is damaged after")])
def test_of_a_file_cut_in_half_or_damaged_what_can_be_read_is_read_and_it_is_said(
    fault: str, said: str, tensorboard: Any, table: pd.DataFrame, tmp_path: Path
) -> None:
    root = written(tensorboard.SummaryWriter, table, tmp_path / "logs", lambda epoch: epoch)
    file = one_file(root)
    content = file.read_bytes()
    half = len(content) // 2
    file.write_bytes(content[:half] if fault == "cut" else content[:half] + b"\xff" * 40 + content[half + 40 :])
    found = whole(lw.verdict(root))
    assert said in told(found)
    assert f"{fault}-file" in codes(found)
    assert rows_of(found, "too-few-epochs") + rows_of(found, "not-in-all-runs") > 0
    assert found[0].seeds >= 4


def test_recorded_hyperparameters_are_settings(tensorboard: Any, table: pd.DataFrame, tmp_path: Path) -> None:
    for number, ((depth, seed), run) in enumerate(table.groupby(["depth", "seed"])):
        with tensorboard.SummaryWriter(str(tmp_path / f"trial {number}")) as log:
            log.add_hparams({"hidden": "-".join(["16"] * int(depth)), "seed": int(seed), "activation": "relu"}, {})
            for row in run.to_dict("records"):
                log.add_scalar("test_acc", row["test_accuracy"], row["epoch"])
    found = whole(lw.verdict(tmp_path))
    assert found[0].label.en == "relu, width 16"
    assert found[0].seeds == 5
    assert "recorded hyper-parameters: activation, hidden, seed" in told(found)


def test_the_parts_of_a_run_may_be_folders_in_it(tensorboard: Any, table: pd.DataFrame, tmp_path: Path) -> None:
    for (depth, seed), run in table.groupby(["depth", "seed"]):
        for part, name in (("train", "train_accuracy"), ("validation", "val_accuracy")):
            with tensorboard.SummaryWriter(str(tmp_path / f"depth={depth},seed={seed}" / part)) as log:
                for row in run.to_dict("records"):
                    log.add_scalar("epoch_accuracy", row[name], row["epoch"] - 1)
    found = whole(lw.verdict(tmp_path))
    assert len(found.results[0].tables.runs) == 10
    assert found.results[0].tables.epochs[["train_accuracy", "val_accuracy"]].notna().all(axis=None)
    assert "optimistic" in told(found)


def test_a_tag_of_another_name_is_mapped_and_a_restarted_run_counts_its_last_record(
    tensorboard: Any, table: pd.DataFrame, tmp_path: Path
) -> None:
    root = written(tensorboard.SummaryWriter, table, tmp_path / "logs", lambda epoch: epoch)
    for (depth, seed), run in table.groupby(["depth", "seed"]):
        with tensorboard.SummaryWriter(str(root / f"depth={depth}_seed={seed}"), filename_suffix="z") as log:
            log.add_scalar("top1", 0.0, 10)
            for row in run.to_dict("records"):
                log.add_scalar("top1", row["test_accuracy"], row["epoch"])
    found = whole(lw.verdict(root, columns={"test_accuracy": "top1"}))
    assert "step-again" in codes(found)
    last = found.results[0].tables.curves("test_accuracy")[10]
    np.testing.assert_allclose(sorted(last), sorted(table[table["epoch"] == 10]["test_accuracy"]), atol=1e-6)


def test_a_folder_of_logs_without_accuracies_names_its_tags(tensorboard: Any, tmp_path: Path) -> None:
    with tensorboard.SummaryWriter(str(tmp_path)) as log:
        log.add_scalar("reward", 1.0, 1)
    with pytest.raises(
        lw.LayerwiseError, match=r"no accuracy among the tags reward.*columns=\{'test_accuracy': 'TAG'\}"
    ):
        lw.verdict(tmp_path)


def test_a_folder_whose_files_are_cut_damaged_or_empty_says_so(
    tensorboard: Any, table: pd.DataFrame, tmp_path: Path
) -> None:
    root = written(tensorboard.SummaryWriter, table[table["seed"] < 2], tmp_path / "logs", lambda epoch: epoch)
    files = sorted(root.rglob("*tfevents*"))
    for file, keep in zip(files, (0, 15, 15, 15), strict=True):
        file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(lw.LayerwiseError) as refused:
        lw.verdict(root)
    empty, *cut = (str(file.relative_to(root)) for file in files)
    assert f"got no tag; {empty} is empty; {cut[0]} ends within a record, after 0 whole records" in str(refused.value)
    assert "; and 1 more such" in str(refused.value)
    assert "copy them again" in refused.value.remedy


def test_one_tag_for_two_things_is_refused_and_a_validation_tag_for_the_test_set_said(
    tensorboard: Any, table: pd.DataFrame, tmp_path: Path
) -> None:
    root = written(tensorboard.SummaryWriter, table, tmp_path / "logs", lambda epoch: epoch)
    with pytest.raises(lw.LayerwiseError, match="two things from the column 'Accuracy/val'"):
        lw.verdict(root, columns={"test_accuracy": "Accuracy/val", "val_accuracy": "Accuracy/val"})
    found = whole(lw.verdict(root, columns={"test_accuracy": "Accuracy/val"}))
    assert "'Accuracy/val' is named after the validation set and was mapped to test_accuracy" in told(found)


def test_without_the_extra_its_name_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "events.out.tfevents.1").write_bytes(struct.pack("<Q", 3))
    monkeypatch.setitem(sys.modules, "tensorboardX.proto.event_pb2", None)
    with pytest.raises(lw.LayerwiseError, match=r"pip install 'layerwise\[tensorboard\]'"):
        lw.verdict(tmp_path)
