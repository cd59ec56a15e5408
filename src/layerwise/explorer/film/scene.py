"""The film of one example: what stands where, and when it comes, made from a network's passage.

Layers appear one after the other as on the page: links grow, a ring shows each unit's sum, then the unit is filled as
far as it is active; at the end the answers, with bars.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from layerwise.explorer.film.example import Plane, example_shapes, same_answer
from layerwise.explorer.film.headings import closing, headings, names_of_columns
from layerwise.explorer.film.layout import CARD, Column, Layout, answer_name, layout
from layerwise.explorer.film.passage import Passage
from layerwise.explorer.film.shapes import HEIGHT, WIDTH, Box, Curve, Disc, Group, Length, Line, Scene, Shape, Words
from layerwise.explorer.film.words import percent
from layerwise.words import Language

# Seconds: before the first layer, one layer, after the last; of deep networks each layer takes less.
LEAD, PACE, HOLD = 1.0, 1.4, 4.0
_LONGEST_WAY = 9.8
# Of the way through a layer: until here links grow, until there the sum stands, then it is activated.
LINKS_END, SUM_END = 0.55, 0.78
# Between a link's end and the unit it belongs to.
_CLEAR = 2.0


@dataclass(frozen=True, eq=False)
class _Step:
    """One layer's part of the film: when it is, where its links come from, and how heavy they are drawn."""

    passage: Passage
    column: Column
    before: Column | None
    start: Length
    pace: Length
    exit: tuple[Length, Length]
    weight: Length

    def at(self, part: Length) -> float:
        """The second at which so much of the step is over, 0 … 1."""
        return self.start + part * self.pace

    def groups(self, places: Layout, language: Language) -> list[Group]:
        """The links, then the units or the answers."""
        links = self._faint_links() if self.before is None else self._links(self.before)
        left = self.exit[0] if self.before is None else self.before.x + self.before.r + _CLEAR / 2
        area = (left, CARD.y + 2, self.column.x - self.column.r - _CLEAR / 2, CARD.y + CARD.height - 60)
        grown = Group(tuple(links), self.at(0), self.at(LINKS_END), sweep=area)
        hidden = self.column.layer < self.passage.network.spec.depth
        return [grown, *(self._units() if hidden else self._answers(places, language))]

    def _faint_links(self) -> list[Shape]:
        """From the example, or from layers that are not drawn: one link a unit, by the size of its sum."""
        sums = np.abs(self.passage.sums[self.column.layer])
        most = float(max(sums[spot.unit] for spot in self.column.spots)) or 1.0
        curves: list[Shape] = []
        for spot in self.column.spots:
            strength = float(sums[spot.unit]) / most
            line = Line("soft", 0.8 + 1.6 * strength, 0.18 + 0.5 * strength)
            curves.append(Curve(*self.exit, spot.x - spot.r - _CLEAR, spot.y, line))
        return curves

    def _links(self, before: Column) -> list[Shape]:
        sources, targets = before.spots, self.column.spots
        units = (np.array([spot.unit for spot in spots]) for spots in (sources, targets))
        links = self.passage.links_into(self.column.layer, *units)
        most = abs(links[-1][2]) if links else 1.0
        curves: list[Shape] = []
        for a, b, value in links:
            strength = abs(value) / most
            line = Line(
                "for" if value > 0 else "against", 0.7 + self.weight * strength, 0.12 + 0.75 * strength, value < 0
            )
            start, end = sources[a], targets[b]
            curves.append(Curve(start.x + start.r + _CLEAR, start.y, end.x - end.r - _CLEAR, end.y, line))
        return curves

    def _units(self) -> list[Group]:
        inner, activations = (values[self.column.layer] for values in (self.passage.inner, self.passage.activations))
        rings: list[Shape] = []
        for spot in self.column.spots:
            positive = float(inner[spot.unit]) > 0
            line = Line("for" if positive else "against", 2.6 if spot.r > 6 else 1.6, dashed=not positive)
            rings.append(Disc(spot.x, spot.y, spot.r, line=line))
        most = float(np.abs(activations).max()) or 1.0
        filled: list[Shape] = []
        for spot in self.column.spots:
            share = abs(float(activations[spot.unit])) / most
            edge = Line("accent", opacity=0.4 + 0.6 * share) if share > 0.05 else None
            filled.append(Disc(spot.x, spot.y, spot.r, "accent", share, edge))
            if activations[spot.unit] < 0 and share > 0.05 and spot.r > 4:
                mark = Box(spot.x - 0.4 * spot.r, spot.y - 1.1, 0.8 * spot.r, 2.2, "card" if share > 0.6 else "ink")
                filled.append(mark)
        summed = Group(tuple(rings), self.at(LINKS_END), self.at(LINKS_END), gone=self.at(SUM_END))
        return [summed, Group(tuple(filled), self.at(SUM_END), self.at(1))]

    def _answers(self, places: Layout, language: Language) -> list[Group]:
        """Names, bars and shares; the first of them in ink."""
        passage, size, (bar_x, longest) = self.passage, places.answer_size, places.bars
        names: list[Shape] = []
        shares: list[Shape] = []
        for spot in self.column.spots:
            wins = spot.unit == passage.answer
            share = float(passage.probabilities[spot.unit])
            name = Words(spot.x + 10, spot.y, answer_name(passage, spot.unit), size)
            if wins:
                usual, first = name, replace(name, colour="ink", bold=True)
            else:
                names.append(name)
            high, length = 0.62 * size, max(3.0, (longest - bar_x) * share)
            bar = Box(bar_x, spot.y - high / 2, length, high, "soft", 0.4, radius=2)
            shares.append(replace(bar, fill="accent", opacity=1.0) if wins else bar)
            if share >= 0.0005:
                told = percent(language, share)
                shares.append(Words(bar_x + length + 8, spot.y, told, 0.85 * size, "ink" if wins else "soft"))
        area = (bar_x - 4, CARD.y + 2, CARD.x + CARD.width - 8, CARD.y + CARD.height - 60)
        then = self.at(LINKS_END)
        return [
            *(Group(tuple(names)), Group((usual,), gone=then), Group((first,), then, then)),
            Group(tuple(shares), then, self.at(1), sweep=area),
        ]


