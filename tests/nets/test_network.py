"""A network as people hold it: what it answers, and the file it is saved in, whole or refused with one clear error."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.numpy import load, save
from spec_strategies import CHECKED_AT_RANDOM, specs

from layerwise.errors import DataError, NetworkFileError
from layerwise.nets.file import check_place
from layerwise.nets.initialisation import initial_layers
from layerwise.nets.network import ROWS_AT_A_TIME, Network
from layerwise.nets.preprocessing import Preprocessing
from layerwise.nets.spec import NetworkSpec

pytestmark = CHECKED_AT_RANDOM


def network_of(spec: NetworkSpec, seed: int = 0) -> Network:
    random = np.random.default_rng(seed)
    layers = [
        {name: random.normal(size=values.shape).astype(np.float32) for name, values in layer.items()}
        for layer in initial_layers(spec, seed)
    ]
    scaling = Preprocessing(random.normal(size=spec.inputs), 1 + random.random(spec.inputs))
    classes = tuple(f"类{number}" for number in range(spec.classes))
    return Network(spec, layers, scaling, classes, {"seed": seed, "data": "spirals", "tested": {"rows": [1, 2]}})


@pytest.fixture
def network() -> Network:
    return network_of(NetworkSpec(4, (5, 3), 3, "tanh", "glorot", normalisation="layer"))


@pytest.fixture
def saved(network: Network, tmp_path: Path) -> Path:
    network.save(tmp_path / "net.safetensors")
    return tmp_path / "net.safetensors"


# What it answers


def test_probabilities_are_the_softmax_of_the_logits_and_sum_to_one(network: Network) -> None:
    rows = np.random.default_rng(1).normal(size=(50, 4)) * 1e3
    logits = network.activations(rows)[-1].astype(np.float64)
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    found = network.predict_proba(rows)
    np.testing.assert_allclose(found, shares / shares.sum(axis=1, keepdims=True), rtol=1e-12)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-12)
    assert (network.predict(rows) == found.argmax(axis=1)).all()


def test_the_score_is_the_share_of_rows_put_in_their_class(network: Network) -> None:
    rows = np.random.default_rng(2).normal(size=(30, 4))
    labels = network.predict(rows)
    assert network.score(rows, labels) == 1
    labels[:6] = (labels[:6] + 1) % 3
    assert network.score(rows, labels) == pytest.approx(0.8)
    assert network.correct(rows, labels).tolist() == [False] * 6 + [True] * 24


def test_many_rows_are_answered_as_each_alone(network: Network) -> None:
    rows = np.random.default_rng(3).normal(size=(ROWS_AT_A_TIME + 3, 4))
    together = network.activations(rows)
    assert [layer.shape for layer in together] == [(len(rows), width) for width in (5, 3, 3)]
    for row in (0, ROWS_AT_A_TIME - 1, ROWS_AT_A_TIME, ROWS_AT_A_TIME + 2):
        for whole, alone in zip(together, network.activations(rows[row][None]), strict=True):
            np.testing.assert_allclose(whole[row], alone[0], atol=1e-5)


def test_pictures_are_answered_as_their_flattened_rows(network: Network) -> None:
    pictures = np.random.default_rng(4).normal(size=(6, 2, 2))
    assert (network.predict_proba(pictures) == network.predict_proba(pictures.reshape(6, 4))).all()


def test_no_rows_get_no_answers(network: Network) -> None:
    assert network.predict_proba(np.zeros((0, 4))).shape == (0, 3)
    assert network.predict(np.zeros((0, 4))).shape == (0,)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (np.zeros((2, 5)), r"shape \(2, 5\), expected .*\(rows, 4\)"),
        (np.zeros(4), r"inputs\[None\]"),
        (np.array([[0, 1, np.nan, 0]]), "row 0, column 2"),
        (np.array([[0, 1, 2, np.inf]]), "row 0, column 3"),
    ],
)
def test_rows_that_do_not_fit_are_refused_with_their_place(network: Network, rows: np.ndarray, said: str) -> None:
    with pytest.raises(DataError, match=said):
        network.predict(rows)


# Its file


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(specs(), st.integers(0, 2**32 - 1))
def test_a_network_reads_back_bit_for_bit(tmp_path: Path, spec: NetworkSpec, seed: int) -> None:
    network = network_of(spec, seed)
    network.save(tmp_path / "net.safetensors")
    back = Network.load(tmp_path / "net.safetensors")
    assert back.spec == spec
    assert back.classes == network.classes
    assert back.provenance == network.provenance
    assert (back.preprocessing.offset == network.preprocessing.offset).all()
    assert (back.preprocessing.scale == network.preprocessing.scale).all()
    for mine, theirs in zip(back.layers, network.layers, strict=True):
        assert mine.keys() == theirs.keys()
        assert all(mine[name].tobytes() == theirs[name].tobytes() for name in mine)


def test_the_file_holds_the_tensors_and_the_card_that_the_contract_names(network: Network, saved: Path) -> None:
    with safe_open(saved, framework="numpy") as stored:
        card = json.loads(stored.metadata()["layerwise"])
        shapes = {name: stored.get_tensor(name).shape for name in stored.keys()}  # noqa: SIM118 (no mapping)
    assert shapes["layers.0.weight"] == (4, 5)
    assert shapes["layers.0.bias"] == (5,)
    assert shapes["layers.2.weight"] == (3, 3)
    assert set(card) == {"format", "spec", "classes", "preprocessing", "provenance"}


def refused(path: Path) -> NetworkFileError:
    """The one error, with all its parts, that loading ends in."""
    with pytest.raises(NetworkFileError) as error:
        Network.load(path)
    assert str(path) in error.value.what
    assert error.value.got
    assert error.value.expected
    assert error.value.remedy
    return error.value


def test_a_file_cut_short_anywhere_is_refused(saved: Path) -> None:
    content = saved.read_bytes()
    for length in {*range(0, len(content), 7), *range(16), len(content) - 1}:
        saved.write_bytes(content[:length])
        assert f"{length:,} bytes" in refused(saved).got


def test_a_file_with_any_byte_of_its_header_changed_is_read_or_refused(saved: Path) -> None:
    content = saved.read_bytes()
    end = 8 + struct.unpack("<Q", content[:8])[0]
    for place in range(0, end, 8):
        saved.write_bytes(content[:place] + bytes([content[place] ^ 0x11]) + content[place + 1 :])
        with suppress(NetworkFileError):
            Network.load(saved)


def rewritten(path: Path, change: Callable[[dict[str, np.ndarray], dict[str, Any]], None]) -> Path:
    """The same file with its tensors or its card changed."""
    tensors = load(path.read_bytes())
    with safe_open(path, framework="numpy") as stored:
        card = json.loads(stored.metadata()["layerwise"])
    change(tensors, card)
    path.write_bytes(save(tensors, {"layerwise": json.dumps(card)}))
    return path


WRONG: dict[str, Callable[[dict[str, np.ndarray], dict[str, Any]], object]] = {
    "a weight of another shape": lambda t, _: t.update({"layers.1.weight": np.zeros((5, 4), np.float32)}),
    "a bias of another length": lambda t, _: t.update({"layers.0.bias": np.zeros(4, np.float32)}),
    "a weight of another type": lambda t, _: t.update({"layers.0.weight": np.zeros((4, 5))}),
    "a missing bias": lambda t, _: t.pop("layers.2.bias"),
    "a missing layer": lambda t, _: [t.pop(f"layers.2.{name}") for name in ("weight", "bias")],
    "a layer too many": lambda t, _: t.update({"layers.3.weight": np.zeros((3, 3), np.float32)}),
    "no normalisation": lambda t, _: t.pop("layers.0.gain"),
    "no spec": lambda _, card: card.pop("spec"),
    "a spec of another kind": lambda _, card: card.update(spec=[]),
    "a spec that makes no network": lambda _, card: card["spec"].update(hidden=[0]),
    "no classes": lambda _, card: card.pop("classes"),
    "a class too few": lambda _, card: card["classes"].pop(),
    "a scaling of another length": lambda _, card: card["preprocessing"].update(offset=[1.0, 2.0]),
    "a scale of 0": lambda _, card: card["preprocessing"].update(scale=0.0),
    "a scaling without a scale": lambda _, card: card["preprocessing"].pop("scale"),
    "no format": lambda _, card: card.pop("format"),
    "an endless format": lambda _, card: card.update(format=float("inf")),
    "format 0": lambda _, card: card.update(format=0),
    "half a format": lambda _, card: card.update(format=1.5),
    "a format that is none": lambda _, card: card.update(format=True),
    "a tensor of no layer": lambda t, _: t.update({"head": np.zeros(2, np.float32)}),
    "a layer after a gap": lambda t, _: t.update({"layers.7.weight": np.zeros((3, 3), np.float32)}),
    "a tensor too many in a layer": lambda t, _: t.update({"layers.0.mask": np.zeros(5, np.float32)}),
    "a class twice": lambda _, card: card["classes"].__setitem__(2, card["classes"][0]),
    "a class without a name": lambda _, card: card["classes"].__setitem__(2, None),
    "a class with a number for a name": lambda _, card: card["classes"].__setitem__(2, 2),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_contradicts_itself_is_refused_as_damaged(saved: Path, wrong: str) -> None:
    error = refused(rewritten(saved, WRONG[wrong]))  # type: ignore[arg-type]
    assert "damaged" in error.what
    assert "train it again" in error.remedy


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_network_whose_weights_are_not_finite_is_refused(saved: Path, value: float) -> None:
    error = refused(rewritten(saved, lambda t, _: t["layers.1.weight"].__setitem__((2, 1), value)))
    assert error.got == "1 of 15 numbers in layers.1.weight that are not finite"
    assert "smaller learning rate" in error.remedy


def test_a_file_of_a_newer_version_asks_for_an_update(saved: Path) -> None:
    error = refused(rewritten(saved, lambda _, card: card.update(format=99)))
    assert error.got == "format 99"
    assert "pip install --upgrade" in error.remedy


def test_a_safetensors_file_of_another_program_is_told_apart_from_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    path.write_bytes(save({"weight": np.zeros((2, 2), np.float32)}, {"format": "pt"}))
    error = refused(path)
    assert "another program" in error.what
    assert "'format'" in error.got


@pytest.mark.parametrize(("content", "size"), [(b"", "0 bytes"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "48 bytes")])
def test_what_is_no_safetensors_file_is_refused(tmp_path: Path, content: bytes, size: str) -> None:
    (tmp_path / "net.safetensors").write_bytes(content)
    assert size in refused(tmp_path / "net.safetensors").got


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    assert refused(tmp_path).got == "a folder"
    assert refused(tmp_path / "nowhere.safetensors").got == "no such file"


def test_what_cannot_be_written_says_so_and_leaves_nothing_behind(network: Network, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for place in (tmp_path / "file" / "net.safetensors", tmp_path):
        with pytest.raises(NetworkFileError, match=r"cannot write the network .*Choose another place"):
            network.save(place)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_saving_over_a_network_leaves_the_new_one_alone(network: Network, saved: Path) -> None:
    other = network_of(NetworkSpec(2, (), 2))
    other.save(saved)
    assert Network.load(saved).spec == other.spec
    assert len(list(saved.parent.iterdir())) == 1


def test_no_file_of_another_kind_is_written_over(tmp_path: Path) -> None:
    table = tmp_path / "measured.csv"
    table.write_text("a,b\n1,2\n")
    with pytest.raises(NetworkFileError, match="would be lost"):
        check_place(table)
