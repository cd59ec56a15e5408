"""Flow in a real browser: drawing by mouse, touch and keyboard, depths side by side, units held, training, links."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.explorer.browser import Watched, address_of, watched

pytestmark = pytest.mark.breadth

ANSWER = "() => layerwise.run && [...layerwise.run.probabilities]"


def draw_a_one(page: Any) -> None:
    box = page.locator("canvas.pad").bounding_box()
    page.get_by_role("button", name="Clear").click()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 40, steps=15)
    page.mouse.up()


def test_a_line_drawn_with_the_mouse_is_read_as_a_one_by_all_depths(page: Watched, digits_page: Path) -> None:
    opened = page.open(digits_page.as_uri())
    draw_a_one(opened)
    opened.wait_for_function("() => document.querySelector('h1').textContent.startsWith('It reads 1')")
    assert opened.locator(".depth .answer").all_inner_texts() == ["1", "1", "1"]
    opened.get_by_role("button", name="Undo").click()
    opened.wait_for_function("() => document.querySelector('h1').textContent === 'Draw a digit.'")


def test_a_finger_draws_without_scrolling_the_page(chromium: Any, digits_page: Path) -> None:
    phone = watched(chromium, has_touch=True, is_mobile=True, device_scale_factor=2)
    phone.page.set_viewport_size({"width": 390, "height": 844})
    opened = phone.open(digits_page.as_uri())
    opened.get_by_role("button", name="Clear").click()
    opened.locator("canvas.pad").scroll_into_view_if_needed()
    box = opened.locator("canvas.pad").bounding_box()
    session = phone.page.context.new_cdp_session(opened)
    before = opened.evaluate("scrollY")
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 30}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [place]})
    for step in range(1, 15):
        moved = {"x": place["x"], "y": place["y"] + step * (box["height"] - 60) / 15}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [moved]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    opened.wait_for_function("() => document.querySelector('h1').textContent.startsWith('It reads 1')")
    assert opened.evaluate("scrollY") == before
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.page.context.close()
    assert phone.errors == []


def test_the_keyboard_draws_too(page: Watched, digits_page: Path) -> None:
    opened = page.open(digits_page.as_uri())
    opened.get_by_role("button", name="Clear").click()
    opened.locator("canvas.pad").focus()
    opened.keyboard.press("ArrowUp")
    opened.keyboard.press("Space")
    for _ in range(10):
        opened.keyboard.press("Shift+ArrowDown")
    opened.keyboard.press("Space")
    opened.wait_for_function("() => document.querySelector('h1').textContent.startsWith('It reads 1')")
    opened.keyboard.press("Delete")
    opened.wait_for_function("() => document.querySelector('h1').textContent === 'Draw a digit.'")


def test_clicking_a_unit_switches_it_off_and_all_after_it_changes(page: Watched, digits_page: Path) -> None:
    opened = page.open(digits_page.as_uri())
    before = opened.evaluate(ANSWER)
    active = opened.evaluate("() => layerwise.run.activations[0].indexOf(Math.max(...layerwise.run.activations[0]))")
    opened.locator(f'[data-unit="1.{active}"]').click()
    opened.wait_for_function("() => Object.keys(layerwise.state.edits).length === 1")
    assert opened.evaluate(ANSWER) != before
    assert opened.evaluate("(unit) => layerwise.run.activations[0][unit]", active) == 0
    assert "With 1 unit held" in opened.locator("h1").inner_text()
    opened.get_by_role("button", name="Let go").click()
    opened.wait_for_function("() => Object.keys(layerwise.state.edits).length === 0")
    assert opened.evaluate(ANSWER) == before


def test_a_pointer_that_rests_on_a_unit_takes_it_in_hand_and_one_that_passes_does_not(
    page: Watched, digits_page: Path
) -> None:
    opened = page.open(address_of(digits_page, unit="1.0"))
    places = [opened.locator(f'[data-unit="{name}"]').bounding_box() for name in ("1.4", "2.4")]
    (x, y), (right, down) = [(each["x"] + each["width"] / 2, each["y"] + each["height"] / 2) for each in places]
    opened.mouse.move(x, y)
    opened.mouse.move(right, down)
    opened.wait_for_function("() => layerwise.state.unit === '2.4'")
    opened.evaluate(
        """() => {
          window.taken = [];
          layerwise.store.listen((state, changed) => changed.has("unit") && window.taken.push(state.unit));
          const over = (name) => document.querySelector(`[data-unit="${name}"]`)
            .dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
          over("1.7");
          over("1.8");
        }"""
    )
    opened.wait_for_function("() => layerwise.state.unit === '1.8'")
    assert opened.evaluate("window.taken") == ["1.8"]


def test_units_are_reached_by_keyboard(page: Watched, digits_page: Path) -> None:
    opened = page.open(digits_page.as_uri())
    opened.locator('[data-unit="1.0"]').focus()
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("ArrowRight")
    assert opened.evaluate("document.activeElement.dataset.unit") == "2.1"
    opened.wait_for_function("() => document.querySelector('.unit h2').textContent === 'Unit 2 of layer 2'")
    opened.keyboard.press("Enter")
    opened.wait_for_function("() => layerwise.state.edits['2.1'] === 0")


def test_the_epochs_slider_goes_back_through_training(page: Watched, digits_page: Path) -> None:
    opened = page.open(digits_page.as_uri())
    slider = opened.get_by_label("Epoch of training")
    slider.focus()
    opened.keyboard.press("Home")
    opened.wait_for_function("() => layerwise.state.epoch === 0 && layerwise.network !== null")
    untrained = opened.evaluate("Math.max(...layerwise.run.probabilities)")
    opened.keyboard.press("End")
    opened.wait_for_function("() => layerwise.state.epoch !== 0 && layerwise.network !== null")
    assert opened.evaluate("Math.max(...layerwise.run.probabilities)") > untrained


def test_a_link_restores_what_its_sender_saw(page: Watched, digits_page: Path) -> None:
    opened = page.open(digits_page.as_uri())
    draw_a_one(opened)
    opened.get_by_label("Network", exact=True).select_option("tanh-16x3")
    opened.locator('[data-unit="2.4"]').click()
    opened.get_by_role("button", name="中文").click()
    opened.wait_for_function("() => location.hash.includes('tanh-16x3') && location.hash.includes('lang=zh')")
    link, answer = opened.url, opened.evaluate(ANSWER)
    again = page.open(link)
    assert again.evaluate("layerwise.spec.id") == "tanh-16x3"
    assert again.evaluate("layerwise.state.edits") == {"2.4": 0}
    assert again.evaluate("document.documentElement.lang") == "zh-CN"
    assert again.evaluate(ANSWER) == pytest.approx(answer, abs=0.02)


def test_a_played_flow_comes_to_its_end_and_can_be_stopped_and_stepped(page: Watched, digits_page: Path) -> None:
    opened = page.open(digits_page.as_uri())
    opened.get_by_label("Speed").select_option("fast")
    opened.get_by_role("button", name="▶ Play").click()
    opened.get_by_role("button", name="Pause").wait_for()
    opened.get_by_role("button", name="▶ Play").wait_for(timeout=8_000)
    opened.get_by_role("button", name="Step", exact=True).click()
    opened.get_by_role("button", name="▶ Play").wait_for(timeout=3_000)


def test_own_drawings_are_kept_and_every_depth_is_scored_on_them(page: Watched, digits_page: Path) -> None:
    opened = page.open(digits_page.as_uri())
    draw_a_one(opened)
    opened.get_by_label("What you meant").select_option("1")
    opened.wait_for_function("() => document.querySelector('.own').textContent === 'yours: 1 of 1'")
    opened.get_by_role("button", name="Forget").click()
    opened.wait_for_function("() => document.querySelector('.own').textContent === ''")


def test_the_most_confused_test_images_are_those_read_wrong(page: Watched, digits_page: Path) -> None:
    opened = page.open(address_of(digits_page, net="relu-16"))
    opened.get_by_role("button", name="Most confused").click()
    opened.wait_for_function("() => document.querySelector('.thumb').title.includes('read as')")
    opened.locator(".input .thumb").first.click()
    opened.wait_for_function("() => document.querySelector('h1').textContent.includes('It is')")
