"""Photographs are read mark by mark, and an answer that may be wrong carries its warning."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from layerwise.data import load
from layerwise.data.folds import split
from layerwise.lab.doubts import DOUBTS
from layerwise.lab.reading import read_pictures
from layerwise.lab.training import train
from layerwise.nets.network import Network
from tests.data.photographs import KINDS, several

DIGITS = load("digits")


@pytest.fixture(scope="module")
def network() -> Network:
    return train(DIGITS, hidden=(16,), epochs=12, learning_rates=0.01)


def saved(path: Path, picture: np.ndarray) -> Path:
    Image.fromarray(picture).save(path)
    return path


def known(network: Network) -> np.ndarray:
    """Test digits that the network gets right."""
    rows = split(DIGITS, 0).test
    return rows[network.correct(DIGITS.inputs[rows], DIGITS.labels[rows])]


def codes(reading: dict[str, object]) -> list[str]:
    warnings = reading["warnings"]
    assert isinstance(warnings, list)
    return [warning["code"] for warning in warnings]


def test_photographs_are_read_right_or_warned_of(network: Network, tmp_path: Path) -> None:
    right, silent = [], []
    rows = known(network)
    for number, kind in enumerate(KINDS):
        for seed in range(3):
            draw = np.random.default_rng([21, number, seed])
            row = rows[draw.integers(len(rows))]
            path = saved(tmp_path / "a.png", KINDS[kind](DIGITS.inputs[row].reshape(28, 28), draw))
            first, *others = read_pictures(network, [path])
            right.append(first["class"] == DIGITS.classes[DIGITS.labels[row]] and not others)
            silent.append(not right[-1] and not first["warnings"])
    assert np.mean(right) >= 0.85
    assert np.mean(silent) <= 0.1


def test_marks_of_one_picture_are_numbered_and_said_to_be_several(network: Network, tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    rows = known(network)[[0, 200, 400]]
    digits = DIGITS.inputs[rows].reshape(-1, 28, 28)
    readings = read_pictures(network, [saved(tmp_path / "three.png", several(list(digits), draw))])
    assert [(each["mark"], each["marks"]) for each in readings] == [(1, 3), (2, 3), (3, 3)]
    assert all("several" in codes(each) for each in readings)
    assert all(set(warning) == {"code", "en", "zh"} for each in readings for warning in each["warnings"])


def test_two_digits_that_touch_are_warned_of(network: Network, tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    pictures = []
    for number in range(12):
        pair = DIGITS.inputs[draw.choice(5000, 2)].reshape(2, 28, 28)
        touching = np.kron(np.hstack([pair[0][:, 6:22], pair[1][:, 6:22]]), np.ones((4, 4), np.uint8))
        pictures.append(saved(tmp_path / f"{number}.png", 255 - np.pad(touching, 12)))
    warned = [any(codes(each)) for each in read_pictures(network, pictures)]
    assert np.mean(warned) >= 0.75


def test_digits_of_the_test_are_seldom_warned_of(network: Network, tmp_path: Path) -> None:
    rows = split(DIGITS, 0).test[::8]
    pictures = [saved(tmp_path / f"{row}.png", DIGITS.inputs[row].reshape(28, 28)) for row in rows]
    readings = read_pictures(network, pictures)
    assert len(readings) == len(rows)
    assert np.mean([bool(each["warnings"]) for each in readings]) <= 0.07


def test_a_network_that_cannot_tell_says_so(network: Network, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", DIGITS.inputs[0].reshape(28, 28))
    assert codes(read_pictures(replace(network, familiarity=None), [path])[0]) == ["unchecked"]
    network.save(tmp_path / "net.safetensors")
    loaded = Network.load(tmp_path / "net.safetensors")
    assert loaded.familiarity is not None
    assert read_pictures(loaded, [path]) == read_pictures(network, [path])


def test_every_warning_stands_in_both_languages() -> None:
    assert all(text.en and text.zh for text in DOUBTS.values())
