"""Everything that is measured of one network, on examples that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from jaxtyping import Float, Int, Num

from layerwise.data.centring import has_the_form_of_mnist
from layerwise.errors import DataError
from layerwise.insight.ablation import Ablation, ablation
from layerwise.insight.attribution import Attribution, integrated_gradients
from layerwise.insight.branches import Branches, branches, why_no_switches
from layerwise.insight.concepts import Concept, LeftOut, class_concept, usable
from layerwise.insight.controls import layers_of, untrained
from layerwise.insight.digit_parts import DigitParts, digit_parts
from layerwise.insight.exceeding import UNTRAINED
from layerwise.insight.judging import Examples, Judge
from layerwise.insight.readable import PIXELS, Readable
from layerwise.insight.separability import Separability, separability
from layerwise.insight.similarity import between
from layerwise.insight.strokes import stroke_concepts
from layerwise.insight.units import Detection
from layerwise.nets.network import Network
from layerwise.words import Text

# More examples change little and cost time; the first rows are not special, so they are drawn by lot.
MOST_EXAMPLES = 2_000
# Digits of a data set of pictures that must look like MNIST's for strokes to be measured.
DIGIT_SHAPE, ALIKE = (28, 28), 0.9
# Examples whose integrated gradients are checked.
ATTRIBUTED = 10
_STREAM = 6_005


@dataclass(frozen=True, eq=False)
class Inspected:
    """The examples that networks of one shape are judged on, with everything that does not depend on trained weights.

    Args:
        judge: of probes and units, with the examples and the concepts that can be measured.
        labels: class numbers; -1 for examples that only carry a concept.
        left_out: concepts that cannot be measured, and why.
        pictures: whether the inputs are pictures of handwritten digits.
    """

    judge: Judge
    labels: Int[np.ndarray, " examples"]
    left_out: tuple[LeftOut, ...]
    pictures: bool

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """Those that can be measured."""
        return self.judge.examples.concepts


@dataclass(frozen=True, eq=False)
class Inspection:
    """What one network has learned.

    Args:
        layers: `pixels`, `hidden-1` …, `logits`.
        examples: it was judged on.
        readable: concepts by layer, beside every control.
        left_out: concepts that could not be measured.
        detections: the best concept of every hidden unit.
        separability: of the classes, by layer.
        similarity: debiased CKA between all layers, the pixels first.
        branches: visited; None where the network has none.
        why_no_branches: the reason, or None.
        ablation: the network without its units; None without hidden layers.
        parts: digits shown in parts; None for other data.
        attributions: integrated gradients of some examples, for their own class.
    """

    layers: tuple[str, ...]
    examples: int
    readable: Readable
    left_out: tuple[LeftOut, ...]
    detections: tuple[Detection, ...]
    separability: tuple[Separability, ...]
    similarity: Float[np.ndarray, "layers layers"]
    branches: Branches | None
    why_no_branches: Text | None
    ablation: Ablation | None
    parts: DigitParts | None
    attributions: tuple[Attribution, ...]


def chosen(rows: int, most: int = MOST_EXAMPLES) -> Int[np.ndarray, " _"]:
    """At most `most` of the rows, drawn by lot, the same ones every time, in their own order."""
    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.default_rng([_STREAM, rows]).choice(rows, most, replace=False))


def prepared(
    network: Network,
    inputs: Num[np.ndarray, "examples features"],
    labels: Int[np.ndarray, " examples"],
    *,
    picture_shape: tuple[int, int] | None = None,
    own: Sequence[Concept] = (),
    count: int = UNTRAINED,
) -> Inspected:
    """Measures the concepts of some examples and all controls for networks of one shape.

    Args:
        network: for its shape, preprocessing and classes.
        inputs: examples that the networks have not seen, as the data set holds them.
        labels: class numbers; -1 where an example only carries a concept.
        picture_shape: (height, width) where an example is a picture.
        own: further concepts of these examples.
        count: untrained networks to compare with.

    Raises:
        DataError: no examples, inputs that do not fit the network, or no concept that can be measured.
    """
    if not len(inputs):
        raise DataError(
            "there is nothing to inspect the network on",
            got="no examples",
            expected="rows that the network has not seen",
            remedy="Name other data: layerwise inspect NET --data DATA",
        )
    digits = are_digits(inputs[labels >= 0], picture_shape)
    concepts, left_out = usable([*measured(inputs, labels, network.classes, digits=digits), *own])
    judge = Judge(network, Examples(inputs, tuple(concepts), network), list(untrained(network, count)))
    return Inspected(judge, labels, tuple(left_out), digits)


def inspect_network(network: Network, against: Inspected) -> Inspection:
    """Measures everything of one network.

    Args:
        network: of the shape that `against` was prepared for.
        against: examples, concepts and controls.

    Raises:
        DataError: inputs that do not fit the network.
    """
    inputs, labels = against.judge.examples.inputs, against.labels
    labelled = labels >= 0
    shown, classes = inputs[labelled], labels[labelled]
    layers = layers_of(network, inputs)
    pixels = network.preprocessing(inputs).astype(np.float64)
    everything = [pixels, *layers.answers]
    why = why_no_switches(network)
    return Inspection(
        layers=(PIXELS, *layers.names),
        examples=len(inputs),
        readable=against.judge.readable(network),
        left_out=against.left_out,
        detections=tuple(against.judge.detections(network)),
        separability=tuple(separability(each[labelled], classes) for each in everything),
        similarity=between(everything),
        branches=branches(network, shown) if why is None else None,
        why_no_branches=why,
        ablation=ablation(network, shown, classes) if network.spec.depth else None,
        parts=digit_parts(network, shown.reshape(-1, *DIGIT_SHAPE), classes) if against.pictures else None,
        attributions=tuple(
            integrated_gradients(network, row, int(label))
            for row, label in islice(zip(shown, classes, strict=True), ATTRIBUTED)
        ),
    )


def measured(
    inputs: Num[np.ndarray, "examples features"],
    labels: Int[np.ndarray, " examples"],
    classes: Sequence[str],
    *,
    digits: bool,
) -> list[Concept]:
    """The concepts that come with the data: the class, and of handwritten digits what they are made of."""
    strokes = stroke_concepts(inputs.reshape(-1, *DIGIT_SHAPE)) if digits else []
    return [*strokes, class_concept(labels, classes)]


def are_digits(inputs: np.ndarray, shape: tuple[int, int] | None) -> bool:
    """Whether examples are pictures as MNIST's are: most of some that are drawn have its form, and none is blank."""
    if shape != DIGIT_SHAPE or inputs.dtype != np.uint8 or not inputs.any(axis=1).all():
        return False
    some = inputs[chosen(len(inputs), 200)].reshape(-1, *DIGIT_SHAPE)
    return bool(np.mean([has_the_form_of_mnist(each) for each in some]) >= ALIKE)
