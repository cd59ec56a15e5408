"""A network's arithmetic, written for one network and one example; `jax.vmap` makes it many examples.

This is the plain form that everything faster is tested against.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from layerwise.nets.initialisation import Layer
from layerwise.nets.spec import NetworkSpec

# Kept away from a division by zero where all units of a layer have the same sum.
NORMALISATION_EPSILON = 1e-5
LEAKY_SLOPE = 0.01


def leaky_relu(sums: Array) -> Array:
    """The sum itself above 0, a hundredth of it below."""
    return jnp.maximum(sums, LEAKY_SLOPE * sums)


# GELU in its exact form, x·Φ(x), as Hendrycks & Gimpel 2016 define it.
ACTIVATION_FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "relu": jax.nn.relu,
    "leaky_relu": leaky_relu,
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "gelu": lambda sums: jax.nn.gelu(sums, approximate=False),
}


def normalise(sums: Float[Array, " units"]) -> Float[Array, " units"]:
    """Sums shifted and scaled to mean 0 and variance 1 over the units of the layer (Ba et al. 2016)."""
    centred = sums - jnp.mean(sums)
    return centred * jax.lax.rsqrt(jnp.mean(centred**2) + NORMALISATION_EPSILON)


def activations(
    spec: NetworkSpec, layers: Sequence[Layer], example: Float[Array, " inputs"]
) -> list[Float[Array, " units"]]:
    """What every layer answers to one example, without dropout, as when predicting.

    Args:
        spec: the architecture.
        layers: weights as `initial_layers` lays them out.
        example: one input, already scaled as the network was trained.

    Returns:
        Activations of each hidden layer, then the logits.
    """
    function = ACTIVATION_FUNCTIONS[spec.activation]
    found, signal = [], example
    for place, layer in enumerate(layers[:-1]):
        sums = signal @ layer["weight"] + layer["bias"]
        if spec.normalisation == "layer":
            sums = normalise(sums) * layer["gain"] + layer["shift"]
        answer = function(sums)
        skips = spec.residual and place > 0 and spec.hidden[place] == spec.hidden[place - 1]
        signal = answer + signal if skips else answer
        found.append(signal)
    found.append(signal @ layers[-1]["weight"] + layers[-1]["bias"])
    return found


def logits(spec: NetworkSpec, layers: Sequence[Layer], example: Float[Array, " inputs"]) -> Float[Array, " classes"]:
    """The output layer's sums for one example: unnormalised log-probabilities of the classes."""
    return activations(spec, layers, example)[-1]
