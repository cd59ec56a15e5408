"""What excites a unit: its weights as a picture, the examples it answers most and least to, and an ideal input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int, Num

from layerwise.nets import forward
from layerwise.nets.network import Network
from layerwise.nets.spec import NetworkSpec

EXAMPLES = 9
STEPS, RATE = 200, 0.05
# Of the ideal input: against large values, and against values that jump from pixel to pixel.
DECAY, ROUGHNESS = 0.02, 0.05


@dataclass(frozen=True, eq=False)
class Exciting:
    """Examples that one unit answers to.

    Args:
        most: numbers of the examples with the largest answers, the largest first.
        least: of those with the smallest, the smallest first.
        diverse: of examples with large answers that differ most from one another.
    """

    most: Int[np.ndarray, " _"]
    least: Int[np.ndarray, " _"]
    diverse: Int[np.ndarray, " _"]


def exciting(
    answers: Float[np.ndarray, " examples"], inputs: Num[np.ndarray, "examples features"], *, count: int = EXAMPLES
) -> Exciting:
    """The examples that excite a unit most, least, and most diversely.

    The diverse ones are taken from the tenth with the largest answers: the largest first, then each time the one that
    lies farthest from all taken so far.

    Args:
        answers: of the unit to each example.
        inputs: the examples.
        count: how many of each.
    """
    order = np.argsort(-answers, kind="stable")
    pool = order[: max(count, len(order) // 10)]
    shown = inputs[pool].astype(np.float64)
    taken, nearest = [0], ((shown - shown[0]) ** 2).sum(axis=1)
    while len(taken) < min(count, len(pool)):
        nearest[taken] = -1.0  # nothing is taken twice, be it equal to all that is left
        taken.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, ((shown - shown[taken[-1]]) ** 2).sum(axis=1))
    return Exciting(order[:count], order[::-1][:count], pool[taken])


def first_weights(network: Network) -> Float[np.ndarray, "units features"]:
    """The weights of each unit of the first layer, one row a unit: as a picture, what it adds up."""
    return np.asarray(network.layers[0]["weight"], np.float64).T


def ideal_inputs(
    network: Network, layer: int, shape: tuple[int, int] | None = None, *, units: Sequence[int] | None = None
) -> Float[np.ndarray, "units features"]:
    """For each unit of a layer an input between black and white that it answers strongly to (activation maximisation).

    Gradient ascent on the unit's answer ÷ |its gradient at the start|, minus 0.02 · Σ x² (large values) and, for
    pictures, minus 0.05 · Σ (differences of neighbouring pixels)²; 200 steps of 0.05, from mid-grey; inputs stay
    between 0 and 1 after scaling. It shows what the unit was never shown as well: read it beside real examples.

    Args:
        network: whose inputs are pixels.
        layer: from 0; the number of hidden layers stands for the logits.
        shape: (height, width) of a picture; None: no neighbours.
        units: their numbers; all of the layer where none are given.

    Source: Erhan et al. 2009; Mahendran & Vedaldi 2016 for the two penalties.
    """
    chosen = np.arange(network.spec.widths[layer + 1]) if units is None else np.array(units, int)
    start = np.full((len(chosen), network.spec.inputs), 0.5, np.float32)
    found = _ascent(network.spec, layer, shape)(network.layers, start, chosen)
    return np.asarray(found, np.float64)


@lru_cache(maxsize=32)
def _ascent(spec: NetworkSpec, layer: int, shape: tuple[int, int] | None) -> Callable[..., Any]:
    def answer(layers: Sequence[Any], image: Any, unit: Any) -> Any:
        # Before the activation, so that a unit that is off at the start can be found at all.
        return _sum(spec, layers, layer, image)[unit]

    def wanted(image: Any, layers: Sequence[Any], unit: Any, scale: Any) -> Any:
        return answer(layers, image, unit) / scale - DECAY * jnp.sum(image**2) - ROUGHNESS * _jumps(image, shape)

    def one(layers: Sequence[Any], image: Any, unit: Any) -> Any:
        scale = jnp.linalg.norm(jax.grad(answer, argnums=1)(layers, image, unit)) + 1e-6

        def step(now: Any, _: Any) -> tuple[Any, None]:
            return jnp.clip(now + RATE * jax.grad(wanted)(now, layers, unit, scale), 0.0, 1.0), None

        return jax.lax.scan(step, image, None, length=STEPS)[0]

    return jax.jit(jax.vmap(one, in_axes=(None, 0, 0)))


def _sum(spec: NetworkSpec, layers: Sequence[Any], layer: int, image: Any) -> Any:
    before = image if layer == 0 else forward.activations(spec, layers, image)[layer - 1]
    return before @ layers[layer]["weight"] + layers[layer]["bias"]


def _jumps(image: Any, shape: tuple[int, int] | None) -> Any:
    if shape is None:
        return 0.0
    picture = image.reshape(shape)
    return jnp.sum((picture[1:] - picture[:-1]) ** 2) + jnp.sum((picture[:, 1:] - picture[:, :-1]) ** 2)
