"""The one-file page: small enough, complete, quick, and for everyone."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from layerwise.data import load
from layerwise.explorer import bundle
from layerwise.explorer.page import modules
from layerwise.lab.exploring import keep_page
from layerwise.study.store import StudyFolder
from tests.explorer.browser import address_of, watched

ROOT = Path(__file__).resolve().parents[2]
VIEWS = ("flow", "step", "training", "layers", "program", "lesson")


def test_every_module_asks_only_for_modules_that_are_there() -> None:
    known = modules()
    for name, source in known.items():
        for asked in re.findall(r'(?:from|import)\s*\(?\s*"(lw/[^"]+)"', source):
            assert asked in known, f"{name} asks for {asked}"


def test_the_page_asks_nobody_for_anything(digits_page: Path) -> None:
    page = digits_page.read_text(encoding="utf-8")
    head, _, _ = page.partition('<script type="text/plain"')
    assert not re.findall(r'(?:src|href)\s*=\s*"(?:https?:)?//', head)
    assert "default-src 'none'" in head


def test_a_study_whose_networks_are_too_large_gets_no_page_and_no_error(
    digits_study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "MOST_WEIGHTS", 10)
    assert keep_page(StudyFolder(digits_study), load("digits"), "en") is None


@pytest.mark.breadth
def test_the_types_of_the_page_hold() -> None:
    compiler = next((found for name in ("tsc",) if (found := shutil.which(name, path=_programs()))), None)
    if compiler is None:
        pytest.skip("no TypeScript: the page's types were not checked")
    checked = subprocess.run([compiler, "-p", ROOT / "tsconfig.json"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def _programs() -> str:
    import os

    return os.pathsep.join([str(ROOT / "tests" / "explorer" / "node_modules" / ".bin"), os.environ.get("PATH", "")])


# Every view; One step after steps, and every question of the Lesson with its answer.
STATES = [
    *({"view": view} for view in VIEWS),
    {"view": "step", "steps": "10", "label": "1"},
    *({"view": "lesson", "lesson": str(place), "bets": "abcab"} for place in range(1, 6)),
]


def _said(state: dict[str, str]) -> str:
    return "-".join(value for key, value in state.items() if key != "bets")


@pytest.mark.breadth
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("state", STATES, ids=_said)
@pytest.mark.parametrize("made", ["digits_page", "spirals_page"])
def test_no_view_keeps_anyone_out(
    made: str,
    state: dict[str, str],
    language: str,
    scheme: Any,
    chromium: Any,
    digits_page: Path,
    spirals_page: Path,
) -> None:
    rules = ROOT / "tests" / "explorer" / "node_modules" / "axe-core" / "axe.min.js"
    if not rules.is_file():
        pytest.skip("no axe-core: run npm ci in tests/explorer")
    path = {"digits_page": digits_page, "spirals_page": spirals_page}[made]
    seen = watched(chromium, color_scheme=scheme, bypass_csp=True)
    page = seen.open(address_of(path, **state, lang=language))
    page.wait_for_timeout(700)
    page.add_script_tag(path=str(rules))
    found = page.evaluate("async () => (await axe.run()).violations")
    page.context.close()
    told = [
        f"{each['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for each in found
        for node in each["nodes"][:3]
    ]
    assert told == []
    assert seen.errors == []


@pytest.mark.breadth
@pytest.mark.parametrize("width", [360, 390, 768, 1920])
@pytest.mark.parametrize("view", VIEWS)
def test_no_view_is_wider_than_its_screen(view: str, width: int, chromium: Any, digits_page: Path) -> None:
    seen = watched(chromium)
    seen.page.set_viewport_size({"width": width, "height": 800})
    page = seen.open(address_of(digits_page, view=view))
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
    assert seen.errors == []


@pytest.mark.breadth
def test_a_damaged_page_says_so_in_a_sentence(chromium: Any, digits_page: Path, tmp_path: Path) -> None:
    text = digits_page.read_text(encoding="utf-8")
    newer = tmp_path / "newer.html"
    newer.write_text(text.replace('"format":1,', '"format":99,', 1), encoding="utf-8")
    cut = tmp_path / "cut.html"
    cut.write_text(re.sub(r'(data-array="relu-16x2/best">)[^<]{200}', r"\1", text, count=1), encoding="utf-8")
    for path, words in ((newer, "newer Layerwise"), (cut, "cannot be shown")):
        seen = watched(chromium)
        seen.page.goto(path.as_uri())
        seen.page.wait_for_selector('[role="alert"]')
        assert words in seen.page.inner_text('[role="alert"]')
        seen.page.context.close()
