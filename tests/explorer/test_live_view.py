"""A study is planned, started, watched, stopped and resumed in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.explorer.browser import watched
from tests.explorer.served import listening, served

pytestmark = pytest.mark.breadth


def test_a_study_is_planned_started_and_watched_by_keyboard_in_both_languages(chromium: Any, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    (tmp_path / "named").mkdir()
    with listening(served(tmp_path)) as address:
        seen = watched(chromium)
        page = seen.open(f"{address}/")
        expect(page.locator("h1")).to_have_text("Nothing is being trained.")
        start = page.get_by_role("button", name="Start")
        expect(start).to_be_disabled()
        depths = page.get_by_label("Depths")
        depths.fill("3-1")
        expect(page.get_by_role("button", name="What would it take?")).to_be_disabled()
        expect(depths).to_have_attribute("aria-invalid", "true")
        depths.fill("1-2")
        page.get_by_label("Seeds").fill("10")
        page.get_by_label("Seeds").press("Enter")
        expect(page.get_by_text("8 networks: about 13 s, 1.0 GiB of memory.")).to_be_visible()
        start.focus()
        start.press("Enter")
        expect(page.locator("h1")).to_have_text("few is done. Open it to see what it found.")
        page.get_by_role("button", name="中文").press("Enter")
        expect(page.locator("h1")).to_have_text("few 已完成。打开即可看到结果。")
        expect(page.get_by_role("link", name="打开 few")).to_have_attribute("href", "/study/few#lang=zh")
        assert seen.errors == []
        assert all(request.startswith(address) for request in seen.requests)


def test_a_study_at_work_is_found_again_by_a_page_that_was_closed(chromium: Any, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    (tmp_path / "named").mkdir()
    with listening(served(tmp_path)) as address:
        first = watched(chromium)
        page = first.open(f"{address}/new")
        page.evaluate(
            "async () => { await fetch('/api/studies', {method: 'POST', headers: {'content-type': 'application/json'},"
            " body: JSON.stringify({data: 'few', seeds: 2})}); }"
        )
        page.close()
        second = watched(chromium)
        page = second.open(f"{address}/#lang=zh")
        expect(page.locator("h1")).to_have_text("few：4 个网络中已训练 1 个。")
        page.get_by_role("button", name="停止").click()
        expect(page.locator("h1")).to_have_text("few 已停止，4 个网络中已训练 1 个，可以从原处继续。")
        page.get_by_role("button", name="继续").click()
        expect(page.locator("h1")).to_have_text("few 已完成。打开即可看到结果。")
        assert second.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_form_and_a_stopped_study_keep_nobody_out(
    language: str, scheme: Any, chromium: Any, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    rules = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"
    if not rules.is_file():
        pytest.skip("no axe-core: run npm ci in tests/explorer")
    (tmp_path / "named").mkdir()
    with listening(served(tmp_path)) as address:
        seen = watched(chromium, color_scheme=scheme, bypass_csp=True)
        page = seen.open(f"{address}/#lang={language}")
        page.evaluate(
            "async () => { await fetch('/api/studies', {method: 'POST', headers: {'content-type': 'application/json'},"
            " body: JSON.stringify({data: 'few', seeds: 2})}); }"
        )
        page = seen.open(f"{address}/new#lang={language}")
        expect(page.locator(".live-chart")).to_be_visible()
        page.fill("#live-depths", "3-1")
        page.click("summary")
        page.add_script_tag(path=str(rules))
        found = page.evaluate("async () => (await axe.run()).violations")
        assert [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"][:3]] == []
        for width in (360, 768, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_timeout(300)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        page.context.close()
