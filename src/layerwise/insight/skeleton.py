"""The lines of handwritten digits: each stroke thinned to a line, with its ends, junctions, directions and loops.

Pictures are enlarged four times first, so that a line of a pixel's width has a middle and a small loop has an inside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int, Shaped
from scipy import ndimage
from skimage.morphology import skeletonize

from layerwise.errors import DataError

ENLARGED = 4
# Standard deviation of the blur that rounds the enlarged pixels.
SMOOTH = 1.7
# Of the picture's brightest point: what is brighter is ink.
INK = 0.4
# At these a stroke counts as closed around a hole.
RINGS = (0.25, 0.5, 0.65)
# Shorter branches are bumps of a thick stroke, not strokes: in pixels of the picture.
SPUR = 1.5
# Junctions nearer to each other than this are one crossing, in pixels of the picture.
CROSSING = 1.5
# The part of the line around a point that tells its direction: standard deviation, in pixels of the picture.
REACH = 1.25
# Smaller holes are gaps between touching strokes: in pixels of the picture, squared.
LEAST_LOOP = 1.0

_AROUND = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]
# Neighbours in the same picture of a stack only.
WITHIN = np.zeros((3, 3, 3), bool)
WITHIN[1] = True
CROSS = np.zeros((3, 3, 3), bool)
CROSS[1, 1], CROSS[1, :, 1] = True, True


@dataclass(frozen=True, eq=False)
class Skeletons:
    """The lines of a stack of pictures, all arrays enlarged four times.

    Args:
        ink: where the strokes are.
        line: their middle lines, one pixel wide.
        ends: the points of the line with one neighbour.
        junctions: the points where three or more lines meet; a crossing may hold several points.
        loops: the number of each enclosed hole, counted through all pictures from 1; 0 elsewhere.
    """

    ink: Bool[np.ndarray, "pictures height width"]
    line: Bool[np.ndarray, "pictures height width"]
    ends: Bool[np.ndarray, "pictures height width"]
    junctions: Bool[np.ndarray, "pictures height width"]
    loops: Int[np.ndarray, "pictures height width"]

    def __len__(self) -> int:
        return len(self.ink)

    def directions(self) -> Float[np.ndarray, "pictures height width"]:
        """The direction of the line at each of its points, in degrees: 0 runs across, ±90 up; NaN off the line.

        Positive angles rise to the right. From the second moments of the points of the line nearby.
        """
        found = np.full(self.line.shape, np.nan)
        for picture, line in enumerate(self.line):
            places = np.argwhere(line).astype(np.float64)
            y, x = places.T
            squared = (y[:, None] - y) ** 2 + (x[:, None] - x) ** 2
            sigma = REACH * ENLARGED
            near = np.exp(-squared / (2 * sigma**2)) * (squared <= (2 * sigma) ** 2)
            near /= near.sum(axis=1, keepdims=True)
            mean_y, mean_x = near @ y, near @ x
            yy, xx, xy = near @ (y * y) - mean_y**2, near @ (x * x) - mean_x**2, near @ (x * y) - mean_x * mean_y
            found[picture][line] = -np.rad2deg(0.5 * np.arctan2(2 * xy, xx - yy))
        return found


def skeletons(pictures: Shaped[np.ndarray, "pictures height width"]) -> Skeletons:
    """The lines of pictures of light ink on black.

    Ink is what is brighter than 0.4 of the picture's brightest point. The line is that of Zhang and Suen, without
    branches shorter than 1.5 pixels (pruned as Gonzalez and Woods do: shortened from its ends, then grown again).

    Args:
        pictures: grey levels, each with some ink.

    Raises:
        DataError: a picture without ink.

    Source: Zhang & Suen 1984; Gonzalez & Woods, "Digital Image Processing", ch. 9.5; Castro et al. 2019, Morpho-MNIST.
    """
    if len(blank := np.flatnonzero(pictures.reshape(len(pictures), -1).max(axis=1, initial=0) <= 0)):
        raise DataError(
            f"picture {blank[0]} has no ink, so nothing can be measured of it",
            got=f"{len(blank):,} blank pictures of {len(pictures):,}",
            expected="light ink on black",
            remedy="Leave blank pictures out.",
        )
    large = pictures.astype(np.float32).repeat(ENLARGED, axis=1).repeat(ENLARGED, axis=2)
    large = ndimage.gaussian_filter(large, (0, SMOOTH, SMOOTH), truncate=3.0)
    large /= large.max(axis=(1, 2), keepdims=True)
    loops = _loops(large)
    ink = (large > INK) & (loops == 0)
    thinned = np.stack([skeletonize(each) for each in ink])
    line = pruned(thinned, round(SPUR * ENLARGED))
    ends, junctions = _marked(line, _where(line, 1)), _marked(line, _where(line, 3, 4))
    return Skeletons(ink, line, ends, junctions, loops)


def pruned(line: Bool[np.ndarray, "pictures height width"], steps: int) -> Bool[np.ndarray, "pictures height width"]:
    """A line without its branches of at most `steps` points; what remains keeps its length."""
    short = line.copy()
    for _ in range(steps):
        short[_where(short, 1)] = False
    grown = short.copy()
    front = np.argwhere(_marked(short, _where(short, 1)))
    for _ in range(steps):
        front = _next(front, line, grown)
        grown[tuple(front.T)] = True
    # A stroke that was short enough to vanish whole is a dot: it stays.
    labels, count = ndimage.label(line, WITHIN)
    kept = np.zeros(count + 1, bool)
    kept[np.unique(labels[grown])] = True
    return grown | (line & ~kept[labels])


def points(
    marks: Bool[np.ndarray, "pictures height width"], apart: float
) -> tuple[Int[np.ndarray, " points"], Float[np.ndarray, "points 2"]]:
    """The picture and the place (down, right) of each group of marks; marks nearer than `apart` are one group."""
    radius = round(apart * ENLARGED / 2)
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    disc = (y**2 + x**2 <= radius**2)[None]
    wide = ndimage.binary_dilation(marks, disc) if radius else marks
    labels, _ = ndimage.label(wide, WITHIN)
    return centres(np.where(marks, labels, 0))


def centres(
    labels: Int[np.ndarray, "pictures height width"],
) -> tuple[Int[np.ndarray, " groups"], Float[np.ndarray, "groups 2"]]:
    """The picture and the centre (down, right) of each numbered group, in the order of the numbers from 1."""
    picture, y, x = np.nonzero(labels)
    which = labels[picture, y, x]
    sizes = np.bincount(which)[1:]
    sums = [np.bincount(which, values)[1:] for values in (picture, y, x)]
    middle = [total / np.maximum(sizes, 1) for total in sums]
    return middle[0].round().astype(np.int64), np.stack(middle[1:], axis=1)


def _where(line: np.ndarray, least: int, most: int | None = None) -> tuple[np.ndarray, ...]:
    """The points of a line that `least` … `most` lines leave (`least` alone without `most`).

    The lines that leave a point are the changes from off to on along the eight points around it (Rutovitz 1966).
    """
    picture, y, x = np.nonzero(line)
    padded = np.pad(line, ((0, 0), (1, 1), (1, 1)))
    around = np.stack([padded[picture, y + 1 + down, x + 1 + right] for down, right in _AROUND])
    leaving = (~around & np.roll(around, -1, axis=0)).sum(axis=0)
    chosen = (leaving >= least) & (leaving <= (least if most is None else most))
    return picture[chosen], y[chosen], x[chosen]


def _marked(line: np.ndarray, where: tuple[np.ndarray, ...]) -> np.ndarray:
    marks = np.zeros_like(line)
    marks[where] = True
    return marks


def _next(front: np.ndarray, line: np.ndarray, grown: np.ndarray) -> np.ndarray:
    """The points of the line next to a front that it has not reached yet."""
    around = np.concatenate([front + np.array([0, down, right]) for down, right in _AROUND])
    inside = ((around >= 0) & (around < line.shape)).all(axis=1)
    reached = np.unique(around[inside], axis=0)
    new = line[tuple(reached.T)] & ~grown[tuple(reached.T)]
    return reached[new]


def _loops(level: np.ndarray) -> np.ndarray:
    """Holes, numbered: at the lowest brightness that closes a stroke around them, or at a higher one that opens them.

    The background grows with the brightness that counts as ink: a hole of a lower level lies in one of a higher level,
    or that one leaks. A hole that holds none of a lower level is a small one that faint ink had filled.
    """
    numbers, found = np.zeros(level.shape, np.int64), 0
    for brightness in RINGS:
        outside = np.pad(level <= brightness, ((0, 0), (1, 1), (1, 1)), constant_values=True)
        labels, count = ndimage.label(outside, CROSS)
        sizes = np.bincount(labels.reshape(-1), minlength=count + 1)
        hole = sizes >= LEAST_LOOP * ENLARGED**2
        hole[0] = False
        hole[np.unique(labels[:, 0, 0])] = False
        labels = labels[:, 1:-1, 1:-1]
        hole[np.unique(labels[numbers > 0])] = False
        fresh = np.zeros(count + 1, np.int64)
        fresh[hole] = np.arange(found + 1, found + 1 + hole.sum())
        found += int(hole.sum())
        numbers = np.where(hole[labels], fresh[labels], numbers)
    return numbers
