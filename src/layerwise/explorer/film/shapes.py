"""What a film is made of: plain shapes in groups, each group with the seconds at which it comes and goes.

A scene knows nothing of networks, and what draws it (`svg`, `frames`) nothing of what it shows. Lengths are pixels of a
1280×720 picture, y downwards; colours are the names of the design tokens, so that one scene is drawn light and dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float

Colour = Literal["paper", "card", "ink", "soft", "line", "accent", "for", "against"]
Align = Literal["left", "center", "right"]

# Whole numbers are lengths too, which type checks at run time would not know.
Length = int | float

WIDTH, HEIGHT = 1280, 720


@dataclass(frozen=True)
class Line:
    """How an outline or a curve is drawn.

    Args:
        colour, width, opacity: of the line.
        dashed: the second way, beside the colour, to tell a negative sign.
    """

    colour: Colour
    width: Length = 1.0
    opacity: Length = 1.0
    dashed: bool = False


@dataclass(frozen=True)
class Curve:
    """An even curve that leaves its start and reaches its end level."""

    x0: Length
    y0: Length
    x1: Length
    y1: Length
    line: Line


@dataclass(frozen=True)
class Disc:
    """A unit: filled as far as it is active."""

    x: Length
    y: Length
    r: Length
    fill: Colour | None = None
    opacity: Length = 1.0
    line: Line | None = None


@dataclass(frozen=True)
class Box:
    """A rectangle, with rounded corners where `radius` is above 0."""

    x: Length
    y: Length
    width: Length
    height: Length
    fill: Colour | None = None
    opacity: Length = 1.0
    radius: Length = 0.0
    line: Line | None = None


@dataclass(frozen=True, eq=False)
class Ink:
    """A picture's pixels, all in one colour, each as strong as its level.

    Args:
        x, y: its upper left corner.
        step: side of a pixel.
        levels: (height, width), how much ink, 0 … 1.
        colour: of it.
    """

    x: Length
    y: Length
    step: Length
    levels: Float[np.ndarray, "height width"]
    colour: Colour = "ink"


@dataclass(frozen=True)
class Words:
    """One line of text; `y` is the middle of its small letters, so that it stands level with shapes at `y`."""

    x: Length
    y: Length
    text: str
    size: Length
    colour: Colour = "soft"
    align: Align = "left"
    bold: bool = False

    @property
    def baseline(self) -> float:
        """Where the letters stand."""
        return self.y + 0.35 * self.size


Shape = Curve | Disc | Box | Ink | Words


@dataclass(frozen=True)
class Group:
    """Shapes that come together.

    Args:
        shapes: drawn one over the other in this order.
        start: second at which they begin to come.
        ready: second from which all of it is there; equal to `start`: at once.
        gone: second at which they go, at once; None: they stay.
        sweep: (left, top, right, bottom), a part of the card that holds nothing else: they are revealed from left to
            right instead of fading in.
    """

    shapes: tuple[Shape, ...]
    start: Length = 0.0
    ready: Length = 0.0
    gone: Length | None = None
    sweep: tuple[Length, Length, Length, Length] | None = None

    def shown(self, second: Length) -> float:
        """How much of it is there, 0 … 1."""
        if second < self.start or (self.gone is not None and second >= self.gone):
            return 0.0
        if second >= self.ready:
            return 1.0
        return (second - self.start) / (self.ready - self.start)


@dataclass(frozen=True)
class Scene:
    """A film: what stands where, and when.

    Args:
        title: the whole of it in a sentence, as its last picture says it.
        groups: drawn one over the other in this order.
        moving: seconds until all has come.
        seconds: of the film; what is after `moving` shows the last picture.
        language: a BCP 47 code of its words.
    """

    title: str
    groups: tuple[Group, ...]
    moving: Length
    seconds: Length
    language: str
