"""The film as one animated SVG: style sheets alone, no script, and its resting state is its last picture.

So what does not play it, and whoever asks for reduced motion, sees the end. Unless a theme is asked for it follows its
reader's, light or dark.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import numpy as np

from layerwise.explorer.film.shapes import (
    HEIGHT,
    WIDTH,
    Box,
    Colour,
    Curve,
    Disc,
    Group,
    Ink,
    Length,
    Line,
    Scene,
    Shape,
    Words,
)
from layerwise.explorer.film.themes import TOKENS, Theme
from layerwise.report.markup import escaped
from layerwise.report.tokens import FONT

_LEVELS = 24  # of ink
_INSTANT = 0.01  # seconds that a change at once takes
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}


def svg(scene: Scene, theme: Theme | None = None, *, loop: bool = True) -> str:
    """The scene as a file's content.

    Args:
        scene: to draw.
        theme: light or dark; None: as the reader's system is.
        loop: whether it begins again when it has ended.
    """
    body, rules = [], []
    for number, group in enumerate(scene.groups):
        drawn = "".join(_shape(shape) for shape in group.shapes)
        if _stays(group):
            body.append(drawn)
            continue
        rules.append(_rule(group, number, scene.seconds))
        if group.sweep:
            body.append(f"{drawn}{_curtain(group.sweep, number)}")
        else:
            body.append(f'<g class="a a{number}">{drawn}</g>')
    times = "infinite" if loop else "1"
    moves = (
        f".a{{animation:{_number(scene.seconds)}s linear {times}}}{''.join(rules)}"
        "@media (prefers-reduced-motion:reduce){.a{animation:none}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{escaped(scene.title)}" xml:lang="{scene.language}">'
        f"<title>{escaped(scene.title)}</title>"
        f"<style>{_colours(theme)}text{{font-family:{FONT};font-variant-numeric:tabular-nums}}{moves}</style>"
        f"{''.join(body)}</svg>\n"
    )


def _colours(theme: Theme | None) -> str:
    def rules(tokens: dict[str, str]) -> str:
        return "".join(
            f".f-{name}{{fill:{tokens[name]}}}.s-{name}{{stroke:{tokens[name]}}}" for name in get_args(Colour)
        )

    still = ".n{fill:none}.d{stroke-dasharray:7 4}"
    if theme:
        return still + rules(TOKENS[theme])
    return f"{still}{rules(TOKENS['light'])}@media (prefers-color-scheme:dark){{{rules(TOKENS['dark'])}}}"


def _stays(group: Group) -> bool:
    return group.start == group.ready == 0 and group.gone is None


def _rule(group: Group, number: int, seconds: Length) -> str:
    """How the group comes and goes, and the state it has where nothing moves: that of the last picture."""
    hidden, there = ("transform:none", "transform:scaleX(0)") if group.sweep else ("opacity:0", "opacity:1")
    ready = max(group.ready, group.start + _INSTANT)
    stops = (
        [(0.0, there)] if group.start == 0 == group.ready else [(0.0, hidden), (group.start, hidden), (ready, there)]
    )
    rest = there
    if group.gone is not None:
        stops += [(group.gone, there), (group.gone + _INSTANT, hidden)]
        rest = hidden
    stops.append((seconds, stops[-1][1]))
    frames = "".join(f"{_number(100 * second / seconds, 3)}%{{{state}}}" for second, state in stops)
    return f".a{number}{{{rest};animation-name:k{number}}}@keyframes k{number}{{{frames}}}"


def _curtain(sweep: tuple[Length, Length, Length, Length], number: int) -> str:
    """Covers what is not there yet, and is drawn back to the right: plain enough for every browser."""
    left, top, right, bottom = sweep
    return (
        f'<rect class="f-card a a{number}" style="transform-origin:{_number(right)}px 0" '
        f"{_place(x=left, y=top, width=right - left, height=bottom - top)}/>"
    )


def _shape(shape: Shape) -> str:
    match shape:
        case Curve():
            middle = (shape.x0 + shape.x1) / 2
            points = (middle, shape.y0, middle, shape.y1, shape.x1, shape.y1)
            path = f"M{_number(shape.x0)} {_number(shape.y0)}C{' '.join(map(_number, points))}"
            return f'<path class="n {_outline(shape.line)} d="{path}"/>'
        case Disc():
            look = _look(shape.fill, shape.opacity, shape.line)
            return f"<circle {look} {_place(cx=shape.x, cy=shape.y, r=shape.r)}/>"
        case Box():
            round_ = f' rx="{_number(shape.radius)}"' if shape.radius else ""
            size = _place(x=shape.x, y=shape.y, width=shape.width, height=shape.height)
            return f"<rect {_look(shape.fill, shape.opacity, shape.line)} {size}{round_}/>"
        case Words():
            weight = ' font-weight="700"' if shape.bold else ""
            return (
                f'<text class="f-{shape.colour}" {_place(x=shape.x, y=shape.baseline)} '
                f'font-size="{_number(shape.size)}" text-anchor="{_ANCHORS[shape.align]}"{weight}>'
                f"{escaped(shape.text)}</text>"
            )
        case Ink():
            return "".join(_ink(shape))


def _look(fill: str | None, opacity: Length, line: Line | None) -> str:
    """The attributes of a filled or outlined shape."""
    name = f"f-{fill}" if fill else "n"
    faint = f' fill-opacity="{_number(opacity, 3)}"' if fill and opacity < 1 else ""
    if not line:
        return f'class="{name}"{faint}'
    return f'class="{name} {_outline(line)}{faint}'


def _outline(line: Line) -> str:
    """The end of a class attribute that was begun, and what else a line needs."""
    faint = f' stroke-opacity="{_number(line.opacity, 2)}"' if line.opacity < 1 else ""
    return f's-{line.colour}{" d" if line.dashed else ""}" stroke-width="{_number(line.width)}"{faint}'


def _ink(ink: Ink) -> Iterable[str]:
    """One path a level of grey, its pixels in runs."""
    levels = np.round(ink.levels * _LEVELS).astype(np.int64)
    for level in np.unique(levels[levels > 0]):
        path = []
        for row, inked in enumerate(levels == level):
            edges = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]])))
            for start, end in edges.reshape(-1, 2):
                x, y = _number(ink.x + start * ink.step, 2), _number(ink.y + row * ink.step, 2)
                wide, high = _number((end - start) * ink.step, 2), _number(ink.step, 2)
                path.append(f"M{x} {y}h{wide}v{high}h-{wide}z")
        look = f'class="f-{ink.colour}" shape-rendering="crispEdges" fill-opacity="{_number(level / _LEVELS, 3)}"'
        yield f'<path {look} d="{"".join(path)}"/>'


def _place(**lengths: Length) -> str:
    return " ".join(f'{name}="{_number(value)}"' for name, value in lengths.items())


def _number(value: Length, places: int = 1) -> str:
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
