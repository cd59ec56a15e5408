"""What an inspection left in a study's folder: in the report where it is whole, a sentence where it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from papers import paper, text

from layerwise.errors import StudyError
from layerwise.report.answers import StudyResult
from layerwise.report.html import report_page
from layerwise.report.learned.insight import NOT_ASKED, Insight, insight_of
from layerwise.report.learned.section import learned_section
from layerwise.report.markup import both
from layerwise.report.popular_claims import claims_section
from layerwise.study.store import StudyFolder

Written = dict[str, Any]


def written() -> Written:
    def finding(depth: int, code: str = "hierarchy") -> Written:
        return {
            "code": code,
            "text": vars(text(f"{code} at {depth}")),
            "subject": {"depth": depth},
            "conclusion": "holds",
        }

    return {"paper": paper().as_dict(), "findings": [finding(2), finding(6), finding(4), finding(9, "concept")]}


def kept(folder: Path, content: Written | str) -> StudyFolder:
    told = content if isinstance(content, str) else json.dumps(content)
    (folder / "insight.json").write_text(told, encoding="utf-8")
    return StudyFolder(folder)


def test_what_was_inspected_is_read_whole_the_deepest_networks_first(tmp_path: Path) -> None:
    found = insight_of(kept(tmp_path, written()))
    assert found is not None
    assert found.paper == paper()
    assert found.hierarchy == tuple(text(f"hierarchy at {depth}") for depth in (6, 4, 2))
    assert found.problem is None


def test_before_the_first_inspection_the_page_names_the_command(tmp_path: Path) -> None:
    assert insight_of(StudyFolder(tmp_path)) is None
    assert learned_section(None).count("layerwise inspect STUDY") == 2
    claim = claims_section([]).partition("C2")[2].partition("C3")[0]
    assert claim.count("layerwise inspect STUDY") == 2


def _set(*path: str | int, to: Any) -> Callable[[Written], None]:
    def damage(told: Written) -> None:
        place: Any = told
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = to

    return damage


EXHIBIT = ("paper", "sections", 0, "exhibits")
DAMAGES = {
    "no paper": lambda told: told.pop("paper"),
    "no findings": lambda told: told.pop("findings"),
    "a newer format": _set("paper", "format", to=2),
    "a paper that is none": _set("paper", to=3),
    "a title that is none": _set("paper", "title", to="words"),
    "a title of numbers": _set("paper", "title", "en", to=1),
    "an exhibit of a newer kind": _set(*EXHIBIT, 0, "kind", to="film"),
    "an exhibit that is none": _set(*EXHIBIT, 0, to=None),
    "a value of words": _set(*EXHIBIT, 0, "values", 0, 0, to="0.5"),
    "an endless value": _set(*EXHIBIT, 0, "values", 0, 0, to=float("inf")),
    "a form of another name": _set(*EXHIBIT, 0, "form", to="grades"),
    "a row too short": _set(*EXHIBIT, 0, "values", 0, to=[0.5]),
    "marks for some rows only": _set(*EXHIBIT, 0, "marked", to=[[True, False]]),
    "a picture without its pixels": _set(*EXHIBIT, 1, "rows", 0, "pictures", 0, "pixels", to="AAAA"),
    "pixels that are none": _set(*EXHIBIT, 1, "rows", 0, "pictures", 0, "pixels", to="%%%"),
    "a class without a name": _set(*EXHIBIT, 2, "classes", to=["1"]),
    "a piece of two corners": _set(*EXHIBIT, 3, "panels", 0, "polygons", 0, to=[0.0, 0.0, 1.0, 1.0]),
    "an empty window": _set(*EXHIBIT, 3, "window", to=[0.0, 0.0, 0.0, 1.0]),
    "a cell too many": _set(*EXHIBIT, 4, "heads", to=[]),
    "an answer without its depth": _set("findings", 0, "subject", to={}),
    "an answer in one language": _set("findings", 0, "text", to={"en": "words"}),
    "an answer of numbers": _set("findings", 0, "text", "zh", to=[]),
    "findings that are none": _set("findings", to=[1]),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_damaged_or_newer_becomes_a_sentence(tmp_path: Path, name: str) -> None:
    told = json.loads(json.dumps(written()))
    DAMAGES[name](told)
    _assert_a_sentence(insight_of(kept(tmp_path, told)))


@pytest.mark.parametrize("content", ["", "{", "[]", "3", "null", "\x00", '"words"', "[" * 100_000, '{"paper": '])
def test_what_is_no_json_becomes_a_sentence(tmp_path: Path, content: str) -> None:
    folder = kept(tmp_path, content)
    _assert_a_sentence(insight_of(folder))
    if content != "[]":
        with pytest.raises(StudyError, match="layerwise inspect STUDY"):
            folder.insight()


def _assert_a_sentence(found: Insight | None) -> None:
    assert found is not None
    assert found.paper is None
    assert found.problem is not None
    for words in (found.problem.en, found.problem.zh):
        assert "insight.json" in words
        assert "layerwise inspect STUDY" in words
    assert both(found.problem) in learned_section(found)
    assert "layerwise inspect STUDY" in claims_section([], found)


def test_the_report_holds_the_paper_and_the_answers_to_the_popular_account(digits: StudyResult, tmp_path: Path) -> None:
    page = report_page(replace(digits, insight=insight_of(kept(tmp_path, written()))))
    assert both(paper().title) in page
    claim = page.partition("C2: ")[2].partition("C3: ")[0]
    assert [claim.index(both(text(f"hierarchy at {depth}"))) for depth in (6, 4, 2)] == sorted(
        claim.index(both(text(f"hierarchy at {depth}"))) for depth in (6, 4, 2)
    )
    assert "Not answered yet" not in claim
    assert "layerwise inspect" not in page


def test_curves_from_elsewhere_are_not_asked_what_no_one_can_look_into() -> None:
    assert learned_section(NOT_ASKED) == ""
    assert claims_section([], NOT_ASKED).count("This study does not measure it.") == 6
