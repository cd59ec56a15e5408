"""Units silenced: as by hand, and few are needed where few were planted."""

from __future__ import annotations

import numpy as np
import pytest

from layerwise.insight.ablation import ablation
from layerwise.insight.single_layer import from_layer
from tests.insight.networks import fresh


@pytest.mark.parametrize(
    "options",
    [{}, {"activation": "tanh"}, {"normalisation": "layer"}, {"residual": True}, {"activation": "gelu"}],
)
def test_layers_one_by_one_are_the_network(options: dict) -> None:
    network = fresh(7, (6, 6, 6), 3, seed=2, **options)
    x = np.random.default_rng(0).standard_normal((20, 7))
    signal = network.preprocessing(x)
    for layer, answers in enumerate(network.activations(x)):
        signal = from_layer(network, layer, signal)
        assert signal == pytest.approx(answers, abs=1e-5)


def test_a_silenced_unit_costs_what_setting_it_to_its_mean_costs() -> None:
    network = fresh(5, (4, 3), 3, seed=3)
    draw = np.random.default_rng(1)
    x, labels = draw.standard_normal((60, 5)), draw.integers(0, 3, 60)
    found = ablation(network, x, labels)
    hidden = network.activations(x)
    changed = hidden[0].copy()
    changed[:, 2] = hidden[0][:, 2].mean()
    logits = from_layer(network, 2, from_layer(network, 1, changed)).astype(np.float64)
    losses = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(60), labels]
    unit = next(each for each in found.units if (each.layer, each.unit) == (0, 2))
    assert unit.loss == pytest.approx(losses.mean() - found.loss, abs=1e-6)
    assert unit.accuracy == pytest.approx((logits.argmax(axis=1) == labels).mean() - found.accuracy, abs=1e-9)


def test_only_the_planted_units_are_needed() -> None:
    draw = np.random.default_rng(2)
    x = draw.standard_normal((400, 4))
    labels = (x[:, 0] > 0).astype(np.int64)
    network = fresh(4, (6,), 2, seed=4)
    weight, out = np.zeros((4, 6), np.float32), np.zeros((6, 2), np.float32)
    weight[0, 1], weight[0, 4] = 1, -1
    weight[1, [0, 2, 3]] = 0.1
    out[1, 1], out[4, 0] = 5, 5
    network.layers[0].update(weight=weight, bias=np.zeros(6, np.float32))
    network.layers[1].update(weight=out, bias=np.array([0.0, 0.0], np.float32))
    found = ablation(network, x, labels)
    assert found.accuracy == 1.0
    assert set(found.needed) <= {(0, 1), (0, 4)}
    assert len(found.needed) >= 1
    assert found.of == 6
    assert {(each.layer, each.unit) for each in found.units if abs(each.loss) > 1e-9} == {(0, 1), (0, 4)}


def test_of_a_very_wide_layer_only_some_units_are_tried_and_that_is_said() -> None:
    network = fresh(3, (400,), 2, seed=5)
    draw = np.random.default_rng(3)
    found = ablation(network, draw.standard_normal((40, 3)), draw.integers(0, 2, 40))
    assert found.sampled == (0,)
    assert len(found.units) == 128
    assert len(found.needed) >= 400 - 128
