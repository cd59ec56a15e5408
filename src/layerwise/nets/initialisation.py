"""Initial weights, drawn by NumPy from the seed and the network's own spec, never from its place in a block."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from layerwise.nets.spec import NetworkSpec

Layer = dict[str, Any]


def initial_layers(spec: NetworkSpec, seed: int) -> list[Layer]:
    """The layers of a network before its first step.

    Weights are normal with variance gain² · 2/n (He), gain² · 2/(n+m) (Glorot) or gain² · 1/n (LeCun, scaled) for n
    inputs and m outputs of the layer; the output layer, which has no activation, takes Glorot's or LeCun's. Biases are
    zero, with `nielsen` standard normal beside LeCun's weights.

    Args:
        spec: the architecture.
        seed: of the run; with the spec it fixes every weight.

    Returns:
        For each layer, hidden ones first and the output last: `weight` (inputs, outputs) and `bias` (outputs,), and
        with layer normalisation `gain` and `shift` (outputs,) on hidden layers; all float32.

    Source: He et al. 2015; Glorot & Bengio 2010; LeCun et al. 1998; Nielsen 2015, ch. 3.
    """
    random = np.random.default_rng([spec.identity, seed])
    layers = []
    for place, (before, after) in enumerate(pairwise(spec.widths)):
        weight = random.standard_normal((before, after), dtype=np.float32)
        weight *= np.float32(_standard_deviation(spec, before, after, is_output=place == spec.depth))
        layer: Layer = {"weight": weight, "bias": np.zeros(after, np.float32)}
        if spec.initialisation == "nielsen":
            layer["bias"] = random.standard_normal(after, dtype=np.float32)
        if spec.normalisation == "layer" and place < spec.depth:
            layer |= {"gain": np.ones(after, np.float32), "shift": np.zeros(after, np.float32)}
        layers.append(layer)
    return layers


def _standard_deviation(spec: NetworkSpec, before: int, after: int, *, is_output: bool) -> float:
    if spec.initialisation == "he":
        return float((2 / (before + after)) ** 0.5 if is_output else (2 / before) ** 0.5)
    if spec.initialisation == "glorot":
        return float((2 / (before + after)) ** 0.5)
    return float(before**-0.5) * (spec.gain if spec.initialisation == "scaled" else 1.0)
