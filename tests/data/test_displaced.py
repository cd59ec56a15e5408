"""Pictures are moved and turned as promised, against loops and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from layerwise.data.displaced import moved, turned


def blob(count: int, height: int = 20, width: int = 16) -> np.ndarray:
    """Pictures with one soft spot off their middle."""
    y, x = np.mgrid[:height, :width]
    spot = np.exp(-((y - 7) ** 2 / 18 + (x - 9) ** 2 / 8))
    return np.repeat((255 * spot)[None], count, axis=0)


def test_each_picture_is_moved_by_one_or_two_pixels_in_every_direction() -> None:
    pictures = np.zeros((600, 9, 9), np.uint8)
    pictures[:, 4, 4] = 200
    found = moved(pictures, np.random.default_rng(1))
    assert (found.sum((1, 2)) == 200).all()
    ways = {tuple(place) for place in np.argwhere(found)[:, 1:] - 4}
    assert ways == {(down, right) for down in range(-2, 3) for right in range(-2, 3)} - {(0, 0)}
    assert (pictures[:, 4, 4] == 200).all()


def test_what_moves_in_repeats_the_edge() -> None:
    pictures = np.broadcast_to(np.arange(12, dtype=np.uint8)[None, :, None], (50, 12, 5))
    found = moved(pictures, np.random.default_rng(2))
    for picture in found:
        down = 4 - int(picture[4, 0])
        assert (picture == np.clip(np.arange(12) - down, 0, 11)[:, None]).all()


def test_turning_is_scipys_turning_by_5_to_10_degrees_to_either_side() -> None:
    pictures = blob(60)
    found = turned(pictures, np.random.default_rng(3))
    angles = np.arange(-12, 12.01, 0.25)
    turns = np.stack([ndimage.rotate(pictures[0], a, reshape=False, order=1, mode="nearest") for a in angles])
    nearest = np.abs(found[:, None] - turns[None]).mean((2, 3))
    best = angles[nearest.argmin(1)]
    assert nearest.min(1).max() < 1.0
    assert (np.abs(best) >= 4.75).all()
    assert (np.abs(best) <= 10.25).all()
    assert (best < 0).any()
    assert (best > 0).any()


@pytest.mark.parametrize("change", [moved, turned])
def test_the_same_draw_gives_the_same_pictures_of_the_same_type(change: type) -> None:
    for dtype in (np.uint8, np.float32):
        pictures = blob(5).astype(dtype)
        one, other = (change(pictures, np.random.default_rng(4)) for _ in range(2))
        assert one.dtype == dtype
        assert (one == other).all()
        assert not (one == pictures).all()
