"""The lesson in a real browser: bet, reveal from this study's numbers, try it in the page; a link restores it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.explorer.browser import Watched, address_of
from tests.explorer.waiting import until

pytestmark = pytest.mark.breadth


def opened(page: Watched, path: Path, **state: str) -> Any:
    return page.open(address_of(path, view="lesson", lang="en", **state))


def test_nothing_is_revealed_before_the_bet_and_the_keyboard_places_it(page: Watched, digits_page: Path) -> None:
    shown = opened(page, digits_page)
    assert shown.locator("h1").inner_text() == "What is a layer?"
    assert shown.locator(".reveal").count() == 0
    shown.locator(".bet").nth(1).focus()
    shown.keyboard.press("Enter")
    shown.wait_for_selector(".reveal")
    assert shown.evaluate("document.activeElement.tagName") == "H1"
    assert "13,002" in shown.locator(".reveal").inner_text()
    assert "your bet" in shown.locator(".bet").nth(1).inner_text()
    assert "the answer here" in shown.locator(".bet").nth(0).inner_text()


def test_a_link_restores_the_bets_and_the_question(page: Watched, digits_page: Path) -> None:
    shown = opened(page, digits_page, lesson="4")
    shown.locator(".bet").nth(2).click()
    until(shown, "location.hash.includes('bets=...c.')")
    again = page.open(shown.evaluate("location.href"))
    again.wait_for_selector(".reveal")
    assert again.locator(".bet[aria-pressed='true']").inner_text().startswith("C")
    assert again.locator(".step[aria-current='step']").inner_text() == "4 ✓"


def test_each_question_is_answered_by_the_findings_of_this_study(page: Watched, digits_page: Path) -> None:
    shown = opened(page, digits_page, lesson="4", bets="aaaaa", net="relu-16x2")
    shown.wait_for_selector(".reveal")
    findings = shown.evaluate("layerwise.card.findings")
    steps = [
        each
        for each in findings
        if each["code"] == "deeper"
        and each["subject"]["kind"] == "next"
        and "terms" not in each["subject"]
        and each["subject"]["activation"] == "relu"
    ]
    assert shown.locator(".step-table tbody tr").count() == len(steps) == 2
    shown.locator(".step").nth(4).click()
    until(shown, "document.querySelector('.eyebrow').textContent.includes('5 of 5')")
    level = shown.evaluate("layerwise.card.curves.networks['relu-16x2'].levels.last")
    told = shown.locator(".reveal").inner_text()
    assert f"{level['train']:.1f}" in told
    assert f"{level['test']:.1f}" in told
    known = [each["text"]["en"] for each in findings if each["code"] == "by-heart" and each["subject"]["depth"] == 2]
    assert known[0] in told if known else "has not measured it" in told


def test_what_each_layer_sees_is_computed_from_the_examples(page: Watched, digits_page: Path) -> None:
    shown = opened(page, digits_page, lesson="2", bets=".a", net="relu-16x3")
    shown.wait_for_selector(".reveal table")
    shares = [float(text.split()[0]) for text in shown.locator(".reveal td:last-child").all_inner_texts()]
    assert len(shares) == 4
    # The same read-outs as the view Layers shows.
    facts = shown.evaluate(
        """async () => {
          const { factOf } = await import("lw/layers/facts");
          const found = [];
          for (let k = 0; k <= 3; k++) found.push((await factOf(layerwise, layerwise.network, k)).read.right);
          return found;
        }"""
    )
    assert shares == pytest.approx([100 * share for share in facts], abs=0.051)


@pytest.mark.parametrize(("place", "view"), [(1, "flow"), (2, "layers"), (3, "training"), (4, "flow"), (5, "training")])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_question_leads_into_the_page(page: Watched, digits_page: Path, place: int, view: str, lang: str) -> None:
    shown = page.open(address_of(digits_page, view="lesson", lang=lang, lesson=str(place), bets="abcab"))
    shown.wait_for_selector(".reveal")
    shown.locator(".onward .main").click()
    shown.wait_for_selector(f"main.{view} h1:not(:empty)")


def test_points_of_the_plane_have_their_lesson_too(page: Watched, spirals_page: Path) -> None:
    shown = opened(page, spirals_page, lesson="1", bets="aaaaa")
    for place in range(5):
        shown.locator(".step").nth(place).click()
        until(shown, f"document.querySelector('.eyebrow').textContent.includes('{place + 1} of 5')")
        shown.wait_for_selector(".reveal")
        assert "image" not in shown.locator("main").inner_text()
