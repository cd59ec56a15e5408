"""The page of what a network has learned, in a real browser: both languages, both lights, desktop and phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from papers import clouds, cuts, heat, listing, paper, sheet

from layerwise.report.learned.page import learned_page
from tests.explorer.browser import watched

AXE = Path(__file__).resolve().parents[1] / "explorer" / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.breadth


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    large = heat(np.linspace(0, 1, 900).reshape(30, 30).tolist())
    signed = heat(np.linspace(-1, 1, 112).reshape(14, 8).tolist(), low=-1.0, marked=((True,) * 8,) * 14)
    maps = clouds(tuple(f"a long name {k}" for k in range(10)), 900)
    shown = paper(signed, large, sheet(), clouds(tuple("0123456789"), 900), maps, cuts(), listing())
    path = tmp_path_factory.mktemp("learned") / "page.html"
    path.write_text(learned_page(shown), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_cut_off_and_the_button_changes_the_language(
    width: int, language: str, chromium: Any, address: str
) -> None:
    seen = watched(chromium)
    seen.page.set_viewport_size({"width": width, "height": 800})
    page = seen.open(f"{address}#{language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    beyond = page.evaluate(
        """[...document.querySelectorAll("main *")]
            .filter((each) => !each.closest(".scroll, svg") && each.getBoundingClientRect().right > innerWidth + 1)
            .map((each) => each.outerHTML.slice(0, 90))"""
    )
    assert beyond == []
    words = {"en": "answer in words", "zh": "answer 的文字"}
    assert page.inner_text("h1") == words[language]
    page.click("#switch")
    page.wait_for_function("(before) => document.documentElement.dataset.lang !== before", arg=language)
    assert page.inner_text("h1") == words["zh" if language == "en" else "en"]
    page.context.close()
    assert (seen.errors, seen.requests) == ([], [])


def test_a_value_of_a_large_table_shows_where_the_pointer_rests(chromium: Any, address: str) -> None:
    seen = watched(chromium)
    page = seen.open(address)
    cell = page.locator(".dense td[data-value='50']").first
    cell.hover()
    shown = cell.evaluate("(each) => getComputedStyle(each, '::after').content")
    assert shown == '"50"'
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_keeps_no_one_out(language: str, scheme: Any, chromium: Any, address: str) -> None:
    if not AXE.is_file():
        pytest.skip("no axe-core: run npm ci in tests/explorer")
    seen = watched(chromium, color_scheme=scheme, bypass_csp=True)
    page = seen.open(f"{address}#{language}")
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("async () => (await axe.run()).violations")
    page.context.close()
    assert [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:3]] == []
