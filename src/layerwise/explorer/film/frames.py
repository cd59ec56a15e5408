"""The film as pictures: the scene at any second, drawn by Matplotlib's renderer.

Frames differ in one layer only, so what stands already is drawn once and kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from jaxtyping import UInt8
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from layerwise.explorer.film.lettering import letters
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

Picture = UInt8[np.ndarray, "height width 3"]


class Painter:
    """Draws a scene at the seconds it is asked for.

    Args:
        scene: to draw.
        theme: light or dark.
        width: of the pictures in pixels, even; their height is 9/16 of it.
    """

    def __init__(self, scene: Scene, theme: Theme, width: int = WIDTH) -> None:
        self.scene, self.tokens = scene, TOKENS[theme]
        self.scale = width / WIDTH
        # Videos need even sides.
        self.size = (width - width % 2, 2 * round(HEIGHT * self.scale / 2))
        # 72 dots an inch make Matplotlib's points pixels.
        self._renderer: Any = RendererAgg(*self.size, 72)  # type: ignore[no-untyped-call]
        self._transform = Affine2D().scale(self.scale, -self.scale).translate(0, self.size[1])
        self._kept: tuple[tuple[Length, ...], object] | None = None

    def state(self, second: Length) -> tuple[Length, ...]:
        """How much of each group is there: two seconds with the same state look the same."""
        return tuple(group.shown(second) for group in self.scene.groups)

    def picture(self, second: Length) -> Picture:
        """The scene at that second of the film.

        Raises:
            FilmError: its words are Chinese, and no Chinese font is installed.
        """
        state = self.state(second)
        settled = next((place for place, share in enumerate(state) if 0 < share < 1), len(state))
        if self._kept and self._kept[0] == state[:settled]:
            self._renderer.restore_region(self._kept[1])
        else:
            self._renderer.clear()
            for group, share in zip(self.scene.groups[:settled], state, strict=False):
                self._group(group, share)
            whole = Bbox.from_bounds(0, 0, *self.size)
            self._kept = (state[:settled], self._renderer.copy_from_bbox(whole))
        for group, share in zip(self.scene.groups[settled:], state[settled:], strict=True):
            self._group(group, share)
        return np.asarray(self._renderer.buffer_rgba())[:, :, :3].copy()

    def _group(self, group: Group, share: Length) -> None:
        if share == 0:
            return
        clip = None
        if group.sweep and share < 1:
            left, top, right, bottom = group.sweep
            clip = Bbox([[left, top], [left + share * (right - left), bottom]])
        for shape in group.shapes:
            self._shape(shape, 1.0 if group.sweep else share, clip)

    def _shape(self, shape: Shape, share: Length, clip: Bbox | None) -> None:
        match shape:
            case Curve():
                middle = (shape.x0 + shape.x1) / 2
                points = [(shape.x0, shape.y0), (middle, shape.y0), (middle, shape.y1), (shape.x1, shape.y1)]
                self._path(Path(points, [Path.MOVETO, *[Path.CURVE4] * 3]), None, 1, shape.line, share, clip)
            case Disc():
                circle = Path.circle((shape.x, shape.y), shape.r)
                self._path(circle, shape.fill, shape.opacity, shape.line, share, clip)
            case Box():
                self._path(_rectangle(shape), shape.fill, shape.opacity, shape.line, share, clip)
            case Ink():
                self._ink(shape, share)
            case Words():
                self._words(shape, share, clip)

    def _path(
        self,
        path: Path,
        fill: str | None,
        opacity: Length,
        line: Line | None,
        share: Length,
        clip: Bbox | None,
    ) -> None:
        context = self._renderer.new_gc()
        context.set_antialiased(True)
        context.set_linewidth(0)
        if clip is not None:
            context.set_clip_rectangle(clip.transformed(self._transform))
        if line:
            context.set_foreground(to_rgba(self.tokens[line.colour], line.opacity * share), isRGBA=True)
            context.set_linewidth(line.width * self.scale)
            context.set_dashes(0, [7 * self.scale, 4 * self.scale] if line.dashed else None)
        face = to_rgba(self.tokens[fill], opacity * share) if fill else None
        self._renderer.draw_path(context, path, self._transform, face)
        context.restore()

    def _ink(self, ink: Ink, share: Length) -> None:
        """Each pixel whole, with sharp edges: what a network sees has no smooth ones."""
        rows, columns = ink.levels.shape
        down = np.round((ink.y + ink.step * np.arange(rows + 1)) * self.scale).astype(np.int64)
        across = np.round((ink.x + ink.step * np.arange(columns + 1)) * self.scale).astype(np.int64)
        levels = np.repeat(np.repeat(ink.levels, np.diff(down), axis=0), np.diff(across), axis=1)
        self._blend(levels * share, int(across[0]), int(down[0]), ink.colour)

    def _words(self, words: Words, share: Length, clip: Bbox | None) -> None:
        letters_, left, top = letters(words, self.scale)
        kept = letters_.shape[1] if clip is None else max(0, int(clip.x1 * self.scale) - left)
        self._blend(letters_[:, :kept] * (share / 255), left, top, words.colour)

    def _blend(self, amounts: np.ndarray, left: int, top: int, colour: Colour) -> None:
        """Lays a colour over what is there, 0 … 1 of it at each pixel, as far as that lies in the picture."""
        wide, high = self.size
        amounts = amounts[max(0, -top) : max(0, high - top), max(0, -left) : max(0, wide - left)]
        rows, columns = amounts.shape
        y, x = max(0, top), max(0, left)
        region = np.asarray(self._renderer.buffer_rgba())[y : y + rows, x : x + columns, :3]
        full = np.array(to_rgba(self.tokens[colour])[:3], np.float32) * 255
        region[:] = np.round(region + (full - region) * amounts[:, :, None].astype(np.float32)).astype(np.uint8)


def timed_pictures(painter: Painter, rate: Length) -> Iterator[tuple[Picture, float]]:
    """The film's pictures in their order, each with the seconds it is shown.

    Args:
        painter: of the scene.
        rate: pictures a second while something moves; where nothing does, one picture is shown longer.
    """
    seconds = painter.scene.seconds
    shown, shows, since = None, None, 0.0
    for place in range(round(seconds * rate)):
        state = painter.state(place / rate)
        if state == shows:
            continue
        if shown is not None:
            yield shown, place / rate - since
        shown, shows, since = painter.picture(place / rate), state, place / rate
    if shown is not None:
        yield shown, seconds - since


def _rectangle(box: Box) -> Path:
    if not box.radius:
        x0, y0, x1, y1 = box.x, box.y, box.x + box.width, box.y + box.height
        return Path([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], closed=True)
    r = min(box.radius, box.width / 2, box.height / 2)
    return _rounded(box.x, box.y, box.x + box.width, box.y + box.height, r)


def _rounded(x0: Length, y0: Length, x1: Length, y1: Length, r: Length) -> Path:
    """A rectangle whose corners are arcs."""
    points = [
        *((x0 + r, y0), (x1 - r, y0), (x1, y0), (x1, y0 + r), (x1, y1 - r), (x1, y1), (x1 - r, y1)),
        *((x0 + r, y1), (x0, y1), (x0, y1 - r), (x0, y0 + r), (x0, y0), (x0 + r, y0), (x0 + r, y0)),
    ]
    corner = [Path.CURVE3, Path.CURVE3]
    codes = [Path.MOVETO, Path.LINETO, *corner, Path.LINETO, *corner, Path.LINETO, *corner, Path.LINETO, *corner]
    return Path(points, [*codes, Path.CLOSEPOLY])
