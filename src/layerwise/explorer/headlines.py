"""What a study answers in one short sentence a question, for the page's headings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layerwise.report import memorising
from layerwise.report.answers import StudyResult, spoken_for
from layerwise.report.headlines import HEADLINES, headline
from layerwise.verdict.errors import TableError
from layerwise.verdict.finding import findings_from_dict
from layerwise.verdict.tables import Tables


def result_of(tables: Tables, verdict: Mapping[str, Any]) -> StudyResult:
    """A study's tables and findings together; no findings where an older version wrote them.

    Args:
        tables: of the study.
        verdict: what its `verdict.json` holds.
    """
    try:
        findings = tuple(findings_from_dict(verdict))
    except TableError:
        findings = ()
    return StudyResult(tables, findings, {})


def headlines(study: StudyResult) -> dict[str, dict[str, str]]:
    """By question (`deeper`, `longer`, `overfit`, and `memorising`) its answer in a sentence, in both languages.

    Args:
        study: of which each question is asked that it has findings for.
    """
    told = {code: headline(study.findings, code) for code in HEADLINES if spoken_for(study.findings, code)}
    if answers := memorising.spoken(study):
        told["memorising"] = memorising.headline(answers, study.tables.condition.items)
    return {name: {"en": text.en, "zh": text.zh} for name, text in told.items()}
