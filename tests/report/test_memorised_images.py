"""The report shows which images are memorised, and says why where it cannot."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from answered import answered
from simulated import simulate
from told import facts

from layerwise.report.answers import StudyResult
from layerwise.report.html import report_page
from layerwise.report.memorised_images import LISTED, SHOWN, memorised_section
from layerwise.report.memorising import headline, memorising_card, spoken
from layerwise.report.summary import summary_dict
from layerwise.verdict.compare import compare
from layerwise.verdict.tables import Tables


def result(tables: Tables) -> StudyResult:
    return StudyResult(tables, compare(tables), facts())


@pytest.fixture(scope="module")
def study() -> StudyResult:
    rows = np.arange(500)
    return result(answered(np.where(rows < 40, 1.0, 0.97), np.where(rows < 40, 0.0, 0.97)))


def test_the_first_images_are_shown_with_their_label_and_what_others_say(study: StudyResult) -> None:
    asked: list[list[int]] = []

    def pictures(rows: list[int]) -> np.ndarray:
        asked.append(list(rows))
        return np.ones((len(rows), 4, 3))

    section = memorised_section(replace(study, pictures=pictures))
    assert section.count('class="picture"') == SHOWN
    assert len(asked[0]) == SHOWN
    assert max(asked[0]) < 40
    labels = re.findall(r"<small[^>]*>([^<]+)</small>", section)
    assert all(
        "abcde".index(said) == ("abcde".index(label) + 1) % 5 for label, said in (x.split(" → ") for x in labels)
    )


def test_without_the_data_there_is_the_table_alone(study: StudyResult) -> None:
    for shown in (study, replace(study, pictures=lambda _: None)):
        section = memorised_section(shown)
        assert 'class="picture"' not in section
        assert section.count("<tr>") >= LISTED


def test_a_study_that_did_not_keep_the_answers_says_so_in_the_report() -> None:
    section = memorised_section(result(simulate(depths=(2,), seeds=5, images=40, epochs=4)))
    assert "did not keep" in section
    assert "<table" not in section


def test_terminal_report_and_json_give_the_same_answer(study: StudyResult) -> None:
    answers = spoken(study)
    said = headline(answers, "images")
    assert answers[0].answer == "some"
    told = summary_dict([study])["studies"][0]
    assert vars(said) in told["text"]
    assert [each["answer"] for each in told["memorising"] if each["moment"] == "last"] == ["some"]
    sentence = said.en.removeprefix("Memorising? ").replace(" %", "\N{NO-BREAK SPACE}%")
    assert sentence in memorising_card(study)
    assert sentence in report_page(study)
