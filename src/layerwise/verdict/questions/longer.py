"""Does longer training lower the test error? Twice the epochs, and all that came after the first."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from layerwise.verdict.codes import LONGER
from layerwise.verdict.family import Comparison, answer
from layerwise.verdict.finding import Finding
from layerwise.verdict.question import Question
from layerwise.verdict.readings.pairs import Arm
from layerwise.verdict.readings.reading import doubling, last_epoch, seen_epochs
from layerwise.verdict.readings.series import DepthSeries, depth_series
from layerwise.verdict.tables import Tables
from layerwise.words import Text

_ASKS = Text(
    "Does training for {to:n epoch} instead of {start} change the test error ({label})?",
    "训练 {to} 轮而不是 {start} 轮，测试误差会变吗（{label}）？",
)
_WHAT = Text("Training for {to:n epoch} instead of {start}", "训练 {to} 轮而不是 {start} 轮")
TWICE = Question(LONGER, _ASKS, _WHAT, kind="twice")
END = Question(LONGER, _ASKS, _WHAT, kind="end")


def longer(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """Each architecture at half of its epochs against all of them, then at its first epoch against its last.

    The first is the question of the next step: does training on still pay. Of an odd number of epochs the last is left
    aside. The second is what all training after the first epoch has brought. Each is a family of its own. Asked only
    where a run's first epochs are a shorter run: of a decaying learning rate nothing is asked.

    Args:
        tables: the study.
        margin: percentage points; None: the usual one of the validation error at the earlier epoch.
        level: coverage of the intervals, for all comparisons of a kind at once.
    """
    return [*twice_the_epochs(tables, margin, level), *to_the_end(tables, margin, level)]


def twice_the_epochs(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """Each architecture at half of its epochs against all of them; arguments as for `longer`."""
    return answer(tables, list(_comparisons(tables, TWICE)), margin, level)


def to_the_end(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """Each architecture after its first recorded epoch against its last; arguments as for `longer`."""
    return answer(tables, list(_comparisons(tables, END)), margin, level)


def _comparisons(tables: Tables, question: Question) -> Iterator[Comparison]:
    if not tables.prefixes_are_runs:
        return
    for series in depth_series(tables):
        for depth in series.depths:
            twice = doubling(tables, series.depths[depth])
            whole = _first_epoch(tables, series.depths[depth]), last_epoch(tables, series.depths[depth])
            pair = twice if question is TWICE else whole
            if pair and pair[0] < pair[1] and (question is TWICE or pair != twice):
                yield _comparison(question, series, depth, *pair)


def _first_epoch(tables: Tables, runs: pd.DataFrame) -> int:
    """The first epoch that any of these networks has a test accuracy of; the nearest recorded one to it."""
    first = int(min(seen_epochs(tables, runs), default=1))
    return first if tables.correct is None else tables.correct.nearest(first)


def _comparison(question: Question, series: DepthSeries, depth: int, start: int, to: int) -> Comparison:
    runs = series.depths[depth]
    subject = {**series.subject, "from": start, "to": to, "depth": depth}
    return question.of(series.deep(depth), subject, {"start": start, "to": to}, (Arm(runs, start), Arm(runs, to)))
