"""Pictures of one network: ideal inputs, exciting examples, planes cut into regions, explained examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int, Num

from layerwise.errors import DataError, SpecError
from layerwise.insight.attribution import Attribution, integrated_gradients, occlusion
from layerwise.insight.branches import why_no_switches
from layerwise.insight.exciting import Exciting, exciting, ideal_inputs
from layerwise.insight.inspection import Inspection
from layerwise.insight.regions import Plane, Region, regions
from layerwise.insight.wording import said
from layerwise.nets.network import Network
from layerwise.words import Text

# Units of a layer that are shown; of more, those that tell their concepts best.
MOST_UNITS = 16
EXAMPLES = 5
# Networks of more hidden units have planes of more regions than anybody can see.
MOST_CUT = 256
MOST_REGIONS = 20_000
# Of more features one by one there is nothing to see.
MOST_FEATURES = 4_096

_TOO_FINE = Text(
    "{units:,} hidden units cut a plane too finely to be seen (at most {most:,} are drawn)",
    "{units:,} 个隐藏单元把平面切得太细，无法看清（最多画 {most:,} 个）",
)
_TOO_FEW = Text("fewer than three classes are read rightly", "认对的类别不足三个")
_ALIGNED = Text("the first three examples lie on one line", "前三个样本在一条直线上")
_TOO_MANY = Text("it is cut into more than {most:,} pieces", "它被切成的块数超过 {most:,}")


@dataclass(frozen=True, eq=False)
class ShownLayer:
    """Some units of one layer.

    Args:
        name: `hidden-1` …, `logits`.
        units: their numbers in the layer.
        of: how many the layer has.
        ideal: an input each that excites it; none but for pictures.
        exciting: examples each, by number; none of the logits.
    """

    name: str
    units: tuple[int, ...]
    of: int
    ideal: Float[np.ndarray, "units features"] | None
    exciting: tuple[Exciting, ...]


@dataclass(frozen=True, eq=False)
class Slice:
    """A plane of inputs, cut into regions layer by layer.

    Args:
        plane: where.
        corners: three examples that it goes through, by number; empty where the inputs are the plane.
        regions: after each hidden layer.
    """

    plane: Plane
    corners: tuple[int, ...]
    regions: tuple[tuple[Region, ...], ...]


@dataclass(frozen=True, eq=False)
class Explained:
    """Why one example is given its class.

    Args:
        example: by number.
        label: its class, which the network gives it.
        attribution: integrated gradients.
        occlusion: of a picture.
    """

    example: int
    label: int
    attribution: Attribution
    occlusion: Float[np.ndarray, "height width"] | None


@dataclass(frozen=True, eq=False)
class Gallery:
    """What can be shown of one network.

    Args:
        network: itself.
        inputs, labels: the examples that all numbers refer to, as the data set holds them.
        shape: (height, width) of a picture; None for other data.
        layers: the hidden ones, then the logits.
        slice: None where there is none.
        why_no_slice: the reason, or None.
        explained: one example a class, of those that the network reads rightly.
    """

    network: Network
    inputs: Num[np.ndarray, "examples features"]
    labels: Int[np.ndarray, " examples"]
    shape: tuple[int, int] | None
    layers: tuple[ShownLayer, ...]
    slice: Slice | None
    why_no_slice: Text | None
    explained: tuple[Explained, ...]


def gallery(
    network: Network,
    inputs: Num[np.ndarray, "examples features"],
    labels: Int[np.ndarray, " examples"],
    found: Inspection,
    shape: tuple[int, int] | None = None,
) -> Gallery:
    """Makes the pictures of a network.

    Args:
        network: that was inspected.
        inputs: examples that it has not seen, as the data set holds them.
        labels: class numbers.
        found: what was measured of it.
        shape: (height, width) where an example is a picture.
    """
    firsts = _rightly_read(network, inputs, labels)
    cut, why = _slice(network, inputs, firsts)
    return Gallery(
        network=network,
        inputs=inputs,
        labels=labels,
        shape=shape,
        layers=tuple(_layers(network, inputs, found, shape)),
        slice=cut,
        why_no_slice=why,
        explained=tuple(_explained(network, inputs, firsts, shape)) if inputs.shape[1] <= MOST_FEATURES else (),
    )


def _layers(network: Network, inputs: np.ndarray, found: Inspection, shape: tuple[int, int] | None) -> list[ShownLayer]:
    answers = network.activations(inputs)
    names = found.layers[1:]
    shown = []
    for place, (name, each) in enumerate(zip(names, answers, strict=True)):
        units = _most_telling(found, name, each.shape[1])
        ideal = ideal_inputs(network, place, shape, units=units) if shape else None
        examples = [exciting(each[:, unit].astype(np.float64), inputs, count=EXAMPLES) for unit in units]
        last = place == len(names) - 1
        shown.append(ShownLayer(name, units, each.shape[1], ideal, () if last else tuple(examples)))
    return shown


def _most_telling(found: Inspection, layer: str, of: int) -> tuple[int, ...]:
    """At most 16 units of a layer: those whose best concept they tell best, in their own order."""
    told = sorted((each for each in found.detections if each.layer == layer), key=lambda each: -abs(each.auc - 0.5))
    units = [each.unit for each in told][:MOST_UNITS] or list(range(min(of, MOST_UNITS)))
    return tuple(sorted(units))


def _rightly_read(network: Network, inputs: np.ndarray, labels: np.ndarray) -> dict[int, int]:
    """By class the number of the first example that the network reads rightly, as far as there is one."""
    right = np.flatnonzero(network.predict(inputs) == labels)
    return {int(labels[row]): int(row) for row in right[::-1]}


def _slice(network: Network, inputs: np.ndarray, firsts: dict[int, int]) -> tuple[Slice | None, Text | None]:
    if (why := why_no_switches(network)) is not None:
        return None, why
    if (units := sum(network.spec.hidden)) > MOST_CUT:
        return None, said(_TOO_FINE, units=units, most=MOST_CUT)
    corners: tuple[int, ...] = ()
    if network.spec.inputs == 2:
        plane = _of_the_data(inputs)
    else:
        corners = tuple(firsts[label] for label in sorted(firsts)[:3])
        if len(corners) < 3:
            return None, _TOO_FEW
        try:
            plane = Plane.through(inputs[list(corners)], 0.5)
        except DataError:
            return None, _ALIGNED
    try:
        cut = regions(network, plane, most=MOST_REGIONS)
    except SpecError:
        return None, said(_TOO_MANY, most=MOST_REGIONS)
    return Slice(plane, corners, tuple(tuple(each) for each in cut)), None


def _of_the_data(inputs: np.ndarray) -> Plane:
    low, high = inputs.min(axis=0).astype(np.float64), inputs.max(axis=0).astype(np.float64)
    edge = 0.05 * (high - low)
    (left, bottom), (right, top) = low - edge, high + edge
    return Plane(np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 1.0]), left, right, bottom, top)


def _explained(
    network: Network, inputs: np.ndarray, firsts: dict[int, int], shape: Sequence[int] | None
) -> list[Explained]:
    told = []
    for label in sorted(firsts)[:10]:
        example = inputs[firsts[label]]
        covered = occlusion(network, example.reshape(*shape), label) if shape else None
        told.append(Explained(firsts[label], label, integrated_gradients(network, example, label), covered))
    return told
