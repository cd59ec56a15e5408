"""The closing text: all that was promised, legible at 80 columns, side by side, in both languages."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from layerwise.report.answers import StudyResult, spoken_for
from layerwise.report.headlines import headline
from layerwise.report.lines import lines
from layerwise.report.summary import summary, summary_dict
from layerwise.report.tables import findings_table
from layerwise.report.wrapping import wrap
from layerwise.verdict.codes import DEEPER, LONGER, OVERFIT
from layerwise.words import LANGUAGES, Language


def told(studies: list[StudyResult], language: Language, width: int = 80) -> list[str]:
    console = Console(width=width, force_terminal=False)
    with console.capture() as capture:
        console.print(summary(studies, language))
    return capture.get().splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_cut_off(
    digits: StudyResult, spirals: StudyResult, language: Language, width: int
) -> None:
    lines = told([digits, spirals], language, width)
    assert max(cell_len(line) for line in lines) <= width
    assert not any("…" in line for line in lines)


def test_two_studies_stand_side_by_side_from_80_columns_on(digits: StudyResult, spirals: StudyResult) -> None:
    assert any(
        "digits: 5,000 images" in line and "spirals: 5,500 points" in line for line in told([digits, spirals], "en")
    )
    assert not any("digits:" in line and "spirals:" in line for line in told([digits, spirals], "en", 79))


def test_studies_too_many_for_columns_of_38_stand_one_below_another(digits: StudyResult) -> None:
    for count, width, abreast in ((3, 120, True), (3, 119, False), (9, 200, False)):
        first = next(line for line in told([digits] * count, "en", width) if "digits: 5,000 images" in line)
        assert first.count("digits: 5,000 images") == (count if abreast else 1)


def test_a_help_whose_interval_holds_0_says_so_beside_it_and_below_its_table(digits: StudyResult) -> None:
    first = next(each for each in digits.findings if each.code == DEEPER and each.subject["kind"] == "next")
    touching = replace(first, conclusion="helps", estimate=-0.4, low=-1.0, high=0.2)
    assert "this one by itself excludes 0" in lines([touching], DEEPER)[0].en
    console = Console(width=80, force_terminal=False)
    with console.capture() as capture:
        console.print(findings_table([touching], "en"))
    assert "excludes it" in capture.get()
    assert "by itself" not in lines([replace(touching, high=-0.1)], DEEPER)[0].en


@pytest.mark.parametrize(
    ("language", "promises"),
    [
        ("en", ["540 networks in 2 min 8 s", "3,500 of these 5,000 images", "hidden layers", "epochs", "Why about"]),
        ("zh", ["540 个网络", "3,500", "隐藏层", "轮", "为什么这里约为"]),
    ],
)
def test_the_text_says_what_was_promised(digits: StudyResult, language: Language, promises: list[str]) -> None:
    text = " ".join(told([digits], language, 200))
    for promise in [*promises, "studies/digits/report.html", "95.5 %", "(", "→"] if language == "en" else promises:
        assert promise in text


def test_only_digits_explains_its_90_percent(spirals: StudyResult) -> None:
    assert "MNIST" not in " ".join(told([spirals], "en"))


def test_the_answer_depends_on_the_problem_where_the_problems_answer_differently(
    digits: StudyResult, spirals: StudyResult
) -> None:
    assert headline(spirals.findings, DEEPER).en == "A second layer helps here."
    assert told([digits, spirals], "en", 200)[0].endswith("A second layer helps here.")
    hurt = replace(digits, findings=[replace(each, conclusion="hurts") for each in digits.findings])
    assert "depends on the problem" in told([hurt, spirals], "en", 200)[0]
    torn = replace(digits, findings=[replace(each, conclusion="undecided") for each in digits.findings])
    assert "digits: Whether a second layer helps here is undecided." in told([torn, spirals], "en", 200)[0]
    assert told([spirals], "en")[0].endswith("A second layer helps here.")


@pytest.mark.parametrize("code", [DEEPER, LONGER, OVERFIT])
def test_the_second_layer_and_the_network_of_two_layers_speak_for_each_series(digits: StudyResult, code: str) -> None:
    spoken = spoken_for(digits.findings, code)
    assert len(spoken) == 2
    assert {finding.subject["to"] if code == DEEPER else finding.subject["depth"] for finding in spoken} == {2}


def test_the_plain_form_is_json_with_the_same_sentences(digits: StudyResult, spirals: StudyResult) -> None:
    plain = json.loads(json.dumps(summary_dict([digits, spirals]), allow_nan=False))
    assert [study["data"]["name"] for study in plain["studies"]] == ["digits", "spirals"]
    assert plain["studies"][0]["deeper"][0]["conclusion"] == digits.findings[0].conclusion
    assert {"en", "zh"} == set(plain["answer"])


@given(st.text(alphabet="ab 9%，。（）层数训练—.", max_size=80), st.integers(4, 30))
def test_wrapping_loses_no_character_and_keeps_to_its_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_chinese_breaks_between_characters_but_not_before_a_full_stop() -> None:
    assert wrap("网络层数很多。", 12) == ["网络层数很", "多。"]
    assert wrap("an error of 9.1 % here", 16) == ["an error of", "9.1 % here"]
