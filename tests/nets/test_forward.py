"""A network's arithmetic, against NumPy written out, for every form of network."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import erf
from spec_strategies import CHECKED_AT_RANDOM, specs

from layerwise.nets import forward
from layerwise.nets.initialisation import initial_layers
from layerwise.nets.spec import NetworkSpec

pytestmark = CHECKED_AT_RANDOM

FUNCTIONS = {
    "relu": lambda z: np.where(z > 0, z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "gelu": lambda z: z * (1 + erf(z / np.sqrt(2))) / 2,
}


def written_out(spec: NetworkSpec, layers: list[dict[str, np.ndarray]], example: np.ndarray) -> list[np.ndarray]:
    """Every layer's answer in float64, unit by unit as the definitions have it."""
    answers: list[np.ndarray] = []
    before = example.astype(np.float64)
    for place, layer in enumerate(layers):
        sums = np.array([before @ column for column in layer["weight"].T.astype(np.float64)]) + layer["bias"]
        if place == spec.depth:
            return [*answers, sums]
        if spec.normalisation == "layer":
            sums = (sums - sums.mean()) / np.sqrt(sums.var() + 1e-5) * layer["gain"] + layer["shift"]
        answer = FUNCTIONS[spec.activation](sums)
        if spec.residual and place > 0 and len(before) == len(answer):
            answer = answer + before
        answers.append(answer)
        before = answer
    raise AssertionError("a network ends with its output layer")


@settings(max_examples=30)
@given(specs(inputs=5, classes=3, widest=3), st.integers(0, 2**32 - 1))
def test_every_layer_answers_as_the_written_out_network(spec: NetworkSpec, seed: int) -> None:
    random = np.random.default_rng(seed)
    layers = [
        {name: (values + random.normal(size=values.shape) / 10).astype(np.float32) for name, values in layer.items()}
        for layer in initial_layers(spec, 0)
    ]
    example = random.normal(size=spec.inputs).astype(np.float32)
    on_device = [{name: jnp.asarray(values) for name, values in layer.items()} for layer in layers]
    found = forward.activations(spec, on_device, jnp.asarray(example))
    wanted = written_out(spec, layers, example)
    assert [len(layer) for layer in found] == [*spec.hidden, spec.classes]
    for mine, theirs in zip(found, wanted, strict=True):
        scale = 1 + np.abs(theirs).max()
        np.testing.assert_allclose(np.asarray(mine) / scale, theirs / scale, atol=2e-4)
    assert (forward.logits(spec, on_device, jnp.asarray(example)) == found[-1]).all()


@pytest.mark.parametrize("activation", FUNCTIONS)
def test_activation_functions_are_the_fields_own(activation: str) -> None:
    sums = np.linspace(-6, 6, 241)
    found = forward.ACTIVATION_FUNCTIONS[activation](jnp.asarray(sums, jnp.float32))
    np.testing.assert_allclose(found, FUNCTIONS[activation](sums), atol=2e-6)


def test_residual_links_join_only_layers_of_one_width() -> None:
    spec = NetworkSpec(2, (3, 3, 4), 2, residual=True)
    plain = NetworkSpec(2, (3, 3, 4), 2)
    layers = [{name: jnp.asarray(values) for name, values in layer.items()} for layer in initial_layers(spec, 1)]
    example = jnp.asarray([0.5, -1.0])
    with_links, without = (forward.activations(each, layers, example) for each in (spec, plain))
    assert (with_links[0] == without[0]).all()
    np.testing.assert_allclose(with_links[1], without[1] + without[0], rtol=1e-6)
    assert with_links[2].shape == (4,)
