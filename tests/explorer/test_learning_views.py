"""One step, Layers and Program in a real browser, on pictures and in the plane."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from layerwise.data import load
from layerwise.data.folds import split
from layerwise.nets.network import Network
from tests.explorer.browser import Watched, address_of

pytestmark = pytest.mark.breadth

VIEWS = ("step", "layers", "program")
TITLE = "() => document.querySelector('h1').textContent"


def until(page: Any, expression: str) -> None:
    # A function, not its text: the page forbids `eval`.
    page.wait_for_function(f"() => {expression}", timeout=20_000)


def settled(page: Any, words: str) -> None:
    until(page, f"document.querySelector('h1').textContent.includes({words!r})")


def test_ten_steps_teach_one_example_and_say_what_it_cost(page: Watched, digits_page: Path) -> None:
    opened = page.open(address_of(digits_page, view="step", input="test:5", label="3"))
    settled(opened, "It should say 3, but")
    opened.get_by_role("button", name="10 steps").click()
    settled(opened, "After 10 steps")
    losses = [float(text) for text in opened.locator(".step .numbers td").all_inner_texts()]
    assert losses[1] < losses[0]
    opened.get_by_text("before it was").or_(opened.get_by_text("as many as before")).wait_for()
    opened.get_by_role("button", name="Back to the start").click()
    settled(opened, "It should say")


def test_a_link_takes_the_same_steps_again_and_another_example_begins_anew(page: Watched, digits_page: Path) -> None:
    opened = page.open(address_of(digits_page, view="step", input="test:5", rate="0.1"))
    opened.get_by_role("button", name="One step").last.click()
    opened.get_by_role("button", name="10 steps").click()
    settled(opened, "After 11 steps")
    until(opened, "location.hash.includes('steps=11')")
    words, link = opened.evaluate(TITLE), opened.url
    again = page.open(link)
    settled(again, "After 11 steps")
    assert again.evaluate(TITLE) == words
    again.get_by_role("button", name="中文").click()
    settled(again, "11 步后")
    again.get_by_role("button", name="English").click()
    again.locator(".thumb").nth(3).click()
    settled(again, "It should say")
    assert again.evaluate("layerwise.state.extra.steps") == "0"


def test_far_too_large_steps_are_told_as_such(page: Watched, digits_page: Path) -> None:
    opened = page.open(address_of(digits_page, view="step", input="test:5", label="3", rate="10", steps="100"))
    until(opened, "/no longer finite|too large|After 100/.test(document.querySelector('h1').textContent)")
    assert opened.locator("h1").inner_text()


def test_a_point_of_the_plane_is_taught_once_it_has_a_class(page: Watched, spirals_page: Path) -> None:
    opened = page.open(address_of(spirals_page, view="step", input="at:0.3,0.4"))
    settled(opened, "What should it answer?")
    assert opened.get_by_role("button", name="10 steps").is_disabled()
    opened.get_by_label("It should answer").last.select_option("1")
    settled(opened, "It should say 1")
    opened.get_by_role("button", name="100 steps").click()
    settled(opened, "After 100 steps")


def test_every_layer_says_what_can_be_read_off_it(page: Watched, digits_page: Path, digits_study: Path) -> None:
    opened = page.open(address_of(digits_page, view="layers", net="relu-16x2"))
    settled(opened, "linear read-out gets right")
    rows = opened.locator(".layers-row")
    assert rows.count() == 4
    network = Network.load(digits_study / "weights" / "relu-16x2-s0.safetensors")
    data = load("digits")
    test = split(data, 0).test
    own = network.score(data.inputs[test], data.labels[test])
    assert f"{100 * own:.1f}" in rows.nth(3).inner_text()
    first = network.activations(data.inputs[test])[0]
    never = int((first <= 0).all(axis=0).sum())
    words = f"{never} of 16 units never switch on" if never else "All 16 units switch on"
    assert words in rows.nth(1).inner_text()


def test_a_drawing_moves_through_all_maps(page: Watched, digits_page: Path) -> None:
    opened = page.open(address_of(digits_page, view="layers", input="test:9"))
    settled(opened, "linear read-out gets right")
    image = "() => document.querySelectorAll('canvas.layers-map')[2].toDataURL()"
    before = opened.evaluate(image)
    opened.locator(".thumb").nth(6).click()
    until(opened, f"({image})() !== {before!r}")


@pytest.mark.parametrize("view", ["layers", "step"])
def test_nothing_in_a_view_holds_up_the_page(view: str, page: Watched, digits_page: Path) -> None:
    page.page.add_init_script(
        "window.long = []; new PerformanceObserver((list) => window.long.push(...list.getEntries()"
        ".map((each) => each.duration))).observe({ type: 'longtask', buffered: true });"
    )
    opened = page.open(address_of(digits_page, view="flow"))
    opened.evaluate("window.long.length = 0")
    opened.evaluate(f"layerwise.store.set({{ view: '{view}' }})")
    opened.wait_for_timeout(4000)
    # 100 ms on a quiet machine of two cores; the tests share theirs.
    assert opened.evaluate("window.long.filter((each) => each > 300)") == []


def test_the_program_counts_its_ifs_and_the_ways_that_test_images_take(
    page: Watched, digits_page: Path, digits_study: Path
) -> None:
    opened = page.open(address_of(digits_page, view="program", net="relu-16x3", input="test:7"))
    settled(opened, "48 ifs decide")
    opened.get_by_text("Checked for all 10 answers").wait_for()
    network = Network.load(digits_study / "weights" / "relu-16x3-s0.safetensors")
    data = load("digits")
    test = split(data, 0).test
    on = np.concatenate([values > 0 for values in network.activations(data.inputs[test])[:-1]], axis=1)
    facts = opened.locator(".program-aside .numbers").first.inner_text()
    assert str(len(np.unique(on, axis=0))) in facts
    assert str(int((on == on[7]).all(axis=1).sum())) in facts
    assert f"{int(on[7].sum())} passed" in opened.locator("h1").inner_text()
    assert opened.locator(".program-layer li.on").count() == int(on[7].sum())
    answer = network.classes[int(network.predict_proba(data.inputs[test[7:8]]).argmax())]
    assert f'return "{answer}"' in opened.locator(".program-code").inner_text()


def test_a_smooth_network_is_called_no_program_and_leads_to_one_that_is(page: Watched, digits_page: Path) -> None:
    opened = page.open(address_of(digits_page, view="program", net="tanh-16x2"))
    settled(opened, "no program of ifs")
    opened.get_by_role("button", name="relu-16x2").click()
    settled(opened, "32 ifs decide")


def test_the_point_of_the_plane_moves_by_mouse_and_by_arrow_keys(page: Watched, spirals_page: Path) -> None:
    opened = page.open(address_of(spirals_page, view="flow"))
    plane = opened.locator("canvas.plane")
    box = plane.bounding_box()
    opened.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
    until(opened, "layerwise.state.input.kind === 'point'")
    x, y = opened.evaluate("layerwise.state.input.values")
    low, high = opened.evaluate("layerwise.card.data.range")
    assert (low[0] + high[0]) / 2 < x < high[0]
    assert (low[1] + high[1]) / 2 < y < high[1]
    plane.press("ArrowRight")
    plane.press("ArrowDown")
    right, down = opened.evaluate("layerwise.state.input.values")
    assert right > x
    assert down < y
    opened.locator('[data-unit="1.2"]').click()
    opened.get_by_text("over the plane").or_(opened.get_by_text("everywhere in this part")).first.wait_for()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_views_of_the_plane_open_in_both_languages(view: str, language: str, page: Watched, spirals_page: Path) -> None:
    opened = page.open(address_of(spirals_page, view=view, lang=language, input="at:0.2,0.1", label="0"))
    opened.wait_for_timeout(1500)
    assert opened.locator("main").inner_text().strip()
