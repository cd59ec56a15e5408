"""Networks made by hand, as the page is given them."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from layerwise.explorer.weights import flat
from layerwise.nets.initialisation import initial_layers
from layerwise.nets.network import Network
from layerwise.nets.preprocessing import Preprocessing
from layerwise.nets.spec import NetworkSpec


def random_network(variant: dict[str, Any]) -> Network:
    """A network with weights of every size, biases and gains among them, so that no part can be forgotten."""
    spec = NetworkSpec(784, (16, 16, 12), 10, **variant)
    draws = np.random.default_rng(3)
    layers = [
        {
            name: np.asarray(value) + draws.normal(0, 0.05, np.shape(value)).astype(np.float32)
            for name, value in each.items()
        }
        for each in initial_layers(spec, 5)
    ]
    return Network(spec, layers, Preprocessing(np.zeros(784), np.full(784, 255.0)), tuple("0123456789"))


def told(network: Network) -> dict[str, Any]:
    """The network as the page is given it."""
    spec = {**network.spec.as_dict(), "id": "made", "preprocessing": network.preprocessing.as_dict()}
    return {"spec": spec, "weights": base64.b64encode(flat(network.layers).tobytes()).decode()}
