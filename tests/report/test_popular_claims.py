"""The popular claims, each answered by the findings that speak to it."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from layerwise.report.answers import StudyResult
from layerwise.report.ceilings import ceiling_rows
from layerwise.report.further import TITLES
from layerwise.report.latex.findings import findings_latex
from layerwise.report.popular_claims import CLAIMS, claim_findings, claims_section


def test_each_claim_is_answered_by_its_own_questions(digits: StudyResult) -> None:
    found = {name: {each.code for each in findings} for name, findings in claim_findings(digits.findings).items()}
    assert found["C1"] == {"ceiling"}
    assert found["C3"] == {"longer", "ceiling"}
    assert found["C4"] == {"ceiling-difference"}
    assert found["C5"] == {"activation"}
    assert {"overfit", "degradation"} <= found["C6"]


def test_the_deepest_network_answers_for_too_many_layers(digits: StudyResult) -> None:
    depths = {each.subject["depth"] for each in claim_findings(digits.findings)["C6"] if each.code == "overfit"}
    assert depths == {max(int(depth) for depth in digits.tables.runs["depth"])}


def test_the_page_holds_every_claim_and_its_answers_in_both_languages(digits: StudyResult) -> None:
    page = claims_section(digits.findings)
    for name, claim in CLAIMS.items():
        assert escape(claim.en) in page
        assert claim.zh in page
        for finding in claim_findings(digits.findings).get(name, []):
            assert escape(finding.text.zh) in page


def test_without_findings_each_claim_says_that_it_was_not_measured() -> None:
    assert claims_section([]).count("This study does not measure it.") == len(CLAIMS) - 2


def test_every_ceiling_is_drawn(digits: StudyResult) -> None:
    rows = ceiling_rows(digits.findings)
    found = [each for each in digits.findings if each.code == "ceiling"]
    assert len(rows) == len(found) > 0
    assert set(rows["depth"]) == {each.subject["depth"] for each in found}
    assert "hidden" not in rows["series"].iloc[0]


def test_too_many_layers_is_answered_by_the_deepest_network_first_and_by_what_it_learnt_by_heart(
    digits: StudyResult,
) -> None:
    template = next(each for each in digits.findings if each.code == "overfit" and each.subject["measure"] == "error")
    shown = [
        replace(template, code="by-heart", subject={"kind": kind, "depth": depth})
        for kind in ("moved", "turned")
        for depth in (1, 2, 3, 4)
    ]
    told = claim_findings([*shown, *digits.findings])["C6"]
    codes = [each.code for each in told]
    assert codes[: codes.index("by-heart")] == ["overfit"] * codes.count("overfit")
    depths = [each.subject["depth"] for each in told if each.code == "by-heart"]
    assert depths == [4, 4, 1, 1, 2, 3, 2, 3]


def test_what_no_command_of_this_version_answers_is_said_plainly() -> None:
    page = claims_section([])
    assert "an exporter (layerwise export) that this version does not have" in page
    assert "本版本还没有这个命令" in page


def test_the_lowest_error_has_one_name_in_chinese(digits: StudyResult) -> None:
    texts = [*CLAIMS.values(), *TITLES.values(), *(each.question for each in digits.findings)]
    texts += [text for each in digits.findings for text in (each.text, *each.notes)]
    assert not [text.zh for text in texts if "上限" in text.zh]
    assert "上限" not in findings_latex(digits.findings, "zh")
