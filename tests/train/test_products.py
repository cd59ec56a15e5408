"""The products of a stack: their own gradients are those of the plain products."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from layerwise.train.products import bank_product, first_product


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(3)


def drawn(random: np.random.Generator, *shape: int) -> jax.Array:
    return jnp.asarray(random.standard_normal(shape), jnp.float32)


def test_the_first_product_and_its_gradient_by_the_weights_are_the_plain_ones(random) -> None:
    weights, rows, change = drawn(random, 12, 7), drawn(random, 5, 7), drawn(random, 12, 5)
    found, pull = jax.vjp(lambda w: first_product(w, rows), weights)
    expected, plain = jax.vjp(lambda w: w @ rows.T, weights)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(pull(change)[0], plain(change)[0], rtol=1e-5, atol=1e-6)


def test_a_bank_product_and_both_its_gradients_are_the_plain_ones(random) -> None:
    weights, signals, change = drawn(random, 3, 4, 6), drawn(random, 3, 6, 5), drawn(random, 3, 4, 5)
    found, pull = jax.vjp(bank_product, weights, signals)
    expected, plain = jax.vjp(jnp.matmul, weights, signals)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    for own, other in zip(pull(change), plain(change), strict=True):
        np.testing.assert_allclose(own, other, rtol=1e-5, atol=1e-6)
