"""Photographs of handwritten digits, made from the embedded images: paper, pens, rulings, desks, light and cameras."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image
from scipy import ndimage
from skimage.transform import ProjectiveTransform, warp

SIDE = 360
Grey = np.ndarray
Draw = np.random.Generator


def pen(digit: Grey, height: int, draw: Draw, *, hard: bool | None = None) -> Grey:
    """A 28×28 digit as ink of a pen, 0 … 1, cropped, so many pixels high."""
    ink = digit[np.ix_(digit.any(axis=1), digit.any(axis=0))].astype(np.float64) / 255
    factor = height / ink.shape[0]
    large = np.clip(ndimage.zoom(np.pad(ink, 1), factor, order=3), 0, 1)
    if draw.random() < 0.7 if hard is None else hard:
        large = 1 / (1 + np.exp(-(large - draw.uniform(0.35, 0.5)) * 12))
    return large


def placed(ink: Grey, shape: tuple[int, int], top: int, left: int) -> Grey:
    """Ink on an empty sheet."""
    sheet = np.zeros(shape)
    top, left = max(0, min(top, shape[0] - ink.shape[0])), max(0, min(left, shape[1] - ink.shape[1]))
    part = ink[: shape[0], : shape[1]]
    sheet[top : top + part.shape[0], left : left + part.shape[1]] = part
    return sheet


def sheet_of(digits: Sequence[Grey], draw: Draw, *, size: tuple[float, float] = (0.35, 0.65), gap: float = 0.0) -> Grey:
    """Ink of digits side by side, somewhere near the middle of a sheet."""
    height = int(SIDE * draw.uniform(*size)) // (1 if len(digits) == 1 else 1 + len(digits) // 2)
    inks = [pen(digit, height, draw) for digit in digits]
    width = SIDE if len(digits) == 1 else max(SIDE, sum(int(ink.shape[1] + (gap or 0.5) * height) for ink in inks) + 60)
    if len(digits) == 1:
        ink = inks[0]
        slack = (SIDE - ink.shape[0], SIDE - ink.shape[1])
        top, left = (int(free * draw.uniform(0.25, 0.75)) for free in slack)
        return placed(ink, (SIDE, SIDE), top, left)
    sheet, left = np.zeros((SIDE, width)), 30
    for ink in inks:
        top = int((SIDE - ink.shape[0]) * draw.uniform(0.4, 0.6))
        sheet = np.maximum(sheet, placed(ink, (SIDE, width), top, left))
        left += ink.shape[1] + int(height * (gap or draw.uniform(0.25, 0.8)))
    return sheet


def on_paper(ink: Grey, draw: Draw, *, paper: float | None = None, dark: float | None = None) -> Grey:
    """Grey levels of ink on paper, 0 … 1."""
    paper = draw.uniform(0.65, 0.95) if paper is None else paper
    dark = draw.uniform(0.05, 0.3) if dark is None else dark
    return paper * (1 - ink) + dark * ink


def lines(shape: tuple[int, int], draw: Draw, *, both: bool, angle: float, margin: bool = False) -> Grey:
    """Ruled lines, 0 … 1, some degrees off level."""
    spacing, width = draw.uniform(16, 44), draw.uniform(1.0, 2.4)
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float64)
    turn = np.deg2rad(angle)
    down = rows * np.cos(turn) + columns * np.sin(turn) + draw.uniform(0, spacing)
    across = columns * np.cos(turn) - rows * np.sin(turn) + draw.uniform(0, spacing)
    found = _strokes(down, spacing, width)
    if both:
        found = np.maximum(found, _strokes(across, spacing, width))
    if margin:
        found = np.maximum(found, np.clip(width + 0.5 - np.abs(across - shape[1] * draw.uniform(0.1, 0.2)), 0, 1))
    return found


def _strokes(place: Grey, spacing: float, width: float) -> Grey:
    return np.clip(width / 2 + 0.5 - np.abs((place + spacing / 2) % spacing - spacing / 2), 0, 1)


def camera(grey: Grey, draw: Draw, *, noise: float | None = None, quality: int | None = None) -> Grey:
    """What a camera makes of grey levels 0 … 1: blur, noise, JPEG; as bytes."""
    blurred = ndimage.gaussian_filter(grey, draw.uniform(0.3, 1.1))
    noisy = blurred + draw.normal(0, draw.uniform(0.004, 0.02) if noise is None else noise, grey.shape)
    file = io.BytesIO()
    levels = np.clip(noisy * 255, 0, 255).astype(np.uint8)
    Image.fromarray(levels).save(file, "JPEG", quality=int(draw.integers(55, 95)) if quality is None else quality)
    return np.asarray(Image.open(file).convert("L"))


def _smooth(shape: tuple[int, int], draw: Draw, cells: int) -> Grey:
    coarse = draw.normal(0, 1, (cells, cells))
    return ndimage.zoom(coarse, (shape[0] / cells, shape[1] / cells), order=3)[: shape[0], : shape[1]]


def plain(digit: Grey, draw: Draw) -> Grey:
    return camera(on_paper(sheet_of([digit], draw), draw), draw)


def ruled(digit: Grey, draw: Draw, *, both: bool = False, most: float = 0.0, margin: bool = False) -> Grey:
    ink = sheet_of([digit], draw)
    paper = on_paper(ink, draw)
    level = paper.max() - draw.uniform(0.12, 0.35)
    ruling = lines(ink.shape, draw, both=both, angle=draw.uniform(-most, most), margin=margin)
    return camera(np.minimum(paper, paper.max() * (1 - ruling) + level * ruling), draw)


def dark_ruled(digit: Grey, draw: Draw) -> Grey:
    """Lines as dark as the pen, thinner than it."""
    ink = sheet_of([digit], draw, size=(0.45, 0.7))
    paper = on_paper(ink, draw, dark=0.2)
    ruling = lines(ink.shape, draw, both=False, angle=draw.uniform(-2, 2))
    return camera(np.minimum(paper, paper.max() * (1 - ruling) + 0.3 * ruling), draw)


def desk(digit: Grey, draw: Draw, *, turned: float = 0.0, texture: float = 0.0) -> Grey:
    """A sheet that lies whole on a darker desk."""
    sheet = on_paper(sheet_of([digit], draw, size=(0.4, 0.6)), draw)
    inside = draw.uniform(0.62, 0.88)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * inside * SIDE / 2
    turn = np.deg2rad(draw.uniform(-turned, turned))
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    bent = corners @ spin * (1 - 0.25 * abs(np.sin(2 * turn))) + draw.uniform(-1, 1, (4, 2)) * turned * 0.5 + SIDE / 2
    source = np.array([[0, 0], [SIDE, 0], [SIDE, SIDE], [0, SIDE]], np.float64)
    shape = ProjectiveTransform.from_estimate(np.clip(bent, 6, SIDE - 6), source)
    level = draw.uniform(0.12, 0.42)
    wood = level + texture * ndimage.gaussian_filter(draw.normal(0, 1, (SIDE, SIDE)), (1, 20)) * 3
    seen = warp(np.pad(sheet, 0), shape, output_shape=(SIDE, SIDE), cval=-1, order=1)
    return camera(np.where(seen < 0, wood, seen), draw)


def lit(grey: Grey, light: Grey, draw: Draw) -> Grey:
    return camera(grey * light, draw)


def shadow(digit: Grey, draw: Draw) -> Grey:
    """A hard shadow, of a hand or a phone, over part of the sheet."""
    paper = on_paper(sheet_of([digit], draw), draw)
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5
    turn = draw.uniform(0, 2 * np.pi)
    side = rows * np.sin(turn) + columns * np.cos(turn) - draw.uniform(-0.3, 0.3)
    light = 1 - draw.uniform(0.25, 0.55) / (1 + np.exp(-side * draw.uniform(25, 120)))
    return lit(paper, light, draw)


def vignette(digit: Grey, draw: Draw) -> Grey:
    paper = on_paper(sheet_of([digit], draw), draw)
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5
    middle = draw.uniform(-0.2, 0.2, 2)
    far = (rows - middle[0]) ** 2 + (columns - middle[1]) ** 2
    return lit(paper, 1 - np.clip(draw.uniform(0.8, 1.6) * far, 0, 0.8), draw)


def gradient(digit: Grey, draw: Draw) -> Grey:
    paper = on_paper(sheet_of([digit], draw), draw)
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5
    turn = draw.uniform(0, 2 * np.pi)
    return lit(paper, 0.65 + draw.uniform(0.3, 0.5) * (rows * np.sin(turn) + columns * np.cos(turn)), draw)


def crumpled(digit: Grey, draw: Draw) -> Grey:
    paper = on_paper(sheet_of([digit], draw), draw)
    return lit(paper, np.clip(0.85 + 0.07 * _smooth(paper.shape, draw, 7), 0.3, 1.1), draw)


def board(digit: Grey, draw: Draw) -> Grey:
    """Chalk on a board, or light ink on dark paper, unevenly lit."""
    ink = sheet_of([digit], draw)
    grey = on_paper(ink, draw, paper=draw.uniform(0.1, 0.35), dark=draw.uniform(0.75, 0.95))
    return lit(grey, np.clip(0.9 + 0.08 * _smooth(ink.shape, draw, 4), 0.4, 1.1), draw)


def pencil(digit: Grey, draw: Draw) -> Grey:
    paper = draw.uniform(0.7, 0.95)
    return camera(on_paper(sheet_of([digit], draw), draw, paper=paper, dark=paper - draw.uniform(0.18, 0.3)), draw)


KINDS: dict[str, Callable[[Grey, Draw], Grey]] = {
    "plain": plain,
    "pencil": pencil,
    "board": board,
    "ruled": ruled,
    "ruled, turned": lambda digit, draw: ruled(digit, draw, most=6),
    "ruled, with a margin": lambda digit, draw: ruled(digit, draw, most=2, margin=True),
    "dark ruled": dark_ruled,
    "squared": lambda digit, draw: ruled(digit, draw, both=True),
    "squared, turned": lambda digit, draw: ruled(digit, draw, both=True, most=6),
    "desk": desk,
    "desk, seen aslant": lambda digit, draw: desk(digit, draw, turned=14),
    "wooden desk": lambda digit, draw: desk(digit, draw, turned=6, texture=0.06),
    "hard shadow": shadow,
    "vignette": vignette,
    "gradient": gradient,
    "crumpled": crumpled,
}


def several(digits: Sequence[Grey], draw: Draw) -> Grey:
    """Digits side by side on one sheet."""
    return camera(on_paper(sheet_of(digits, draw), draw), draw)
