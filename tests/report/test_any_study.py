"""Whatever was studied, closing text, tables and page come out whole: no nan, no "1 epochs", in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console
from simulated import simulate
from told import facts

from layerwise.report.answers import StudyResult
from layerwise.report.html import report_page
from layerwise.report.summary import summary, summary_dict
from layerwise.report.tables import error_tables
from layerwise.verdict.compare import compare
from layerwise.words import LANGUAGES, Language

STUDIES: dict[str, dict[str, Any]] = {
    "two seeds": {"depths": (1, 2), "seeds": 2},
    "two seeds, no hidden layer": {"depths": (0, 1), "seeds": 2},
    "three seeds": {"depths": (1, 2), "seeds": 3},
    "one depth": {"depths": (1,), "seeds": 3},
    "deep ones": {"depths": (3, 5), "seeds": 3},
    "no hidden layer and one": {"depths": (0, 1), "seeds": 3},
    "no hidden layer": {"depths": (0,), "seeds": 3},
    "one epoch": {"depths": (1, 2), "seeds": 3, "epochs": 1},
    "three epochs": {"depths": (1,), "seeds": 3, "epochs": 3},
    "an uneven shape": {"depths": (1, 2), "seeds": 3, "shapes": [(8, 4)]},
    "uneven shapes alone": {"depths": (), "seeds": 3, "shapes": [(8, 4), (4, 8)]},
    "an uneven shape, two seeds": {"depths": (), "seeds": 2, "shapes": [(8, 4)]},
    "all of a depth diverged": {"depths": (1, 2), "seeds": 3, "diverged": [(2, 0), (2, 1), (2, 2)]},
    "all diverged": {"depths": (1,), "seeds": 3, "diverged": [(1, 0), (1, 1), (1, 2)]},
    "cosine": {"depths": (1, 2), "seeds": 3, "schedule": "cosine"},
}
SLIPS = re.compile(r"\bnan\b|\b1 (hidden layers|layers|epochs|seeds|networks|comparisons|images)\b|[{}]", re.IGNORECASE)


@pytest.fixture(scope="module", params=list(STUDIES))
def study(request: pytest.FixtureRequest) -> StudyResult:
    asked = {"images": 30, "epochs": 4, "folds": 0} | STUDIES[request.param]
    schedule = asked.pop("schedule", "constant")
    tables = replace(simulate(**asked), schedule=schedule)
    told = facts() | {"networks": 1, "measured": len(tables.runs), "tuned": 0, "epochs": asked["epochs"]}
    return StudyResult(tables, compare(tables), told, "report.html")


def text_of(page: str) -> str:
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", "\n", body).replace("\N{NO-BREAK SPACE}", " ")


def slips(text: str) -> list[str]:
    return [text[max(0, found.start() - 40) : found.end() + 40] for found in SLIPS.finditer(text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_closing_text_and_the_terminal_tables_have_no_slips(study: StudyResult, language: Language) -> None:
    console = Console(width=200, force_terminal=False)
    with console.capture() as capture:
        for table in error_tables(study.tables, language):
            console.print(table)
        console.print(summary([study], language))
    assert slips(capture.get()) == []
    assert not any(slips(text[language]) for told in summary_dict([study])["studies"] for text in told["text"])


def test_the_page_has_no_slips(study: StudyResult) -> None:
    page = report_page(study)
    assert slips(text_of(page)) == []
    assert "<h1></h1>" not in page


def test_every_network_is_named(study: StudyResult) -> None:
    told = "\n".join(text["en"] for text in summary_dict([study])["studies"][0]["text"])
    page = text_of(report_page(study))
    for hidden in {tuple(hidden) for hidden in study.tables.runs["hidden"] if len(set(hidden)) > 1}:
        label = f"relu, layers of {'-'.join(map(str, hidden))}"
        assert label in told
        assert label in page
        assert "in no depth series" in told
        assert "in no depth series" in page
    assert "relu" in told
