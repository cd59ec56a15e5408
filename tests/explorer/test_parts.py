"""The parts of a digit in the page, against those of `insight/`, and what the page says of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import ndimage
from skimage.morphology import skeletonize

from layerwise.data import load
from layerwise.data.folds import split
from layerwise.insight.parts import parts_of
from layerwise.insight.skeleton import skeletons
from layerwise.insight.wholes import wholes
from layerwise.nets.network import Network
from tests.explorer.browser import Watched, address_of, watched
from tests.explorer.waiting import until

pytestmark = pytest.mark.breadth

IMAGES = 100
NETWORK = "relu-16x2"
CUT = """async ({pictures, net}) => {
  const { skeleton } = await import("lw/ink/skeleton");
  const { partsOf } = await import("lw/ink/parts");
  const { additivity, change, wholesOf } = await import("lw/net/wholes");
  const { largest } = await import("lw/net/network");
  const network = await layerwise.library.network(net, null);
  return pictures.map((picture) => {
    const began = performance.now();
    const parts = partsOf(picture, [28, 28]);
    const found = wholesOf(network, picture, parts);
    const took = performance.now() - began;
    return {
      kinds: parts.map((part) => part.kind),
      shares: parts.map((part) => [...part.share]),
      answers: [found.whole, ...found.without].map((run) => largest(run.probabilities)),
      lost: parts.map((_, k) => [...change(found, 0, k)]),
      additivity: network.layers.map((_, layer) => additivity(found, layer)),
      line: [...skeleton(picture, [28, 28]).line],
      took,
    };
  });
}"""
THINNED = """async ({marks, width, height}) => {
  const { thinned } = await import("lw/ink/thinning");
  return [...thinned(Uint8Array.from(marks), { width, height })];
}"""
NEAREST = """async ({marks, width, height}) => {
  const { distances } = await import("lw/ink/distance");
  return [...distances(Uint8Array.from(marks), { width, height })];
}"""


@pytest.fixture(scope="module")
def opened(chromium: Any, digits_page: Path) -> Iterator[Any]:
    """One page for the tests that call its modules and leave it as it was."""
    seen = watched(chromium)
    yield seen.open(digits_page.as_uri())
    seen.page.context.close()
    assert seen.errors == []


def pictured() -> tuple[np.ndarray, np.ndarray]:
    """The first test images, and their class numbers."""
    data = load("digits")
    rows = split(data, 0).test[:IMAGES]
    return data.inputs[rows].reshape(-1, 28, 28), data.labels[rows]


def test_the_page_cuts_digits_as_insight_does(opened: Any, digits_study: Path) -> None:
    pictures, labels = pictured()
    network = Network.load(digits_study / "weights" / f"{NETWORK}-s0.safetensors")
    found = opened.evaluate(CUT, {"pictures": pictures.reshape(len(pictures), -1).tolist(), "net": NETWORK})
    # The class does not matter for what is compared.
    expected = wholes(network, pictures, labels.tolist())
    kinds = [one["kinds"] == [part.kind for part in other.parts] for one, other in zip(found, expected, strict=True)]
    assert np.mean(kinds) >= 0.95
    largest = [int(np.argmax([part.share.sum() for part in other.parts])) for other in expected]
    answers = [
        same and one["answers"][1 + part] == other.answer[1 + part]
        for same, one, other, part in zip(kinds, found, expected, largest, strict=True)
    ]
    assert np.mean(answers) >= 0.95
    lines = skeletons(pictures).line
    assert (
        np.mean([(np.array(one["line"]) == line.ravel()).all() for one, line in zip(found, lines, strict=True)]) >= 0.95
    )
    close = [
        np.abs(np.array(one["shares"]) - [part.share.ravel() for part in other.parts]).max() < 1e-9
        and np.allclose(one["lost"], -other.lost[0], atol=1e-4)
        and np.allclose(one["additivity"], other.additivity, atol=1e-4)
        for same, one, other in zip(kinds, found, expected, strict=True)
        if same
    ]
    assert np.mean(close) >= 0.95
    took = [one["took"] for one in found]
    print(f"kinds {np.mean(kinds):.0%}, answers {np.mean(answers):.0%}, all numbers {np.mean(close):.0%}")
    print(f"milliseconds a digit: {np.median(took):.1f} in the middle, {max(took):.1f} at most")


@pytest.mark.parametrize("seed", range(4))
def test_thinning_and_distances_are_those_of_scipy_and_scikit_image(opened: Any, seed: int) -> None:
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=(60, 47)), 1.2)
    marks = noise > 0.05
    asked = {"marks": marks.ravel().astype(int).tolist(), "width": 47, "height": 60}
    assert (np.array(opened.evaluate(THINNED, asked), bool) == skeletonize(marks).ravel()).all()  # type: ignore[no-untyped-call]
    distance = ndimage.distance_transform_edt(~marks)
    np.testing.assert_allclose(opened.evaluate(NEAREST, asked), distance.ravel(), atol=1e-9)


def told(opened: Any) -> str:
    return str(opened.locator(".layers-parts").locator("xpath=..").locator("h2").inner_text())


def test_the_page_says_what_a_digit_is_without_its_part(page: Watched, digits_page: Path, digits_study: Path) -> None:
    pictures, labels = pictured()
    network = Network.load(digits_study / "weights" / f"{NETWORK}-s0.safetensors")
    expected = wholes(network, pictures, labels.tolist())
    row = next(
        place
        for place, (each, label) in enumerate(zip(expected, labels, strict=True))
        if [part.kind for part in each.parts].count("loop") == 1
        and len(each.parts) == 2
        and each.answer[0] == label
        and each.answer[1] != label
        and each.probability[1] < each.probability[2]
    )
    opened = page.open(address_of(digits_page, view="layers", net=NETWORK, input=f"test:{row}"))
    until(opened, "document.querySelectorAll('.layers-parts figure').length === 3")
    name, other = labels[row], expected[row].answer[1]
    assert f"Without its loop this {name} is read as {other}" in told(opened)
    assert f"{other} (" in opened.locator(".layers-parts figure").nth(1).inner_text()


def test_a_drawing_is_cut_when_the_pen_rests(page: Watched, digits_page: Path) -> None:
    opened = page.open(address_of(digits_page, view="layers", net=NETWORK, input="ink::"))
    until(opened, "document.querySelector('.layers-parts').hidden")
    assert "Draw a digit" in told(opened)
    box = opened.locator("canvas.pad").bounding_box()

    def move(x: float, y: float) -> None:
        opened.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])

    move(0.5, 0.2)
    opened.mouse.down()
    for angle in np.linspace(0, 2 * np.pi, 24):
        move(0.5 + 0.2 * np.sin(angle), 0.4 - 0.2 * np.cos(angle))
    move(0.68, 0.42)
    move(0.6, 0.9)
    opened.mouse.up()
    until(opened, "document.querySelectorAll('.layers-parts figure').length >= 3")
    assert opened.locator(".layers-parts figcaption > strong").nth(1).inner_text() == "loop"
    before = opened.locator(".layers-parts").inner_text()
    opened.get_by_label("What changes in").select_option("3")
    until(opened, "document.querySelector('.layers-parts').textContent.includes('logit')")
    assert opened.locator(".layers-parts").inner_text() != before
    opened.get_by_role("button", name="Clear").click()
    until(opened, "document.querySelector('.layers-parts').hidden")


def test_a_picture_without_ink_and_a_dot_break_nothing(opened: Any) -> None:
    script = """async () => {
      const { partsOf } = await import("lw/ink/parts");
      const dot = new Uint8Array(784).map((_, k) => (k === 400 ? 255 : 0));
      const full = new Uint8Array(784).fill(255);
      return [new Uint8Array(784), dot, full].map((each) => partsOf(each, [28, 28]).map(({ kind }) => kind));
    }"""
    empty, dot, full = opened.evaluate(script)
    assert empty == []
    picture = np.zeros((1, 28, 28), np.uint8)
    picture[0, 14, 8] = 255
    assert dot == [part.kind for part in parts_of(picture)[0]]
    assert len(full) >= 1
