"""One question asked of many networks: its comparisons are answered together, as one family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, nan

from layerwise.verdict.decision import Decision, decide
from layerwise.verdict.finding import Finding, Value
from layerwise.verdict.looks import level_of_a_look, notes_on_looks
from layerwise.verdict.margin import usual_margin
from layerwise.verdict.readings.pairs import Arm, Paired, pair
from layerwise.verdict.readings.usable import usable
from layerwise.verdict.tables import Tables
from layerwise.verdict.trained import bound_note, joined, over_everyone, training_clause
from layerwise.verdict.wording import TEST_ERROR, Wording, notes, sentence, unanswered_sentence
from layerwise.words import Text

UNIT = "percentage points"


@dataclass(frozen=True, eq=False)
class Asked:
    """One comparison of a question in words, before it is answered.

    Args:
        code: the question's code, e.g. "deeper".
        question: the question in words.
        what: what B does, as the subject of its answer: "Going from 1 to 2 hidden layers".
        label: the networks, e.g. "relu, width 16".
        subject: the same for programs.
        wording: the sentences of the question's answers.
        notes: what a reader has to know beside this answer, whatever it is.
        condition: what the answer is conditional on; None: the tables' own condition.
    """

    code: str
    question: Text
    what: Text
    label: Text
    subject: Mapping[str, Value]
    wording: Wording = field(default=TEST_ERROR, kw_only=True)
    notes: tuple[Text, ...] = field(default=(), kw_only=True)
    condition: Text | None = field(default=None, kw_only=True)


@dataclass(frozen=True, eq=False)
class Comparison(Asked):
    """One comparison of the test error of two arms.

    Args:
        a: the reference.
        b: what is compared with it.
    """

    a: Arm
    b: Arm


def answer(
    tables: Tables, comparisons: Sequence[Comparison], margin: float | None = None, level: float = 0.95
) -> list[Finding]:
    """The findings of one question about the test error, a finding a comparison, in their order.

    A comparison with fewer than 3 paired seeds is undecided, without an estimate, and does not count in the family.
    Networks that were not read at the epochs of the comparison are left out with their seed, and the finding says so.

    Args:
        tables: the study.
        comparisons: all comparisons that the question asks: the family corrected for.
        margin: the difference that does not matter, percentage points; None takes the usual one of the reference's
            error on the validation set (on the test set where the tables have no validation), see `verdict.margin`.
        level: coverage of the intervals, simultaneous over the family and over the looks that the study planned.
    """
    read = [usable(tables, each.a, each.b) for each in comparisons]
    paired = [pair(tables, each.a, each.b) for each in read]
    return conclude(tables, comparisons, paired, margin, level, [each.left_out for each in read])


def conclude(
    tables: Tables,
    asked: Sequence[Asked],
    paired: Sequence[Paired],
    margin: float | None = None,
    level: float = 0.95,
    left_out: Sequence[tuple[Text, ...]] = (),
) -> list[Finding]:
    """The findings of one question whose differences were measured, a finding a comparison, in their order.

    Args:
        tables: the study.
        asked: the comparisons in words.
        paired: what was measured of each.
        margin: as `answer` takes it.
        level: as `answer` takes it.
        left_out: of each comparison, which networks were left out, in words.
    """
    margins = [margin_of(each) if margin is None else margin for each in paired]
    measured = [k for k, each in enumerate(paired) if each.estimate]
    estimates = [estimate for each in paired if (estimate := each.estimate)]
    each_look = level_of_a_look(level, tables.looks)
    decisions = dict(zip(measured, decide(estimates, [margins[k] for k in measured], each_look), strict=True))
    gone = left_out or [()] * len(asked)
    return [
        _finding(tables, each, paired[k], decisions.get(k), margins[k], len(measured), level, gone[k])
        for k, each in enumerate(asked)
    ]


def unanswered(tables: Tables, asked: Asked, why: Text) -> Finding:
    """A finding that says why its question is not answered: undecided, without an estimate.

    Args:
        tables: the study.
        asked: the comparison in words.
        why: what the tables lack: "they hold no validation error".
    """
    return Finding(
        asked.code, asked.question, nan, nan, nan, UNIT, 0, "undecided", False, nan, nan,
        unanswered_sentence(asked.what, asked.label, why, tables.condition.text), asked.label, subject=asked.subject,
        comparisons=0,
    )  # fmt: skip


def margin_of(paired: Paired) -> float:
    """The usual margin of the reference's validation error, of its test error where the tables have no validation."""
    return usual_margin(paired.reference if isfinite(paired.reference) else paired.error_a)


def _finding(
    tables: Tables,
    asked: Asked,
    paired: Paired,
    decision: Decision | None,
    margin: float,
    comparisons: int,
    level: float,
    left_out: tuple[Text, ...],
) -> Finding:
    estimate, wording = paired.estimate, asked.wording
    told = notes(paired, decision, comparisons, margin, wording, level)
    condition = asked.condition or tables.condition.text
    text = sentence(asked.what, asked.label, paired, decision, margin, condition, wording, level)
    over_all = over_everyone(paired, level_of_a_look(level, tables.looks))
    return Finding(
        code=asked.code,
        question=asked.question,
        estimate=estimate.mean if estimate else nan,
        low=decision.low if decision else nan,
        high=decision.high if decision else nan,
        unit=UNIT,
        seeds=paired.seeds,
        conclusion=wording.called(decision.conclusion) if decision else "undecided",
        within_margin=bool(decision and decision.within_margin),
        p_better=paired.p_better,
        margin=margin,
        text=joined(text, training_clause(paired, over_all, level)),
        label=asked.label,
        error_a=paired.error_a,
        error_b=paired.error_b,
        images=estimate.images if estimate else 0,
        comparisons=comparisons,
        level=level,
        needed_seeds=decision.needed_seeds if decision else None,
        subject=asked.subject,
        notes=(
            *(*asked.notes, *told, *left_out, *notes_on_looks(tables.looks if decision else 1)),
            *bound_note(paired, decision, level),
        ),
        by_seed=paired.by_seed,
        **over_all,
    )
