"""Adam in one pass takes the steps that Adam written in JAX takes, and only where it can."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from forms import TWENTY_STEPS, assert_same_layers, last_layers, spec_of

from layerwise.train import fused_adam
from layerwise.train.batches import BlockData
from layerwise.train.block import train_block
from layerwise.train.optimizers import initial_state, update
from layerwise.train.program import program
from layerwise.train.recipe import Member, Recipe

SHAPES = [(1, 1), (3, 5), (7, 33), (40, 720)]


@pytest.fixture
def in_jax(monkeypatch):
    """Adam as it runs where llvmlite is missing; programs compiled with the other form are forgotten."""

    def without() -> None:
        monkeypatch.setattr(fused_adam, "available", lambda: False)
        program.cache_clear()

    yield without
    monkeypatch.undo()
    program.cache_clear()


def after(steps: int, shape: tuple[int, int], recipe: Recipe) -> tuple[np.ndarray, ...]:
    """Weights and moments after some steps along gradients that differ by orders of magnitude, some of them 0."""
    random = np.random.default_rng(5)
    weight = {"weight": jnp.asarray(random.standard_normal(shape), jnp.float32)}
    rates = {"weight": jnp.asarray(random.uniform(0.001, 0.1, (shape[0], 1)), jnp.float32)}
    state, step = initial_state(recipe, weight), jax.jit(partial(update, recipe))
    for number in range(steps):
        sizes = 10.0 ** random.integers(-6, 3, shape) * random.integers(0, 2, shape)
        gradient = {"weight": jnp.asarray(random.standard_normal(shape) * sizes, jnp.float32)}
        weight, state = step(weight, gradient, state, rates, None, jnp.int32(number))
    return tuple(np.asarray(array) for array in (weight["weight"], *state["weight"]))


def test_it_is_here_wherever_the_tests_run():
    assert fused_adam.available() == (jax.default_backend() == "cpu")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("optimizer", ["adam", "adamw"])
def test_thirty_steps_equal_those_written_in_jax(in_jax, shape, optimizer):
    recipe = Recipe(1, optimizer=optimizer)
    fused = after(30, shape, recipe)
    in_jax()
    for ours, theirs in zip(fused, after(30, shape, recipe), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=2e-5, atol=1e-6)


@pytest.mark.breadth
def test_a_block_learns_what_it_learns_without_it(in_jax, few_digits: BlockData):
    # Wide enough for first weights of their own array, which the call is made for: 64 × 464 numbers and more.
    members = [Member(spec_of("two layers"), rate) for rate in np.geomspace(0.001, 0.01, 8)]
    members = [replace(member, spec=replace(member.spec, hidden=(16, 12))) for member in members]
    fused = train_block(members, 0, few_digits, TWENTY_STEPS, keep_epochs=[1])
    in_jax()
    plain = train_block(members, 0, few_digits, TWENTY_STEPS, keep_epochs=[1])
    for number in range(len(members)):
        assert_same_layers(last_layers(fused, number), last_layers(plain, number))


def test_what_it_is_given_is_left_as_it_was():
    arrays = [jnp.full((4, 9), number, jnp.float32) for number in (1, 2, 3, 4)]
    constants = jnp.asarray([0.9, 0.1, 0.999, 0.001, 1e-16], jnp.float32)
    found = fused_adam.fused_step(*arrays, jnp.full((4, 1), 0.5), constants)
    assert [float(array[0, 0]) for array in arrays] == [1, 2, 3, 4]
    np.testing.assert_allclose(found[1], 0.9 * 3 + 0.1 * 2, rtol=1e-6)
    np.testing.assert_allclose(found[2], 0.999 * 4 + 0.001 * 4, rtol=1e-6)
    np.testing.assert_allclose(found[0], 1 - 0.5 * 2.9 / 2, rtol=1e-6)


def test_a_row_that_is_no_number_stays_alone():
    gradient = jnp.ones((3, 8)).at[1].set(jnp.nan)
    zeros, constants = jnp.zeros((3, 8)), jnp.asarray([0.9, 0.1, 0.999, 0.001, 1e-16], jnp.float32)
    weight, *_ = fused_adam.fused_step(zeros, gradient, zeros, zeros, jnp.full((3, 1), 0.1), constants)
    assert np.isnan(weight[1]).all()
    assert np.isfinite(weight[jnp.array([0, 2])]).all()


def test_without_llvmlite_nothing_is_asked_of_it(monkeypatch):
    monkeypatch.setattr(fused_adam, "find_spec", lambda name: None)
    monkeypatch.setattr(fused_adam, "_compiled", lambda: pytest.fail("compiled without llvmlite"))
    assert fused_adam.available.__wrapped__() is False
