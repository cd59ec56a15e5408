"""Pictures moved by a pixel or two, or turned by a few degrees: the same to a person, new to a network."""

from __future__ import annotations

import numpy as np
from jaxtyping import Num

PIXELS = 2
LEAST_DEGREES, MOST_DEGREES = 5.0, 10.0


def moved(
    pictures: Num[np.ndarray, "pictures height width"], draw: np.random.Generator
) -> Num[np.ndarray, "pictures height width"]:
    """Each picture moved by 1 or 2 pixels, in one of the 24 directions there are, all equally likely.

    What moves in at an edge repeats the edge: where the background is one colour, more of it.

    Args:
        pictures: of any type, left as they are.
        draw: of the directions.
    """
    steps = np.arange(-PIXELS, PIXELS + 1)
    ways = np.array([(down, right) for down in steps for right in steps if down or right])
    down, right = ways[draw.integers(len(ways), size=len(pictures))].T
    return _read(pictures, *_grid(pictures, down[:, None, None], right[:, None, None]))


def turned(
    pictures: Num[np.ndarray, "pictures height width"], draw: np.random.Generator
) -> Num[np.ndarray, "pictures height width"]:
    """Each picture turned about its middle by 5 to 10 degrees, to either side, read between its pixels (bilinear).

    Whole numbers stay whole numbers. Arguments as for `moved`.
    """
    size = len(pictures)
    degrees = draw.uniform(LEAST_DEGREES, MOST_DEGREES, size) * draw.choice([-1.0, 1.0], size)
    angle = np.deg2rad(degrees).astype(np.float32)[:, None, None]
    middle = [(length - 1) / 2 for length in pictures.shape[1:]]
    y, x = ((place - centre).astype(np.float32) for place, centre in zip(_grid(pictures), middle, strict=True))
    rows = np.cos(angle) * y - np.sin(angle) * x + middle[0]
    columns = np.sin(angle) * y + np.cos(angle) * x + middle[1]
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    below, beside = rows - top, columns - left
    found = sum(
        _read(pictures, top + down, left + right).astype(np.float32)
        * np.where(down, below, 1 - below)
        * np.where(right, beside, 1 - beside)
        for down in (0, 1)
        for right in (0, 1)
    )
    whole = np.issubdtype(pictures.dtype, np.integer)
    return np.asarray(np.rint(found) if whole else found).astype(pictures.dtype)


def _grid(
    pictures: np.ndarray, down: np.ndarray | int = 0, right: np.ndarray | int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of each pixel, taken from so far above and so far to the left."""
    y, x = (np.arange(length) for length in pictures.shape[1:])
    return y[None, :, None] - down + 0 * x, x[None, None, :] - right + 0 * y[:, None]


def _read(pictures: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Pixels at rows and columns, those outside the picture at its nearest edge."""
    _, height, width = pictures.shape
    each = np.arange(len(pictures))[:, None, None]
    return pictures[each, np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)]
