"""Small networks for the tests of this room."""

from __future__ import annotations

from typing import Any

import numpy as np

from layerwise.nets.initialisation import initial_layers
from layerwise.nets.network import Network
from layerwise.nets.preprocessing import Preprocessing
from layerwise.nets.spec import NetworkSpec


def fresh(inputs: int, hidden: tuple[int, ...], classes: int = 2, seed: int = 0, **options: Any) -> Network:
    """A network with fresh weights and biases drawn too, so that its borders do not all pass through the origin."""
    spec = NetworkSpec(inputs, hidden, classes, **options)
    draw = np.random.default_rng(seed)
    layers = initial_layers(spec, seed)
    for layer in layers:
        layer["bias"] = draw.normal(0, 0.5, layer["bias"].shape).astype(np.float32)
    names = tuple(str(number) for number in range(classes))
    return Network(spec, layers, Preprocessing(np.zeros(inputs), np.ones(inputs)), names)
