"""The findings about ceilings: of each architecture, and their differences between depths (claims C3 and C4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from layerwise.verdict.ceilings.approach import Approach, approaches
from layerwise.verdict.ceilings.wording import (
    ASKED,
    DIFFERENCE_ASKED,
    ceiling_notes,
    ceiling_sentence,
    difference_notes,
    difference_sentence,
)
from layerwise.verdict.codes import CEILING, CEILING_DIFFERENCE
from layerwise.verdict.decision import Decision, decide
from layerwise.verdict.family import UNIT, margin_of
from layerwise.verdict.finding import Finding, Value
from layerwise.verdict.layout import Estimate
from layerwise.verdict.looks import level_of_a_look, notes_on_looks
from layerwise.verdict.readings.choice import with_choice
from layerwise.verdict.readings.pairs import Arm, Paired, pair
from layerwise.verdict.readings.reading import errors
from layerwise.verdict.tables import Tables
from layerwise.verdict.trained import joined, left_out_clause
from layerwise.words import LANGUAGES, Text


def ceiling_findings(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """The ceiling of each architecture, then the differences of ceilings.

    Code "ceiling": estimate, low and high are the attainable error, each interval for itself; conclusion turned, flat,
    falling or undecided; `error_a` is the level reached; `subject` tells depth, `how` and `horizon` (see `Ceiling`),
    the mean chosen `epoch` and the `last`. Code "ceiling-difference": of neighbouring depths, and of the depth that is
    best by validation error against the shallowest with a hidden layer (`best` in `subject`; where these are neighbours
    it is the one finding); one family; `how_from` and `how_to` are the `how` of the two; `error_a` and `error_b` are
    the attainable errors, `p_better` is of the levels reached.

    Args:
        tables: the study.
        margin: differences that do not matter, points; None: the usual one of the validation error, at half of the
            epochs for a ceiling, at the chosen epoch of the shallower one for a difference.
        level: coverage of the intervals.
    """
    known = approaches(tables, level, margin)
    return [_ceiling(tables, each, level) for each in known] + _differences(tables, known, margin, level)


def _ceiling(tables: Tables, approach: Approach, level: float) -> Finding:
    found = approach.ceiling
    label = approach.series.deep(found.depth)
    subject: dict[str, Value] = {
        **approach.series.subject,
        "depth": found.depth,
        "how": found.how,
        "epoch": round(found.epoch, 1),
        "last": found.last,
        "horizon": found.horizon,
    }
    failed = int(approach.runs["failed"].sum())
    return Finding(
        code=CEILING,
        question=Text(*(ASKED.say(language, label=label.say(language)) for language in LANGUAGES)),
        estimate=found.level,
        low=found.low,
        high=found.high,
        unit=UNIT,
        seeds=found.seeds,
        conclusion=found.case,
        within_margin=found.case == "flat",
        p_better=nan,
        margin=found.margin,
        text=joined(ceiling_sentence(found, label, tables.condition.text), left_out_clause(failed, len(approach.runs))),
        label=label,
        error_a=found.reached[0],
        images=found.images,
        level=level,
        subject=subject,
        notes=ceiling_notes(found, tables.schedule),
    )


def _differences(tables: Tables, known: Sequence[Approach], margin: float | None, level: float) -> list[Finding]:
    pairs = [(a, b, best) for a, b, best in _asked(tables, known)]
    paired = [_paired(tables, a, b) for a, b, _ in pairs]
    margins = [margin_of(each) if margin is None else margin for each in paired]
    asked = [k for k, each in enumerate(paired) if each.estimate]
    estimates = [estimate for each in paired if (estimate := each.estimate)]
    decisions = dict(
        zip(asked, decide(estimates, [margins[k] for k in asked], level_of_a_look(level, tables.looks)), strict=True)
    )
    return [
        _difference(tables, pairs[k], paired[k], decisions.get(k), margins[k], len(asked), level)
        for k in range(len(pairs))
    ]


def _asked(tables: Tables, known: Sequence[Approach]) -> Iterator[tuple[Approach, Approach, bool]]:
    """Neighbouring depths of each series, and its shallowest with a hidden layer against the best by validation."""
    series: dict[int, list[Approach]] = {}
    for each in known:
        series.setdefault(id(each.series), []).append(each)
    for depths in series.values():
        hidden = [each for each in depths if each.depth > 0]
        validated = [(error, k) for k, each in enumerate(hidden) if isfinite(error := _validation_error(tables, each))]
        extreme = (hidden[0].depth, hidden[min(validated)[1]].depth) if validated else None
        for a, b in pairwise(depths):
            yield a, b, (a.depth, b.depth) == extreme
        if extreme and extreme[0] != extreme[1] and extreme not in {(a.depth, b.depth) for a, b in pairwise(depths)}:
            yield hidden[0], next(each for each in hidden if each.depth == extreme[1]), True


def _validation_error(tables: Tables, approach: Approach) -> float:
    sound = approach.sound["run"]
    return float(np.mean(errors(tables, sound, approach.when, "val_accuracy"))) if len(sound) else nan


def _paired(tables: Tables, a: Approach, b: Approach) -> Paired:
    """B − A at the ceilings: as measured where both are, else by the joint bootstrap; undecidable below 3 seeds."""
    paired = pair(tables, Arm(a.runs, a.when), Arm(b.runs, b.when))
    if paired.estimate is None:
        return paired
    if "forecast" not in (a.how, b.how):
        return replace(paired, estimate=with_choice(paired.estimate, b.choices - a.choices))
    draws, choices = b.draws - a.draws, _chosen(b) - _chosen(a)
    middle, spread = float(np.median(draws)), float(np.diff(np.quantile(draws, [0.025, 0.975]))[0])
    # A normal distribution as wide as the middle 95 % of the draws: tails are Student's already.
    variance = (spread / (2 * 1.959964)) ** 2
    of_draws = Estimate(
        middle, variance, nan, float("inf"), paired.seeds, paired.estimate.folds, paired.estimate.images
    )
    estimate = with_choice(of_draws, choices)
    return replace(paired, estimate=estimate, error_a=a.ceiling.level, error_b=b.ceiling.level)


def _chosen(approach: Approach) -> NDArray[np.float64]:
    """What validation might have chosen; nothing where the level is extrapolated and not read at a chosen epoch."""
    return approach.choices * (approach.how != "forecast")


def _difference(
    tables: Tables,
    asked: tuple[Approach, Approach, bool],
    paired: Paired,
    decision: Decision | None,
    margin: float,
    comparisons: int,
    level: float,
) -> Finding:
    a, b, best = asked
    ceilings, estimate = (a.ceiling, b.ceiling), paired.estimate
    values = {"start": a.depth, "to": b.depth}
    question = (DIFFERENCE_ASKED.say(each, **values, label=ceilings[0].label.say(each)) for each in LANGUAGES)
    return Finding(
        code=CEILING_DIFFERENCE,
        question=Text(*question),
        estimate=estimate.mean if estimate else nan,
        low=decision.low if decision else nan,
        high=decision.high if decision else nan,
        unit=UNIT,
        seeds=paired.seeds,
        conclusion=decision.conclusion if decision else "undecided",
        within_margin=bool(decision and decision.within_margin),
        p_better=paired.p_better,
        margin=margin,
        text=difference_sentence(ceilings, paired, decision, margin, tables.condition.text),
        label=ceilings[0].label,
        error_a=paired.error_a,
        error_b=paired.error_b,
        images=estimate.images if estimate else 0,
        comparisons=comparisons,
        level=level,
        needed_seeds=decision.needed_seeds if decision else None,
        subject={
            **a.series.subject,
            "from": a.depth,
            "to": b.depth,
            "best": best,
            "how_from": ceilings[0].how,
            "how_to": ceilings[1].how,
        },
        notes=difference_notes(ceilings, paired, decision, comparisons)
        + notes_on_looks(tables.looks if decision else 1),
    )
