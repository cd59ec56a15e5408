"""Everything that is measured of one network, on examples that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from jaxtyping import Float, Int, Num

from layerwise.data.centring import has_the_form_of_mnist
from layerwise.errors import DataError, SpecError
from layerwise.insight.ablation import Ablation, ablation
from layerwise.insight.attribution import Attribution, integrated_gradients
from layerwise.insight.branches import Branches, branches
from layerwise.insight.concepts import Concept, LeftOut, class_concept, usable, yes_no
from layerwise.insight.controls import Layers, layers_of, principal_components, untrained
from layerwise.insight.digit_parts import DigitParts, digit_parts
from layerwise.insight.exceeding import UNTRAINED
from layerwise.insight.readable import PIXELS, Baselines, Readable, baselines, readable
from layerwise.insight.separability import Separability, separability
from layerwise.insight.similarity import between
from layerwise.insight.strokes import stroke_concepts
from layerwise.insight.units import Detection, best_units, detections
from layerwise.nets.network import Network

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
        inputs: as the data set holds them.
        labels: class numbers; -1 for examples that only carry a concept.
        concepts: that can be measured.
        left_out: that cannot, and why.
        untrained: what untrained networks of the shape answer.
        baselines: the probes' controls.
        pictures: whether the inputs are pictures of handwritten digits.
    """

    inputs: Num[np.ndarray, "examples features"]
    labels: Int[np.ndarray, " examples"]
    concepts: tuple[Concept, ...]
    left_out: tuple[LeftOut, ...]
    untrained: tuple[Layers, ...]
    baselines: Baselines
    pictures: bool


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
        why_no_branches: the reason, or empty.
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
    why_no_branches: str
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
    labelled = labels >= 0
    digits = are_digits(inputs[labelled], picture_shape)
    found = [
        *(stroke_concepts(inputs.reshape(-1, *DIGIT_SHAPE)) if digits else []),
        class_concept(labels, network.classes),
        *own,
    ]
    concepts, left_out = usable(found)
    lots = tuple(layers_of(each, inputs) for each in untrained(network, count))
    return Inspected(
        inputs, labels, tuple(concepts), tuple(left_out), lots, baselines(network, inputs, concepts, lots), digits
    )


def inspect_network(network: Network, against: Inspected) -> Inspection:
    """Measures everything of one network.

    Args:
        network: of the shape that `against` was prepared for.
        against: examples, concepts and controls.

    Raises:
        DataError: inputs that do not fit the network.
    """
    inputs, labels = against.inputs, against.labels
    labelled = labels >= 0
    shown, classes = inputs[labelled], labels[labelled]
    layers = layers_of(network, inputs)
    pixels = network.preprocessing(inputs).astype(np.float64)
    widest = max(each.shape[1] for each in layers.answers)
    everything = [pixels, *layers.answers]
    try:
        visited, why = branches(network, shown), ""
    except SpecError as error:
        visited, why = None, error.as_dict()["got"]
    return Inspection(
        layers=(PIXELS, *layers.names),
        examples=len(inputs),
        readable=readable(network, inputs, against.concepts, against.baselines),
        left_out=against.left_out,
        detections=tuple(
            detections(
                layers,
                yes_no(against.concepts),
                best_units(against.untrained, yes_no(against.concepts)),
                principal_components(pixels, widest),
            )
        ),
        separability=tuple(separability(each[labelled], classes) for each in everything),
        similarity=between(everything),
        branches=visited,
        why_no_branches=why,
        ablation=ablation(network, shown, classes) if network.spec.depth else None,
        parts=digit_parts(network, shown.reshape(-1, *DIGIT_SHAPE), classes) if against.pictures else None,
        attributions=tuple(
            integrated_gradients(network, row, int(label))
            for row, label in islice(zip(shown, classes, strict=True), ATTRIBUTED)
        ),
    )


def are_digits(inputs: np.ndarray, shape: tuple[int, int] | None) -> bool:
    """Whether examples are pictures as MNIST's are: most of some that are drawn have its form, and none is blank."""
    if shape != DIGIT_SHAPE or inputs.dtype != np.uint8 or not inputs.any(axis=1).all():
        return False
    some = inputs[chosen(len(inputs), 200)].reshape(-1, *DIGIT_SHAPE)
    return bool(np.mean([has_the_form_of_mnist(each) for each in some]) >= ALIKE)
