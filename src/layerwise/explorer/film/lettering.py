"""Letters for pictures: the fonts of this machine, Chinese ones where a line needs them."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageDraw, ImageFont

from layerwise.explorer.film.errors import FilmError
from layerwise.explorer.film.shapes import Length, Words
from layerwise.report.fonts import INSTALL_ONE, NO_CHINESE_FONT, chinese_font, first_installed

# The first of these that is installed; Matplotlib brings the last.
_LATIN_FONTS = ("Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "Arial", "DejaVu Sans")
_ANCHORS = {"left": "ls", "center": "ms", "right": "rs"}
# From here on characters are Chinese, Japanese or Korean.
_EAST_ASIAN = "\u2e80"


@lru_cache(maxsize=256)
def letters(words: Words, scale: Length) -> tuple[UInt8[np.ndarray, "height width"], int, int]:
    """A line of text as ink, 0 … 255, with the place of its upper left corner in pixels.

    Args:
        words: the line.
        scale: pixels of the picture to one of the scene.

    Raises:
        FilmError: it is Chinese, and no Chinese font is installed.
    """
    font = _font(any(character >= _EAST_ASIAN for character in words.text), words.bold, round(words.size * scale, 2))
    x, y = words.x * scale, words.baseline * scale
    anchor = _ANCHORS[words.align]
    box = font.getbbox(words.text, anchor=anchor)
    left, top = int(np.floor(x + box[0])) - 1, int(np.floor(y + box[1])) - 1
    right, bottom = int(np.ceil(x + box[2])) + 1, int(np.ceil(y + box[3])) + 1
    paper = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(paper).text((x - left, y - top), words.text, fill=255, font=font, anchor=anchor)
    return np.asarray(paper), left, top


@cache
def _font(east_asian: bool, bold: bool, size: Length) -> ImageFont.FreeTypeFont:
    path, face = _file(east_asian, bold)
    return ImageFont.truetype(path, size, index=face)


@cache
def _file(east_asian: bool, bold: bool) -> tuple[str, int]:
    """The font's file, and the number of its face in it."""
    from matplotlib.font_manager import FontProperties, fontManager

    family = chinese_font() if east_asian else first_installed(_LATIN_FONTS)
    if family is None:
        remedy = f"{INSTALL_ONE}, ask for --lang en, or write an .svg."
        raise FilmError("cannot draw Chinese words", **NO_CHINESE_FONT, remedy=remedy)
    path = str(fontManager.findfont(FontProperties(family=family, weight=700 if bold else 400)))
    return path, _simplified_face(path) if east_asian else 0


def _simplified_face(path: str) -> int:
    """Of a collection that holds a font for each East Asian country the one for mainland China; else the first."""
    for face in range(16):
        try:
            name = ImageFont.truetype(path, 12, index=face).getname()[0] or ""
        except OSError:
            break
        if name.endswith((" SC", " CN")):
            return face
    return 0
