"""The film as an animated GIF: all pictures in one palette, so that what does not change is stored once."""

from __future__ import annotations

import io
from typing import get_args

import numpy as np
from jaxtyping import UInt8
from matplotlib.colors import to_rgb
from PIL import Image

from layerwise.explorer.film.frames import Painter, Picture, timed_pictures
from layerwise.explorer.film.shapes import Colour

# GIF counts in hundredths of a second.
_RATE = 20
# Of 256 colours one is left for what has not changed since the picture before.
_COLOURS = 255
_UNKNOWN = 255
# Colours over what they stand on, and how many steps each way of mixing gets.
_RAMPS: dict[tuple[Colour, Colour], int] = {
    ("card", "accent"): 44,
    ("card", "for"): 34,
    ("card", "against"): 34,
    ("card", "soft"): 24,
    ("card", "ink"): 12,
    ("paper", "ink"): 28,
    ("paper", "soft"): 16,
}


def gif(painter: Painter, *, loop: bool) -> tuple[bytes, int]:
    """The film's bytes and how many pictures it holds.

    Args:
        painter: of the scene.
        loop: whether it begins again when it has ended.
    """
    palette = _Palette(_colours(painter))
    pictures: list[Image.Image] = []
    milliseconds: list[int] = []
    for picture, seconds in timed_pictures(painter, _RATE):
        following = palette.indexed(picture)
        # What differs too little for the palette is one picture, shown longer.
        if pictures and following.tobytes() == pictures[-1].tobytes():
            milliseconds[-1] += 10 * round(100 * seconds)
        else:
            pictures.append(following)
            milliseconds.append(10 * round(100 * seconds))
    stream = io.BytesIO()
    again = {"loop": 0} if loop else {}
    first, *others = pictures
    first.save(
        stream, format="GIF", save_all=True, append_images=others, duration=milliseconds, disposal=1, optimize=False,
        **again,
    )  # fmt: skip
    return stream.getvalue(), len(pictures)


class _Palette:
    """Finds the nearest of a few colours for every pixel, and remembers what it has found.

    Pillow's own search goes by cells of several levels and would tint the paper.
    """

    def __init__(self, colours: UInt8[np.ndarray, "colours 3"]) -> None:
        self.colours = colours
        self._known = np.full(1 << 24, _UNKNOWN, np.uint8)

    def indexed(self, picture: Picture) -> Image.Image:
        """The picture in the palette's colours."""
        red, green, blue = (picture[:, :, channel].astype(np.uint32) for channel in range(3))
        packed = red << 16 | green << 8 | blue
        found = self._known[packed]
        if len(new := np.unique(packed[found == _UNKNOWN])):
            self._known[new] = self._nearest(new)
            found = self._known[packed]
        image = Image.frombytes("P", (picture.shape[1], picture.shape[0]), found.tobytes())
        image.putpalette(self.colours.tobytes())
        return image

    def _nearest(self, packed: np.ndarray) -> np.ndarray:
        wanted = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1).astype(np.float32)
        own = self.colours.astype(np.float32)
        # |a - b|² without |a|², which is the same for every b.
        distances = (own**2).sum(axis=1) - 2 * wanted @ own.T
        return distances.argmin(axis=1).astype(np.uint8)


def _colours(painter: Painter) -> UInt8[np.ndarray, "colours 3"]:
    """What the film is made of, from none of it to all of it, and those that stand best for what overlaps."""
    tokens = {name: np.array(to_rgb(painter.tokens[name])) * 255 for name in get_args(Colour)}
    ramps = [_ramp(tokens[ground], tokens[colour], steps) for (ground, colour), steps in _RAMPS.items()]
    own = np.concatenate([[tokens["line"]], *ramps]).round().astype(np.uint8)
    # The last picture, and those in which sums stand as rings.
    changes = sorted({group.gone for group in painter.scene.groups if group.gone is not None})
    seconds = [painter.scene.seconds, *(second - 0.01 for second in changes)]
    seen = np.concatenate([painter.picture(second)[::2] for second in seconds[:8]])
    mixed = Image.fromarray(seen).quantize(_COLOURS - len(own), method=Image.Quantize.MEDIANCUT).getpalette()
    assert mixed is not None
    return np.concatenate([own, np.array(mixed, np.uint8).reshape(-1, 3)])[:_COLOURS]


def _ramp(start: np.ndarray, end: np.ndarray, steps: int) -> np.ndarray:
    return start + (end - start) * np.linspace(0, 1, steps)[:, None]
