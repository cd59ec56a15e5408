"""What an inspection found, on the page: sentences by layer, the map layer × epoch, the Lesson's answer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layerwise.explorer.page import one_file
from layerwise.study.store import INSIGHT
from tests.explorer.browser import Watched, address_of
from tests.explorer.conftest import bundle_of
from tests.explorer.waiting import until

pytestmark = pytest.mark.breadth

EPOCHS = [0, 1, 3, 8]
CONCEPTS = ("loop", "ends")


def said(text: str) -> dict[str, str]:
    return {"en": text, "zh": f"中文：{text}"}


def insight() -> dict[str, Any]:
    """As `layerwise inspect STUDY` writes it, of the relu networks of the study; the scores tell which they are."""
    rows = []
    for depth, name in ((1, "relu-16"), (2, "relu-16x2"), (3, "relu-16x3")):
        layers = [*(f"hidden-{place}" for place in range(1, depth + 1)), "logits"]
        for number, layer in enumerate(layers):
            for concept in CONCEPTS:
                for epoch in EPOCHS:
                    score = (number + 1) / 10 + epoch / 100 - (0.5 if concept == "ends" else 0)
                    rows.append(
                        {"network": name, "depth": depth, "epoch": epoch, "layer": layer, "concept": concept}
                        | {"score": score}
                    )
    findings = [
        {
            "code": "hierarchy",
            "question": said("Strokes first?"),
            "estimate": 0.015 * depth,
            "low": -0.01,
            "high": 0.1,
            "conclusion": "not-found" if depth == 2 else "undecided",
            "text": said(f"Measured for depth {depth}."),
            "subject": {"network": f"relu-16x{depth}", "depth": depth},
        }
        for depth in (2, 3)
    ]
    layers = {"relu-16x2-s0": [[], [said(f"Fact {number}.") for number in range(1, 6)], [said("One fact.")], []]}
    return {"activation": "relu", "networks": 15, "findings": findings, "epochs": rows, "layers": layers}


@pytest.fixture(scope="module")
def page_with(digits_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The page of the study with such an `insight.json` in its folder."""

    def made(written: str) -> Path:
        folder = tmp_path_factory.mktemp("inspected") / "digits"
        shutil.copytree(digits_study, folder)
        (folder / INSIGHT).write_text(written, encoding="utf-8")
        path = folder.parent / "page.html"
        path.write_text(one_file(bundle_of(folder, "digits")), encoding="utf-8")
        return path

    return made


@pytest.fixture(scope="module")
def inspected_page(page_with: Callable[[str], Path]) -> Path:
    return page_with(json.dumps(insight()))


def layers(page: Watched, path: Path, **state: str) -> Any:
    opened = page.open(address_of(path, view="layers", **{"net": "relu-16x2", "lang": "en", **state}))
    until(opened, "document.querySelectorAll('.layers-row').length > 0")
    return opened


def test_each_layer_tells_what_was_found_and_folds_the_rest(page: Watched, inspected_page: Path) -> None:
    opened = layers(page, inspected_page)
    known = opened.locator(".layers-row").nth(1).locator(".layers-known")
    assert known.locator("li").all_inner_texts()[:3] == ["Fact 1.", "Fact 2.", "Fact 3."]
    assert not known.get_by_text("Fact 5.").is_visible()
    known.get_by_text("2 more").click()
    assert known.get_by_text("Fact 5.").is_visible()
    assert opened.locator(".layers-row").nth(2).locator("details").count() == 0
    assert opened.locator(".layers-row").nth(3).locator(".layers-known").count() == 0


def test_the_map_shows_layers_and_epochs_and_a_cell_sets_the_epoch(page: Watched, inspected_page: Path) -> None:
    opened = layers(page, inspected_page)
    table = opened.locator(".layers-epochs")
    assert table.locator("tbody tr").count() == 3
    assert table.locator("tfoot th").all_inner_texts() == list(map(str, EPOCHS))
    cells = [float(text) for text in table.locator("button").all_inner_texts()]
    assert cells == pytest.approx([(row + 1) / 10 + epoch / 100 for row in range(3) for epoch in EPOCHS], abs=0.006)
    table.locator("button[data-epoch='3']").first.click()
    until(opened, "layerwise.state.epoch === 3")
    assert {each.get_attribute("data-epoch") for each in table.locator(".here").all()} == {"3"}
    opened.get_by_label("Concept").select_option("ends")
    until(opened, "document.querySelector('.layers-epochs button').textContent.startsWith('\u2212')")
    assert "stroke ends" in opened.get_by_label("What becomes readable").locator("h2").inner_text()
    until(opened, "location.hash.includes('concept=ends')")


def test_of_a_network_that_was_not_inspected_the_page_says_so(page: Watched, inspected_page: Path) -> None:
    opened = layers(page, inspected_page, net="tanh-16x2")
    assert "did not take in tanh-16x2" in opened.locator(".unmeasured").inner_text()
    assert not opened.locator(".layers-epochs").is_visible()


def test_a_study_that_was_not_inspected_names_the_command(page: Watched, digits_page: Path) -> None:
    assert "layerwise inspect STUDY" in layers(page, digits_page).locator(".unmeasured").inner_text()
    lesson = page.open(address_of(digits_page, view="lesson", lang="en", lesson="2", bets=".a"))
    lesson.wait_for_selector(".reveal table")
    assert "layerwise inspect STUDY" in lesson.locator(".reveal").inner_text()


def test_a_damaged_inspection_is_told_and_the_page_opens(page: Watched, page_with: Callable[[str], Path]) -> None:
    path = page_with(json.dumps(insight())[:500])
    assert "it is damaged" in layers(page, path).locator(".unmeasured").inner_text()
    assert "已损坏" in layers(page, path, lang="zh").locator(".unmeasured").inner_text()


@pytest.mark.parametrize(("lang", "text", "conclusion"), [("en", "Measured", "not so"), ("zh", "中文", "与说法不符")])
def test_the_lesson_answers_with_what_was_measured(
    page: Watched, inspected_page: Path, lang: str, text: str, conclusion: str
) -> None:
    opened = page.open(address_of(inspected_page, view="lesson", lang=lang, lesson="2", bets=".a", net="relu-16x2"))
    opened.wait_for_selector(".reveal .account")
    told = opened.locator(".reveal").inner_text()
    assert text in told
    assert "depth 2." in told
    assert "depth 3." not in told
    first, second = opened.locator(".account tbody tr").all_inner_texts()
    assert conclusion in first
    assert "+3.0 (\u22121.0 … +10.0)" in first
    assert "+4.5" in second
