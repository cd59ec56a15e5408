"""Overfitting: what training on past the chosen epoch does to new images, in test error and in test loss.

The epoch is chosen for each seed by the validation of the other seeds, so that a network's own wobble is no evidence
that the mean curve turned. Loss and error each have their own choice: from over-confidence the loss may rise while the
error still falls, and both are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from layerwise.verdict.ceilings.rise import rise
from layerwise.verdict.codes import OVERFIT
from layerwise.verdict.decision import Decision, decide
from layerwise.verdict.family import Comparison, answer, conclude
from layerwise.verdict.finding import Finding, Value
from layerwise.verdict.layout import FEWEST_SEEDS, Estimate
from layerwise.verdict.looks import level_of_a_look, notes_on_looks
from layerwise.verdict.margin import usual_margin_of_a_loss
from layerwise.verdict.overfit_wording import (
    ASKED,
    LOSS_ASKED,
    LOSS_SEEDS,
    NEVER_PAST,
    NO_VALIDATION,
    PAST,
    loss_sentence,
    never_past_sentence,
    unasked_sentence,
)
from layerwise.verdict.readings.chosen import Validation, chosen_epochs
from layerwise.verdict.readings.pairs import Arm
from layerwise.verdict.readings.reading import last_epoch, measured, over_seeds, seen_epochs
from layerwise.verdict.readings.series import DepthSeries, depth_series
from layerwise.verdict.readings.usable import usable
from layerwise.verdict.tables import Tables
from layerwise.verdict.wording import SIMULTANEOUS
from layerwise.words import LANGUAGES, Text

LOSS_UNIT = "nats"


def overfit(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """Of each architecture the last epoch against the chosen one: first in test error, then in test loss.

    Two families, one a measure (`measure` in `subject`: "error" or "loss"); hurts is overfitting. Where every seed's
    chosen epoch is the last one nothing lies past it: the difference is 0 by definition, equivalent, and not counted in
    the family. Without validation nothing can choose: undecided, said so. Nothing is asked of a single epoch. An early
    epoch of a decaying learning rate is a fair choice too: early stopping, though no shorter run.

    Args:
        tables: the study; losses where its tables have them.
        margin: of the error, points; None: the usual one of the validation error at the chosen epoch. Of the loss
            it always is the usual one of the validation loss.
        level: coverage of the intervals, simultaneous over each family.

    Returns:
        Code "overfit"; `error_a` and `error_b` are test error (percentage points) or test loss (nats, `unit` says
        which) at the chosen and at the last epoch, `from` in `subject` the mean chosen epoch and `to` the last.
    """
    architectures = [
        _Architecture(tables, series, depth, runs)
        for series in depth_series(tables)
        for depth, runs in series.depths.items()
        if len(seen_epochs(tables, runs)) > 1
    ]
    return _errors(tables, architectures, margin, level) + _losses(tables, architectures, level)


@dataclass(frozen=True, eq=False)
class _Architecture:
    tables: Tables
    series: DepthSeries
    depth: int
    runs: pd.DataFrame

    @property
    def label(self) -> Text:
        return self.series.deep(self.depth)

    @property
    def last(self) -> int:
        return last_epoch(self.tables, self.runs)

    def chosen(self, measure: Validation) -> pd.Series:
        return chosen_epochs(self.tables, self.runs, measure)

    def subject(self, measure: str, chosen: pd.Series) -> dict[str, Value]:
        start = _average(chosen, self.last) if len(chosen) else 0
        return {**self.series.subject, "depth": self.depth, "from": start, "to": self.last, "measure": measure}

    def question(self, text: Text) -> Text:
        return Text(*(text.say(language, label=self.label.say(language)) for language in LANGUAGES))


def _average(chosen: pd.Series, last: int) -> int | float:
    """A whole epoch; with a decimal where rounding would hide that some seeds' epoch comes before the last one."""
    mean = float(chosen.mean())
    hidden = round(mean) == last > mean
    return round(min(mean, last - 0.1), 1) if hidden else round(mean)


def _errors(
    tables: Tables, architectures: Sequence[_Architecture], margin: float | None, level: float
) -> list[Finding]:
    asked, found = [], {}
    chosen = [each.chosen("val_accuracy") for each in architectures]
    for k, each in enumerate(architectures):
        subject = each.subject("error", chosen[k])
        what = Text(**PAST.both(start=subject["from"], to=subject["to"]))
        comparison = Comparison(
            OVERFIT,
            each.question(ASKED),
            what,
            each.label,
            subject,
            Arm(each.runs, chosen[k]),
            Arm(each.runs, each.last),
        )
        if chosen[k].empty and int((~each.runs["failed"]).sum()) >= FEWEST_SEEDS:
            found[k] = _unasked(tables, comparison, margin, level)
        elif len(chosen[k]) >= FEWEST_SEEDS and (chosen[k] == each.last).all():
            found[k] = _never_past(tables, comparison, margin, level)
        else:
            asked.append((k, comparison))
    compared = [comparison for _, comparison in asked]
    read = [usable(tables, each.a, each.b) for each in compared]
    rises = [
        rise(tables, each.b.runs, chosen[k], architectures[k].last) for (k, _), each in zip(asked, read, strict=True)
    ]
    answers = conclude(tables, compared, rises, margin, level, [each.left_out for each in read])
    found |= {k: finding for (k, _), finding in zip(asked, answers, strict=True)}
    return [found[k] for k in sorted(found)]


