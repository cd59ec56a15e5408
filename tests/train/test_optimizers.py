"""The written-out optimisers take the steps of Optax's."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from layerwise.train.optimizers import initial_state, schedule_factor, update
from layerwise.train.recipe import Recipe

RATE, DECAY, STEPS = 0.02, 0.1, 40
OURS_AND_OPTAX = {
    "sgd": (Recipe(1, optimizer="sgd"), optax.sgd(RATE, momentum=0.9), False),
    # Epsilon² under the root: Optax's eps_root.
    "adam": (Recipe(1), optax.adam(RATE, eps=0.0, eps_root=1e-16), False),
    "adamw": (Recipe(1, optimizer="adamw"), optax.adamw(RATE, eps=0.0, eps_root=1e-16, weight_decay=DECAY), True),
    "adam with decay": (
        Recipe(1),
        optax.chain(optax.add_decayed_weights(DECAY), optax.adam(RATE, eps=0.0, eps_root=1e-16)),
        True,
    ),
}


@pytest.mark.parametrize("name", OURS_AND_OPTAX)
def test_forty_steps_equal_optax(name):
    recipe, peer, decays = OURS_AND_OPTAX[name]
    random = np.random.default_rng(0)
    target = jnp.asarray(random.standard_normal((6, 4)), jnp.float32)
    ours = theirs = {"weight": jnp.asarray(random.standard_normal((6, 4)), jnp.float32)}
    rates, decay = {"weight": jnp.full((1, 1), RATE)}, {"weight": jnp.full((1, 1), DECAY)}
    state, peer_state = initial_state(recipe, ours), peer.init(theirs)
    gradient = jax.grad(lambda w: jnp.sum((w["weight"] - target) ** 4))
    step_ours = jax.jit(partial(update, recipe))
    for step in range(STEPS):
        ours, state = step_ours(ours, gradient(ours), state, rates, decay if decays else None, jnp.int32(step))
        steps, peer_state = peer.update(gradient(theirs), peer_state, theirs)
        theirs = optax.apply_updates(theirs, steps)
    np.testing.assert_allclose(ours["weight"], theirs["weight"], rtol=2e-4, atol=2e-5)


def test_a_weight_without_gradient_stays_as_it_began():
    recipe, weight = Recipe(1), {"weight": jnp.ones((2, 3))}
    rates = {"weight": jnp.full((1, 1), 0.1)}
    stepped, _ = update(
        recipe, weight, {"weight": jnp.zeros((2, 3))}, initial_state(recipe, weight), rates, None, jnp.int32(0)
    )
    assert (stepped["weight"] == 1).all()


@pytest.mark.parametrize(
    ("schedule", "peer"),
    [
        ("constant", optax.constant_schedule(1.0)),
        ("cosine", optax.cosine_decay_schedule(1.0, 50)),
        ("linear", optax.linear_schedule(1.0, 0.0, 50)),
    ],
)
def test_schedules_equal_optax(schedule, peer):
    for step in range(50):
        ours = schedule_factor(Recipe(1, schedule=schedule), jnp.float32(step), 50)
        assert float(ours) == pytest.approx(float(peer(step)), abs=1e-6)
