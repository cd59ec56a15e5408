"""Initial weights: spread as their names say, and fixed by seed and spec alone."""

from __future__ import annotations

import numpy as np
import pytest

from layerwise.nets.initialisation import initial_layers
from layerwise.nets.spec import NetworkSpec

# Variance of hidden and output weights for n inputs and m outputs of a layer.
VARIANCES = {
    "he": (lambda n, m: 2 / n, lambda n, m: 2 / (n + m)),
    "glorot": (lambda n, m: 2 / (n + m), lambda n, m: 2 / (n + m)),
    "lecun": (lambda n, m: 1 / n, lambda n, m: 1 / n),
    "scaled": (lambda n, m: 9 / n, lambda n, m: 9 / n),
}


@pytest.mark.parametrize("name", VARIANCES)
def test_weights_have_the_variance_of_their_initialisation_and_biases_are_zero(name: str) -> None:
    spec = NetworkSpec(400, (300, 200), 150, "tanh", name, gain=3.0 if name == "scaled" else 1.0)  # type: ignore[arg-type]
    layers = initial_layers(spec, 0)
    for place, layer in enumerate(layers):
        inputs, outputs = layer["weight"].shape
        wanted = VARIANCES[name][place == 2](inputs, outputs)
        # The variance of n normal draws has a relative standard deviation of √(2/n).
        slack = 5 * (2 / layer["weight"].size) ** 0.5
        assert layer["weight"].var() == pytest.approx(wanted, rel=slack)
        assert abs(layer["weight"].mean()) < 5 * (wanted / layer["weight"].size) ** 0.5
        assert layer["weight"].dtype == np.float32
        assert not layer["bias"].any()


def test_nielsens_weights_are_lecuns_and_its_biases_standard_normal() -> None:
    layers = initial_layers(NetworkSpec(400, (300, 200), 150, "sigmoid", "nielsen"), 0)
    for layer in layers:
        assert layer["weight"].var() == pytest.approx(1 / len(layer["weight"]), rel=0.05)
    biases = np.concatenate([layer["bias"] for layer in layers])
    assert biases.dtype == np.float32
    assert biases.var() == pytest.approx(1, rel=0.25)
    assert abs(biases.mean()) < 0.2


def test_layer_normalisation_begins_as_the_identity_on_hidden_layers_only() -> None:
    hidden, output = initial_layers(NetworkSpec(3, (4,), 2, normalisation="layer"), 0)
    assert (hidden["gain"] == 1).all()
    assert (hidden["shift"] == 0).all()
    assert set(output) == {"weight", "bias"}


def test_the_same_seed_and_spec_give_the_same_weights_whatever_was_drawn_before() -> None:
    spec = NetworkSpec(20, (8, 8), 3)
    first = initial_layers(spec, 5)
    np.random.default_rng(0).normal(size=100)
    initial_layers(NetworkSpec(20, (9,), 3), 5)
    for one, other in zip(first, initial_layers(spec, 5), strict=True):
        assert all((one[name] == other[name]).all() for name in one)


def test_the_weights_of_a_spec_and_seed_are_those_they_were_on_every_machine() -> None:
    weight = initial_layers(NetworkSpec(4, (3,), 2), 7)[0]["weight"]
    expected = [-1.2715535, -0.27043104, 0.78647214]
    np.testing.assert_allclose(weight[0], expected, rtol=1e-6)


def test_another_seed_or_another_spec_gives_other_weights() -> None:
    spec = NetworkSpec(20, (8,), 3)
    weight = initial_layers(spec, 5)[0]["weight"]
    assert (initial_layers(spec, 6)[0]["weight"] != weight).all()
    assert (initial_layers(NetworkSpec(20, (8,), 4), 5)[0]["weight"] != weight).all()