def _never_past(tables: Tables, comparison: Comparison, margin: float | None, level: float) -> Finding:
    """Every seed's others chose the last epoch: there is nothing past it."""
    (finding,) = answer(tables, [comparison], margin, level)
    text = never_past_sentence(comparison.label, int(str(comparison.subject["to"])), finding, tables.condition.text)
    kept = tuple(note for note in finding.notes if "diverged" in note.en)
    return replace(finding, text=text, notes=(NEVER_PAST, *kept))


def _unasked(tables: Tables, comparison: Comparison, margin: float | None, level: float) -> Finding:
    """Nothing can choose an epoch."""
    (finding,) = answer(tables, [comparison], margin, level)
    return replace(finding, text=unasked_sentence(comparison.label, tables.condition.text), notes=(NO_VALIDATION,))


def _losses(tables: Tables, architectures: Sequence[_Architecture], level: float) -> list[Finding]:
    """The same in loss; nothing where the tables hold no losses of test or validation."""
    read = [loss for each in architectures if (loss := _loss(tables, each)) is not None]
    moved = [loss for loss in read if loss.estimate.variance or loss.estimate.mean]
    decided = decide(
        [loss.estimate for loss in moved], [loss.margin for loss in moved], level_of_a_look(level, tables.looks)
    )
    decisions = {id(loss): decision for loss, decision in zip(moved, decided, strict=True)}
    return [_loss_finding(tables, loss, decisions.get(id(loss)), len(moved), level) for loss in read]


@dataclass(frozen=True, eq=False)
class _Loss:
    architecture: _Architecture
    chosen: pd.Series
    estimate: Estimate
    margin: float
    before: float
    after: float
    p_better: float


def _loss(tables: Tables, architecture: _Architecture) -> _Loss | None:
    chosen = architecture.chosen("val_loss")
    runs = architecture.runs[architecture.runs["run"].isin(chosen.index)].sort_values(["fold", "seed"])
    before, after = (measured(tables, runs["run"], when, "test_loss") for when in (chosen, architecture.last))
    known = np.isfinite(before) & np.isfinite(after)
    if known.sum() < FEWEST_SEEDS:
        return None
    runs, before, after = runs[known], before[known], after[known]
    fold = runs["fold"].to_numpy()
    folds = [fold == number for number in np.unique(fold)]
    ids = runs["run"].to_numpy(object)
    estimate = over_seeds(tables, [ids[here] for here in folds], [(after - before)[here] for here in folds])
    reference = np.mean([measured(tables, runs["run"][here], chosen, "val_loss").mean() for here in folds])
    means = [float(np.mean([values[here].mean() for here in folds])) for values in (before, after)]
    better = float(np.mean((after < before) + (after == before) / 2))
    return _Loss(architecture, chosen, estimate, usual_margin_of_a_loss(float(reference)), means[0], means[1], better)


def _loss_finding(tables: Tables, loss: _Loss, decision: Decision | None, comparisons: int, level: float) -> Finding:
    architecture, estimate = loss.architecture, loss.estimate
    subject = {**architecture.subject("loss", loss.chosen), "kind": "loss"}
    many = (Text(**SIMULTANEOUS.both(comparisons=comparisons)),) if decision and comparisons > 1 else ()
    return Finding(
        code=OVERFIT,
        question=architecture.question(LOSS_ASKED),
        estimate=estimate.mean,
        low=decision.low if decision else 0.0,
        high=decision.high if decision else 0.0,
        unit=LOSS_UNIT,
        seeds=estimate.seeds,
        conclusion=decision.conclusion if decision else "equivalent",
        within_margin=decision.within_margin if decision else True,
        p_better=loss.p_better,
        margin=loss.margin,
        text=loss_sentence(
            architecture.label,
            subject,
            (loss.before, loss.after),
            estimate,
            decision,
            loss.margin,
            tables.condition.text,
        ),
        label=architecture.label,
        error_a=loss.before,
        error_b=loss.after,
        comparisons=comparisons if decision else 1,
        level=level,
        needed_seeds=decision.needed_seeds if decision else None,
        subject=subject,
        notes=(*many, LOSS_SEEDS, *notes_on_looks(tables.looks)) if decision else (NEVER_PAST,),
    )
