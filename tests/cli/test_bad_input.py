"""Bad input ends with one clear message and its exit status, and leaves nothing behind."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from command_line import Command
from PIL import Image

FAILED, REFUSED, USAGE = "failed", "refused", "usage"
# An option that Typer itself cannot read shows the command's usage; one that makes no study is told like a failure.
STATUS = {FAILED: 1, REFUSED: 2, USAGE: 2}


def png_of_size(width: int, height: int) -> bytes:
    """A PNG file whose header claims this size, with next to nothing behind it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def pictures(path: Path, rows: int = 60, change: Callable[[np.ndarray, np.ndarray], object] = lambda X, y: 0) -> None:
    X, y = np.random.default_rng(0).random((rows, 9)).astype(np.float32), np.arange(rows) % 2
    change(X, y)
    np.savez(path, X=X, y=y)


def folder_of_inputs(folder: Path) -> None:
    pictures(folder / "fine.npz")
    pictures(folder / "nan.npz", change=lambda X, _: X.__setitem__((7, 3), np.nan))
    pictures(folder / "infinite.npz", change=lambda X, _: X.__setitem__((7, 3), np.inf))
    pictures(folder / "single.npz", change=lambda _, y: y.fill(4))
    pictures(folder / "negative.npz", change=lambda _, y: y.__setitem__(5, -1))
    pictures(folder / "few.npz", rows=9)
    np.savez(folder / "unnamed.npz", X=np.zeros((4, 2)))
    (folder / "torn.npz").write_bytes((folder / "fine.npz").read_bytes()[:300])
    table = ["length,width,kind"] + [f"{k},{k % 7},{'ab'[k % 2]}" for k in range(40)]
    (folder / "table.csv").write_text("\n".join(table), encoding="utf-8")
    (folder / "texts.csv").write_text("\n".join([*table, "long,3,a"]), encoding="utf-8")
    (folder / "headless.csv").write_text("\n".join(f"{k}.5,{k % 7},{k % 2}" for k in range(40)), encoding="utf-8")
    pictures(folder / "blank.npz", change=lambda X, _: X.fill(0))
    (folder / "text.npz").write_text("1,2,3", encoding="utf-8")
    (folder / "notes.txt").write_text("no data", encoding="utf-8")
    (folder / "empty").mkdir()
    (folder / "text.png").write_text("no picture", encoding="utf-8")
    Image.new("L", (1, 1)).save(folder / "dot.png")
    (folder / "huge.png").write_bytes(png_of_size(50_000, 50_000))
    whole = Image.new("L", (40, 40), 255)
    whole.save(folder / "blank.png")
    (folder / "cut.png").write_bytes((folder / "blank.png").read_bytes()[:60])


# Options

