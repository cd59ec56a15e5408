"""What a handwritten digit is made of: loops, stroke ends, junctions, bars, and how it was written."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float, Shaped
from scipy import ndimage

from layerwise.insight.concepts import Concept, Kind, Level
from layerwise.insight.skeleton import CROSSING, ENLARGED, WITHIN, Skeletons, centres, points, skeletons
from layerwise.words import Text

# A bar is a straight piece of line within this of its direction (degrees), and so long (pixels of the picture).
BAR_DEGREES = 22.5
BAR_LENGTH = 6.0
# Ink outside these shares does not count for width and height, as in Morpho-MNIST.
EDGE = 0.02
# Pictures measured at once: enlarged, they stay in the cache.
AT_A_TIME = 64

Numbers = Float[np.ndarray, " pictures"]

TITLES: dict[str, tuple[Text, Kind, Level]] = {
    "loop": (Text("has a loop", "有环"), "yes-no", "parts"),
    "loop-above": (Text("has a loop in its upper half", "上半部有环"), "yes-no", "parts"),
    "loop-below": (Text("has a loop in its lower half", "下半部有环"), "yes-no", "parts"),
    "two-loops": (Text("has two loops", "有两个环"), "yes-no", "parts"),
    "ends": (Text("stroke ends", "笔画端点数"), "amount", "strokes"),
    "junctions": (Text("junctions of strokes", "笔画交点数"), "amount", "strokes"),
    "bar-across": (Text("has a horizontal bar", "有横线段"), "yes-no", "strokes"),
    "bar-up": (Text("has a vertical bar", "有竖线段"), "yes-no", "strokes"),
    "slant": (Text("slant", "倾斜度"), "amount", "look"),
    "thickness": (Text("stroke thickness", "笔画粗细"), "amount", "look"),
    "length": (Text("stroke length", "笔画长度"), "amount", "look"),
    "width": (Text("width", "宽度"), "amount", "look"),
    "height": (Text("height", "高度"), "amount", "look"),
}


def stroke_concepts(pictures: Shaped[np.ndarray, "pictures height width"]) -> list[Concept]:
    """The concepts of handwritten digits, measured from the pictures.

    Args:
        pictures: light ink on black, each with some ink.

    Raises:
        DataError: a picture without ink.

    Source: the measures of Castro et al. 2019, "Morpho-MNIST" (thickness, slant, length, width, height), and those of
    the skeleton.
    """
    measured = measures(pictures)
    return [Concept(name, title, measured[name], kind, level) for name, (title, kind, level) in TITLES.items()]


def measures(pictures: Shaped[np.ndarray, "pictures height width"]) -> Mapping[str, Numbers]:
    """Each measure of each picture: counts, 0 or 1, pixels, and for slant the tangent to the upright."""
    parts = [_measured(pictures[start : start + AT_A_TIME]) for start in range(0, len(pictures), AT_A_TIME)]
    return {name: np.concatenate([part[name] for part in parts]) for name in TITLES}


def _measured(pictures: np.ndarray) -> dict[str, Numbers]:
    found = skeletons(pictures)
    slant = _slant(pictures)
    width, height = _extent(pictures, slant)
    return {
        **_loops(found),
        "ends": _count(found, found.ends, 0.5),
        "junctions": _count(found, found.junctions, CROSSING),
        **_bars(found),
        "slant": slant,
        "thickness": _thickness(found),
        "length": _length(found),
        "width": width,
        "height": height,
    }


def _loops(found: Skeletons) -> dict[str, Numbers]:
    """How many holes there are, and on which side of the middle of the ink their centres lie."""
    picture, centre = centres(found.loops)
    rows: np.ndarray = np.asarray(found.ink.any(axis=2))
    top, bottom = rows.argmax(axis=1), rows.shape[1] - 1 - rows[:, ::-1].argmax(axis=1)
    place = (centre[:, 0] - top[picture]) / np.maximum(bottom - top, 1)[picture]
    total = np.bincount(picture, minlength=len(found))
    above = np.bincount(picture[place < 0.5], minlength=len(found))
    below = np.bincount(picture[place >= 0.5], minlength=len(found))
    return {
        "loop": (total > 0).astype(np.float64),
        "loop-above": (above > 0).astype(np.float64),
        "loop-below": (below > 0).astype(np.float64),
        "two-loops": (total > 1).astype(np.float64),
    }


def _count(found: Skeletons, marks: np.ndarray, apart: float) -> Numbers:
    return np.bincount(points(marks, apart)[0], minlength=len(found)).astype(np.float64)


def _bars(found: Skeletons) -> dict[str, Numbers]:
    """Whether a straight piece of line as long as a bar runs across, or up."""
    degrees = np.abs(found.directions())
    pieces = {"bar-across": degrees <= BAR_DEGREES, "bar-up": degrees >= 90 - BAR_DEGREES}
    return {name: (longest(piece & found.line) >= BAR_LENGTH).astype(np.float64) for name, piece in pieces.items()}


def longest(marks: np.ndarray) -> Numbers:
    """The longest connected group of marks of each picture, in pixels of the picture (points ÷ enlargement)."""
    labels, _ = ndimage.label(marks, WITHIN)
    sizes = np.bincount(labels[marks])
    found = np.zeros(len(marks))
    np.maximum.at(found, centres(labels)[0], sizes[1:])
    return found / ENLARGED


def _thickness(found: Skeletons) -> Numbers:
    """Twice the mean distance from the line to the edge of the ink."""
    distance = np.stack([ndimage.distance_transform_edt(np.pad(each, 1))[1:-1, 1:-1] for each in found.ink])
    return 2 * (distance * found.line).sum(axis=(1, 2)) / found.line.sum(axis=(1, 2)) / ENLARGED


def _length(found: Skeletons) -> Numbers:
    """Along the line: 1 for a step across or up, √2 for one that goes slantwise where no straight one does."""
    line = found.line
    across, up = line[:, :, 1:] & line[:, :, :-1], line[:, 1:] & line[:, :-1]
    total = across.sum(axis=(1, 2)) + up.sum(axis=(1, 2)).astype(np.float64)
    for first, second, corners in (
        (line[:, 1:, 1:], line[:, :-1, :-1], (line[:, 1:, :-1], line[:, :-1, 1:])),
        (line[:, 1:, :-1], line[:, :-1, 1:], (line[:, 1:, 1:], line[:, :-1, :-1])),
    ):
        slantwise = first & second & ~corners[0] & ~corners[1]
        total += np.sqrt(2) * slantwise.sum(axis=(1, 2))
    return total / ENLARGED


def _slant(pictures: np.ndarray) -> Numbers:
    """Tangent of the angle to the upright, positive to the right, from the second moments of the ink."""
    ink, y, x = _centred(pictures)
    across, down = (ink * x * y).sum(axis=(1, 2)), (ink * y * y).sum(axis=(1, 2))
    return -across / np.maximum(down, 1e-9)


def _extent(pictures: np.ndarray, slant: Numbers) -> tuple[Numbers, Numbers]:
    """Width and height of the ink in pixels, the width across the slant: of the upright parallelogram around it."""
    ink, y, x = _centred(pictures)
    upright = x + slant[:, None, None] * y
    return _spread(ink, upright), _spread(ink, y)


def _centred(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    ink = pictures.astype(np.float64)
    ink = ink / ink.sum(axis=(1, 2), keepdims=True)
    y, x = np.mgrid[0 : ink.shape[1], 0 : ink.shape[2]].astype(np.float64)
    down, right = (ink * y).sum(axis=(1, 2), keepdims=True), (ink * x).sum(axis=(1, 2), keepdims=True)
    return ink, y - down, x - right


def _spread(ink: np.ndarray, places: np.ndarray) -> Numbers:
    """From where 2 % of the ink lies before to where 2 % lies behind, along one direction; a pixel is 1 wide."""
    flat = np.broadcast_to(places, ink.shape).reshape(len(ink), -1)
    order = np.argsort(flat, axis=1)
    mass = np.cumsum(np.take_along_axis(ink.reshape(len(ink), -1), order, axis=1), axis=1)
    ordered = np.take_along_axis(flat, order, axis=1)
    first, last = (mass >= EDGE).argmax(axis=1), (mass >= 1 - EDGE - 1e-12).argmax(axis=1)
    each = np.arange(len(ink))
    return ordered[each, last] - ordered[each, first] + 1
