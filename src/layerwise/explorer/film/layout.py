"""Where everything of the film stands: the example at the left, a column a layer, the answers at the right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layerwise.explorer.film.passage import Passage
from layerwise.explorer.film.shapes import Box, Length, Line
from layerwise.explorer.film.words import shortened, width_of

CARD = Box(40, 120, 1200, 546, fill="card", radius=14, line=Line("line"))
# Of the columns, within the card; the names of the layers stand below.
TOP, BOTTOM, NAMES = 150.0, 606.0, 640.0
SIDE = 208.0
INPUT_X = 68.0
# Of the answers: before and behind their names, for the longest bar, for its percentage.
_NAME_ROOM, _BAR_ROOM, _SHARE_ROOM = 36.0, 150.0, 90.0
_LONGEST_NAME = 8.0  # in sizes of its font
# More units than this in a layer are folded, as on the page: those with the largest weights to the next stay.
MOST_UNITS = 48
MOST_ANSWERS = 20
# Deeper networks show their first and their last hidden layers.
MOST_LAYERS = 12
FIRST_OF_MANY = 6
_RADIUS = 13.0


@dataclass(frozen=True)
class Spot:
    """Where one unit stands."""

    unit: int
    x: Length
    y: Length
    r: Length


@dataclass(frozen=True)
class Column:
    """One layer.

    Args:
        layer: counted from 0; as many as the network is deep: the answers.
        x: of its units.
        spots: those that are shown.
        units: how many the layer has.
        after_gap: whether the layer before it is not drawn.
    """

    layer: int
    x: Length
    spots: tuple[Spot, ...]
    units: int
    after_gap: bool = False

    @property
    def r(self) -> float:
        """Radius of its units."""
        return self.spots[0].r


@dataclass(frozen=True)
class Layout:
    """The whole picture.

    Args:
        input: the example's square.
        columns: hidden layers as far as they are drawn, then the answers.
        gap: (x, how many layers are left out there); None where all are drawn.
        spacing: between two columns.
        answer_size: of the letters of the answers.
        bars: x where their bars begin, and x of the longest's end.
    """

    input: Box
    columns: tuple[Column, ...]
    gap: tuple[Length, int] | None
    spacing: Length
    answer_size: Length
    bars: tuple[Length, Length]


def layout(passage: Passage) -> Layout:
    """The places of a network's layers and of the example it is asked."""
    spec = passage.network.spec
    left_out = spec.depth - MOST_LAYERS
    if left_out > 1:
        hidden = [*range(FIRST_OF_MANY), *range(FIRST_OF_MANY + left_out, spec.depth)]
    else:
        hidden, left_out = list(range(spec.depth)), 0
    places = [*hidden, spec.depth]
    if left_out:
        places.insert(FIRST_OF_MANY, -1)
    answers = passage.most_probable(MOST_ANSWERS)
    size = 20.0 if len(answers) <= 12 else 16.0
    names = size * max(width_of(answer_name(passage, int(unit))) for unit in answers)
    end = CARD.x + CARD.width - _SHARE_ROOM
    left, right = INPUT_X + SIDE + 104, end - _BAR_ROOM - names - _NAME_ROOM
    spacing = (right - left) / max(1, len(places) - 1)
    xs = {layer: right if len(places) == 1 else left + spacing * k for k, layer in enumerate(places)}
    columns = []
    for k, layer in enumerate(places):
        if layer >= 0:
            last = layer == spec.depth
            shown = answers if last else passage.strongest_units(layer, MOST_UNITS)
            units = spec.classes if last else spec.hidden[layer]
            spots = _spots(shown, xs[layer], 0.0 if last else spacing * 0.15)
            columns.append(Column(layer, xs[layer], spots, units, after_gap=k > 0 and places[k - 1] < 0))
    square = Box(INPUT_X, (TOP + BOTTOM - SIDE) / 2, SIDE, SIDE, fill="paper", line=Line("line"))
    gap = (xs[-1], left_out) if left_out else None
    return Layout(square, tuple(columns), gap, spacing, size, (end - _BAR_ROOM, end))


def answer_name(passage: Passage, unit: int) -> str:
    """A class's name, as far as there is room for it."""
    return shortened(passage.network.classes[unit], _LONGEST_NAME)


def _spots(units: np.ndarray, x: Length, widest: Length) -> tuple[Spot, ...]:
    gap = min((BOTTOM - TOP - 2 * _RADIUS) / max(1, len(units) - 1), 46.0)
    start = (TOP + BOTTOM - gap * (len(units) - 1)) / 2
    r = min(_RADIUS, gap * 0.4, widest)
    return tuple(Spot(int(unit), x, start + place * gap, r) for place, unit in enumerate(units))
