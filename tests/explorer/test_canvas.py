"""A drawing on the page becomes the digit that `layerwise predict` would make of it."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage.morphology import skeletonize

from layerwise.data import load
from layerwise.data.centring import as_digit
from layerwise.data.folds import split
from layerwise.lab.training import train
from layerwise.nets.network import Network
from tests.explorer.browser import Watched

pytestmark = pytest.mark.breadth

AS_DIGITS = """async (pictures) => {
  const { asDigit } = await import("lw/ink/digit");
  return pictures.map(({ width, height, grey }) => {
    const values = Uint8Array.from(atob(grey), (c) => c.charCodeAt(0));
    const found = asDigit({ width, height, values });
    return found && [...found];
  });
}"""
DRAWN = """async (drawings) => {
  const { drawn } = await import("lw/ink/raster");
  const { asDigit } = await import("lw/ink/digit");
  return drawings.map((strokes) => [...asDigit(drawn(strokes))]);
}"""


def sent(picture: np.ndarray) -> dict[str, Any]:
    """A picture of grey levels as the page is given it."""
    grey = base64.b64encode(np.ascontiguousarray(picture, np.uint8).tobytes()).decode()
    return {"width": picture.shape[1], "height": picture.shape[0], "grey": grey}


def test_pictures_of_all_kinds_are_normalised_as_predict_does_it(page: Watched, digits_page: Path) -> None:
    opened = page.open(digits_page.as_uri())
    draws = np.random.default_rng(0)
    digits = load("digits").inputs[:40].reshape(-1, 28, 28)
    pictures = list(digits)
    for k, digit in enumerate(digits):
        side = int(draws.integers(24, 200))
        large = np.asarray(Image.fromarray(digit).resize((side, int(side * draws.uniform(0.7, 1.4)))))
        canvas = np.zeros((large.shape[0] + 60, large.shape[1] + 80), np.uint8)
        canvas[10 : 10 + large.shape[0], 30 : 30 + large.shape[1]] = large
        if k % 4 == 1:
            canvas = 255 - canvas
        if k % 4 == 2:
            shadow = np.linspace(0, 60, canvas.shape[1])[None, :]
            canvas = np.clip(canvas * 0.7 + shadow, 0, 255).astype(np.uint8)
        if k % 4 == 3:
            canvas = np.clip(canvas + draws.normal(0, 3, canvas.shape), 0, 255).astype(np.uint8)
        pictures.append(canvas)
    found = opened.evaluate(AS_DIGITS, [sent(picture) for picture in pictures])
    for picture, digit in zip(pictures, found, strict=True):
        difference = np.abs(np.array(digit) - as_digit(picture).astype(int))
        # Cubic convolution is done in single precision here and there: a grey level may round the other way.
        assert difference.max() <= 2
        assert (difference > 0).mean() < 0.02


def test_a_blank_pad_is_no_digit(page: Watched, digits_page: Path) -> None:
    opened = page.open(digits_page.as_uri())
    assert opened.evaluate(AS_DIGITS, [sent(np.zeros((280, 280)))]) == [None]


def best_network(study: Path) -> Network:
    return Network.load(study / "weights" / "relu-16x2-s0.safetensors")


def test_test_images_put_in_as_pixels_keep_their_class(page: Watched, digits_page: Path, digits_study: Path) -> None:
    opened = page.open(digits_page.as_uri())
    data, network = load("digits"), best_network(digits_study)
    rows = split(data, 0).test
    found = opened.evaluate(AS_DIGITS, [sent(data.inputs[row].reshape(28, 28)) for row in rows])
    same = network.predict(np.array(found, np.uint8)) == network.predict(data.inputs[rows])
    assert same.mean() >= 0.99


@pytest.mark.skipif("LAYERWISE_DATA" not in os.environ, reason="no MNIST at hand")
def test_mnists_own_test_images_put_in_as_pixels_keep_their_class(
    page: Watched, digits_page: Path, digits_study: Path
) -> None:
    opened = page.open(digits_page.as_uri())
    data, network = load("mnist"), best_network(digits_study)
    images = data.inputs[split(data, 0).test]
    assert len(images) == 10_000
    found = [
        digit
        for start in range(0, len(images), 1000)
        for digit in opened.evaluate(AS_DIGITS, [sent(each.reshape(28, 28)) for each in images[start : start + 1000]])
    ]
    same = network.predict(np.array(found, np.uint8)) == network.predict(images)
    assert same.mean() >= 0.99


def strokes_of(image: np.ndarray) -> list[dict[str, Any]]:
    """A digit redrawn as one would with a pen: lines along its skeleton, as thick as its strokes are."""
    ink = image > 64
    bones = skeletonize(ink)
    places = {(int(y), int(x)) for y, x in np.argwhere(bones)}
    lines, length = [], 0.0
    for y, x in sorted(places):
        # Each link between neighbours once: to the right, down, and down both ways where no straight way leads there.
        for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
            straight = {(y + down, x), (y, x + across)} - {(y, x), (y + down, x + across)}
            if (y + down, x + across) in places and not straight & places:
                lines.append([(x, y), (x + across, y + down)])
                length += float(np.hypot(down, across))
    width = max(1.0, float(ink.sum()) / max(1.0, length))
    return [
        {"width": width / 28, "points": [{"x": (x + 0.5) / 28, "y": (y + 0.5) / 28} for x, y in line]}
        for line in lines or [[place[::-1]] for place in places]
    ]


def test_digits_redrawn_as_strokes_keep_their_class(page: Watched, digits_page: Path) -> None:
    opened = page.open(digits_page.as_uri())
    # A network that reads 93 % of these: one that wavers itself would say little of the canvas.
    data, network = load("digits"), train("digits", hidden=(64,), epochs=20, learning_rates=0.003)
    images = data.inputs[split(data, 0).test]
    found = opened.evaluate(DRAWN, [strokes_of(image.reshape(28, 28)) for image in images])
    same = network.predict(np.array(found, np.uint8)) == network.predict(images)
    assert same.mean() >= 0.90
