"""The example at the beginning of the film: ink, a point of the plane, or a row of numbers, as on the page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layerwise.explorer.film.passage import Passage
from layerwise.explorer.film.shapes import Box, Disc, Ink, Line, Shape, Words
from layerwise.explorer.film.words import SAME_ANSWER
from layerwise.words import Language

Plane = tuple[Sequence[float], Sequence[float]]

# A larger picture is averaged: more pixels than this a side are not seen in a square of 200.
_MOST_PIXELS = 64
# The plane is asked at so many points a side.
_GRID = 52
_SHADE = 0.38
# Scaled values at which a bar of a table's row is full.
_FULL = 3.0


def example_shapes(passage: Passage, square: Box, plane: Plane | None) -> list[Shape]:
    """What the network is shown, in its square.

    Args:
        passage: of the example.
        square: where it stands.
        plane: the least and the largest values of the data, for a network of two inputs.
    """
    shape = passage.network.provenance.get("picture_shape")
    if shape and int(np.prod(shape)) == len(passage.raw):
        return [square, _ink(np.asarray(passage.raw, np.float64).reshape(shape) / 255, square)]
    if len(passage.raw) == 2:
        return [square, *_point(passage, square, plane)]
    return [square, *_numbers(passage, square)]


def same_answer(passage: Passage, square: Box, plane: Plane | None, language: Language) -> list[Shape]:
    """Of a network of two inputs: how much of the plane gets the answer that the example gets; else nothing."""
    if len(passage.raw) != 2:
        return []
    low, high = plane or _guessed(passage)
    across, down = (np.linspace(a, b, 2 * _GRID + 1)[1::2] for a, b in zip(low, high, strict=True))
    points = np.stack(np.meshgrid(across, down[::-1]), axis=-1).reshape(-1, 2)
    shares = passage.network.predict_proba(points)[:, passage.answer].reshape(_GRID, _GRID)
    told = Words(
        square.x + square.width / 2, square.y + square.height + 44, SAME_ANSWER.say(language), 17, "soft", "center"
    )
    shade = Ink(square.x, square.y, square.width / _GRID, _SHADE * shares, "accent")
    return [shade, *_point(passage, square, plane), told]


def _ink(levels: np.ndarray, square: Box) -> Ink:
    height, width = levels.shape
    block = -(-max(height, width) // _MOST_PIXELS)
    if block > 1:
        padded = np.pad(levels, ((0, -height % block), (0, -width % block)))
        rows, columns = padded.shape[0] // block, padded.shape[1] // block
        levels = padded.reshape(rows, block, columns, block).mean(axis=(1, 3))
        height, width = levels.shape
    step = square.width / max(height, width)
    x, y = square.x + (square.width - step * width) / 2, square.y + (square.height - step * height) / 2
    return Ink(x, y, step, np.clip(levels, 0, 1))


def _point(passage: Passage, square: Box, plane: Plane | None) -> list[Shape]:
    low, high = plane or _guessed(passage)
    share = [
        min(1.0, max(0.0, (float(value) - a) / ((b - a) or 1)))
        for value, a, b in zip(passage.raw, low, high, strict=True)
    ]
    x, y = square.x + share[0] * square.width, square.y + (1 - share[1]) * square.height
    told = ", ".join(f"{float(value):.3g}".replace("-", "\u2212") for value in passage.raw)
    return [
        Box(square.x, y - 0.5, square.width, 1, "line"),
        Box(x - 0.5, square.y, 1, square.height, "line"),
        Disc(x, y, 8, "accent", line=Line("card", 2)),
        Words(square.x + square.width / 2, square.y + square.height + 20, f"({told})", 17, "soft", "center"),
    ]


def _guessed(passage: Passage) -> Plane:
    """A part of the plane that holds the point and what the network was scaled for, where the data are not at hand."""
    offset, scale = passage.network.preprocessing.offset, passage.network.preprocessing.scale
    reach = np.maximum(2.5 * scale, 1.1 * np.abs(np.asarray(passage.raw, np.float64) - offset))
    return (offset - reach).tolist(), (offset + reach).tolist()


def _numbers(passage: Passage, square: Box) -> list[Shape]:
    """A bar a number, to the right above the mean and to the left below it."""
    scaled = passage.network.preprocessing(passage.raw[None])[0]
    block = -(-len(scaled) // 100)
    shown = np.array([part.mean() for part in np.array_split(scaled, -(-len(scaled) // block))])
    step = square.height / len(shown)
    middle = square.x + square.width / 2
    bars: list[Shape] = [Box(middle - 0.5, square.y, 1, square.height, "line")]
    for place, value in enumerate(np.clip(shown / _FULL, -1, 1) * (square.width / 2)):
        left = middle + min(0.0, float(value))
        high = max(0.6, min(step - 1, 24))
        y = square.y + (place + 0.5) * step - high / 2
        bars.append(Box(left, y, abs(float(value)), high, "for" if value > 0 else "against"))
    return bars
