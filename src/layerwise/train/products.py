"""The matrix products of a stack, with their gradients in the layouts that compute fastest.

What `jax.grad` derives is the same sums, but contracts axes for which XLA's products on a CPU have no fast path: here
small operands are turned first instead. `docs/decisions/0009-small-operands-are-turned.md` has the figures.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float


@jax.custom_vjp
def first_product(
    weights: Float[Array, "units inputs"], rows: Float[Array, "batch inputs"]
) -> Float[Array, "units batch"]:
    """The first sums of all networks; differentiated by the weights alone, since the rows are data."""
    # Contracting the last axes of both needs no transposition of the rows.
    return lax.dot_general(weights, rows, (((1,), (1,)), ((), ())))


def _first_forward(weights: Array, rows: Array) -> tuple[Array, Array]:
    return first_product(weights, rows), rows


def _first_backward(rows: Array, change: Array) -> tuple[Array, None]:
    return lax.dot_general(_turned(change), rows, (((0,), (0,)), ((), ()))), None


first_product.defvjp(_first_forward, _first_backward)


@jax.custom_vjp
def bank_product(
    weights: Float[Array, "networks units inputs"], signals: Float[Array, "networks inputs batch"]
) -> Float[Array, "networks units batch"]:
    """The sums of one bank: a product a network."""
    return jnp.matmul(weights, signals)


def _bank_forward(weights: Array, signals: Array) -> tuple[Array, tuple[Array, Array]]:
    return bank_product(weights, signals), (weights, signals)


def _bank_backward(held: tuple[Array, Array], change: Array) -> tuple[Array, Array]:
    weights, signals = held
    return jnp.einsum("nub,nib->nui", change, signals), jnp.matmul(_turned(weights), change)


bank_product.defvjp(_bank_forward, _bank_backward)


def _turned(array: Array) -> Array:
    """Its last two axes swapped in memory: without the barrier XLA would fold the swap into the product again."""
    return lax.optimization_barrier(jnp.swapaxes(array, -1, -2))  # type: ignore[no-untyped-call]
