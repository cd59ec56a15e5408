"""What excites a unit."""

from __future__ import annotations

import numpy as np
import pytest

from layerwise.insight.exciting import exciting, first_weights, ideal_inputs
from tests.insight.networks import fresh


def test_the_most_least_and_most_diverse_examples_are_found() -> None:
    answers = np.array([0.0, 5, 4, 3, 1, 2, -1, 4.5])
    inputs = np.array([[0], [10], [10], [0], [9], [9], [9], [11]])
    found = exciting(answers, inputs, count=4)
    assert found.most.tolist() == [1, 7, 2, 3]
    assert found.least.tolist() == [6, 0, 4, 5]
    assert found.diverse.tolist()[:2] == [1, 3]
    assert sorted(found.diverse.tolist()) == [1, 2, 3, 7]


def test_the_ideal_input_of_a_straight_unit_is_bright_where_its_weights_are_and_dark_where_they_are_not() -> None:
    network = fresh(64, (3,), 2)
    weight = np.zeros((8, 8, 3), np.float32)
    weight[2:4, 2:4, 0], weight[5:7, 5:7, 0] = 1.0, -1.0
    network.layers[0]["weight"] = weight.reshape(64, 3)
    found = ideal_inputs(network, 0, (8, 8))[0].reshape(8, 8)
    assert found[2:4, 2:4].min() > 0.9
    assert found[5:7, 5:7].max() < 0.1
    assert first_weights(network)[0] == pytest.approx(weight[..., 0].reshape(-1))


@pytest.mark.parametrize("options", [{}, {"activation": "tanh"}])
def test_the_ideal_input_excites_more_than_any_random_one_and_stays_a_picture(options: dict) -> None:
    network = fresh(16, (8, 6), 3, seed=5, **options)
    draw = np.random.default_rng(0)
    random = network.activations(draw.random((200, 16)))[2].max(axis=0)
    ideal = ideal_inputs(network, 2)
    assert ideal.min() >= 0.0
    assert ideal.max() <= 1.0
    assert (network.activations(ideal)[2].diagonal() > random - 0.1 * np.abs(random)).all()
