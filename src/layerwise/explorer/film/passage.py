"""What one example does in a network: the sums and activations of every layer, and the links that carry most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int, Num

from layerwise.nets.forward import NORMALISATION_EPSILON
from layerwise.nets.initialisation import Layer
from layerwise.nets.network import Network

# The strongest of a layer; more make a picture that nobody reads. The page draws as many.
STRONGEST = 70


@dataclass(frozen=True, eq=False)
class Passage:
    """One example's way through a network.

    Args:
        network: that was asked.
        raw: (inputs,), as the data set holds it.
        sums: of every layer, the logits last, (units,) each: weighted sums before any normalisation.
        inner: what each hidden layer's activation function was given, the logits last.
        activations: of every hidden layer, the logits last.
        probabilities: (classes,), as `predict` gives them.
    """

    network: Network
    raw: Num[np.ndarray, " inputs"]
    sums: tuple[np.ndarray, ...]
    inner: tuple[np.ndarray, ...]
    activations: tuple[np.ndarray, ...]
    probabilities: Float[np.ndarray, " classes"]

    @classmethod
    def of(cls, network: Network, raw: Num[np.ndarray, " inputs"]) -> Passage:
        """Asks the network.

        Raises:
            DataError: a row of another length than the network reads, or numbers that are not finite.
        """
        rows = raw[None]
        activations = [layer[0] for layer in network.activations(rows)]
        signals = [network.preprocessing(rows)[0], *activations[:-1]]
        sums = [_weighted(layer, signal) for layer, signal in zip(network.layers, signals, strict=True)]
        inner = [_normalised(layer, sum_) for layer, sum_ in zip(network.layers, sums, strict=True)]
        probabilities = network.predict_proba(rows)[0]
        return cls(network, raw, tuple(sums), tuple(inner), tuple(activations), probabilities)

    @property
    def answer(self) -> int:
        """The number of the most probable class."""
        return int(self.probabilities.argmax())

    def strongest_units(self, layer: int, most: int) -> np.ndarray:
        """The units of a hidden layer with the largest weights to the next, at most so many, in their own order."""
        units = self.network.spec.hidden[layer]
        if units <= most:
            return np.arange(units)
        following = np.asarray(self.network.layers[layer + 1]["weight"], np.float32)
        strength = np.einsum("ij,ij->i", following, following)
        return np.sort(np.argsort(-strength, kind="stable")[:most])

    def most_probable(self, most: int) -> np.ndarray:
        """The most probable classes, at most so many, in their own order."""
        return np.sort(np.argsort(-self.probabilities, kind="stable")[:most])

    def links_into(
        self, layer: int, sources: Int[np.ndarray, " sources"], targets: Int[np.ndarray, " targets"]
    ) -> list[tuple[int, int, float]]:
        """The links between these units that add most to the sums of a layer, either way.

        Args:
            layer: that they lead to, counted from 0; at least 1.
            sources: units of the layer before.
            targets: units of this one.

        Returns:
            (place in sources, place in targets, weight times activation), the weakest first; links that carry nothing
            are left out.
        """
        weights = np.asarray(self.network.layers[layer]["weight"], np.float32)[np.ix_(sources, targets)]
        carried = weights * self.activations[layer - 1][sources][:, None]
        order = np.argsort(-np.abs(carried), axis=None, kind="stable")[:STRONGEST][::-1]
        places = (np.unravel_index(int(place), carried.shape) for place in order)
        return [(int(a), int(b), float(carried[a, b])) for a, b in places if carried[a, b] != 0]


def _weighted(layer: Layer, signal: np.ndarray) -> np.ndarray:
    return np.asarray(signal, np.float32) @ np.asarray(layer["weight"]) + np.asarray(layer["bias"])


def _normalised(layer: Layer, sums: np.ndarray) -> np.ndarray:
    """As `nets/forward.py` normalises; as it is where the layer does not."""
    if "gain" not in layer:
        return sums
    centred = sums - sums.mean()
    scaled = centred / np.sqrt(np.mean(centred**2) + NORMALISATION_EPSILON)
    return scaled * np.asarray(layer["gain"]) + np.asarray(layer["shift"])
