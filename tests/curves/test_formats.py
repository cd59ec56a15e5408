"""Files and histories as other tools write them are read without a --map; each is written here in that tool's shape."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from reading import ACCURACIES, codes, epochs_of, measure, notes, small_table, tidied

import layerwise as lw

A = ACCURACIES["a"]
LOSS = [1.0, 0.5, 0.333]
HISTORY = {"loss": LOSS, "accuracy": [0.6, 0.7, 0.8], "val_loss": [1.1, 0.7, 0.6], "val_accuracy": A}
DEPTH = {"depth": 1}


def text(name: str, *lines: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder / name

    return write


def dumped(name: str, value: object, lines: bool = False) -> Callable[[Path], Path]:
    rows = value if lines and isinstance(value, list) else [value]
    return text(name, *(json.dumps(each) for each in rows))


def zipped(name: str, content: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(gzip.compress(content.encode()))
        return folder / name

    return write


RECORDS = [{"epoch": k + 1, "train_loss": LOSS[k], "val_acc": A[k]} for k in range(3)]
SKORCH = [
    {
        "batches": [{"train_loss": 9.0, "train_batch_size": 96}, {"valid_loss": 9.0, "valid_batch_size": 24}],
        "epoch": k + 1, "train_batch_count": 1, "valid_batch_count": 1, "dur": 0.1, "train_loss": LOSS[k],
        "train_loss_best": True, "valid_loss": 1.0, "valid_loss_best": True, "valid_acc": A[k], "valid_acc_best": True,
    }
    for k in range(3)
]  # fmt: skip
HUGGING_FACE: list[dict[str, object]] = []
for k in range(3):
    for half, loss in ((0.5, 9.0), (1.0, LOSS[k])):
        step = {"epoch": k + half, "step": int(8 * (k + half))}
        HUGGING_FACE.append({**step, "grad_norm": 0.5, "learning_rate": 5e-5, "loss": loss})
    HUGGING_FACE.append({**step, "eval_accuracy": A[k], "eval_loss": 1.0, "eval_runtime": 0.5})
HUGGING_FACE.append({"epoch": 3.0, "step": 24, "total_flos": 0.0, "train_loss": 0.7, "train_runtime": 4.4})
LAST_BATCH_DROPPED = [{**each, "epoch": 0.9975 * float(str(each["epoch"]))} for each in HUGGING_FACE]
LIGHTNING = (
    "epoch,lr-Adam,step,test_acc,train_acc_epoch,train_acc_step,train_loss,val_acc,val_loss",
    *(
        line
        for k in range(3)
        for line in (
            f",0.01,{6 * k + 1},,,,,,",
            f"{k},,{6 * k + 3},,,0.65,9.0,,",
            f"{k},,{6 * k + 5},,,0.55,{LOSS[k]},,",
            f"{k},,{6 * k + 5},,,,,{A[k]},1.0",
            f"{k},,{6 * k + 5},,{0.6 + k / 10:.1f},,,,",
        )
    ),
)
_PADDED = ("epoch", "train/loss", "metrics/accuracy_top1", "metrics/accuracy_top5", "val/loss", "lr/pg0", "lr/pg1")
ULTRALYTICS = [
    ",".join(f"{cell:>23}" for cell in cells)
    for cells in (_PADDED, *((k + 1, LOSS[k], A[k], 1.0, 1.0, 0.01, 0.01) for k in range(3)))
]
LOGGED = pd.DataFrame(
    {"_step": 2 * k + late, "_runtime": k + 0.5, "_timestamp": 1.7e9 + k, "epoch": k, name: told[k]}
    for k in range(3)
    for late, name, told in ((0, "train_loss", LOSS), (1, "val_acc", A))
)
STEPS = pd.DataFrame({"Wall time": [1.7e9, 1.7e9 + 1, 1.7e9 + 2], "Step": [0, 1, 2], "Value": A})

ONE_RUN: dict[str, Callable[[Path], Any]] = {
    "Keras' CSVLogger": text(
        "log.csv", "epoch,accuracy,loss,val_accuracy,val_loss", *(f"{k},0.6,{LOSS[k]},{A[k]},1.0" for k in range(3))
    ),
    "Keras' history as JSON": dumped("history.json", HISTORY),
    "Keras' history beside its parameters": dumped("history.json", {"history": HISTORY, "params": {"verbose": 0}}),
    "Keras' history, numbered by pandas": dumped("h.json", pd.DataFrame(HISTORY).to_dict()),
    "Keras' history by part": dumped(
        "h.json", {"train": {"loss": LOSS, "accuracy": [0.6] * 3}, "validation": {"loss": LOSS, "accuracy": A}}
    ),
    "pandas, records": dumped("h.json", RECORDS),
    "pandas, split": dumped("h.json", {"columns": list(RECORDS[0]), "data": [list(r.values()) for r in RECORDS]}),
    "pandas, index": dumped("h.json", {str(k): row for k, row in enumerate(RECORDS)}),
    "JSON lines": dumped("log.jsonl", RECORDS, lines=True),
    "JSON lines under .json": dumped("log.json", RECORDS, lines=True),
    "JSON lines that are sparse": dumped(
        "log.ndjson",
        [{"epoch": k + 1, name: row[name]} for k, row in enumerate(RECORDS) for name in ("train_loss", "val_acc")],
        lines=True,
    ),
    "JSON lines with nested names": dumped(
        "log.jsonl",
        [{"epoch": k + 1, "train": {"loss": LOSS[k]}, "val": {"accuracy": A[k]}} for k in range(3)],
        lines=True,
    ),
    "JSON, compressed": zipped("log.jsonl.gz", "\n".join(json.dumps(row) for row in RECORDS)),
    "CSV, compressed": zipped("log.csv.gz", pd.DataFrame(RECORDS).to_csv(index=False)),
    "skorch": dumped("history.json", SKORCH),
    "skorch in Python": lambda folder: SimpleNamespace(history=SKORCH),
    "Hugging Face's trainer_state.json": dumped("trainer_state.json", {"log_history": HUGGING_FACE, "global_step": 24}),
    "Hugging Face, incomplete epochs": dumped("trainer_state.json", {"log_history": LAST_BATCH_DROPPED}),
    "Hugging Face's log as CSV": lambda folder: text("log.csv", pd.DataFrame(HUGGING_FACE).to_csv(index=False).strip())(
        folder
    ),
    "Hugging Face's log in Python": lambda folder: HUGGING_FACE,
    "Lightning's metrics.csv": text("metrics.csv", *LIGHTNING),
    "Ultralytics' results.csv": text("results.csv", *ULTRALYTICS),
    "Ultralytics' results.csv, not padded": text("results.csv", *(line.replace(" ", "") for line in ULTRALYTICS)),
    "Weights & Biases' history": lambda folder: text("history.csv", LOGGED.to_csv(index=False).strip())(folder),
    "TensorBoard's download": lambda folder: text("run-a-tag-val_acc.csv", STEPS.to_csv(index=False).strip())(folder),
    "a model of Keras": lambda folder: SimpleNamespace(history=SimpleNamespace(history=HISTORY)),
}


@pytest.mark.parametrize("name", ONE_RUN)
def test_a_run_is_read_as_its_tool_writes_it(name: str, tmp_path: Path) -> None:
    found, _ = tidied(ONE_RUN[name](tmp_path), settings=DEPTH)
    assert list(measure(found, "val_accuracy").values()) == [A]
    assert list(epochs_of(found).values()) == [[1, 2, 3]]
    assert not found.runs["diverged"].any()
    assert list(measure(found, "train_loss").values()) == ([] if "TensorBoard" in name else [LOSS])


@pytest.mark.parametrize(("epochs", "every", "measured"), [(10, 2, 5), (10, 3, 3), (20, 5, 4), (12, 6, 2), (9, 9, 1)])
def test_kerass_validation_of_every_nth_epoch_has_its_place(
    epochs: int, every: int, measured: int, tmp_path: Path
) -> None:
    values = [round(0.5 + k / 100, 2) for k in range(measured)]
    history = {"loss": [1.0] * epochs, "accuracy": [0.9] * epochs, "val_loss": [1.0] * measured, "val_accuracy": values}
    logged = pd.DataFrame({"epoch": range(epochs), "loss": 1.0})
    logged["val_accuracy"] = [values[k // every] if k % every == every - 1 else "NA" for k in range(epochs)]
    logged.to_csv(tmp_path / "log.csv", index=False)
    for source in (history, dumped("h.json", history)(tmp_path), tmp_path / "log.csv"):
        found, account = tidied(source, settings=DEPTH)
        assert list(measure(found, "val_accuracy").values()) == [values]
        assert list(epochs_of(found).values()) == [list(range(every, every * measured + 1, every))]
        assert not found.runs["diverged"].any()
        assert codes(account) == {"no-accuracy"}


def test_a_history_whose_validation_fits_no_epochs_is_refused() -> None:
    for epochs, measured in ((10, 4), (11, 2), (10, 6)):
        history = {"loss": [1.0] * epochs, "val_accuracy": [0.5] * measured}
        with pytest.raises(lw.LayerwiseError, match=f"loss of {epochs}, val_accuracy of {measured}"):
            tidied(history, settings=DEPTH)


# Many runs


def grid(write: Callable[[str, int, int], None]) -> None:
    for depth in (1, 2):
        for seed in (0, 1):
            write(f"depth={depth}_seed={seed}", depth, seed)


def values(depth: int, seed: int) -> list[float]:
    return [round(value + depth / 10 + seed / 100, 9) for value in A]


def rows(depth: int, seed: int) -> pd.DataFrame:
    return pd.DataFrame({"epoch": [0, 1, 2], "loss": LOSS, "val_acc": values(depth, seed)})


def tables_in_folders(folder: Path) -> Path:
    def write(name: str, depth: int, seed: int) -> None:
        (folder / name).mkdir()
        rows(depth, seed).to_csv(folder / name / "metrics.csv", index=False)

    grid(write)
    return folder


def tables_in_one_folder(folder: Path) -> Path:
    grid(lambda name, depth, seed: rows(depth, seed).to_csv(folder / f"{name}.csv", index=False))
    return folder


def tables_named_without_equals_signs(folder: Path) -> Path:
    grid(lambda name, depth, seed: rows(depth, seed).to_csv(folder / f"depth{depth}-seed{seed}.csv.gz", index=False))
    return folder


def nested_folders(folder: Path) -> Path:
    def write(name: str, depth: int, seed: int) -> None:
        place = folder / f"depth={depth}" / f"seed={seed}"
        place.mkdir(parents=True)
        rows(depth, seed).to_csv(place / "log.csv", index=False)
        (place / "notes.txt").write_text("one, two\nthree, four\n", encoding="utf-8")

    grid(write)
    return folder


def train_and_validation_apart(folder: Path) -> Path:
    def write(name: str, depth: int, seed: int) -> None:
        (folder / name).mkdir()
        table = rows(depth, seed)
        table[["epoch", "loss"]].to_csv(folder / name / "train.csv", index=False)
        table[["epoch", "val_acc"]].rename(columns={"val_acc": "acc"}).to_csv(folder / name / "val.csv", index=False)

    grid(write)
    return folder


def histories_in_folders(folder: Path) -> Path:
    def write(name: str, depth: int, seed: int) -> None:
        (folder / name).mkdir()
        (folder / name / "history.json").write_text(json.dumps({"loss": LOSS, "val_accuracy": values(depth, seed)}))

    grid(write)
    return folder


def lightnings_versions(folder: Path) -> Path:
    def write(name: str, depth: int, seed: int) -> None:
        place = folder / f"version_{2 * depth + seed}"
        place.mkdir()
        lines = [f"{k},{k},{LOSS[k]},\n{k},{k},,{value}" for k, value in enumerate(values(depth, seed))]
        (place / "metrics.csv").write_text("epoch,step,train_loss,val_acc\n" + "\n".join(lines))
        (place / "hparams.yaml").write_text(f"depth: {depth}\nseed: {seed}\n# a remark\nlr: 0.01\n")

    grid(write)
    return folder


def checkpoints_of_hugging_face(folder: Path) -> Path:
    def write(name: str, depth: int, seed: int) -> None:
        evaluated = [
            {"epoch": k + 1.0, "step": k + 1, "eval_accuracy": value, "eval_runtime": 0.5}
            for k, value in enumerate(values(depth, seed))
        ]
        logged = [{"epoch": k + 1.0, "step": k + 1, "loss": LOSS[k]} for k in range(3)]
        for end in (1, 2, 3):
            place = folder / name / f"checkpoint-{9 * end}"
            place.mkdir(parents=True)
            log = [*logged[:end], *evaluated[:end]]
            (place / "trainer_state.json").write_text(json.dumps({"log_history": log, "global_step": 9 * end}))

    grid(write)
    return folder


def chart_of_weights_and_biases(folder: Path) -> Path:
    chart: dict[str, list[float]] = {"Step": [0, 1, 2]}

    def write(name: str, depth: int, seed: int) -> None:
        for end in ("", "__MIN", "__MAX"):
            chart[f"{name} - val_acc{end}"] = values(depth, seed) if not end else [0.0] * 3
        chart[f"{name} - train_loss"] = LOSS

    grid(write)
    pd.DataFrame(chart).to_csv(folder / "wandb_export.csv", index=False)
    return folder / "wandb_export.csv"


def downloads_of_tensorboard(folder: Path) -> Path:
    def write(name: str, depth: int, seed: int) -> None:
        for tag, part, told in (("epoch_accuracy", "validation", values(depth, seed)), ("epoch_loss", "train", LOSS)):
            table = pd.DataFrame({"Wall time": [1.7e9, 1.7e9 + 1, 1.7e9 + 2], "Step": [0, 1, 2], "Value": told})
            table.to_csv(folder / f"run-{name}_{part}-tag-{tag}.csv", index=False)

    grid(write)
    return folder


def mlruns(folder: Path) -> Path:
    def write(name: str, depth: int, seed: int) -> None:
        place = folder / "mlruns" / "1" / f"{depth}{seed}" / "metrics"
        (place / "train").mkdir(parents=True)
        (place.parent / "params").mkdir()
        (place.parent / "meta.yaml").write_text(f"lifecycle_stage: active\nrun_id: {depth}{seed}\nrun_name: {name}\n")
        for param, value in (("depth", depth), ("seed", seed)):
            (place.parent / "params" / param).write_text(str(value))
        for path, told in (("val_acc", values(depth, seed)), ("train/loss", LOSS)):
            lines = [f"{1_700_000_000_000 + k} {value} {k}" for k, value in enumerate(told)]
            (place / path).write_text("\n".join(lines) + "\n")

    (folder / "mlruns" / "1").mkdir(parents=True)
    (folder / "mlruns" / "1" / "meta.yaml").write_text("name: digits\n")
    grid(write)
    return folder / "mlruns"


def mlflows_database(folder: Path) -> Path:
    with sqlite3.connect(folder / "mlflow.db") as store:
        store.execute("CREATE TABLE runs (run_uuid TEXT, name TEXT, lifecycle_stage TEXT, start_time INTEGER)")
        store.execute("CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT)")
        store.execute(
            "CREATE TABLE metrics (key TEXT, value REAL, timestamp INTEGER, run_uuid TEXT, step INTEGER, is_nan INT)"
        )

        def write(name: str, depth: int, seed: int) -> None:
            store.execute("INSERT INTO runs VALUES (?, ?, 'active', ?)", (name, name, 10 * depth + seed))
            for key, value in (("depth", depth), ("seed", seed)):
                store.execute("INSERT INTO params VALUES (?, ?, ?)", (key, str(value), name))
            for key, told in (("val_acc", values(depth, seed)), ("train_loss", LOSS)):
                for k, value in enumerate(told):
                    store.execute("INSERT INTO metrics VALUES (?, ?, ?, ?, ?, 0)", (key, value, 1000 * k, name, k))

        grid(write)
    return folder / "mlflow.db"


def runs_in_one_json(folder: Path) -> Path:
    runs: dict[str, object] = {}
    grid(lambda name, depth, seed: runs.update({name: {"loss": LOSS, "val_accuracy": values(depth, seed)}}))
    (folder / "runs.json").write_text(json.dumps(runs))
    return folder / "runs.json"


def runs_with_settings_in_a_list(folder: Path) -> Path:
    runs: list[object] = []

    def write(name: str, depth: int, seed: int) -> None:
        runs.append({"depth": depth, "seed": seed, "history": {"loss": LOSS, "val_acc": values(depth, seed)}})

    grid(write)
    (folder / "runs.json").write_text(json.dumps(runs))
    return folder / "runs.json"


MANY = (
    *(tables_in_folders, tables_in_one_folder, tables_named_without_equals_signs, nested_folders),
    *(train_and_validation_apart, histories_in_folders, lightnings_versions, checkpoints_of_hugging_face),
    *(chart_of_weights_and_biases, downloads_of_tensorboard, mlruns, mlflows_database),
    *(runs_in_one_json, runs_with_settings_in_a_list),
)


@pytest.mark.parametrize("write", MANY, ids=lambda write: write.__name__)
def test_many_runs_are_read_as_their_tool_leaves_them(write: Callable[[Path], Path], tmp_path: Path) -> None:
    found, account = tidied(write(tmp_path))
    runs = found.runs.set_index("run")
    told = measure(found, "val_accuracy")
    assert len(told) == 4
    assert {run: values(runs["depth"][run], runs["seed"][run]) for run in told} == told
    assert set(map(tuple, measure(found, "train_loss").values())) == {tuple(LOSS)}
    assert {tuple(each) for each in epochs_of(found).values()} == {(1, 2, 3)}
    assert not runs["diverged"].any()
    assert codes(account) <= {"other-file"}


# Runs without epochs


def cv_results() -> dict[str, Any]:
    grid_of = [(16,), (16, 16)]
    return {
        "mean_fit_time": np.array([0.1, 0.1]),
        "param_hidden_layer_sizes": np.array(grid_of, dtype=object),
        "params": [{"hidden_layer_sizes": each} for each in grid_of],
        **{f"split{fold}_test_score": np.array([0.8 + fold / 100, 0.9 + fold / 100]) for fold in range(3)},
        "mean_test_score": np.array([0.81, 0.91]),
        "rank_test_score": np.array([2, 1]),
    }


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(lambda folder: cv_results(), id="dict"),
        pytest.param(lambda folder: SimpleNamespace(cv_results_=cv_results()), id="a fitted search"),
        pytest.param(lambda folder: pd.DataFrame(cv_results()), id="a table"),
        pytest.param(
            lambda folder: text("cv.csv", pd.DataFrame(cv_results()).to_csv(index=False).strip())(folder), id="CSV"
        ),
    ],
)
def test_a_search_of_scikit_learn_is_a_run_a_candidate_and_fold_without_epochs(
    given: Callable[[Path], object], tmp_path: Path
) -> None:
    found, account = tidied(given(tmp_path))
    runs = found.runs
    assert list(runs["depth"]) == [1, 1, 1, 2, 2, 2]
    assert list(runs["width"]) == [16] * 6
    assert list(runs["fold"]) == [0, 1, 2] * 2
    assert measure(found, "test_accuracy") == {
        f"{candidate}.{fold}": [round(0.8 + candidate / 10 + fold / 100, 9)]
        for candidate in range(2)
        for fold in range(3)
    }
    assert set(found.epochs["epoch"]) == {1}
    assert "without epochs" in notes(account)


# What is none of these


def test_a_folder_without_curves_and_one_with_a_broken_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(lw.LayerwiseError, match="a folder with none of these"):
        tidied(tmp_path)
    (tmp_path / "a" / "metrics.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(lw.LayerwiseError, match=r"metrics\.csv"):
        tidied(tmp_path)
    (tmp_path / "b.csv").write_text(small_table().to_csv(index=False))
    _, account = tidied(tmp_path)
    assert [each.names for each in account.left_out] == [("a/metrics.csv",)]


@pytest.mark.parametrize("name", ["mlflow.db", "results.csv.gz", "log.jsonl.gz", "history.json"])
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"no such thing\x00\xff")
    with pytest.raises(lw.LayerwiseError, match="cannot read") as refused:
        tidied(tmp_path / name)
    assert refused.value.remedy
