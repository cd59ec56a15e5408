"""What becomes readable at which layer of one network, beside every control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Num

from layerwise.insight.concepts import Concept
from layerwise.insight.controls import Layers, layers_of, principal_components
from layerwise.insight.exceeding import Exceeding, exceeding
from layerwise.insight.probes import Readout, read, shuffled
from layerwise.nets.network import Network

LEVEL = 0.95
PIXELS = "pixels"


@dataclass(frozen=True, eq=False)
class Readable:
    """Scores of linear probes, R² on examples that they were not fitted on: by layer (rows) and concept (columns).

    Args:
        layers: `pixels` first, then `hidden-1` …, `logits`.
        concepts: in the order of the columns.
        score, low, high: of the network, with their 95 % interval over examples.
        control: of the same probes on values dealt out by lot.
        untrained: mean of untrained networks of the same shape; of the pixels their own score.
        bound: what a score has to exceed so that no untrained network does as well, all layers and concepts at once.
        components: of as many principal components of the inputs as the layer has units.
        gain_low: lower end of score − components, one-sided, all layers and concepts at once.
        holds: above the bound, above the components, and above the control; never so of the pixels themselves.
        accuracy: of the concept `class`, by layer; NaN where it is not among the concepts.
        sampled: layers of which only some units were read.
        examples: behind it.
        readouts: of the network's layers, for differences between layers.
    """

    layers: tuple[str, ...]
    concepts: tuple[Concept, ...]
    score: Float[np.ndarray, "layers concepts"]
    low: Float[np.ndarray, "layers concepts"]
    high: Float[np.ndarray, "layers concepts"]
    control: Float[np.ndarray, "layers concepts"]
    untrained: Float[np.ndarray, "layers concepts"]
    bound: Float[np.ndarray, "layers concepts"]
    components: Float[np.ndarray, "layers concepts"]
    gain_low: Float[np.ndarray, "layers concepts"]
    holds: Bool[np.ndarray, "layers concepts"]
    accuracy: Float[np.ndarray, " layers"]
    sampled: tuple[str, ...]
    examples: int
    readouts: tuple[Readout, ...]

    @property
    def selectivity(self) -> Float[np.ndarray, "layers concepts"]:
        """Score minus that of the control task."""
        return self.score - self.control


@dataclass(frozen=True, eq=False)
class Baselines:
    """What does not depend on the trained weights, so that networks of one shape and data share it.

    Args:
        pixels: the read-out of the inputs themselves.
        control: scores of the inputs on values dealt out by lot.
        components: a read-out for each layer, of as many components as it has units.
        untrained: scores of the untrained networks, (networks, layers, concepts).
    """

    pixels: Readout
    control: Float[np.ndarray, " concepts"]
    components: tuple[Readout, ...]
    untrained: Float[np.ndarray, "networks layers concepts"]


@dataclass(frozen=True, eq=False)
class FromInputs:
    """What can be read from the inputs themselves, whatever the network's shape.

    Args:
        readout: of the concepts.
        control: scores on values dealt out by lot.
    """

    readout: Readout
    control: Float[np.ndarray, " concepts"]


def from_inputs(
    network: Network, inputs: Num[np.ndarray, "examples features"], concepts: Sequence[Concept]
) -> FromInputs:
    """Reads the concepts from the inputs as the network is shown them."""
    shown = network.preprocessing(inputs).astype(np.float64)
    return FromInputs(read(shown, concepts), read(shown, shuffled(concepts)).scores)


def baselines(
    network: Network,
    inputs: Num[np.ndarray, "examples features"],
    concepts: Sequence[Concept],
    untrained: Sequence[Layers],
    known: FromInputs | None = None,
) -> Baselines:
    """Reads the controls: the inputs, their principal components, and untrained networks.

    Args:
        network: for its shape and preprocessing alone.
        inputs: as the data set holds them.
        concepts: of these examples.
        untrained: what untrained networks of the shape answer to them.
        known: what was read from the inputs already, for a network of another shape.
    """
    inputs_alone = known if known is not None else from_inputs(network, inputs, concepts)
    shown = network.preprocessing(inputs).astype(np.float64)
    widths = [answers.shape[1] for answers in untrained[0].answers]
    components = principal_components(shown, max(widths))
    of_width = {width: read(components[:, :width], concepts) for width in set(widths)}
    scores = [[read(answers, concepts).scores for answers in each.answers] for each in untrained]
    return Baselines(
        inputs_alone.readout, inputs_alone.control, tuple(of_width[width] for width in widths), np.array(scores)
    )


def readable(
    network: Network,
    inputs: Num[np.ndarray, "examples features"],
    concepts: Sequence[Concept],
    against: Baselines,
) -> Readable:
    """Probes every layer for every concept and judges which scores the network has learned.

    "Holds" is said only where a score lies above what untrained networks of the shape reach (family-wise, by their
    number 2.5 %), above as many principal components of the inputs as the layer has units (its interval at the same
    family-wise level), and above the same probe on values dealt out by lot.

    Args:
        network: to judge.
        inputs: examples that the network has not seen, as the data set holds them.
        concepts: of these examples.
        against: the controls, from `baselines`.
    """
    layers = layers_of(network, inputs)
    found = [read(answers, concepts) for answers in layers.answers]
    dealt = shuffled(concepts)
    lots = [read(answers, dealt) for answers in layers.answers]
    scores = np.array([each.scores for each in found])
    above = exceeding(scores.reshape(-1), against.untrained.reshape(len(against.untrained), -1))
    alpha = 1 / (len(against.untrained) + 1) / scores.size
    gain_low = np.array([own.above(pcs, 1 - 2 * alpha)[1] for own, pcs in zip(found, against.components, strict=True)])
    selective = np.array([own.above(lot, 1 - 2 * alpha)[1] for own, lot in zip(found, lots, strict=True)]) > 0
    return _with_pixels(len(inputs), concepts, against, layers, found, lots, above, gain_low, selective)


def _with_pixels(
    examples: int,
    concepts: Sequence[Concept],
    against: Baselines,
    layers: Layers,
    found: Sequence[Readout],
    lots: Sequence[Readout],
    above: Exceeding,
    gain_low: np.ndarray,
    selective: np.ndarray,
) -> Readable:
    """All rows, that of the pixels first: they are their own untrained network and their own components."""
    shape = gain_low.shape
    pixels = against.pixels
    everything = [pixels, *found]
    ends = [each.interval(LEVEL) for each in everything]
    nothing = np.full((1, shape[1]), np.nan)
    row = next((place for place, concept in enumerate(concepts) if concept.kind == "class"), None)
    return Readable(
        layers=(PIXELS, *layers.names),
        concepts=tuple(concepts),
        score=np.array([each.scores for each in everything]),
        low=np.array([low for low, _ in ends]),
        high=np.array([high for _, high in ends]),
        control=np.array([against.control, *(lot.scores for lot in lots)]),
        untrained=np.concatenate([pixels.scores[None], above.mean.reshape(shape)]),
        bound=np.concatenate([nothing, above.bound.reshape(shape)]),
        components=np.array([pixels.scores, *(each.scores for each in against.components)]),
        gain_low=np.concatenate([nothing, gain_low]),
        holds=np.concatenate([np.zeros((1, shape[1]), bool), above.holds.reshape(shape) & (gain_low > 0) & selective]),
        accuracy=np.array([each.agreement[row] if row is not None else np.nan for each in everything]),
        sampled=layers.sampled,
        examples=examples,
        readouts=tuple(everything),
    )
