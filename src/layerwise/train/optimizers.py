"""The optimisers, written out: one step on the parameters of all networks of a block.

Written out rather than taken from Optax because Adam is a third of a small network's step and its usual form reads the
state more often than needed; `tests/train/test_optimizers.py` holds each against Optax's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Array, Float

from layerwise.train import fused_adam
from layerwise.train.recipe import Recipe
from layerwise.train.stack import Params

# One leaf's step: (weight, gradient, state, rate) -> (weight, state).
State = tuple[Array, ...]


def initial_state(recipe: Recipe, params: Params) -> Params:
    """Zeros in the form of the parameters: two moments for Adam, one velocity for SGD."""
    moments = 1 if recipe.optimizer == "sgd" else 2
    # Zeros by NumPy: JAX would compile a program for each shape at a worker's start.
    return jax.tree.map(
        lambda leaf: tuple(jnp.asarray(np.zeros(leaf.shape, leaf.dtype)) for _ in range(moments)), params
    )


def schedule_factor(recipe: Recipe, step: Float[Array, ""], steps: int) -> Float[Array, ""]:
    """What the learning rate is multiplied by in step 0 … steps - 1: 1, or from 1 down towards 0."""
    done = step / steps
    if recipe.schedule == "cosine":
        return 0.5 * (1 + jnp.cos(jnp.pi * done))
    return 1 - done if recipe.schedule == "linear" else jnp.ones_like(done)


def update(
    recipe: Recipe, params: Params, gradients: Params, state: Params, rates: Params, decays: Params | None, step: Array
) -> tuple[Params, Params]:
    r"""One step of every network.

    SGD: $v ← μv + g$, $w ← w - ηv$. Adam: $m ← β_1 m + (1-β_1) g$, $v ← β_2 v + (1-β_2) g²$,
    $w ← w - η \hat m / \sqrt{\hat v + ε²}$ with $\hat m = m/(1-β_1^t)$, $\hat v = v/(1-β_2^t)$; the corrections are
    folded into the rate, so that a weight costs one root and no division. Decay λ: $g ← g + λw$ for SGD and Adam,
    $w ← w - ηλw$ for AdamW, on weights alone.

    Args:
        recipe: which optimiser, with its constants.
        params: weights of all networks, as `Stack.pack` lays them out.
        gradients: of each network's own loss, in the same form.
        state: from `initial_state`.
        rates: learning rate η of this step, spread to the parameters by `Stack.spread`.
        decays: weight decay λ, spread likewise and 0 on biases; None where no network has any.
        step: steps taken before this one.

    Source: Kingma & Ba 2015; Loshchilov & Hutter 2019.
    """
    if decays is not None and recipe.optimizer != "adamw":
        gradients = jax.tree.map(lambda g, w, decay: g + decay * w, gradients, params, decays)
    elif decays is not None:
        params = jax.tree.map(lambda w, rate, decay: w - rate * decay * w, params, rates, decays)
    leaf_step = _sgd(recipe) if recipe.optimizer == "sgd" else _adam(recipe, step)
    # A state is a tuple of arrays in each leaf's place, so the new pairs are taken apart leaf by leaf.
    pairs = jax.tree.map(leaf_step, params, gradients, state, rates)
    new_params = jax.tree.map(lambda _, pair: pair[0], params, pairs)
    return new_params, jax.tree.map(lambda _, pair: pair[1], params, pairs)


_LeafStep = Callable[[Array, Array, State, Any], tuple[Array, State]]


def _sgd(recipe: Recipe) -> _LeafStep:
    def step(weight: Array, gradient: Array, state: State, rate: Any) -> tuple[Array, State]:
        velocity = recipe.momentum * state[0] + gradient
        return weight - rate * velocity, (velocity,)

    return step


def _adam(recipe: Recipe, steps_before: Array) -> _LeafStep:
    count = steps_before + 1.0
    unbias_first = 1 - recipe.beta1**count
    unbias_second = 1 - recipe.beta2**count
    correction = jnp.sqrt(unbias_second) / unbias_first
    floor = recipe.epsilon**2 * unbias_second
    beta1, rest1, beta2, rest2 = recipe.beta1, 1 - recipe.beta1, recipe.beta2, 1 - recipe.beta2

    def step(weight: Array, gradient: Array, state: State, rate: Any) -> tuple[Array, State]:
        if weight.ndim == 2 and rate.shape == (len(weight), 1) and fused_adam.available():
            constants = jnp.stack([jnp.float32(number) for number in (beta1, rest1, beta2, rest2, floor)])
            weight, first, second = fused_adam.fused_step(
                weight, gradient, state[0], state[1], rate * correction, constants
            )
            return weight, (first, second)
        first = beta1 * state[0] + rest1 * gradient
        second = beta2 * state[1] + rest2 * gradient**2
        return weight - (rate * correction) * first * lax.rsqrt(second + floor), (first, second)

    return step