def film_scene(
    passage: Passage,
    language: Language = "en",
    *,
    truth: int | None = None,
    plane: Plane | None = None,
) -> Scene:
    """The film of one example's way through a network.

    Args:
        passage: of the example.
        language: of its words.
        truth: the example's class, where it is known: a wrong answer is called one.
        plane: the least and the largest values of the data, for a network of two inputs.
    """
    places = layout(passage)
    pace = min(PACE, _LONGEST_WAY / len(places.columns))
    steps = _steps(passage, places, pace)
    moving = steps[-1].at(1)
    ground = [Box(0, 0, WIDTH, HEIGHT, "paper"), CARD, *example_shapes(passage, places.input, plane)]
    empty = [
        Disc(spot.x, spot.y, spot.r, "card", line=Line("soft", opacity=0.4))
        for column in places.columns[:-1]
        for spot in column.spots
    ]
    titles, title = headings(passage, places, language, [step.start for step in steps], moving, truth)
    still = Group((*ground, *empty, *names_of_columns(passage, places, language), *closing(passage, language)))
    groups = [still, *titles, *(group for step in steps for group in step.groups(places, language))]
    if region := same_answer(passage, places.input, plane, language):
        groups.append(Group(tuple(region), steps[-1].at(LINKS_END), moving))
    code = "zh-CN" if language == "zh" else "en"
    return Scene(title, tuple(groups), moving + 0.4, moving + 0.4 + HOLD, code)


def _steps(passage: Passage, places: Layout, pace: Length) -> list[_Step]:
    square = places.input
    begin = (square.x + square.width + 4, square.y + square.height / 2)
    # Where layers stand close, thick links would hide each other.
    weight = 4.3 * min(1.0, max(0.4, places.spacing / 150))
    steps: list[_Step] = []
    before: Column | None = None
    for k, column in enumerate(places.columns):
        if column.after_gap and places.gap:
            before, begin = None, (places.gap[0] + 14, square.y + square.height / 2)
        steps.append(_Step(passage, column, before, LEAD + k * pace, pace, begin, weight))
        before = column
    return steps