OPTIONS = {
    "depths downwards": (["study", "--depths", "6-1"], USAGE, ["--depths", "'6-1'", "1-6"]),
    "depths in words": (["study", "--depths", "two"], USAGE, ["--depths", "'two'", "1-6"]),
    "endless depths": (["study", "--depths", "1-99999999"], USAGE, ["--depths", "at most 1,000"]),
    "negative depth": (["study", "--depths", "-2"], REFUSED, ["depth", "-2", "between 0 and 256"]),
    "too deep": (["study", "--depths", "257"], REFUSED, ["depth", "257", "between 0 and 256"]),
    "width 0": (["study", "--widths", "0"], REFUSED, ["unusable width: got 0", "between 1 and 65,536"]),
    "width -1": (["study", "--widths", "-1"], REFUSED, ["width", "got -1", "between 1 and 65,536"]),
    "width 10^9": (["study", "--widths", "1000000000"], REFUSED, ["width", "got 1000000000", "65,536"]),
    "hidden 16,x": (["study", "--hidden", "16,x"], USAGE, ["--hidden", "'16,x'", "16,16"]),
    "rate 0": (["study", "--learning-rates", "0"], USAGE, ["--learning-rates", "'0'", "above 0"]),
    "rate nan": (["study", "--learning-rates", "nan"], USAGE, ["--learning-rates", "'nan'", "above 0"]),
    "rates in words": (["study", "--learning-rates", "0.1,fast"], USAGE, ["--learning-rates", "'fast'", "auto"]),
    "activation": (["study", "--activations", "swish"], REFUSED, ["activation", "'swish'", "relu, leaky_relu, tanh"]),
    "no activation": (["study", "--activations", ","], USAGE, ["--activations"]),
    "epochs 0": (["study", "--epochs", "0"], REFUSED, ["epochs", "got 0", "between 1 and"]),
    "epochs in words": (["study", "--epochs", "many"], USAGE, ["--epochs", "got 'many', expected a whole number"]),
    "epochs in halves": (["study", "--epochs", "2.5"], USAGE, ["--epochs", "got '2.5', expected a whole number"]),
    "gain in words": (["study", "--gain", "much"], USAGE, ["--gain", "got 'much', expected a number"]),
    "rate that is 0 in single precision": (["study", "--learning-rates", "1e-300"], REFUSED, ["got 1e-300", "1.2e-38"]),
    "depths and hidden": (["study", "--depths", "1", "--hidden", "16"], REFUSED, ["contradict", "--hidden"]),
    "widths and hidden": (["study", "--widths", "8", "--hidden", "16"], REFUSED, ["contradict", "--widths"]),
    "seeds 0": (["study", "--seeds", "0"], REFUSED, ["seeds", "got 0"]),
    "seeds 7": (["study", "--seeds", "7"], REFUSED, ["seeds", "got 7", "multiple of 5", "--seeds 10"]),
    "sizes 0": (["study", "--sizes", "0"], REFUSED, ["training set", "got 0", "42 (a batch) … 42 rows", "--batch"]),
    "sizes above": (["study", "--sizes", "42,4000"], REFUSED, ["training set", "got 4,000", "42 rows", "--sizes"]),
    "sizes below": (["study", "--sizes", "1", "--batch", "1"], REFUSED, ["got 1", "2 (one of each class)"]),
    "sizes in words": (["study", "--sizes", "some"], USAGE, ["--sizes", "'some'", "whole numbers"]),
    "most seeds": (["study", "--most-seeds", "40"], REFUSED, ["--most-seeds", "40 seeds", "--until-decided"]),
    "most seeds 7": (["study", "--until-decided", "--most-seeds", "42"], REFUSED, ["got 42", "--most-seeds 45"]),
    "too few at most": (["study", "--until-decided", "--most-seeds", "20"], REFUSED, ["got 20", "more than the 20"]),
    "one depth": (["study", "--until-decided", "--depths", "2"], REFUSED, ["nothing to add seeds for", "--depths 1-3"]),
    "batch 0": (["study", "--batch", "0"], REFUSED, ["batch size", "got 0"]),
    "optimizer": (["study", "--optimizer", "lion"], REFUSED, ["optimizer", "'lion'", "adam, adamw, sgd"]),
    "schedule": (["study", "--schedule", "step"], REFUSED, ["schedule", "'step'", "cosine"]),
    "loss": (["study", "--loss", "hinge"], REFUSED, ["loss", "'hinge'", "cross-entropy"]),
    "initialisation": (["study", "--initialisation", "zero"], REFUSED, ["'zero'", "auto, he, glorot"]),
    "gain": (["study", "--gain", "2"], REFUSED, ["gain", "2.0", "'scaled'"]),
    "normalisation": (["study", "--normalisation", "batch"], REFUSED, ["normalisation", "'batch'", "layer"]),
    "dropout 1": (["study", "--dropout", "1"], REFUSED, ["dropout", "1.0", "0.95"]),
    "weight decay": (["study", "--weight-decay", "-1"], REFUSED, ["weight decay", "-1"]),
    "keep": (["study", "--keep", "all"], REFUSED, ["'all'", "standard"]),
    "memory in words": (["study", "--memory", "lots"], USAGE, ["--memory", "'lots'", "4G"]),
    "memory 0": (["study", "--memory", "0"], USAGE, ["--memory", "'0'", "4G"]),
    "memory too small": (["study", "--memory", "100M"], FAILED, ["memory", "0.1 GiB", "Raise --memory"]),
    "memory far too small": (["study", "--memory", "1K"], FAILED, ["memory", "1,024 bytes", "Raise --memory"]),
    "workers 0": (["study", "--workers", "0"], REFUSED, ["workers", "got 0", "1"]),
    "unknown option": (["study", "--colour", "red"], USAGE, ["--colour"]),
    "unknown command": (["studdy"], USAGE, ["studdy"]),
    "language": (["study", "--lang", "fr"], USAGE, ["--lang", "got 'fr', expected one of 'en', 'zh'"]),
    "train: width 0": (["train", "--hidden", "16,0"], REFUSED, ["width of hidden layer 2", "got 0"]),
    "one name twice": (["study", "below/fine.npz"], REFUSED, ["fine.npz and below/fine.npz", "studies/fine", "-o"]),
    "train: words": (["train", "--hidden", "wide"], USAGE, ["--hidden", "'wide'", "16,16"]),
    "train: rate 0": (["train", "--learning-rates", "0"], USAGE, ["--learning-rates", "'0'"]),
    "train: activation": (["train", "--activation", "swish"], REFUSED, ["activation", "'swish'"]),
    "train: seed -1": (["train", "--seed", "-1"], REFUSED, ["-1", "0 or more"]),
    "train: into a folder": (["train", "-o", "empty"], FAILED, ["cannot write the network empty", "a folder", "-o"]),
    "train: below a file": (["train", "-o", "notes.txt/n"], FAILED, ["cannot write the network", "notes.txt", "-o"]),
}  # fmt: skip

