"""Training many networks as one program ends where plain training of each one ends: JAX gradients, Optax's steps."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from layerwise.nets.forward import logits
from layerwise.nets.initialisation import Layer, initial_layers
from layerwise.nets.spec import NetworkSpec
from layerwise.train.batches import BlockData, batch_order
from layerwise.train.block import train_block
from layerwise.train.recipe import Member, Recipe

# Two whole batches and one of two rows: it must count as a batch like any other.
ROWS, BATCH, EPOCHS, SEED = 130, 64, 3, 7
STEPS = EPOCHS * -(-ROWS // BATCH)
INPUTS, CLASSES = 20, 4
SPECS = (
    NetworkSpec(INPUTS, (8,), CLASSES),
    NetworkSpec(INPUTS, (8, 8, 8), CLASSES, "tanh", "glorot", normalisation="layer", residual=True),
    NetworkSpec(INPUTS, (6, 5), CLASSES, "gelu"),
)
RATES = (0.01, 0.003, 0.02)
# Epsilon² under the root, as ours: Optax's eps_root.
OPTIMISERS = {
    "adam": lambda rate: optax.adam(rate, eps=0.0, eps_root=1e-16),
    "sgd": lambda rate: optax.sgd(rate, momentum=0.9),
}


@pytest.fixture(scope="module")
def data() -> BlockData:
    random = np.random.default_rng(3)
    validation = 30
    rows = np.zeros((256, INPUTS), np.float32)
    rows[: ROWS + validation] = random.normal(size=(ROWS + validation, INPUTS))
    labels = np.zeros(256, np.int32)
    labels[: ROWS + validation] = random.integers(0, CLASSES, ROWS + validation)
    return BlockData(rows, labels, ROWS, validation, 0, np.ones(INPUTS, bool))


def trained_plainly(spec: NetworkSpec, optimiser: optax.GradientTransformation, data: BlockData) -> list[Layer]:
    """One network, one batch after the other, its loss the mean over the rows of the batch."""

    def loss(layers, rows, labels):
        answers = jax.vmap(lambda row: logits(spec, layers, row))(rows)
        return optax.softmax_cross_entropy_with_integer_labels(answers, labels).mean()

    layers = jax.tree.map(jnp.asarray, initial_layers(spec, SEED))
    state, gradient = optimiser.init(layers), jax.jit(jax.grad(loss))
    for epoch in range(1, EPOCHS + 1):
        order = batch_order(SEED, epoch, ROWS, BATCH).reshape(-1)[:ROWS]
        for batch in np.split(order, range(BATCH, ROWS, BATCH)):
            steps, state = optimiser.update(gradient(layers, data.rows[batch], data.labels[batch]), state, layers)
            layers = optax.apply_updates(layers, steps)
    return layers


@pytest.mark.parametrize("optimizer", OPTIMISERS)
@pytest.mark.parametrize("schedule", ["constant", pytest.param("cosine", marks=pytest.mark.breadth)])
def test_a_block_ends_where_plain_training_of_each_network_ends(data: BlockData, optimizer, schedule) -> None:
    recipe = Recipe(EPOCHS, BATCH, optimizer, schedule)
    members = [Member(spec, rate) for spec, rate in zip(SPECS, RATES, strict=True)]
    block = train_block(members, SEED, data, recipe, keep_epochs=[EPOCHS])
    for number, member in enumerate(members):
        rate = member.learning_rate
        plan = optax.cosine_decay_schedule(rate, STEPS) if schedule == "cosine" else rate
        expected = trained_plainly(member.spec, OPTIMISERS[optimizer](plan), data)
        for found, plain in zip(block.snapshots[number, EPOCHS], expected, strict=True):
            assert found.keys() == plain.keys()
            for name in plain:
                np.testing.assert_allclose(found[name], plain[name], rtol=0, atol=1e-5)
