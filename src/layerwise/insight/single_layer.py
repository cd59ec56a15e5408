"""One layer of a network by itself: what it makes of the answers of the layer before it."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from layerwise.nets.forward import ACTIVATION_FUNCTIONS, NORMALISATION_EPSILON
from layerwise.nets.network import Network


def from_layer(
    network: Network, layer: int, before: Float[np.ndarray, "examples units"]
) -> Float[np.ndarray, "examples _"]:
    """The answers of one layer, from those of the layer before.

    Args:
        network: whose layer it is.
        layer: from 0; the number of hidden layers stands for the logits.
        before: answers of the layer before, for the first layer the scaled inputs.
    """
    spec, weights = network.spec, network.layers[layer]
    sums = before @ np.asarray(weights["weight"]) + np.asarray(weights["bias"])
    if layer == spec.depth:
        return sums
    if spec.normalisation == "layer":
        centred = sums - sums.mean(axis=1, keepdims=True)
        deviation = np.sqrt((centred**2).mean(axis=1, keepdims=True) + NORMALISATION_EPSILON)
        sums = centred / deviation * np.asarray(weights["gain"]) + np.asarray(weights["shift"])
    answers = np.asarray(ACTIVATION_FUNCTIONS[spec.activation](sums))
    skips = spec.residual and layer > 0 and spec.hidden[layer] == spec.hidden[layer - 1]
    return answers + before if skips else answers