# Data sets, read by whichever command

DATA = {
    "unknown name": (["digitz"], ["'digitz'", "neither a known name nor a file", "Did you mean 'digits'?"]),
    "unknown file": (["nowhere.npz"], ["nowhere.npz", "digits, spirals, mnist"]),
    "another kind": (["notes.txt"], ["notes.txt", "a file of another kind"]),
    "empty folder": (["empty"], ["empty", "IDX"]),
    "texts among numbers": (["texts.csv", "--target", "kind"], ["texts.csv", "'length', row 41", "'long'", "numbers"]),
    "no header": (["headless.csv", "--target", "0"], ["headless.csv", "only numbers, 0.5", "Add one"]),
    "a table of another name": (["notes.txt", "--target", "kind"], ["notes.txt", "'.txt'", "Save it as .csv"]),
    "all the same": (["blank.npz"], ["blank.npz", "all its inputs are the same", "60 equal rows"]),
    "a text called npz": (["text.npz"], ["text.npz", "begins with b'1,2,3'", "np.savez"]),
    "no target": (["table.csv"], ["table.csv", "no target", "length, width, kind", "--target"]),
    "missing target": (["table.csv", "--target", "sort"], ["'sort'", "length, width, kind"]),
    "needless target": (["fine.npz", "--target", "kind"], ["'kind'", "--target"]),
    "nan": (["nan.npz"], ["nan.npz", "row 7, column 3", "finite"]),
    "infinite": (["infinite.npz"], ["infinite.npz", "row 7, column 3", "finite"]),
    "a single class": (["single.npz"], ["single.npz", "'4'", "at least two classes"]),
    "negative label": (["negative.npz"], ["negative.npz", "row 5", "-1"]),
    "fewer than the folds need": (["few.npz"], ["class '1' has too few examples", "4 of 9", "5 folds"]),
    "no labels": (["unnamed.npz"], ["unnamed.npz", "y missing", "X and y"]),
    "torn": (["torn.npz"], ["torn.npz", "again"]),
}  # fmt: skip

PICTURES = {
    "not a picture": ("text.png", ["text.png", "not a picture"]),
    "1×1": ("dot.png", ["dot.png", "1×1"]),
    "50,000×50,000": ("huge.png", ["huge.png", "2,500,000,000 pixels", "at most 80,000,000"]),
    "blank": ("blank.png", ["blank.png"]),
    "cut short": ("cut.png", ["cut.png"]),
    "missing": ("nowhere.png", ["nowhere.png"]),
    "a folder": ("empty", ["empty"]),
}


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder_of_inputs(tmp_path)
    return tmp_path


def assert_refused(command: Command, folder: Path, argv: list[object], kind: str, parts: list[str]) -> None:
    before = sorted(folder.rglob("*"))
    ended = command(*argv)
    assert ended.status == STATUS[kind], ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert "does not know" not in ended.err
    for part in parts:
        assert part in ended.err
    assert sorted(folder.rglob("*")) == before
    told = command(*argv, "--json")
    assert told.status == STATUS[kind]
    assert told.err == ended.err
    assert set(told.json) == {"error", "what", "got", "expected", "remedy"}
    assert all(told.json.values())
    if kind != USAGE:
        assert ended.err.startswith("layerwise: ")
        assert ended.err.count("\n") == 1
    else:
        assert told.json["error"] == "WrongUsageError"


