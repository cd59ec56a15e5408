"""The network without some of its units: what each is worth, and how few are enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int, Num
from scipy.special import logsumexp

from layerwise.insight.single_layer import from_layer
from layerwise.nets.network import Network

# The smallest set keeps this share of the accuracy.
KEPT = 0.99
# Of a wider layer so many units are silenced one by one, drawn by lot; the others are kept as they are.
MOST_UNITS = 128
_STREAM = 6_004


@dataclass(frozen=True)
class UnitLoss:
    """What a unit is worth: the network's loss and accuracy where it always answers its mean.

    Args:
        layer: hidden layer, from 0.
        unit: its number in the layer, from 0.
        loss: cross-entropy without it minus with it, nats; above 0 where the network does worse without it.
        accuracy: accuracy without it minus with it, 0 … 1.
    """

    layer: int
    unit: int
    loss: float
    accuracy: float


@dataclass(frozen=True, eq=False)
class Ablation:
    """A network without its units, on examples that it has not seen.

    Args:
        loss, accuracy: of the whole network.
        units: each unit alone silenced, in the order of layers and units.
        needed: hidden units (layer, unit) that together keep 99 % of the accuracy, on the examples they were chosen by.
        needed_accuracy: of the network with these alone, on examples that they were not chosen by.
        whole_accuracy: of the whole network on those.
        of: hidden units in all.
        sampled: layers of which only some units were tried; the others count as needed.
    """

    loss: float
    accuracy: float
    units: tuple[UnitLoss, ...]
    needed: tuple[tuple[int, int], ...]
    needed_accuracy: float
    whole_accuracy: float
    of: int
    sampled: tuple[int, ...]


def ablation(
    network: Network, inputs: Num[np.ndarray, "examples features"], labels: Int[np.ndarray, " examples"]
) -> Ablation:
    """Silences each unit, then finds few units that are enough.

    A silenced unit answers its mean over the examples, so that only what it tells apart is lost. The small set is
    found backwards: the unit whose loss matters least goes, as long as 99 % of the accuracy stays. It is chosen on
    every other example and judged on the rest. It is a small set, not proven to be the smallest.

    Source: Morcos et al. 2018, "On the importance of single directions for generalization".
    """
    answers = network.activations(inputs)
    means = [each.mean(axis=0) for each in answers[:-1]]
    tried = [_drawn(len(mean)) for mean in means]
    loss, accuracy = _judged(answers[-1], labels)
    units = tuple(
        UnitLoss(layer, int(unit), *(float(b - a) for a, b in zip((loss, accuracy), without, strict=True)))
        for layer, chosen in enumerate(tried)
        for unit in chosen
        for without in [_judged(_silenced(network, answers, layer, {(layer, int(unit))}, means), labels)]
    )
    choosing = np.arange(len(inputs)) % 2 == 0
    gone = _dispensable(network, [each[choosing] for each in answers], labels[choosing], means, units)
    judged = [each[~choosing] for each in answers]
    everything = [(layer, unit) for layer, mean in enumerate(means) for unit in range(len(mean))]
    _, small = _judged(_silenced(network, judged, 0, gone, means) if gone else judged[-1], labels[~choosing])
    return Ablation(
        loss=loss,
        accuracy=accuracy,
        units=units,
        needed=tuple(place for place in everything if place not in gone),
        needed_accuracy=small,
        whole_accuracy=_judged(judged[-1], labels[~choosing])[1],
        of=len(everything),
        sampled=tuple(layer for layer, chosen in enumerate(tried) if len(chosen) < len(means[layer])),
    )


def _dispensable(
    network: Network,
    answers: Sequence[np.ndarray],
    labels: np.ndarray,
    means: Sequence[np.ndarray],
    units: Sequence[UnitLoss],
) -> set[tuple[int, int]]:
    """Units that can all go together: tried in the order of their worth, kept where the accuracy would fall too far."""
    floor = KEPT * _judged(answers[-1], labels)[1]
    gone: set[tuple[int, int]] = set()
    for each in sorted(units, key=lambda unit: unit.loss):
        attempt = gone | {(each.layer, each.unit)}
        if _judged(_silenced(network, answers, 0, attempt, means), labels)[1] >= floor:
            gone = attempt
    return gone


def _silenced(
    network: Network,
    answers: Sequence[np.ndarray],
    first: int,
    gone: set[tuple[int, int]],
    means: Sequence[np.ndarray],
) -> Float[np.ndarray, "examples classes"]:
    """The logits where some units answer their means; layers before `first` are as they were."""
    signal = answers[first]
    for layer in range(first, len(means)):
        if layer > first:
            signal = from_layer(network, layer, signal)
        here = [unit for place, unit in gone if place == layer]
        if here:
            signal = signal.copy()
            signal[:, here] = means[layer][here]
    return from_layer(network, len(means), signal)


def _judged(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    logits = logits.astype(np.float64)
    losses = logsumexp(logits, axis=1) - logits[np.arange(len(labels)), labels]
    return float(losses.mean()), float((logits.argmax(axis=1) == labels).mean())


def _drawn(width: int) -> np.ndarray:
    if width <= MOST_UNITS:
        return np.arange(width)
    return np.sort(np.random.default_rng([_STREAM, width]).choice(width, MOST_UNITS, replace=False))
