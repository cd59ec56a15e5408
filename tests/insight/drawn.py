"""Digits drawn from known lines, so that what is in them is known."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

SIDE, FINE = 28, 8
Point = tuple[float, float]


def picture(*strokes: list[Point], thickness: float = 3.0) -> np.ndarray:
    """Polylines of (right, down) points in pixels, drawn with round pens, antialiased; uint8 (28, 28)."""
    large = Image.new("L", (SIDE * FINE, SIDE * FINE))
    pen = ImageDraw.Draw(large)
    radius = thickness * FINE / 2
    for stroke in strokes:
        places = [(x * FINE, y * FINE) for x, y in stroke]
        for (x0, y0), (x1, y1) in pairwise(places):
            steps = max(2, int(math.hypot(x1 - x0, y1 - y0)))
            for t in np.linspace(0, 1, steps):
                x, y = x0 + t * (x1 - x0), y0 + t * (y1 - y0)
                pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(large.resize((SIDE, SIDE), Image.Resampling.BOX)).copy()


def ring(x: float, y: float, radius: float, points: int = 40) -> list[Point]:
    turns = np.linspace(0, 2 * math.pi, points + 1)
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


ZERO = [ring(14, 14, 7)]
ONE = [[(14.0, 5.0), (14.0, 23.0)]]
EIGHT = [ring(14, 9.5, 4.2), ring(14, 18.2, 4.5)]
NINE = [ring(13, 9.5, 4.2), [(17.2, 9.5), (16.5, 23.0)]]
SIX = [ring(14, 18, 4.5), [(9.6, 17.0), (12.0, 4.5)]]
SEVEN = [[(8.0, 6.0), (20.0, 6.0), (12.0, 23.0)]]
PLUS = [[(14.0, 5.0), (14.0, 23.0)], [(5.0, 14.0), (23.0, 14.0)]]
