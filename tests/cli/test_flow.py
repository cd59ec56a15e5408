"""`layerwise flow`: films that decode, say what `predict` says, and are refused with a reason."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from command_line import Command
from PIL import Image

from layerwise.data import load
from layerwise.data.folds import split
from layerwise.nets.network import Network

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def picture(few: Path, tmp_path: Path) -> str:
    Image.fromarray(255 - load(few).inputs[130].reshape(28, 28)).resize((140, 112)).save(tmp_path / "digit.png")
    return "digit.png"


@pytest.fixture
def plane(command: Command, tmp_path: Path) -> str:
    argv = ["train", "spirals", "--hidden", "8,8", "--epochs", "2", "--learning-rates", "0.01", "-o", "s.safetensors"]
    command(*argv).done()
    return "s.safetensors"


@pytest.mark.parametrize(("language", "percent"), [("en", "{:.1f}\u00a0%"), ("zh", "{:.1f}%")])
def test_an_svg_says_the_class_and_the_percentage_that_predict_says(
    command: Command, net: Path, picture: str, tmp_path: Path, language: str, percent: str
) -> None:
    (told,) = command("predict", net, picture, "--json").done().json["images"]
    filmed = command("flow", net, picture, "-o", "film.svg", "--lang", language, "--json").done().json
    assert filmed["class"] == told["class"]
    assert filmed["probabilities"] == pytest.approx(told["probabilities"])
    content = (tmp_path / "film.svg").read_bytes()
    assert len(content) == filmed["film"]["size"] < 500_000
    root = ElementTree.fromstring(content)
    title = root.findtext(f"{SVG}title") or ""
    share = percent.format(100 * told["probabilities"][told["class"]])
    assert told["class"] in title
    assert share in title
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert title in texts
    assert share in texts
    assert set(told["probabilities"]) <= set(texts)
    assert ("读作" in title) == (language == "zh")
    assert b"<script" not in content


def test_a_gif_decodes_into_the_frames_and_seconds_it_is_told_to_have(
    command: Command, net: Path, picture: str, tmp_path: Path
) -> None:
    film = command("flow", net, picture, "-o", "film.gif", "--width", "640", "--json").done().json["film"]
    command("flow", net, picture, "-o", "end.png", "--width", "640").done()
    with Image.open(tmp_path / "film.gif") as gif:
        assert gif.size == (film["width"], film["height"]) == (640, 360)
        assert gif.n_frames == film["frames"] > 30
        assert gif.info["loop"] == 0
        frames, seconds = [], 0.0
        for place in range(gif.n_frames):
            gif.seek(place)
            seconds += gif.info["duration"] / 1000
            if place in (0, gif.n_frames // 2, gif.n_frames - 1):
                frames.append(np.asarray(gif.convert("RGB"), np.float64))
    assert seconds == pytest.approx(film["seconds"], abs=0.03)
    first, middle, last = frames
    assert np.abs(first - middle).mean() > 0.5
    assert np.abs(middle - last).mean() > 0.5
    end = np.asarray(Image.open(tmp_path / "end.png"), np.float64)
    assert end.shape == (360, 640, 3)
    # 255 colours stand for all.
    assert np.abs(last - end).mean() < 2


def test_a_video_decodes_into_its_frames(command: Command, net: Path, picture: str, tmp_path: Path) -> None:
    ffmpeg = pytest.importorskip("imageio_ffmpeg").get_ffmpeg_exe()
    argv = ["flow", net, picture, "-o", "film.mp4", "--width", "400", "--dark", "--json"]
    film = command(*argv).done().json["film"]
    assert (film["width"], film["height"]) == (400, 224)
    decoding = [ffmpeg, "-loglevel", "error", "-i", "film.mp4", "-f", "rawvideo", "-pix_fmt", "gray", "-"]
    raw = subprocess.run(decoding, cwd=tmp_path, capture_output=True, check=True).stdout
    frames = np.frombuffer(raw, np.uint8).reshape(-1, 224, 400).astype(np.float64)
    assert len(frames) == film["frames"] == round(30 * film["seconds"])
    assert np.abs(frames[0] - frames[-1]).mean() > 1
    assert np.median(frames[-1]) < 60


def test_a_theme_that_is_asked_for_is_the_one_that_is_drawn(
    command: Command, net: Path, picture: str, tmp_path: Path
) -> None:
    for theme in ("dark", "light"):
        command("flow", net, picture, f"--{theme}", "--width", "400", "-o", f"{theme}.png").done()
        command("flow", net, picture, f"--{theme}", "-o", f"{theme}.svg").done()
        assert "prefers-color-scheme" not in (tmp_path / f"{theme}.svg").read_text(encoding="utf-8")
    corners = {theme: Image.open(tmp_path / f"{theme}.png").getpixel((2, 2)) for theme in ("dark", "light")}
    assert corners == {"dark": (20, 23, 27), "light": (251, 250, 247)}
    command("flow", net, picture).done()
    assert "prefers-color-scheme:dark" in (tmp_path / "film.svg").read_text(encoding="utf-8")


def test_a_tested_row_is_filmed_with_its_true_class(command: Command, few: Path, net: Path, tmp_path: Path) -> None:
    dataset, network = load(few), Network.load(net)
    rows = split(dataset, 3).test
    answers = network.predict(dataset.inputs[rows])
    place = int(np.flatnonzero(answers != dataset.labels[rows])[0])
    told = command("flow", net, f"test:{place}", "--lang", "en", "--json").done().json
    assert (told["class"], told["truth"]) == (str(answers[place]), str(dataset.labels[rows][place]))
    assert f"confidence. It is {told['truth']}." in (tmp_path / "film.svg").read_text(encoding="utf-8")


def test_values_of_the_plane_are_filmed_in_both_languages(command: Command, plane: str, tmp_path: Path) -> None:
    english = command("flow", plane, "--at", "-0.25,0.7", "--lang", "en").done()
    text = (tmp_path / "film.svg").read_text(encoding="utf-8")
    assert "(\u22120.25, 0.7)" in text
    assert "shaded: the same answer" in text
    chinese = command("flow", plane, "--at", "-0.25,0.7", "--lang", "zh").done()
    assert re.search("[\u4e00-\u9fff]", chinese.out)
    assert not re.search("[\u4e00-\u9fff]", english.out)
    text = (tmp_path / "film.svg").read_text(encoding="utf-8")
    # One word of the network is the field's own in any language.
    assert re.findall(r">([a-z]{2,} [a-z ]+)<", text) == []


REFUSED = {
    "another kind": (["digit.png", "-o", "film.avi"], 2, ["film.avi", "'.avi'", ".svg, .gif, .mp4, .png", "-o"]),
    "no ending": (["digit.png", "-o", "film"], 2, ["a name without an ending", ".svg"]),
    "no picture": (["text.png"], 1, ["text.png", "not a picture"]),
    "missing": (["nowhere.png"], 1, ["nowhere.png"]),
    "narrow": (["digit.png", "-o", "a.png", "--width", "20"], 2, ["width", "got 20", "320"]),
    "beyond": (["test:50"], 1, ["there is no test:50", "50 rows", "test:49"]),
    "values": (["--at", "1,2"], 1, ["2 of them", "a picture file, or test:12"]),
    "no values": (["--at", "1,a"], 2, ["--at", "'1,a'"]),
    "nothing": ([], 2, ["IMAGE", "--at"]),
    "both": (["digit.png", "--at", "1"], 2, ["IMAGE", "not both"]),
    "a folder": (["digit.png", "-o", "folder.svg"], 1, ["cannot write folder.svg", "-o"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_filmed_is_refused_and_leaves_nothing(
    command: Command, net: Path, picture: str, tmp_path: Path, case: str
) -> None:
    (tmp_path / "text.png").write_text("no picture", encoding="utf-8")
    (tmp_path / "folder.svg").mkdir()
    argv, status, parts = REFUSED[case]
    before = sorted(tmp_path.rglob("*"))
    ended = command("flow", net, *argv)
    assert ended.status == status, ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err
    for part in parts:
        assert part in ended.err
    assert sorted(tmp_path.rglob("*")) == before
    told = command("flow", net, *argv, "--json").json
    assert all(told[part] for part in ("error", "what", "got", "expected", "remedy"))


def test_a_network_of_the_plane_is_not_shown_a_picture(command: Command, plane: str, picture: str) -> None:
    ended = command("flow", plane, picture)
    assert ended.status == 1
    assert "a network of 2 inputs, trained on spirals" in ended.err
    assert "its 2 values after --at" in ended.err
    assert "layerwise flow NET --at 0.2,0.4 -o film.svg" in ended.err


def test_a_tested_row_needs_the_networks_own_data(command: Command, net: Path, tmp_path: Path) -> None:
    network = Network.load(net)
    network.provenance["source"] = "gone.npz"
    network.save(tmp_path / "lost.safetensors")
    ended = command("flow", "lost.safetensors", "test:1")
    assert ended.status == 1
    assert "cannot take test:1: the network's own data are not at hand" in ended.err
    assert "Name a picture" in ended.err
