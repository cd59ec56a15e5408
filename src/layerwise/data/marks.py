"""Marks of ink that lie apart: the digits of a number, told from the parts of one digit."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float32
from scipy import ndimage

# In heights of the tallest part. Of 20,000 images of MNIST none has two parts of half its height so far apart.
_APART = 0.12
_TALL = 0.5
# Parts that are not tall belong to the nearest mark, unless they lie farther from it than this: then they are dirt.
_STRAY = 0.5

Ink = Float32[np.ndarray, "height width"]
Box = tuple[slice, slice]


def marks_apart(ink: Ink) -> list[Ink]:
    """The ink of each mark, in reading order: rows from the top, in each from the left.

    Two parts are marks of their own where both are at least half as tall as the tallest and a gap of an eighth of its
    height lies between them.

    Args:
        ink: 0 is paper; some is not.
    """
    parts, _ = ndimage.label(ink, structure=np.ones((3, 3)))
    boxes = dict(enumerate(ndimage.find_objects(parts), start=1))
    tallest = max(_length(box[0]) for box in boxes.values())
    tall = [number for number, box in boxes.items() if _length(box[0]) >= _TALL * tallest]
    groups = [
        group for row in _groups(boxes, tall, 0, _APART * tallest) for group in _groups(boxes, row, 1, _APART * tallest)
    ]
    if len(groups) == 1:
        return [ink]
    for number in set(boxes) - set(tall):
        distances = [
            min(_distance(boxes[number], boxes[other]) for other in group if other in tall) for group in groups
        ]
        if min(distances) <= _STRAY * tallest:
            groups[int(np.argmin(distances))].append(number)
    return [np.where(np.isin(parts, group), ink, np.float32(0)) for group in groups]


def _groups(boxes: dict[int, Box], numbers: list[int], axis: int, gap: float) -> list[list[int]]:
    """Parts split where a gap lies between all before and all after it, along one axis."""
    ordered = sorted(numbers, key=lambda number: boxes[number][axis].start)
    groups: list[list[int]] = [[ordered[0]]]
    end = boxes[ordered[0]][axis].stop
    for number in ordered[1:]:
        if boxes[number][axis].start - end >= gap:
            groups.append([])
        groups[-1].append(number)
        end = max(end, boxes[number][axis].stop)
    return groups


def _length(part: slice) -> int:
    return int(part.stop - part.start)


def _distance(one: Box, other: Box) -> float:
    between = [max(a.start - b.stop, b.start - a.stop, 0) for a, b in zip(one, other, strict=True)]
    return float(np.hypot(*between))
