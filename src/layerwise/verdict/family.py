"""One question asked of many networks: its comparisons are answered together, as one family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan

from layerwise.verdict.decision import Decision, decide
from layerwise.verdict.finding import Finding, Value
from layerwise.verdict.looks import level_of_a_look, notes_on_looks
from layerwise.verdict.pairs import Arm, Paired, pair
from layerwise.verdict.tables import Tables
from layerwise.verdict.wording import notes, sentence
from layerwise.words import Text

UNIT = "percentage points"
MARGIN_SHARE = 0.1


@dataclass(frozen=True, eq=False)
class Comparison:
    """One comparison of a question, before it is answered.

    Args:
        code: the question's code, e.g. "one-more-layer".
        question: the question in words.
        what: what B does, as the subject of its answer: "Going from 1 to 2 hidden layers".
        label: the networks, e.g. "relu, width 16".
        subject: the same for programs.
        a: the reference.
        b: what is compared with it.
    """

    code: str
    question: Text
    what: Text
    label: Text
    subject: Mapping[str, Value]
    a: Arm
    b: Arm


def answer(
    tables: Tables, comparisons: Sequence[Comparison], margin: float | None = None, level: float = 0.95
) -> list[Finding]:
    """The findings of one question, a finding a comparison, in their order.

    A comparison with fewer than 3 paired seeds is undecided, without an estimate, and does not count in the family.

    Args:
        tables: the study.
        comparisons: all comparisons that the question asks: the family corrected for.
        margin: the difference that does not matter, percentage points; None takes a tenth of the reference's error on
            the validation set (on the test set where the tables have no validation).
        level: coverage of the intervals, simultaneous over the family and over the looks that the study planned.
    """
    paired = [pair(tables, comparison.a, comparison.b) for comparison in comparisons]
    margins = [_margin(each) if margin is None else margin for each in paired]
    asked = [k for k, each in enumerate(paired) if each.estimate]
    estimates = [estimate for each in paired if (estimate := each.estimate)]
    each_look = level_of_a_look(level, tables.looks)
    decisions = dict(zip(asked, decide(estimates, [margins[k] for k in asked], each_look), strict=True))
    return [
        _finding(tables, comparison, paired[k], decisions.get(k), margins[k], len(asked), level)
        for k, comparison in enumerate(comparisons)
    ]


def _margin(paired: Paired) -> float:
    return MARGIN_SHARE * (paired.reference if isfinite(paired.reference) else paired.error_a)


def _finding(
    tables: Tables,
    comparison: Comparison,
    paired: Paired,
    decision: Decision | None,
    margin: float,
    comparisons: int,
    level: float,
) -> Finding:
    estimate = paired.estimate
    condition = tables.condition.text
    return Finding(
        code=comparison.code,
        question=comparison.question,
        estimate=estimate.mean if estimate else nan,
        low=decision.low if decision else nan,
        high=decision.high if decision else nan,
        unit=UNIT,
        seeds=paired.seeds,
        conclusion=decision.conclusion if decision else "undecided",
        within_margin=bool(decision and decision.within_margin),
        p_better=paired.p_better,
        margin=margin,
        text=sentence(comparison.what, comparison.label, paired, decision, margin, condition),
        label=comparison.label,
        error_a=paired.error_a,
        error_b=paired.error_b,
        images=estimate.images if estimate else 0,
        comparisons=comparisons,
        level=level,
        needed_seeds=decision.needed_seeds if decision else None,
        subject=comparison.subject,
        notes=notes(paired, decision, comparisons, margin) + notes_on_looks(tables.looks if decision else 1),
    )
