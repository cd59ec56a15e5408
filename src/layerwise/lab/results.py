"""What a study's tables say: its findings, its report, and what the closing text needs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from rich.console import Console, ConsoleOptions
from rich.table import Table
from rich.text import Text as Line

from layerwise.lab.shown_rows import ShownRows
from layerwise.report.answers import QUESTIONS, StudyResult, asked
from layerwise.report.further import further
from layerwise.report.html import report_page
from layerwise.report.learned.insight import insight_of
from layerwise.report.tables import findings_table
from layerwise.study.looks import taken
from layerwise.study.store import StudyFolder
from layerwise.verdict.compare import compare
from layerwise.verdict.finding import Finding, findings_as_dict
from layerwise.verdict.memorising.listing import memorised_table
from layerwise.verdict.tables import Tables
from layerwise.words import Language, system_language

REPORT, VERDICT, MEMORISED = "report.html", "verdict.json", "memorised.parquet"


@dataclass(frozen=True)
class Verdict(Sequence[Finding]):
    """The findings of a study: a sequence that shows itself as tables and sentences in a terminal and in a notebook.

    Args:
        findings: all of them, question after question.
    """

    findings: tuple[Finding, ...]

    def __getitem__(self, place: Any) -> Any:
        return self.findings[place]

    def __len__(self) -> int:
        return len(self.findings)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Table | Line]:
        language = system_language()
        for code, title in QUESTIONS.items():
            if chosen := asked(self.findings, code):
                yield findings_table(chosen, language, title=title.say(language))
        for words, others in further(self.findings):
            yield Line(words.say(language), style="bold")
            yield from (Line(f"- {finding.text.say(language)}") for finding in others)
            yield Line("")

    def _repr_html_(self) -> str:
        return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in self._sentences()) + "</ul>"

    def _sentences(self) -> Iterator[str]:
        language = system_language()
        return (finding.text.say(language) for finding in self.findings)


def facts_of(card: dict[str, Any], tables: Tables) -> dict[str, Any]:
    """What was run, for the report and the closing text.

    Args:
        card: `study.json`.
        tables: of the study.
    """
    sessions = card["sessions"]
    last = sessions[-1] if sessions else {"versions": {}, "machine": {}}
    stages = tables.runs["stage"].value_counts()
    return {
        "data": card["data"],
        "networks": len(tables.runs),
        "measured": int(stages.get("measure", 0)),
        "tuned": int(stages.get("tune", 0)),
        "diverged": int(tables.runs["diverged"].sum()),
        "seconds": sum(session["seconds"] for session in sessions),
        "epochs": card["plan"]["recipe"]["epochs"],
        "command": card["command"],
        "versions": last["versions"],
        "machine": last["machine"],
        "learning_rates": card["learning_rates"],
        "sizes": card["plan"].get("sizes", []),
        "looks": [look.seeds for look in taken(card)],
    }


def found(folder: StudyFolder, tables: Tables) -> StudyResult:
    """Draws the findings from a study's tables; writes nothing.

    Args:
        folder: the study folder.
        tables: of the study.
    """
    card = folder.card()
    pictures, report = ShownRows(card, folder.path), _shown(folder / REPORT)
    return StudyResult(tables, tuple(compare(tables)), facts_of(card, tables), report, insight_of(folder), pictures)


def publish(folder: StudyFolder, result: StudyResult, language: Language | None = None) -> None:
    """Writes `verdict.json`, `memorised.parquet` and `report.html`, with no other process in the folder.

    Args:
        folder: the study folder.
        result: what was found in it.
        language: that the report shows first; the system's where none is given.

    Raises:
        StudyBusyError: another process is at work in the folder.
        StudyError: the folder cannot be written.
    """
    told, tables = findings_as_dict(result.findings), result.tables
    told["advice"] = result.advice and result.advice.as_dict()
    told["memorising"] = [each.as_dict() for each in result.memorising]
    page = report_page(result, language or system_language())
    with folder.held():
        if tables.answers is not None:
            folder.write(MEMORISED, memorised_table(tables).to_parquet(index=False))
        folder.write(VERDICT, json.dumps(told, ensure_ascii=False, indent=1).encode())
        folder.write(REPORT, page.encode())


def _shown(path: Path) -> str:
    """The path as a reader types it: relative where it lies below the folder they are in."""
    absolute = path.absolute()
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(absolute)