@pytest.mark.parametrize("case", OPTIONS)
def test_an_option_that_cannot_be_is_refused_by_name(command: Command, inputs: Path, case: str) -> None:
    argv, kind, parts = OPTIONS[case]
    data = ["fine.npz"] if argv[0] in ("study", "train") else []
    assert_refused(command, inputs, [argv[0], *data, *argv[1:]], kind, parts)


@pytest.mark.parametrize("case", DATA)
@pytest.mark.parametrize("name", ["study", "train", "data check"])
def test_data_that_cannot_be_used_is_refused_with_its_place(
    command: Command, inputs: Path, case: str, name: str
) -> None:
    argv, parts = DATA[case]
    assert_refused(command, inputs, [*name.split(), *argv], FAILED, parts)


@pytest.mark.parametrize("case", PICTURES)
def test_a_file_that_is_no_usable_picture_is_refused_by_name(
    command: Command, inputs: Path, net: Path, case: str
) -> None:
    name, parts = PICTURES[case]
    assert_refused(command, inputs, ["predict", net, name], FAILED, parts)


@pytest.mark.parametrize("name", ["evaluate", "predict"])
@pytest.mark.parametrize("file", ["fine.npz", "notes.txt", "empty", "nowhere.safetensors"])
def test_what_is_no_network_is_refused_by_name(command: Command, inputs: Path, name: str, file: str) -> None:
    assert_refused(command, inputs, [name, file, "blank.png" if name == "predict" else "digits"], FAILED, [file])


@pytest.mark.parametrize("folder", ["empty", "nowhere", "notes.txt"])
def test_what_is_no_study_is_refused_by_name(command: Command, inputs: Path, folder: str) -> None:
    assert_refused(command, inputs, ["report", folder], FAILED, [f"no study in {folder}", "layerwise study"])


def test_an_unknown_data_set_cannot_be_fetched(command: Command, inputs: Path) -> None:
    assert_refused(command, inputs, ["data", "get", "cats"], FAILED, ["'cats'", "mnist"])


def test_a_study_in_the_place_of_a_file_is_refused(command: Command, inputs: Path) -> None:
    assert_refused(command, inputs, ["study", "fine.npz", "-o", "notes.txt"], FAILED, ["notes.txt", "-o"])


@pytest.mark.parametrize("argv", [["predict"], ["evaluate"], ["report"], ["data"], []])
def test_without_what_it_needs_a_command_shows_its_usage(command: Command, inputs: Path, argv: list[str]) -> None:
    ended = command(*argv)
    assert ended.status == STATUS[USAGE]
    assert "Usage: layerwise" in ended.err + ended.out
    told = command(*argv, "--json") if argv != [] else ended
    assert told.status == STATUS[USAGE]


@pytest.mark.parametrize("argv", [["studdy"], ["data", "chek"], ["predict"], ["study", "--colour", "red"]])
def test_wrong_usage_is_an_object_too(command: Command, argv: list[str]) -> None:
    told = command(*argv, "--json")
    assert told.status == STATUS[USAGE]
    assert told.json["error"] == "WrongUsageError"
    assert all(told.json.values())
    assert "Usage: layerwise" in told.err
    assert "--json" in told.json["got"]


def test_of_many_pictures_the_good_ones_are_answered_and_the_bad_one_is_told(
    command: Command, inputs: Path, net: Path
) -> None:
    for name in ("one.png", "two.png"):
        digit = Image.new("L", (30, 30))
        digit.paste(255, (14, 5, 17, 25))
        digit.save(inputs / name)
    argv = ["predict", net, "one.png", "text.png", "two.png"]
    ended = command(*argv)
    assert ended.status == STATUS[FAILED]
    assert "one.png" in ended.out
    assert "two.png" in ended.out
    assert "text.png" not in ended.out
    assert ended.err.startswith("layerwise: cannot read text.png: it is not a picture")
    assert ended.err.count("\n") == 1
    told = command(*argv, "--json")
    assert told.status == STATUS[FAILED]
    assert [image["image"] for image in told.json["images"]] == ["one.png", "two.png"]
    (error,) = told.json["errors"]
    assert (error["image"], error["error"]) == ("text.png", "PictureError")
    assert all(error.values())
