"""Every command: its result on standard output, messages on standard error, one JSON object, two languages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from command_line import STUDY, Command
from PIL import Image

from layerwise.cli.app import app
from layerwise.cli.study import _command
from layerwise.data import load
from layerwise.data.folds import split
from layerwise.nets.network import Network

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def one_of_each(kind: str, request: pytest.FixtureRequest, folder: Path) -> list[object]:
    """The arguments of each command that ends well."""
    few, net = request.getfixturevalue("few"), request.getfixturevalue("net")
    match kind:
        case "train":
            return ["train", few, "--hidden", "8", "--epochs", "12", "--learning-rates", "0.01"]
        case "evaluate":
            return ["evaluate", net, few]
        case "predict":
            Image.fromarray(load(few).inputs[0].reshape(28, 28)).resize((90, 70)).save(folder / "picture.png")
            return ["predict", net, "picture.png"]
        case "study":
            shutil.copytree(request.getfixturevalue("study"), folder / "study")
            return ["study", few, *STUDY, "-o", "study"]
        case "report":
            return ["report", shutil.copytree(request.getfixturevalue("study"), folder / "study")]
        case "data list":
            return ["data", "list"]
        case "data get":
            return ["data", "get", "spirals"]
        case "data check":
            return ["data", "check", few]
        case "study --plan":
            return ["study", few, *STUDY, "--plan"]
    raise AssertionError(kind)


KINDS = ["train", "evaluate", "predict", "study", "report", "data list", "data get", "data check", "study --plan"]


@pytest.mark.parametrize("kind", KINDS)
def test_json_is_exactly_one_object_and_says_the_same_in_any_language(
    command: Command, tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    words = one_of_each(kind, request, tmp_path)
    ended = command(*words, "--json").done()
    assert ended.json
    assert "{" not in ended.err


@pytest.mark.parametrize("kind", KINDS)
def test_results_are_told_on_standard_output_in_english_and_in_chinese(
    command: Command, tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    words = one_of_each(kind, request, tmp_path)
    english, chinese = (command(*words, "--lang", language).done() for language in ("en", "zh"))
    assert english.out.strip()
    assert not CHINESE.search(english.out)
    assert CHINESE.search(chinese.out)
    assert max(map(len, english.out.splitlines())) <= 200


# train, evaluate


def test_train_saves_the_network_it_tells_of(command: Command, few: Path, tmp_path: Path) -> None:
    told = command("train", few, "--hidden", "8", "--epochs", "12", "-o", "a.safetensors", "--json").done().json
    network = Network.load(tmp_path / "a.safetensors")
    assert told["parameters"] == network.spec.parameters == 784 * 8 + 8 + 80 + 10
    assert told["checksum"] == load(few).checksum == network.provenance["checksum"]
    assert told["rate"] == network.provenance["learning_rate"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.safetensors"]


def test_the_same_train_command_saves_the_same_file(command: Command, few: Path, net: Path, tmp_path: Path) -> None:
    options = {"--hidden": "8", "--epochs": "12", "--learning-rates": "0.01", "--seed": "3", "-o": "again.safetensors"}
    command("train", few, *(word for pair in options.items() for word in pair)).done()
    assert (tmp_path / "again.safetensors").read_bytes() == net.read_bytes()


def test_train_tells_its_epochs_on_standard_error(command: Command, few: Path) -> None:
    words = ["train", few, "--hidden", "8", "--epochs", "12", "--learning-rates", "0.01"]
    ended = command(*words, "--lang", "en").done()
    assert "epoch 10: best validation error" in ended.err
    assert "epoch 10:" not in ended.out
    assert "第 10 轮：最低验证误差" in command(*words, "--lang", "zh").done().err


def test_evaluate_judges_exactly_the_rows_its_seed_was_tested_on(command: Command, few: Path, net: Path) -> None:
    told = command("evaluate", net, few, "--json").done().json
    dataset, network = load(few), Network.load(net)
    tested = split(dataset, 3).test
    assert told["rows"] == len(tested) == 50
    assert told["accuracy"] == pytest.approx(network.score(dataset.inputs[tested], dataset.labels[tested]))
    assert told["low"] < told["accuracy"] < told["high"]
    confusion = np.array(told["confusion"])
    assert (confusion.sum(axis=1) == 5).all()
    assert confusion.trace() == round(told["accuracy"] * 50)
    assert told["excluded"] == 200
    assert told["which"]["en"].startswith("fold 3, which its seed 3 was tested on; the other 200 rows")


def test_evaluate_finds_the_networks_own_data_and_refuses_it_once_changed(
    command: Command, few: Path, tmp_path: Path
) -> None:
    shutil.copy(few, tmp_path / "mine.npz")
    command("train", "mine.npz", "--hidden", "", "--epochs", "2", "--learning-rates", "0.01").done()
    assert command("evaluate", "net.safetensors", "--json").done().json["data"] == "mine"
    with np.load(few) as held:
        np.savez(tmp_path / "mine.npz", X=255 - held["X"], y=held["y"])
    changed = command("evaluate", "net.safetensors")
    assert changed.status == 1
    assert "mine is not the data this network was trained on any more" in changed.err
    (tmp_path / "mine.npz").unlink()
    gone = command("evaluate", "net.safetensors")
    assert gone.status == 1
    assert "Name the data: layerwise evaluate NET DATA" in gone.err


def test_a_file_named_like_a_known_data_set_is_not_taken_for_it(command: Command, few: Path, tmp_path: Path) -> None:
    shutil.copy(few, tmp_path / "digits.npz")
    command("train", "digits.npz", "--hidden", "", "--epochs", "2", "--learning-rates", "0.01").done()
    assert command("evaluate", "net.safetensors", "--json").done().json["of"] == 250


def test_evaluate_judges_the_test_set_where_the_data_has_one(command: Command) -> None:
    command("train", "spirals", "--hidden", "8", "--epochs", "2", "--learning-rates", "0.01").done()
    told = command("evaluate", "net.safetensors", "--json").done().json
    of_test_set = told["which"]["zh"].startswith("测试集")
    assert (told["data"], told["rows"], told["of"], of_test_set) == ("spirals", 4000, 5500, True)


def test_evaluate_on_other_data_judges_all_but_the_rows_it_has_seen(command: Command, net: Path) -> None:
    told = command("evaluate", net, "digits", "--json").done().json
    assert (told["rows"], told["excluded"], told["of"]) == (4800, 200, 5000)
    assert "除去" in command("evaluate", net, "digits", "--lang", "zh").done().out


def test_evaluate_refuses_digits_for_a_network_that_was_trained_on_mnist(
    command: Command, net: Path, tmp_path: Path
) -> None:
    network = Network.load(net)
    network.provenance["data"] = "mnist"
    network.save(tmp_path / "mnist.safetensors")
    ended = command("evaluate", "mnist.safetensors", "digits")
    assert ended.status == 1
    assert "the network has seen these images: digits is part of the training images of mnist" in ended.err
    assert "Evaluate it on mnist" in ended.err


def test_evaluate_refuses_data_of_other_classes_or_another_size(command: Command, net: Path) -> None:
    ended = command("evaluate", net, "spirals")
    assert ended.status == 1
    assert "spirals does not fit the network" in ended.err


# predict


def test_predict_reads_pictures_of_any_size_and_polarity(
    command: Command, few: Path, net: Path, tmp_path: Path
) -> None:
    dataset, names = load(few), []
    network = Network.load(net)
    rows = np.flatnonzero(network.correct(dataset.inputs, dataset.labels))[::20]
    assert len(rows) > 5
    for row in rows:
        picture = Image.fromarray(255 - dataset.inputs[row].reshape(28, 28)).resize((140, 140))
        names.append(f"{row}.png")
        picture.save(tmp_path / names[-1])
    told = command("predict", net, *names, "--json").done().json["images"]
    assert [image["image"] for image in told] == names
    assert all(sum(image["probabilities"].values()) == pytest.approx(1) for image in told)
    right = [image["class"] == str(dataset.labels[row]) for image, row in zip(told, rows, strict=True)]
    assert np.mean(right) > 0.6


def test_predict_warns_before_it_answers_and_numbers_several_marks(command: Command, net: Path, tmp_path: Path) -> None:
    pair = np.hstack([np.pad(load("digits").inputs[row].reshape(28, 28), 6) for row in (0, 2_100)])
    Image.fromarray(255 - pair).resize((320, 160)).save(tmp_path / "two.png")
    told = command("predict", net, "two.png", "--json").done().json["images"]
    assert [(image["mark"], image["marks"]) for image in told] == [(1, 2), (2, 2)]
    assert all("several" in [warning["code"] for warning in image["warnings"]] for image in told)
    printed = command("predict", net, "two.png").done().out
    assert printed.index("2 marks lie apart") < printed.index("reads")
    assert "mark" in printed


def test_predict_refuses_a_network_that_reads_no_pictures(command: Command, tmp_path: Path) -> None:
    command("train", "spirals", "--hidden", "4", "--epochs", "1", "--learning-rates", "0.01").done()
    Image.new("L", (30, 30)).save(tmp_path / "a.png")
    ended = command("predict", "net.safetensors", "a.png")
    assert ended.status == 1
    assert "got a network of 2 inputs, trained on spirals, expected one trained on 28×28 pictures" in ended.err


# study, report


def test_a_study_writes_its_folder_and_says_where(study: Path) -> None:
    names = {path.name for path in study.iterdir()} - {".lock"}
    assert names == {
        "study.json", "runs.parquet", "epochs.parquet", "correct.npz", "parts", "weights", "verdict.json",
        "report.html", "page.html", "rows.npz", "trained.npz", "memorised.parquet",
    }  # fmt: skip
    assert "data-array" in (study / "page.html").read_text(encoding="utf-8")
    assert not CHINESE.search(json.loads((study / "study.json").read_text(encoding="utf-8"))["command"])


def test_the_command_of_a_study_is_kept_so_that_it_can_be_given_again(command: Command, study: Path) -> None:
    card = json.loads((study / "study.json").read_text(encoding="utf-8"))
    assert card["command"] == "layerwise study few.npz " + " ".join(STUDY) + " -o study"


@pytest.mark.breadth
def test_of_two_studies_each_keeps_the_command_that_makes_it_alone(command: Command, few: Path, tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        shutil.copy(few, tmp_path / name)
    told = command("study", "--lang", "zh", "one.npz", *STUDY, "two.npz", "-o", "both", "--json").done().json
    assert [Path(folder).name for folder in told["folders"]] == ["one", "two"]
    for name in ("one", "two"):
        card = json.loads((tmp_path / "both" / name / "study.json").read_text(encoding="utf-8"))
        assert card["command"] == f"layerwise study {name}.npz {' '.join(STUDY)} -o {Path('both') / name}"


def test_the_kept_command_holds_flags_and_values_as_they_were_meant() -> None:
    words = ["a b.npz", "--residual", "--seeds=5", "--hidden", "8;16,8", "--debug", "--target", "study"]
    study: Any = typer.main.get_command(app).commands["study"]  # type: ignore[attr-defined]
    study.context_class = typer.Context
    context = study.make_context("study", words)
    kept = _command(context, "a b.npz", None)
    assert kept == "layerwise study 'a b.npz' --hidden '8;16,8' --seeds 5 --residual --target study"


def test_a_report_made_again_is_the_same(command: Command, study: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(study, tmp_path / "study")
    command("report", "study", "--lang", "en").done()
    once = {name: (copy / name).read_bytes() for name in ("report.html", "verdict.json")}
    (copy / "report.html").unlink()
    command("report", "study", "--lang", "en").done()
    assert once == {name: (copy / name).read_bytes() for name in once}
    assert once["verdict.json"] == (study / "verdict.json").read_bytes()


def test_a_plan_says_how_many_networks_and_leaves_the_folder_alone(command: Command, few: Path, tmp_path: Path) -> None:
    told = command("study", few, *STUDY, "--plan", "-o", "study", "--json").done().json["plans"][0]
    assert told["networks"] == 10
    assert told["workers"] == 2
    assert told["expected"]["seconds"] > 0
    assert list(tmp_path.iterdir()) == []


def test_a_misspelt_second_data_set_costs_nothing(command: Command, few: Path, tmp_path: Path) -> None:
    ended = command("study", few, "digitz", *STUDY)
    assert ended.status == 1
    assert "Did you mean 'digits'?" in ended.err
    assert list(tmp_path.iterdir()) == []


# Names that mean something elsewhere


@pytest.mark.parametrize("name", ["a[red]b", "a[/b]", "a{b}", ":smile:", "图"])
def test_a_path_is_told_as_it_is(command: Command, few: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / f"x{name.replace('/', '-')}"
    shutil.copytree(few.parent, folder, ignore=shutil.ignore_patterns("study*", "*.safetensors"))
    told = command("train", folder / "few.npz", "--hidden", "", "--epochs", "1", "--learning-rates", "0.01",
                   "-o", folder / "n.safetensors").done()  # fmt: skip
    assert f"Saved in {folder / 'n.safetensors'}" in told.out
    assert str(folder) in command("data", "check", folder / "few.npz").done().out
