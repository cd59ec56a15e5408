"""Every question asked of one study, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from layerwise.verdict.ceilings.findings import ceiling_findings
from layerwise.verdict.finding import Finding
from layerwise.verdict.overfit import overfit
from layerwise.verdict.questions.activation import activation
from layerwise.verdict.questions.by_heart import by_heart
from layerwise.verdict.questions.chance import no_better_than_chance
from layerwise.verdict.questions.data import more_data
from layerwise.verdict.questions.deeper import deeper
from layerwise.verdict.questions.degradation import degradation
from layerwise.verdict.questions.failing import failing
from layerwise.verdict.questions.longer import longer
from layerwise.verdict.questions.lucky_seed import lucky_seed
from layerwise.verdict.questions.observed import observed
from layerwise.verdict.questions.wider import wider
from layerwise.verdict.tables import Tables
from layerwise.verdict.terms import equal_cost

Ask = Callable[[Tables, float | None, float], list[Finding]]

# In this order they stand in `verdict.json`, in the terminal and in the report.
QUESTIONS: tuple[Ask, ...] = (
    deeper,
    equal_cost,
    longer,
    wider,
    overfit,
    ceiling_findings,
    by_heart,
    degradation,
    activation,
    more_data,
    lucky_seed,
    failing,
    observed,
    no_better_than_chance,
)


# They ask how training went from epoch to epoch: not of networks that are known at the end of their runs alone.
OF_EPOCHS: tuple[Ask, ...] = (longer, overfit, ceiling_findings)


def compare(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """The findings of all questions, question after question; each kind of each question is a family of its own.

    Args:
        tables: a study, or anyone's curves.
        margin: the difference that does not matter, percentage points; None: each question's own, the usual one of the
            reference's validation error.
        level: coverage of the intervals, for all comparisons of a family at once.
    """
    asked = [ask for ask in QUESTIONS if not (tables.condition.finished and ask in OF_EPOCHS)]
    return [found for ask in asked for found in ask(tables, margin, level)]
