"""A digit and its parts: the parts are those drawn, and a network's answers to them are kept apart rightly."""

from __future__ import annotations

import numpy as np
import pytest

from layerwise.insight.parts import alone, parts_of, without
from layerwise.insight.wholes import wholes
from tests.insight.drawn import EIGHT, NINE, ONE, SIX, ZERO, picture
from tests.insight.networks import fresh


def kinds(strokes: list) -> list[str]:
    return [part.kind for part in parts_of(picture(*strokes)[None])[0]]


@pytest.mark.parametrize(
    ("strokes", "expected"),
    [(ZERO, ["loop"]), (ONE, ["stem"]), (NINE, ["loop", "stem"]), (SIX, ["loop", "stem"]), (EIGHT, ["loop", "loop"])],
)
def test_the_parts_are_those_drawn(strokes: list, expected: list[str]) -> None:
    assert kinds(strokes) == expected


def test_a_bar_lies_flat_and_a_hook_is_neither() -> None:
    assert kinds([[(5.0, 14.0), (23.0, 14.0)]]) == ["bar"]
    assert kinds([[(7.0, 7.0), (19.0, 7.0), (20.0, 12.0), (19.0, 20.0), (8.0, 21.0)]]) == ["curve"]


def test_a_part_alone_and_the_rest_make_up_the_whole() -> None:
    nine = picture(*NINE)
    parts = parts_of(nine[None])[0]
    assert sum(part.share for part in parts)[nine > 0] == pytest.approx(1.0)
    for part in parts:
        total = alone(nine, part).astype(int) + without(nine, part).astype(int)
        assert np.abs(total - nine).max() <= 1


def test_the_loop_of_a_nine_lies_above_its_stem() -> None:
    loop, stem = parts_of(picture(*NINE)[None])[0]
    assert loop.place[0] < stem.place[0]
    nine = picture(*NINE)
    assert alone(nine, loop)[20:].sum() == 0
    assert without(nine, loop)[:8].sum() == 0


def test_answers_of_a_network_without_hidden_layers_add_up_exactly() -> None:
    """A straight map answers to the whole what it answers to the parts together: additivity 1."""
    pictures = np.stack([picture(*NINE), picture(*SIX)])
    for found in wholes(fresh(784, (), 3), pictures, [0, 1]):
        assert found.additivity[0] == pytest.approx(1.0, abs=1e-3)


def test_answers_to_parts_are_those_of_the_network_run_by_hand() -> None:
    network = fresh(784, (6, 5), 3, seed=1)
    nine = picture(*NINE)
    (found,) = wholes(network, nine[None], [2])
    loop = parts_of(nine[None])[0][0]
    empty, whole, part, rest = (
        [layer[0] for layer in network.activations(each.reshape(1, -1))]
        for each in (np.zeros_like(nine), nine, alone(nine, loop), without(nine, loop))
    )
    for layer in range(3):
        assert found.whole[layer] == pytest.approx(whole[layer] - empty[layer], rel=1e-4, abs=1e-3)
        assert found.alone[layer][0] == pytest.approx(part[layer] - empty[layer], rel=1e-4, abs=1e-3)
        assert found.lost[layer][0] == pytest.approx(whole[layer] - rest[layer], rel=1e-4, abs=1e-3)
    assert found.probability[0] == pytest.approx(network.predict_proba(nine.reshape(1, -1))[0, 2], abs=1e-6)
    assert len(found.probability) == len(found.answer) == 3


def test_the_part_that_a_unit_answers_to_is_found() -> None:
    nine = picture(*NINE)
    loop, stem = parts_of(nine[None])[0]
    network = fresh(784, (3,), 2)
    weights = np.stack([loop.share.reshape(-1), stem.share.reshape(-1), np.zeros(784)], axis=1)
    network.layers[0]["weight"] = weights.astype(np.float32)
    network.layers[0]["bias"] = np.zeros(3, np.float32)
    assert wholes(network, nine[None], [0])[0].answering(0) == [0, 1, -1]
