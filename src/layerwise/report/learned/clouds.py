"""Maps of examples: each class has a colour and a sign, its name where that is one character."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layerwise.insight.paper import Cloud, Clouds
from layerwise.report.learned.panels import SIDE, panel, panels
from layerwise.report.markup import element, escaped, paragraph
from layerwise.report.tokens import CLASSES_LIGHT
from layerwise.words import Text

# More points only cover one another.
MOST_POINTS = 600
_THINNED = Text(
    "Drawn are {most:,} points of each map, evenly chosen; the largest has {count:,}.",
    "每幅图均匀抽取 {most:,} 个点绘出；点数最多的一幅共有 {count:,} 个点。",
)
_MARGIN = 12
# Circle, square, triangle, diamond, plus, cross, wedge, bar, ring, post, frame: as paths from where the pen is. Eleven,
# beside ten colours, so that 110 classes go by before a sign and its colour come again.
_SIGNS = (
    "m-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0z",
    "m-3.2-3.2h6.4v6.4h-6.4z",
    "m0-4.2l4 7.2h-8z",
    "m0-4.6l3.6 4.6l-3.6 4.6l-3.6-4.6z",
    "m-1.2-4.2h2.4v3h3v2.4h-3v3h-2.4v-3h-3v-2.4h3z",
    "m-3.8-2.2l1.6-1.6l2.2 2.2l2.2-2.2l1.6 1.6l-2.2 2.2l2.2 2.2l-1.6 1.6l-2.2-2.2l-2.2 2.2l-1.6-1.6l2.2-2.2z",
    "m0 4.2l-4-7.2h8z",
    "m-4.4-1.2h8.8v2.4h-8.8z",
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0zm2 0a2 2 0 1 1 4 0a2 2 0 1 1-4 0z",
    "m-1.2-4.4h2.4v8.8h-2.4z",
    "m-3.6-3.6h7.2v7.2h-7.2zm1.8 1.8v3.6h3.6v-3.6z",
)


def clouds(exhibit: Clouds, key: str) -> str:
    """The maps side by side, with a legend where the points are no letters.

    Args:
        exhibit: to draw.
        key: under which its title stands on the page.
    """
    letters = all(len(name) == 1 for name in exhibit.classes)
    drawn = [
        panel(each.label, _points(each, exhibit.classes, letters=letters), f"{key}-{k}")
        for k, each in enumerate(exhibit.panels)
    ]
    most = max((len(each.points) for each in exhibit.panels), default=0)
    thinned = Text(**_THINNED.both(most=MOST_POINTS, count=most))
    note = paragraph(thinned, "note") if most > MOST_POINTS else ""
    return panels(drawn) + ("" if letters else _legend(exhibit.classes)) + note


def thinned(points: Sequence[tuple[float, float, int]]) -> list[tuple[float, float, int]]:
    """At most `MOST_POINTS` of them, evenly, in their own order."""
    if len(points) <= MOST_POINTS:
        return list(points)
    return [points[k] for k in np.linspace(0, len(points) - 1, MOST_POINTS).round().astype(int)]


def _points(cloud: Cloud, classes: Sequence[str], *, letters: bool) -> str:
    points = thinned(cloud.points)
    if not points:
        return ""
    places = _placed(np.array([point[:2] for point in points], float))
    numbers = np.array([point[2] for point in points])
    draw = _letters if letters else _signs
    return "".join(draw(places[numbers == k], k, name) for k, name in enumerate(classes) if (numbers == k).any())


def _placed(places: np.ndarray) -> np.ndarray:
    """In the panel, up is up, a unit as long across as up: distances mean something."""
    low, high = places.min(axis=0), places.max(axis=0)
    span = float((high - low).max()) or 1.0
    centred = (places - (low + high) / 2) / span * (SIDE - 2 * _MARGIN)
    return centred * np.array([[1.0, -1.0]]) + SIDE / 2


def _letters(places: np.ndarray, number: int, name: str) -> str:
    """The class's name at each place, in one element: x and y hold a value a character."""
    x, y = (" ".join(f"{value:.0f}" for value in column) for column in places.T)
    return f'<text class="letters {_colour(number)}" x="{x}" y="{y}">{escaped(name * len(places))}</text>'


def _signs(places: np.ndarray, number: int, name: str) -> str:
    path = "".join(f"M{x:.0f} {y:.0f}{_SIGNS[number % len(_SIGNS)]}" for x, y in places)
    return f'<path class="{_colour(number)}" d="{path}"></path>'


def _legend(classes: Sequence[str]) -> str:
    items = []
    for number, name in enumerate(classes):
        sign = f'<path class="{_colour(number)}" d="M6 6{_SIGNS[number % len(_SIGNS)]}"></path>'
        items.append(element("li", f'<svg viewBox="0 0 12 12" aria-hidden="true">{sign}</svg>{escaped(name)}'))
    return element("ul", "".join(items), kind="legend")


def _colour(number: int) -> str:
    return f"c{number % len(CLASSES_LIGHT)}"
