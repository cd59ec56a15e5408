"""Networks of any shape with their initial weights, as good as trained ones for drawing."""

from __future__ import annotations

import numpy as np

from layerwise.nets.initialisation import initial_layers
from layerwise.nets.network import Network
from layerwise.nets.preprocessing import Preprocessing
from layerwise.nets.spec import NetworkSpec


def made(spec: NetworkSpec, classes: tuple[str, ...] | None = None) -> Network:
    """One that reads 28×28 pictures where it has 784 inputs."""
    shape = [28, 28] if spec.inputs == 784 else None
    scaling = Preprocessing(np.zeros(spec.inputs), np.full(spec.inputs, 255.0 if shape else 1.0))
    names = classes or tuple(f"class {k}" for k in range(spec.classes))
    return Network(spec, initial_layers(spec, 1), scaling, names, {"data": "made", "picture_shape": shape})


def example(network: Network) -> np.ndarray:
    """Something to show it: a bar of ink, or numbers of both signs."""
    if network.spec.inputs != 784:
        return np.linspace(-1.5, 1, network.spec.inputs)
    ink = np.zeros((28, 28), np.uint8)
    ink[5:23, 12:16] = np.arange(100, 172).reshape(18, 4)
    return ink.reshape(-1)
