"""A study as people hold it in Python, from `layerwise.study` to its best network."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

import layerwise as lw
from layerwise.data.dataset import Dataset
from layerwise.errors import DataError, SpecError, StudyBusyError, StudyError
from layerwise.lab.evaluation import evaluate
from layerwise.lab.options import StudyOptions
from layerwise.lab.study import Study
from layerwise.lab.training import train
from layerwise.study import store


def clouds(rows: int = 200, test_size: int | None = None) -> Dataset:
    """Three clouds of points in the plane, far enough apart to be learned in a few epochs."""
    random = np.random.default_rng(5)
    labels = np.arange(rows) % 3
    centres = np.array([[0, 3], [3, 0], [-3, -2]])
    return lw.data.from_arrays(
        centres[labels] + random.normal(size=(rows, 2)), labels, name="clouds", test_size=test_size
    )


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return lw.study(
        clouds(), folder=tmp_path_factory.mktemp("studies") / "clouds",
        depths=[1, 2], widths=[3], seeds=5, epochs=6, learning_rates=0.03, workers=2,
    )  # fmt: skip


def test_a_study_opens_again_as_it_was(study: Study) -> None:
    again = lw.open_study(study.folder.path)
    pd.testing.assert_frame_equal(again.epochs, study.epochs)
    assert again.plan == study.plan
    assert list(again.verdict) == list(study.verdict)
    assert "10 networks" in repr(study)
    assert "clouds" in repr(again)


def test_runs_and_epochs_are_tidy_tables(study: Study) -> None:
    assert len(study.runs) == 10
    assert len(study.epochs) == 60
    assert set(study.runs["network"]) == {"relu-3", "relu-3x2"}


def test_the_verdict_shows_itself_in_a_terminal_and_in_a_notebook(study: Study) -> None:
    assert len(study.verdict) == len(list(study.verdict)) > 0
    console = Console(width=100, record=True, file=open("/dev/null", "w", encoding="utf-8"))  # noqa: SIM115
    with console.file:
        console.print(study.verdict)
    assert "One more layer" in console.export_text()
    assert study.verdict._repr_html_().count("<li>") == len(study.verdict)


def test_an_inspection_that_cannot_be_read_leaves_the_study_as_it_is(study: Study, tmp_path: Path) -> None:
    assert study.result.insight is None
    copy = Path(shutil.copytree(study.folder.path, tmp_path / "copy"))
    (copy / "insight.json").write_text("damaged")
    again = lw.open_study(copy)
    assert list(again.verdict) == list(study.verdict)
    assert again.result.insight is not None
    assert again.result.insight.problem is not None


def test_asking_for_findings_writes_nothing(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = Path(shutil.copytree(study.folder.path, tmp_path / "copy"))
    for name in ("verdict.json", "report.html", ".lock"):
        (copy / name).unlink(missing_ok=True)
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    monkeypatch.setattr(store, "write_whole", lambda *_: pytest.fail("written to"))
    asked = lw.open_study(copy)
    assert list(asked.verdict) == list(study.verdict)
    assert asked.result.facts == study.result.facts
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before


@pytest.mark.breadth
def test_a_report_is_written_only_while_nobody_else_works_in_the_folder(study: Study, tmp_path: Path) -> None:
    copy = Study(shutil.copytree(study.folder.path, tmp_path / "copy"))
    with copy.folder.held(), pytest.raises(StudyBusyError):
        Study(copy.folder.path).publish()
    (copy.folder / "report.html").unlink()
    copy.publish("en")
    assert (copy.folder / "report.html").read_bytes()


def test_the_best_network_is_chosen_by_validation_and_answers(study: Study) -> None:
    best = study.best()
    at_best = study.runs.merge(study.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
    means = at_best.groupby("network")["val_accuracy"].mean()
    assert best.spec.label == means.idxmax()
    own = at_best[at_best["network"] == best.spec.label]
    assert own.set_index("seed").loc[best.provenance["seed"], "val_accuracy"] == own["val_accuracy"].max()
    assert evaluate(best, clouds()).accuracy > 0.6


def test_the_test_columns_have_no_say_in_the_best_network(study: Study, tmp_path: Path) -> None:
    copy = Study(shutil.copytree(study.folder.path, tmp_path / "copy"))
    epochs = copy.epochs.copy()
    epochs["test_accuracy"] = np.random.default_rng(0).random(len(epochs))
    epochs.to_parquet(copy.folder / "epochs.parquet", index=False)
    assert Study(copy.folder.path).best().provenance == study.best().provenance


def test_without_kept_weights_there_is_no_best_network_and_the_remedy_is_told(study: Study, tmp_path: Path) -> None:
    copy = Study(shutil.copytree(study.folder.path, tmp_path / "copy"))
    shutil.rmtree(copy.folder / "weights")
    with pytest.raises(StudyError, match=r"no weights in .*--keep best"):
        copy.best()


def test_where_every_network_diverged_no_best_network_is_given(study: Study, tmp_path: Path) -> None:
    copy = Study(shutil.copytree(study.folder.path, tmp_path / "copy"))
    runs = pd.read_parquet(copy.folder / "runs.parquet").assign(best_epoch=0, diverged=True)
    runs.to_parquet(copy.folder / "runs.parquet", index=False)
    with pytest.raises(StudyError, match=r"all diverged .*smaller --learning-rates"):
        copy.best()


def test_options_are_given_once() -> None:
    with pytest.raises(SpecError, match="options given twice: got seeds"):
        lw.study(clouds(), options=StudyOptions(), seeds=5)


# One network


def test_train_takes_the_rate_of_least_validation_loss_and_never_looks_at_the_test_rows() -> None:
    one = clouds(test_size=50)
    labels = one.labels.copy()
    labels[-50:] = (labels[-50:] + 1) % 3
    other = lw.data.from_arrays(one.inputs, labels, name="clouds", test_size=50)
    nets = [train(data, hidden=(4,), epochs=5) for data in (one, other)]
    assert nets[0].provenance["learning_rate"] == nets[1].provenance["learning_rate"]
    assert nets[0].provenance["epoch"] == nets[1].provenance["epoch"]
    for mine, theirs in zip(nets[0].layers, nets[1].layers, strict=True):
        assert all((mine[name] == theirs[name]).all() for name in mine)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"depths": [5]}, "depths"),
        ({"seeds": 99}, "seeds"),
        ({"widths": [4], "keep": "none", "workers": 2}, "widths, keep, workers"),
        ({"activations": ["relu", "tanh"]}, "one network has one activation: got activations="),
        ({"colour": "red"}, "unknown option of a study: got colour"),
    ],
)
def test_train_refuses_options_that_mean_nothing_for_one_network(options: dict[str, object], said: str) -> None:
    with pytest.raises(SpecError, match=said) as refused:
        train(clouds(), epochs=1, **options)
    assert refused.value.expected
    assert refused.value.remedy
    assert train(clouds(), epochs=1, activations=["tanh"], learning_rates=0.01).spec.activation == "tanh"


def test_a_network_that_diverges_at_every_rate_is_an_error_with_a_remedy() -> None:
    with pytest.raises(lw.LayerwiseError, match=r"diverged on clouds.*Try a smaller"):
        train(clouds(), hidden=(4, 4, 4), epochs=3, learning_rates=1e30, optimizer="sgd", loss="squared-error")


# Evaluation


def test_a_network_of_unknown_origin_is_judged_on_everything(study: Study) -> None:
    network = study.best()
    unknown = lw.Network(network.spec, network.layers, network.preprocessing, network.classes)
    found = evaluate(unknown, clouds())
    assert found.rows == 200
    assert found.excluded is None
    assert "cannot be known" in found.which["en"]
    assert found.low < found.accuracy < found.high


def test_data_of_other_classes_or_another_width_is_refused(study: Study) -> None:
    data = clouds()
    renamed = lw.data.from_arrays(data.inputs, data.labels, classes=["a", "b", "c"])
    with pytest.raises(DataError, match="got the classes a, b, c, expected 0, 1, 2"):
        evaluate(study.best(), renamed)
    wide = lw.data.from_arrays(np.hstack([data.inputs, data.inputs]), data.labels)
    with pytest.raises(DataError, match=r"do not fit the network"):
        evaluate(study.best(), wide)
