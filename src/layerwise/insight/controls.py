"""What a layer is compared with: networks of its shape that never trained, and the main directions of its inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int, Num

from layerwise.insight.exceeding import UNTRAINED
from layerwise.nets.initialisation import initial_layers
from layerwise.nets.network import Network

# Seeds that no study counts up to: an untrained network is never the beginning of the trained one.
_FIRST_SEED = 900_000_000
# Of a wider layer so many units are taken, the same number in every network: this bounds time and memory.
MOST_UNITS = 128
_SAMPLING_SEED = 20


@dataclass(frozen=True, eq=False)
class Layers:
    """What the layers of one network answer to some examples.

    Args:
        names: `hidden-1` …, last `logits`.
        answers: (examples, units) of each; of a wide layer only the sampled units.
        units: which units those are.
        of: how many the layer has.
    """

    names: tuple[str, ...]
    answers: tuple[Float[np.ndarray, "examples _"], ...]
    units: tuple[Int[np.ndarray, " _"], ...]
    of: tuple[int, ...]

    @property
    def sampled(self) -> tuple[str, ...]:
        """The layers of which only some units were taken."""
        return tuple(name for name, units, of in zip(self.names, self.units, self.of, strict=True) if len(units) < of)


def layers_of(network: Network, inputs: Num[np.ndarray, "examples features"], *, most: int = MOST_UNITS) -> Layers:
    """The answers of a network's layers, in double precision; of layers wider than `most` units drawn by lot.

    Args:
        network: trained or not.
        inputs: as the data set holds them.
        most: units taken of a layer. The draw depends on the layer's width alone, so every network gives the same ones.
    """
    answers = network.activations(inputs)
    names = (*(f"hidden-{place}" for place in range(1, len(answers))), "logits")
    units = tuple(_drawn(each.shape[1], most) for each in answers)
    taken = tuple(each[:, chosen].astype(np.float64) for each, chosen in zip(answers, units, strict=True))
    return Layers(names, taken, units, tuple(each.shape[1] for each in answers))


def untrained(network: Network, count: int = UNTRAINED) -> Iterator[Network]:
    """Networks of the same shape and preprocessing with fresh initial weights."""
    for number in range(count):
        layers = initial_layers(network.spec, _FIRST_SEED + number)
        yield replace(network, layers=layers, provenance={})


def principal_components(
    inputs: Float[np.ndarray, "examples features"], count: int
) -> Float[np.ndarray, "examples components"]:
    """The inputs along their `count` directions of largest variance, or as many as there are.

    Found on all examples, tested ones included, which can only help this control.
    """
    centred = inputs - inputs.mean(axis=0)
    examples, features = centred.shape
    if features <= examples:
        values, vectors = np.linalg.eigh(centred.T @ centred)
        directions = vectors[:, ::-1][:, : min(count, features)]
        return centred @ directions
    values, vectors = np.linalg.eigh(centred @ centred.T)
    kept = min(count, examples)
    return vectors[:, ::-1][:, :kept] * np.sqrt(np.maximum(values[::-1][:kept], 0))


def _drawn(width: int, most: int) -> np.ndarray:
    if width <= most:
        return np.arange(width)
    return np.sort(np.random.default_rng([_SAMPLING_SEED, width]).choice(width, most, replace=False))
