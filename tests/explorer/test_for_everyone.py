"""The page for all who use it: nothing untranslated, little motion where little is wanted, all of it by keyboard."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.explorer.browser import Watched, address_of, watched
from tests.explorer.waiting import until

pytestmark = pytest.mark.breadth

VIEWS = ("flow", "step", "training", "layers", "program", "lesson")
# All that is read or heard: texts outside of code, names of controls, tooltips.
SAID = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const said = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest("script, style, code, noscript, #too-old")) said.push(walker.currentNode.textContent.trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [title]")) {
    said.push(element.getAttribute("aria-label") ?? "", element.getAttribute("title") ?? "");
  }
  return said.filter(Boolean);
}"""
# Three English words in a row; commands are the same in every language.
ENGLISH = re.compile(r"(?<![\w-])[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")
# Notes down every picture of the network that is shown while the flow is played.
FILMED = """async () => {
  const canvas = document.querySelector(".stage canvas");
  const seen = new Set();
  document.querySelector(".controls .main").click();
  const end = performance.now() + 4000;
  while (performance.now() < end) {
    await new Promise(requestAnimationFrame);
    seen.add(canvas.toDataURL());
  }
  return seen.size;
}"""


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("made", ["digits_page", "spirals_page"])
def test_switched_to_chinese_nothing_is_left_in_english(
    made: str, view: str, page: Watched, digits_page: Path, spirals_page: Path
) -> None:
    path = digits_page if made == "digits_page" else spirals_page
    state = {"view": view, "bets": "abcab", "lesson": "4", "input": "test:5", "label": "1"}
    opened = page.open(address_of(path, **state))
    assert any(map(ENGLISH.search, opened.evaluate(SAID)))
    opened.get_by_role("button", name="中文").click()
    until(opened, "document.documentElement.lang === 'zh-CN'")
    opened.wait_for_timeout(1500)
    said = [
        text.replace("layerwise inspect STUDY", "").replace("layerwise explore STUDY", "")
        for text in opened.evaluate(SAID)
    ]
    assert [text for text in said if ENGLISH.search(text)] == []


@pytest.mark.parametrize(("motion", "least", "most"), [("no-preference", 12, 10_000), ("reduce", 2, 5)])
def test_a_film_comes_layer_by_layer_where_little_motion_is_wanted(
    motion: Any, least: int, most: int, chromium: Any, digits_page: Path
) -> None:
    seen = watched(chromium, reduced_motion=motion)
    opened = seen.open(address_of(digits_page, net="relu-16x2", input="test:5"))
    opened.get_by_label("Speed").select_option("fast")
    # Nothing yet, two hidden layers, the answers; and what was there before.
    assert least <= opened.evaluate(FILMED) <= most
    seen.page.context.close()


def test_a_lesson_is_followed_from_its_first_to_its_last_question_by_keyboard_alone(
    page: Watched, digits_page: Path
) -> None:
    opened = page.open(address_of(digits_page, lang="zh"))

    def tab_to(selector: str) -> None:
        for _ in range(80):
            opened.keyboard.press("Tab")
            if opened.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
                return
        raise AssertionError(f"Tab never comes to {selector}")

    opened.evaluate("document.activeElement.blur()")
    tab_to("[data-keep=lesson]")
    opened.keyboard.press("Enter")
    for place in range(1, 6):
        until(opened, f"document.querySelector('.eyebrow')?.textContent.includes('第 {place} 题')")
        tab_to(".bet:nth-child(2)")
        opened.keyboard.press("Space")
        # The second question fits its read-outs to a thousand examples.
        until(opened, "document.querySelector('.reveal') !== null", seconds=90)
        if place < 5:
            tab_to(".onward .button:last-child")
            opened.keyboard.press("Enter")
    assert "题中" in opened.locator(".steps").inner_text()


def test_a_unit_of_the_plane_switched_off_changes_the_units_after_it_and_the_decision(
    page: Watched, spirals_page: Path
) -> None:
    opened = page.open(address_of(spirals_page, net="relu-8x2", input="at:0.2,0.1"))
    opened.wait_for_timeout(1000)
    pictures = """() => ["canvas.plane", ".stage canvas"].map((each) => document.querySelector(each).toDataURL())"""
    before = opened.evaluate(pictures)
    strongest = """() => {
      const { layers } = layerwise.network;
      const weight = (unit) => Math.max(...layers[1].weight.slice(unit * 8, unit * 8 + 8).map(Math.abs));
      return [...Array(8).keys()].sort((a, b) => weight(b) - weight(a))[0];
    }"""
    unit = opened.locator(f'[data-unit="1.{opened.evaluate(strongest)}"]')
    unit.click()
    until(opened, "first => document.querySelector('canvas.plane').toDataURL() !== first", before[0])
    assert opened.evaluate(pictures)[1] != before[1]
    unit.click()
    until(opened, "first => document.querySelector('canvas.plane').toDataURL() === first", before[0])
