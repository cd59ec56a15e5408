"""Networks of one shape judged on the same examples, beside the same controls: what can be read, what units detect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float, Num

from layerwise.insight.concepts import Concept, yes_no
from layerwise.insight.controls import Layers, layers_of, principal_components, untrained
from layerwise.insight.probes import read
from layerwise.insight.readable import Baselines, FromInputs, Readable, baselines, from_inputs, readable
from layerwise.insight.units import Detection, best_units, detections
from layerwise.nets.network import Network


@dataclass(frozen=True, eq=False)
class Examples:
    """Examples with their concepts, and what is known of them whatever a network's shape, found once.

    Args:
        inputs: that no network to be judged has seen, as the data set holds them.
        concepts: of these examples, all of which can be measured.
        like: any network of the data, for its preprocessing alone.
    """

    inputs: Num[np.ndarray, "examples features"]
    concepts: tuple[Concept, ...]
    like: Network

    @cached_property
    def questions(self) -> list[Concept]:
        """The concepts as questions that a single unit can answer."""
        return yes_no(self.concepts)

    @cached_property
    def alone(self) -> FromInputs:
        """What can be read from the inputs themselves."""
        return from_inputs(self.like, self.inputs, self.concepts)

    @cached_property
    def _components(self) -> dict[int, np.ndarray]:
        return {}

    def components(self, count: int) -> Float[np.ndarray, "examples components"]:
        """The examples along their main directions."""
        if count not in self._components:
            shown = self.like.preprocessing(self.inputs).astype(np.float64)
            self._components[count] = principal_components(shown, count)
        return self._components[count]


class Judge:
    """Judges networks of one shape.

    Args:
        network: of the shape; its own weights play no part.
        examples: to judge them on.
        others: untrained networks of the shape to compare with; the usual 39 where none are given.
    """

    def __init__(self, network: Network, examples: Examples, others: Sequence[Network] | None = None) -> None:
        self.network, self.examples = network, examples
        lots = untrained(network) if others is None else others
        self.untrained: tuple[Layers, ...] = tuple(layers_of(each, examples.inputs) for each in lots)

    def readable(self, network: Network) -> Readable:
        """What can be read of a network's layers."""
        return readable(network, self.examples.inputs, self.examples.concepts, self._baselines)

    def scores(self, network: Network) -> dict[str, Float[np.ndarray, " concepts"]]:
        """The scores alone, by layer, without their controls."""
        layers = layers_of(network, self.examples.inputs)
        found = (read(answers, self.examples.concepts).scores for answers in layers.answers)
        return dict(zip(layers.names, found, strict=True))

    def detections(self, network: Network) -> list[Detection]:
        """What its hidden units detect."""
        layers = layers_of(network, self.examples.inputs)
        components = self.examples.components(max(each.shape[1] for each in layers.answers))
        return detections(layers, self.examples.questions, self._best, components)

    @cached_property
    def _baselines(self) -> Baselines:
        shown = self.examples
        return baselines(self.network, shown.inputs, shown.concepts, self.untrained, shown.alone)

    @cached_property
    def _best(self) -> Float[np.ndarray, "networks layers questions"]:
        return best_units(self.untrained, self.examples.questions)
