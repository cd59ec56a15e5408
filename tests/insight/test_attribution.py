"""Attributions that account for the answer."""

from __future__ import annotations

import numpy as np
import pytest

from layerwise.insight.attribution import integrated_gradients, occlusion
from tests.insight.drawn import NINE, picture
from tests.insight.networks import fresh


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "gelu", "leaky_relu"])
def test_integrated_gradients_sum_to_the_change_of_the_logit_within_one_per_cent(activation: str) -> None:
    network = fresh(12, (16, 16), 3, seed=1, activation=activation)
    draw = np.random.default_rng(0)
    for example in draw.standard_normal((4, 12)):
        for number in range(3):
            found = integrated_gradients(network, example, number)
            logits = network.activations(np.stack([np.zeros(12), example]))[-1][:, number].astype(np.float64)
            assert found.total == pytest.approx(logits[1] - logits[0], abs=1e-5)
            assert found.complete
            assert abs(found.values.sum() - found.total) <= 0.01 * max(
                abs(found.total), 0.1 * np.abs(found.values).sum()
            )


def test_of_a_straight_network_they_are_weight_times_input() -> None:
    network = fresh(5, (), 2, seed=2)
    example = np.arange(5.0)
    expected = np.asarray(network.layers[0]["weight"])[:, 1] * example
    assert integrated_gradients(network, example, 1).values == pytest.approx(expected, abs=1e-5)


def test_they_begin_at_the_baseline_that_is_given() -> None:
    network = fresh(5, (8,), 2, seed=3)
    example = np.arange(5.0)
    found = integrated_gradients(network, example, 0, baseline=example)
    assert not found.values.any()
    assert found.total == 0.0
    assert found.complete


def test_occlusion_finds_the_only_place_that_matters() -> None:
    network = fresh(784, (), 2)
    weights = np.zeros((28, 28), np.float32)
    weights[10, 12] = 0.01
    network.layers[0].update(
        weight=np.stack([weights.reshape(-1), -weights.reshape(-1)], axis=1), bias=np.zeros(2, np.float32)
    )
    nine = picture(*NINE)
    nine[10, 12] = 200
    found = occlusion(network, nine, 0)
    rows, columns = np.nonzero(found > 1e-6)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (8, 12, 10, 14)
    assert found[10, 12] == pytest.approx(network.predict_proba(nine.reshape(1, -1))[0, 0] - 0.5, abs=1e-6)
