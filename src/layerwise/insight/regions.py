"""The linear pieces of a relu network on a plane, exactly: polygons, cut layer by layer along each unit's line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Num

from layerwise.errors import DataError, SpecError
from layerwise.insight.branches import check_switching
from layerwise.nets.forward import LEAKY_SLOPE
from layerwise.nets.network import Network

# Corners nearer to a line than this lie on it (the plane's own unit is 1).
_ON_THE_LINE = 1e-9
MOST_REGIONS = 200_000


@dataclass(frozen=True, eq=False)
class Region:
    """A polygon of the plane on which the network is a straight map.

    Args:
        corners: (corners, 2), in the plane's coordinates, in order around it.
        pattern: which units of the layers cut so far are on.
    """

    corners: Float[np.ndarray, "corners 2"]
    pattern: tuple[bool, ...]

    @property
    def area(self) -> float:
        """Of the polygon, in squared units of the plane (shoelace formula)."""
        x, y = self.corners.T
        return 0.5 * abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))))


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane in the space of inputs: origin + a·across + b·up, looked at from a = left … right, b = bottom … top.

    Args:
        origin, across, up: inputs as the data set holds them.
        left, right, bottom, top: the window.
    """

    origin: Float[np.ndarray, " features"]
    across: Float[np.ndarray, " features"]
    up: Float[np.ndarray, " features"]
    left: float = 0.0
    right: float = 1.0
    bottom: float = 0.0
    top: float = 1.0

    @classmethod
    def through(cls, examples: Num[np.ndarray, "3 features"], margin: float = 0.25) -> Plane:
        """The plane through three examples, the first at (0, 0), the second at (1, 0), the third at (0, 1).

        Raises:
            DataError: three examples on one line.
        """
        first, second, third = np.asarray(examples, np.float64)
        across, up = second - first, third - first
        if np.linalg.matrix_rank(np.stack([across, up])) < 2:
            raise DataError(
                "three examples on one line span no plane",
                got="equal or aligned examples",
                expected="three that differ",
                remedy="Choose other rows.",
            )
        return cls(first, across, up, -margin, 1 + margin, -margin, 1 + margin)

    def inputs(self, places: Float[np.ndarray, "places 2"]) -> Float[np.ndarray, "places features"]:
        """The inputs at places of the plane."""
        return self.origin + places[:, :1] * self.across + places[:, 1:] * self.up


def regions(network: Network, plane: Plane, *, most: int = MOST_REGIONS) -> list[list[Region]]:
    """The polygons into which each layer, and those before it, cut a plane.

    On a polygon of the layers before, each unit's sum is a straight map of the place, so it is 0 along one line at
    most: the polygon is cut there. Nothing is sampled.

    Args:
        network: of plain relu or leaky_relu layers.
        plane: where to look.
        most: stops with an error beyond so many polygons.

    Returns:
        For each hidden layer the polygons after it, all of positive area, which tile the window.

    Raises:
        SpecError: a network without switches (says why), or more polygons than `most`.

    Source: Hanin & Rolnick 2019, "Deep ReLU networks have surprisingly few activation patterns".
    """
    check_switching(network)
    slope = LEAKY_SLOPE if network.spec.activation == "leaky_relu" else 0.0
    corners = [
        (plane.left, plane.bottom),
        (plane.right, plane.bottom),
        (plane.right, plane.top),
        (plane.left, plane.top),
    ]
    pieces = [_Piece(np.array(corners, np.float64), _first_map(network, plane), ())]
    found = []
    for layer in network.layers[:-1]:
        weight, bias = np.asarray(layer["weight"], np.float64), np.asarray(layer["bias"], np.float64)
        pieces = [after for piece in pieces for after in _cut(piece, weight, bias, slope, most)]
        if len(pieces) > most:
            raise _too_many(most)
        found.append([Region(piece.corners, piece.pattern) for piece in pieces])
    return found


@dataclass(frozen=True, eq=False)
class _Piece:
    """A polygon with the straight map (3, units) from (1, a, b) to what the layers so far answer on it."""

    corners: np.ndarray
    answers: np.ndarray
    pattern: tuple[bool, ...]


def _first_map(network: Network, plane: Plane) -> np.ndarray:
    scaling = network.preprocessing
    origin = (plane.origin - scaling.offset) / scaling.scale
    return np.stack([origin, plane.across / scaling.scale, plane.up / scaling.scale])


def _cut(piece: _Piece, weight: np.ndarray, bias: np.ndarray, slope: float, most: int) -> list[_Piece]:
    sums = piece.answers @ weight
    sums[0] += bias
    parts: list[tuple[np.ndarray, tuple[bool, ...]]] = [(piece.corners, ())]
    for unit in range(sums.shape[1]):
        parts = [
            (corners, (*pattern, on)) for before, pattern in parts for on, corners in _halves(before, sums[:, unit])
        ]
        if len(parts) > most:
            raise _too_many(most)
    return [
        _Piece(corners, sums * np.where(pattern, 1.0, slope), (*piece.pattern, *pattern)) for corners, pattern in parts
    ]


def _halves(corners: np.ndarray, line: np.ndarray) -> list[tuple[bool, np.ndarray]]:
    """The parts of a polygon where a straight map is above 0 (on) and where it is not."""
    heights = line[0] + corners @ line[1:]
    tolerance = _ON_THE_LINE * max(1e-300, float(np.hypot(line[1], line[2])), abs(float(line[0])) * 1e-3)
    if (heights <= tolerance).all():
        return [(False, corners)]
    if (heights >= -tolerance).all():
        return [(True, corners)]
    return [(True, _clipped(corners, heights)), (False, _clipped(corners, -heights))]


def _clipped(corners: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """The part of a convex polygon where the heights are not below 0 (Sutherland & Hodgman 1974)."""
    kept = []
    for (here, height), (after, further) in zip(
        zip(corners, heights, strict=True),
        zip(np.roll(corners, -1, axis=0), np.roll(heights, -1), strict=True),
        strict=True,
    ):
        if height >= 0:
            kept.append(here)
        if height * further < 0:
            kept.append(here + height / (height - further) * (after - here))
    return np.array(kept)


def _too_many(most: int) -> SpecError:
    return SpecError(
        "this plane crosses too many regions to count one by one",
        got=f"more than {most:,}",
        expected=f"at most {most:,}",
        remedy="Look at a smaller window, or at a smaller network.",
    )
