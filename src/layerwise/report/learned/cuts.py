"""A plane in the pieces that a network cuts it into, drawn so that neighbours differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from layerwise.insight.paper import Cut, Cuts
from layerwise.report.learned.panels import SIDE, panel, panels
from layerwise.report.markup import escaped

Corners = list[tuple[int, int]]
Window = tuple[float, float, float, float]

# Corners are whole numbers on a grid this fine, in a window of `SIDE`.
_FINE = 3
# Shades that the pieces are drawn in, light ones, so that lines and marks are seen on them.
_SHADES = ("fh0", "fh1", "fh2", "fh3", "fh4")


def cuts(exhibit: Cuts, key: str) -> str:
    """The planes side by side.

    Args:
        exhibit: to draw.
        key: under which its title stands on the page.
    """
    marks = "".join(_mark(x, y, name, exhibit.window) for x, y, name in exhibit.marks)
    return panels(
        panel(each.label, _pieces(each, exhibit.window) + marks, f"{key}-{k}") for k, each in enumerate(exhibit.panels)
    )


def neighbours_differ(polygons: Sequence[Corners], colours: int) -> list[int]:
    """A colour's number for each polygon, no two that touch alike where `colours` suffice.

    Args:
        polygons: of each the corners, whole numbers on the fine grid.
        colours: how many there are.
    """
    beside = _beside(polygons)
    found: list[int] = []
    for number in range(len(polygons)):
        taken = [found[other] for other in beside[number] if other < number]
        found.append(min(range(colours), key=lambda colour: (taken.count(colour), (colour - number) % colours)))
    return found


def _beside(polygons: Sequence[Corners]) -> defaultdict[int, set[int]]:
    """Which polygons touch, seen on a grid of whole numbers."""
    size = SIDE * _FINE + 1
    picture = Image.new("I", (size, size), -1)
    draw = ImageDraw.Draw(picture)
    for number, corners in enumerate(polygons):
        draw.polygon(corners, fill=number)
    seen, count = np.asarray(picture), len(polygons)
    codes = [_code(a, b, count) for a, b in ((seen[1:], seen[:-1]), (seen[:, 1:], seen[:, :-1]))]
    found: defaultdict[int, set[int]] = defaultdict(set)
    for code in np.unique(np.concatenate(codes)).tolist():
        one, other = divmod(code, count)
        found[one].add(other)
        found[other].add(one)
    return found


def _code(first: np.ndarray, second: np.ndarray, count: int) -> np.ndarray:
    """One number for each pair of different pieces side by side; -1 is none."""
    differ = (first != second) & (first >= 0) & (second >= 0)
    one, other = first[differ].astype(np.int64), second[differ].astype(np.int64)
    return np.minimum(one, other) * count + np.maximum(one, other)


def _pieces(cut: Cut, window: Window) -> str:
    placed = [_on_grid(each, window) for each in cut.polygons]
    shown = [corners for corners in placed if len(set(corners)) > 2]
    paths: list[list[str]] = [[] for _ in _SHADES]
    for corners, shade in zip(shown, neighbours_differ(shown, len(_SHADES)), strict=True):
        paths[shade].append(_path(corners))
    drawn = "".join(
        f'<path class="piece {name}" d="{"".join(path)}"></path>'
        for name, path in zip(_SHADES, paths, strict=True)
        if path
    )
    return f'<g transform="scale({1 / _FINE:.4f})">{drawn}</g>'


def _on_grid(polygon: Sequence[float], window: Window) -> Corners:
    places = (_placed(x, y, window) for x, y in zip(polygon[::2], polygon[1::2], strict=True))
    return [(round(x * _FINE), round(y * _FINE)) for x, y in places]


def _path(corners: Corners) -> str:
    """To the first corner, then from each to the next: small numbers are short."""
    (left, top), *others = corners
    steps = []
    for x, y in others:
        steps.append(f"{x - left} {y - top}")
        left, top = x, y
    return f"M{corners[0][0]} {corners[0][1]}l{' '.join(steps)}z"


def _placed(x: float, y: float, window: Window) -> tuple[float, float]:
    """In the panel; what lies outside the window lies outside the panel."""
    left, right, bottom, top = window
    return (x - left) / (right - left) * SIDE, (top - y) / (top - bottom) * SIDE


def _mark(x: float, y: float, name: str, window: Window) -> str:
    across, down = _placed(x, y, window)
    # Near the right edge the name stands before the dot.
    shift, anchor = (8, "start") if across < 0.8 * SIDE else (-8, "end")
    dot = f'<circle class="mark" cx="{across:.0f}" cy="{down:.0f}" r="4.5"></circle>'
    place = f'x="{across + shift:.0f}" y="{down + 5:.0f}" text-anchor="{anchor}"'
    return f'{dot}<text class="mark-name" {place}>{escaped(name)}</text>'
