"""A stack's losses and gradients are those of each network written out alone."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from forms import FORMS, spec_of
from sklearn.neural_network import MLPClassifier

from layerwise.nets.forward import logits
from layerwise.nets.initialisation import initial_layers
from layerwise.nets.spec import NetworkSpec
from layerwise.train.batches import BlockData, as_inputs
from layerwise.train.losses import losses
from layerwise.train.optimizers import initial_state, update
from layerwise.train.recipe import Recipe
from layerwise.train.stack import Stack, as_device

WITHOUT_NOISE = [form for form in FORMS if form != "dropout"]


def written_out_loss(spec: NetworkSpec, layers, rows, labels, kind="cross-entropy"):
    """The mean loss of one network over a batch, one example at a time, by the plain forward pass."""
    one = lambda row, label: losses(kind, logits(spec, layers, row)[None, :, None], label[None])[0, 0]  # noqa: E731
    return jnp.mean(jax.vmap(one)(rows, labels))


@pytest.fixture(scope="module")
def batch() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(5)
    return random.random((48, 30), np.float32), random.integers(0, 4, 48).astype(np.int32)


@pytest.mark.parametrize(
    "kind",
    [
        "cross-entropy",
        *(pytest.param(kind, marks=pytest.mark.breadth) for kind in ("squared-error", "binary-cross-entropy")),
    ],
)
def test_losses_and_gradients_in_a_stack_of_all_forms_equal_each_network_alone(batch, kind):
    rows, labels = map(jnp.asarray, batch)
    specs = tuple(spec_of(form, 30, 4) for form in WITHOUT_NOISE)
    layers = [initial_layers(spec, 3) for spec in specs]
    stack = Stack(specs)
    packed = as_device(stack.pack(layers))

    def total(params):
        each = losses(kind, stack.logits(params, rows), labels).mean(axis=1)
        return each.sum(), each

    gradients, each = jax.jit(jax.grad(total, has_aux=True))(packed)
    for number, spec in enumerate(specs):
        alone, own = jax.jit(jax.value_and_grad(lambda w, s=spec: written_out_loss(s, w, rows, labels, kind)))(
            layers[number]
        )
        assert each[stack.order.index(number)] == pytest.approx(float(alone), rel=2e-6)
        for found, expected in zip(stack.unpack(gradients, number), own, strict=True):
            assert found.keys() == expected.keys()
            for name in expected:
                np.testing.assert_allclose(found[name], expected[name], rtol=2e-4, atol=2e-6)


@pytest.mark.parametrize("form", WITHOUT_NOISE)
def test_gradients_equal_finite_differences(batch, form):
    rows, labels = batch
    spec = spec_of(form, 30, 4)
    random = np.random.default_rng(11)
    with jax.enable_x64(True):
        layers = jax.tree.map(lambda w: jnp.asarray(w, jnp.float64), initial_layers(spec, 8))
        # Biases begin at 0, where relu has its kink for a silent unit: move them off it.
        layers = jax.tree.map(lambda w: w + 0.05 * random.standard_normal(w.shape), layers)
        loss = jax.jit(lambda w: written_out_loss(spec, w, jnp.asarray(rows, jnp.float64), labels))
        gradient = jax.jit(jax.grad(loss))(layers)
        for _ in range(4):
            way = jax.tree.map(lambda w: random.standard_normal(w.shape), layers)
            step = lambda size, way=way: jax.tree.map(lambda w, d: w + size * d, layers, way)  # noqa: E731
            slope = (loss(step(1e-6)) - loss(step(-1e-6))) / 2e-6
            along = sum(jax.tree.leaves(jax.tree.map(lambda g, d: jnp.sum(g * d), gradient, way)))
            assert float(along) == pytest.approx(float(slope), rel=2e-4, abs=1e-6)


@pytest.mark.parametrize(("activation", "theirs"), [("relu", "relu"), ("tanh", "tanh"), ("sigmoid", "logistic")])
def test_one_sgd_step_equals_scikit_learns(few_digits: BlockData, activation, theirs):
    rows, labels = np.asarray(as_inputs(few_digits.rows[:64])), few_digits.labels[:64]
    spec = NetworkSpec(rows.shape[1], (16, 12), 10, activation)
    layers = initial_layers(spec, 21)
    peer = MLPClassifier(
        (16, 12), activation=theirs, solver="sgd", alpha=0.0, momentum=0.0, batch_size=64, learning_rate_init=0.1
    )
    peer.partial_fit(rows, labels, classes=np.arange(10))
    for place, layer in enumerate(layers):
        peer.coefs_[place][...] = layer["weight"]
        peer.intercepts_[place][...] = layer["bias"]
    peer.partial_fit(rows, labels)

    recipe = Recipe(epochs=1, optimizer="sgd", momentum=0.0)
    stack = Stack((spec_of("one layer", rows.shape[1]), spec))
    params = as_device(stack.pack([initial_layers(stack.specs[0], 1), layers]))
    on_device = jnp.asarray(rows), jnp.asarray(labels)
    total = lambda p: losses("cross-entropy", stack.logits(p, on_device[0]), on_device[1]).mean(axis=1).sum()  # noqa: E731
    gradients = jax.jit(jax.grad(total))(params)
    rates = as_device(stack.spread([0.5, 0.1], params))
    state, step = initial_state(recipe, params), jnp.zeros((), jnp.int32)
    stepped, _ = jax.jit(partial(update, recipe))(params, gradients, state, rates, None, step)
    for place, layer in enumerate(stack.unpack(stepped, 1)):
        np.testing.assert_allclose(layer["weight"], peer.coefs_[place], rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(layer["bias"], peer.intercepts_[place], rtol=1e-4, atol=1e-6)


def test_binary_cross_entropy_is_that_of_each_outputs_own_sigmoid():
    sums = np.array([[[-3.0, 40.0], [0.5, -40.0], [2.0, 0.0]]], np.float32)
    labels = np.array([1, 0])
    probability = 1 / (1 + np.exp(-sums.astype(np.float64)))
    true = np.array([[0, 1], [1, 0], [0, 0]])
    with np.errstate(divide="ignore"):
        expected = -np.log(np.where(true, probability, 1 - probability)).sum(axis=1)
    found = losses("binary-cross-entropy", jnp.asarray(sums), jnp.asarray(labels))
    np.testing.assert_allclose(found, expected, rtol=1e-6)
