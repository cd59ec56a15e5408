"""No finding is lost on the way to the reader: what is no leading question stands below under its title."""

from __future__ import annotations

from html import escape
from io import StringIO

from rich.console import Console

from layerwise.lab.results import Verdict
from layerwise.report.answers import QUESTIONS, StudyResult, asked
from layerwise.report.further import TITLES, further
from layerwise.report.html import report_page


def test_every_finding_is_in_a_leading_question_or_below_a_title_and_in_one_alone(digits: StudyResult) -> None:
    leading = [finding for code in QUESTIONS for finding in asked(digits.findings, code)]
    below = [finding for _, group in further(digits.findings) for finding in group]
    assert sorted(map(id, [*leading, *below])) == sorted(map(id, digits.findings))
    assert {title for title, _ in further(digits.findings)} <= set(TITLES.values())


def test_the_page_says_every_sentence_in_both_languages(digits: StudyResult) -> None:
    page = report_page(digits)
    for finding in digits.findings:
        for text in (finding.text.en, finding.text.zh):
            assert escape(text).replace(" %", "\N{NO-BREAK SPACE}%") in page


def test_a_verdict_prints_its_tables_and_its_further_answers(digits: StudyResult) -> None:
    console = Console(width=4000, record=True, file=StringIO())
    console.print(Verdict(tuple(digits.findings)))
    printed = console.export_text()
    for _, group in further(digits.findings):
        for finding in group:
            assert finding.text.en in printed or finding.text.zh in printed
