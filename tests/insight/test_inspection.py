"""Everything at once, of networks of every kind: whole, honest about what cannot be asked, and bounded."""

from __future__ import annotations

import json
import resource
from functools import cache
from typing import Any

import numpy as np
import pytest

from layerwise.data.centring import as_digit
from layerwise.errors import DataError
from layerwise.insight.depths import answer, judged
from layerwise.insight.findings import findings
from layerwise.insight.inspection import Inspected, chosen, inspect_network, prepared
from layerwise.nets.network import Network
from tests.insight.drawn import EIGHT, NINE, ONE, SEVEN, SIX, ZERO, picture
from tests.insight.networks import fresh

KINDS = (ZERO, ONE, SIX, SEVEN, EIGHT, NINE)


@cache
def digits(count: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """Drawn digits of six classes, each a little moved."""
    draw = np.random.default_rng(0)
    labels = np.arange(count) % len(KINDS)
    pictures = []
    for label in labels:
        x, y, thickness = *draw.uniform(-0.4, 0.4, 2), draw.uniform(2.0, 3.5)
        strokes = [[(px + x, py + y) for px, py in stroke] for stroke in KINDS[label]]
        pictures.append(as_digit(picture(*strokes, thickness=thickness)))
    return np.stack(pictures), labels


def inspected(network: Network, inputs: np.ndarray, labels: np.ndarray, **options: Any) -> tuple[Inspected, Any]:
    against = prepared(network, inputs, labels, count=5, **options)
    return against, inspect_network(network, against)


def told(found: Any) -> str:
    """All sentences of both languages, with nothing left to fill in; and all of it is JSON."""
    said = [text for each in findings(found) for text in (each.text.en, each.text.zh)]
    assert all("{" not in text and "}" not in text for text in said)
    json.dumps([each.as_dict() for each in findings(found)], allow_nan=False)
    return "\n".join(said)


def codes(found: Any) -> dict[str, str]:
    return {each.code: each.conclusion for each in findings(found)}


@pytest.mark.breadth
def test_digits_are_inspected_whole() -> None:
    inputs, labels = digits()
    network = fresh(784, (10, 8), 6)
    against, found = inspected(network, inputs, labels, picture_shape=(28, 28))
    assert against.pictures
    assert found.layers == ("pixels", "hidden-1", "hidden-2", "logits")
    assert found.parts is not None
    assert found.branches is not None
    assert found.similarity.shape == (4, 4)
    assert {concept.name for concept in against.concepts} >= {"loop", "ends", "class"}
    assert {"hierarchy", "concept", "with-depth", "units", "parts", "ablation", "attribution"} <= set(codes(found))
    assert "two hidden layers" not in told(found)


@pytest.mark.breadth
def test_concepts_that_cannot_be_measured_are_named_with_their_reason() -> None:
    inputs, labels = digits()
    network = fresh(784, (6, 6), 8)
    _, found = inspected(network, inputs, labels, picture_shape=(28, 28))
    notes = [note.en for each in findings(found) for note in each.notes]
    assert all(note.startswith("Not measured: ") for note in notes)
    assert found.readable.accuracy.shape == (4,), "classes that no example has are no reason to stop"


@pytest.mark.parametrize(
    ("hidden", "options", "no_branches"),
    [
        ((6, 6), {"activation": "sigmoid"}, "bend smoothly"),
        ((6, 6), {"activation": "tanh"}, "bend smoothly"),
        ((6,), {"normalisation": "layer"}, "normalisation"),
        ((6, 6), {"residual": True}, "residual"),
        ((), {}, "without hidden layers"),
        ((5,), {"activation": "leaky_relu"}, ""),
    ],
)
def test_networks_of_every_kind_on_numbers_that_are_no_pictures(hidden: tuple, options: dict, no_branches: str) -> None:
    draw = np.random.default_rng(1)
    labels = np.arange(150) % 3
    inputs = (draw.standard_normal((150, 4)) + labels[:, None]).astype(np.float32)
    _, found = inspected(fresh(4, hidden, 3, **options), inputs, labels)
    assert no_branches in (found.why_no_branches.en if found.why_no_branches else "")
    assert (found.branches is None) == (found.why_no_branches is not None) == bool(no_branches)
    assert codes(found)["hierarchy"] == "not-applicable"
    assert told(found)


@pytest.mark.breadth
def test_a_dead_network_is_inspected_and_has_learned_nothing() -> None:
    inputs, labels = digits()
    network = fresh(784, (6, 6), 6)
    for layer in network.layers[:-1]:
        layer["bias"] = np.full_like(layer["bias"], -1e6)
    _, found = inspected(network, inputs, labels, picture_shape=(28, 28))
    assert not found.readable.holds.any()
    assert not any(each.holds for each in found.detections)
    assert np.isnan(found.similarity[1]).all()
    assert found.branches.together == 1
    assert codes(found)["hierarchy"] == "not-found"
    assert told(found)


@pytest.mark.breadth
def test_a_network_that_reads_the_class_is_seen_to_have_learned_it() -> None:
    """Ten units in front of a linear classifier fitted to the drawn digits: found at that layer, in that concept."""
    inputs, labels = digits()
    network = fresh(784, (6, 6), 6)
    x = inputs / 255.0
    targets = np.eye(6)[labels]
    weights = np.linalg.solve(x.T @ x + np.eye(784), x.T @ targets)
    network.layers[0].update(weight=(weights / 255).astype(np.float32), bias=np.zeros(6, np.float32))
    against = prepared(network, inputs, labels)
    table = inspect_network(network, against).readable
    column = [concept.name for concept in table.concepts].index("class")
    assert table.holds[1, column]
    assert table.score[1, column] > table.bound[1, column]


@pytest.mark.breadth
def test_wide_layers_are_sampled_bounded_and_that_is_said() -> None:
    draw = np.random.default_rng(2)
    labels = np.arange(300) % 2
    inputs = (draw.standard_normal((300, 5)) + labels[:, None]).astype(np.float32)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _, found = inspected(fresh(5, (1000, 1000)), inputs, labels)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e6 < 1.0
    assert found.readable.sampled == ("hidden-1", "hidden-2")
    assert len(found.detections) == 256
    assert any("128" in note.en for each in findings(found) for note in each.notes)


def test_nothing_to_look_at_and_one_class_only_are_refused() -> None:
    with pytest.raises(DataError, match="no examples"):
        prepared(fresh(4, (3,)), np.zeros((0, 4)), np.zeros(0, np.int64))
    with pytest.raises(DataError, match="one value only"):
        prepared(fresh(4, (3,)), np.ones((50, 4)), np.zeros(50, np.int64))


def test_the_rows_that_are_looked_at_are_always_the_same_ones() -> None:
    assert chosen(10).tolist() == list(range(10))
    few = chosen(5_000, 100)
    assert few.tolist() == chosen(5_000, 100).tolist()
    assert len(set(few.tolist())) == 100


@pytest.mark.parametrize(
    ("low", "high", "conclusion"),
    [
        (0.01, 0.2, "rises"),
        (-0.2, -0.01, "falls"),
        (-0.04, 0.04, "steady"),
        (0.01, 0.04, "steady"),
        (-0.1, 0.1, "undecided"),
    ],
)
def test_a_change_is_judged_by_its_interval(low: float, high: float, conclusion: str) -> None:
    assert judged("loop", "parts", (low + high) / 2, low, high).conclusion == conclusion


@pytest.mark.parametrize(
    ("low", "high", "strokes", "loops", "conclusion"),
    [
        (0.02, 0.10, 0.75, True, "holds"),
        (0.02, 0.10, 0.25, True, "in-part"),
        (0.02, 0.10, 0.0, True, "not-found"),
        (0.02, 0.10, 0.75, False, "not-found"),
        (-0.02, 0.04, 0.75, True, "not-found"),
        (-0.02, 0.10, 0.75, True, "undecided"),
        (float("nan"), float("nan"), 0.75, True, "not-applicable"),
    ],
)
def test_the_popular_claim_needs_strokes_loops_and_their_order(
    low: float, high: float, strokes: float, loops: bool, conclusion: str
) -> None:
    assert answer(low, high, strokes=strokes, loops=loops) == conclusion
