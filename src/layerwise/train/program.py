"""The compiled programs of a block: one epoch of training, and the evaluation of all its networks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float

from layerwise.train.banks import Bank
from layerwise.train.batches import EVALUATION_ROWS, as_inputs
from layerwise.train.flattening import Flat, Flattening
from layerwise.train.losses import losses
from layerwise.train.optimizers import schedule_factor, update
from layerwise.train.recipe import Recipe
from layerwise.train.stack import Dropout, Params, Stack
from layerwise.verdict.answers import RIGHT, answer_type, nothing


@dataclass(frozen=True)
class Program:
    """The two compiled functions of a block.

    Args:
        train_epoch: (params, state, step, rows, labels, order, weights, rates, decays, keys) -> (params, state, step);
            the first three are given up to it. Parameters and all that has their form are flattened.
        evaluate: (params, rows, labels, first, end) -> (loss, answers), each (networks in the stack's order,
            rows), filled in for the chunks
            of `EVALUATION_ROWS` rows from `first` up to `end`; answers as `verdict.answers` has them.
    """

    train_epoch: Callable[..., Any]
    evaluate: Callable[..., Any]


@lru_cache(maxsize=8)
def program(stack: Stack, flattening: Flattening, recipe: Recipe, steps: int) -> Program:
    """The programs of a stack; the same ones for every block of the same networks, whatever its seed and its rates.

    Args:
        stack: the networks.
        flattening: of their parameters.
        recipe: of their training.
        steps: of the whole training, for the schedule.
    """

    def train_epoch(params: Params, state: Params, step: Array, rows: Array, labels: Array, order: Array,
                    weights: Array, rates: Params, decays: Params | None, keys: Array | None) -> Any:  # fmt: skip
        def one_step(carry: tuple[Flat, Flat, Array], batch: tuple[Array, Array]) -> Any:
            params, state, step = carry
            numbers, weight = batch
            drop = None if keys is None else _dropout(keys, step)

            def total_loss(params: Params) -> Float[Array, ""]:
                logits = stack.logits(params, as_inputs(rows[numbers]), drop)
                # Summed over networks: each one's gradient is that of its own loss, untouched by its neighbours'.
                return jnp.sum(losses(recipe.loss, logits, labels[numbers]) * weight[None, :])

            gradients = flattening.flatten(jax.grad(total_loss)(flattening.unflatten(params)))
            factor = schedule_factor(recipe, step.astype(jnp.float32), steps)
            scaled = jax.tree.map(lambda rate: rate * factor, rates)
            params, state = update(recipe, params, gradients, state, scaled, decays, step)
            return (params, state, step + 1), None

        return lax.scan(one_step, (params, state, step), (order, weights))[0]

    def evaluate(params: Flat, rows: Array, labels: Array, first: Array, end: Array) -> tuple[Array, Array]:
        opened = flattening.unflatten(params)

        def one_chunk(number: Array, found: tuple[Array, Array]) -> tuple[Array, Array]:
            start = number * EVALUATION_ROWS
            loss, answers = _judge(stack, recipe, opened, _rows_from(rows, start), _rows_from(labels, start))
            return (
                lax.dynamic_update_slice_in_dim(found[0], loss, start, axis=1),
                lax.dynamic_update_slice_in_dim(found[1], answers, start, axis=1),
            )

        shape = len(stack.specs), len(rows)
        unseen = jnp.full(shape, nothing(stack.specs[0].classes), answer_type(stack.specs[0].classes))
        return lax.fori_loop(first, end, one_chunk, (jnp.zeros(shape), unseen))

    return Program(jax.jit(train_epoch, donate_argnums=(0, 1, 2)), jax.jit(evaluate))


def _judge(stack: Stack, recipe: Recipe, params: Params, rows: Array, labels: Array) -> tuple[Array, Array]:
    logits = stack.logits(params, as_inputs(rows))
    loss = losses(recipe.loss, logits, labels)
    said = jnp.argmax(logits, axis=1)
    answers = jnp.where(said == labels[None, :], RIGHT, said + 1)
    classes = logits.shape[1]
    # A network that has diverged answers nothing: its images are not correct.
    return loss, jnp.where(jnp.isfinite(loss), answers, nothing(classes)).astype(answer_type(classes))


def _rows_from(array: Array, start: Array) -> Array:
    return lax.dynamic_slice_in_dim(array, start, EVALUATION_ROWS)


def _dropout(keys: Array, step: Array) -> Dropout:
    """Silences units, keeping the expected signal: the noise of a network comes from its own key and the step."""

    def silence(bank: Bank, place: int, answer: Array) -> Array:
        def own(key: Array, share: Array, signal: Array) -> Array:
            noise = jax.random.uniform(jax.random.fold_in(jax.random.fold_in(key, step), place), signal.shape)
            return jnp.where(noise >= share, signal / (1 - share), 0)

        return jax.vmap(own)(keys[jnp.array(bank.members)], jnp.array(bank.dropout), answer)

    return silence
