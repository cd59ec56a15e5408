"""Would more training data lower the test error? Each training-set size against the next, where a study has several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pandas as pd

from layerwise.verdict.codes import DATA
from layerwise.verdict.condition import Items
from layerwise.verdict.family import Comparison, answer
from layerwise.verdict.finding import Finding
from layerwise.verdict.question import Question
from layerwise.verdict.readings.pairs import Arm
from layerwise.verdict.readings.series import DepthSeries, in_series
from layerwise.verdict.tables import Tables
from layerwise.words import Text

_ASKS: dict[Items, Text] = {
    "images": Text(
        "Does learning from {to:,} instead of {start:,} training images change the test error ({label})?",
        "训练图像从 {start:,} 张增加到 {to:,} 张，测试误差会变吗（{label}）？",
    ),
    "points": Text(
        "Does learning from {to:,} instead of {start:,} training points change the test error ({label})?",
        "训练点从 {start:,} 个增加到 {to:,} 个，测试误差会变吗（{label}）？",
    ),
    "rows": Text(
        "Does learning from {to:,} instead of {start:,} training rows change the test error ({label})?",
        "训练数据从 {start:,} 行增加到 {to:,} 行，测试误差会变吗（{label}）？",
    ),
}
_WHAT: dict[Items, Text] = {
    "images": Text(
        "Learning from {to:,} instead of {start:,} training images", "训练图像从 {start:,} 张增加到 {to:,} 张"
    ),
    "points": Text(
        "Learning from {to:,} instead of {start:,} training points", "训练点从 {start:,} 个增加到 {to:,} 个"
    ),
    "rows": Text("Learning from {to:,} instead of {start:,} training rows", "训练数据从 {start:,} 行增加到 {to:,} 行"),
}


def more_data(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """Each training-set size against the next one, for each architecture, each network at its own best epoch.

    Paired by seed: the smaller set is a part of the larger, and validation and test rows are the same. One family.
    Asked where `runs` has the column `train_rows` with several values in a fold. Epochs are equal, so more rows also
    mean more steps: this is what more data brings to a user who trains for the same number of epochs.

    Args:
        tables: the study.
        margin: the difference that does not matter, points; None: the usual one of the validation error at the
            smaller size.
        level: coverage of the intervals, for all comparisons at once.
    """
    return answer(tables, list(_comparisons(tables)), margin, level)


def _comparisons(tables: Tables) -> Iterator[Comparison]:
    runs = tables.sized
    by_size: dict[tuple[str, int], dict[int, pd.DataFrame]] = {}
    named: dict[tuple[str, int], DepthSeries] = {}
    for size in sorted(set(runs["size"])):
        for series, depth, networks in in_series(tables, runs[runs["size"] == size]):
            key = (str(series.subject), depth)
            by_size.setdefault(key, {})[size] = networks
            named[key] = series
    for architecture, found in by_size.items():
        for start, to in pairwise(found):
            yield _comparison(tables, named[architecture], architecture[1], found[start], found[to])


def _comparison(
    tables: Tables, series: DepthSeries, depth: int, smaller: pd.DataFrame, larger: pd.DataFrame
) -> Comparison:
    rows = {"start": _rows(smaller), "to": _rows(larger)}
    items = tables.condition.items
    question = Question(DATA, _ASKS[items], _WHAT[items], kind="next")
    subject = {**series.subject, "depth": depth, "from": rows["start"], "to": rows["to"]}
    arms = Arm(smaller, "best"), Arm(larger, "best")
    return replace(question.of(series.deep(depth), subject, rows, arms), condition=tables.condition.whole)


def _rows(networks: pd.DataFrame) -> int:
    return round(float(networks["train_rows"].mean()))
