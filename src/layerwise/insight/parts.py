"""The parts of a digit by its skeleton: loops, and the stems and bars that hang on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float, Shaped
from scipy import ndimage

from layerwise.insight.skeleton import ENLARGED, Skeletons, skeletons

Kind = Literal["loop", "stem", "bar", "curve"]
# Steeper than this a stroke is a stem, flatter a bar (degrees against the upright and the level); between: a curve.
STEEP, FLAT = 50.0, 30.0
# Shorter strokes are joined to what they hang on, in pixels of the picture.
SHORTEST = 4.0
MOST_PARTS = 6


@dataclass(frozen=True, eq=False)
class Part:
    """One part of a digit.

    Args:
        kind: loop, stem (steep stroke), bar (flat stroke), or curve (neither).
        share: of each pixel's ink, how much belongs to this part, 0 … 1; the parts' shares sum to 1 where there is ink.
        place: down and right of its middle, in pixels.
    """

    kind: Kind
    share: Float[np.ndarray, "height width"]
    place: tuple[float, float]


def parts_of(pictures: Shaped[np.ndarray, "pictures height width"]) -> list[list[Part]]:
    """The parts of each digit, its loops first, then its strokes from the longest.

    A loop is the line around a hole. Without the loops and the junctions the line falls into strokes; a stroke of less
    than 4 pixels goes to the part next to it. Each point of ink belongs to the part whose line is nearest.

    Args:
        pictures: light ink on black, each with some ink.

    Raises:
        DataError: a picture without ink.
    """
    found = skeletons(pictures)
    return [_parts(found, number) for number in range(len(pictures))]


def alone(picture: Shaped[np.ndarray, "height width"], part: Part) -> Shaped[np.ndarray, "height width"]:
    """The picture with the ink of one part only."""
    return _inked(picture, part.share)


def without(picture: Shaped[np.ndarray, "height width"], part: Part) -> Shaped[np.ndarray, "height width"]:
    """The picture without the ink of one part."""
    return _inked(picture, 1 - part.share)


def _parts(found: Skeletons, number: int) -> list[Part]:
    line, holes = found.line[number], found.loops[number]
    reach = int(np.ceil(2 + _half_thickness(found, number)))
    labels = np.zeros(line.shape, np.int64)
    kinds: list[Kind] = []
    for hole in np.unique(holes[holes > 0]):
        # The line around a hole lies half a stroke outside its edge.
        distance = ndimage.distance_transform_edt(holes != hole)
        around = line & (labels == 0) & (distance <= 1.6 * reach) & _encloses(line, holes == hole)
        if around.any():
            kinds.append("loop")
            labels[around] = len(kinds)
    for stroke in _strokes(found, number, labels):
        if len(kinds) >= MOST_PARTS:
            break
        kinds.append(_kind(np.argwhere(stroke)))
        labels[stroke] = len(kinds)
    if not kinds:
        kinds, labels = ["curve"], line.astype(np.int64)
    nearest = ndimage.distance_transform_edt(labels == 0, return_distances=False, return_indices=True)
    owner = labels[tuple(nearest)]
    return [_part(kind, owner == place, labels == place) for place, kind in enumerate(kinds, 1)]


def _encloses(line: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Points of the line from which the hole is reached without crossing the line: its own border."""
    room, _ = ndimage.label(~line)
    inside = np.isin(room, np.unique(room[hole & ~line]))
    outside = inside.all() or np.isin(room[0, 0], np.unique(room[hole & ~line]))
    if outside:
        return line
    return line & ndimage.binary_dilation(inside, np.ones((3, 3), bool))


def _strokes(found: Skeletons, number: int, taken: np.ndarray) -> list[np.ndarray]:
    """What remains of the line, cut at the junctions, the longest first, short ones left out."""
    rest = found.line[number] & (taken == 0)
    cut = rest & ~ndimage.binary_dilation(found.junctions[number], np.ones((3, 3), bool))
    pieces, count = ndimage.label(cut, np.ones((3, 3), bool))
    sizes = np.bincount(pieces.reshape(-1), minlength=count + 1)[1:]
    order = np.argsort(-sizes, kind="stable")
    return [pieces == place + 1 for place in order if sizes[place] >= SHORTEST * ENLARGED]


def _kind(points: np.ndarray) -> Kind:
    """By the direction and straightness of a stroke's points (down, right)."""
    centred = points - points.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(points))
    down, right = vectors[:, 1]
    degrees = float(np.rad2deg(np.arctan2(abs(down), abs(right))))
    if np.sqrt(max(values[0], 0.0)) > 0.28 * np.sqrt(values[1]):
        return "curve"
    if degrees >= STEEP:
        return "stem"
    return "bar" if degrees <= FLAT else "curve"


def _part(kind: Kind, owned: np.ndarray, line: np.ndarray) -> Part:
    height, width = (length // ENLARGED for length in owned.shape)
    share = owned.reshape(height, ENLARGED, width, ENLARGED).mean(axis=(1, 3))
    down, right = np.argwhere(line).mean(axis=0) / ENLARGED
    return Part(kind, share, (float(down), float(right)))


def _half_thickness(found: Skeletons, number: int) -> float:
    distance = ndimage.distance_transform_edt(found.ink[number])
    return float(distance[found.line[number]].mean())


def _inked(picture: np.ndarray, share: np.ndarray) -> np.ndarray:
    inked = picture * share
    return np.rint(inked).astype(picture.dtype) if picture.dtype.kind in "iu" else inked.astype(picture.dtype)
