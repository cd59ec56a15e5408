"""Do wider layers lower the test error? Each width against the next, at equal depth."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from layerwise.verdict.codes import WIDER
from layerwise.verdict.family import Comparison, answer
from layerwise.verdict.finding import Finding
from layerwise.verdict.question import Question
from layerwise.verdict.readings.pairs import Arm
from layerwise.verdict.readings.series import DepthSeries, depth_series, series_by
from layerwise.verdict.tables import Tables
from layerwise.words import LANGUAGES, Text

NEXT = Question(
    WIDER,
    Text(
        "Do hidden layers of {to:n unit} instead of {start} change the test error ({label})?",
        "隐藏层宽度从 {start} 增加到 {to}，测试误差会变吗（{label}）？",
    ),
    Text("Going from {start} to {to:n unit} in each hidden layer", "每个隐藏层从 {start} 个单元增加到 {to} 个"),
    kind="next",
)
_LABEL = Text("{head}, {depth:n hidden layer}", "{head}，{depth} 个隐藏层")


def wider(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """Each width against the next one measured, of equal depth and all else, each network at its own best epoch.

    One family. An estimate below 0 says that the wider network errs less.

    Args:
        tables: the study.
        margin: the difference that does not matter, points; None: the usual one of the narrower one's validation
            error.
        level: coverage of the intervals, for all comparisons at once.
    """
    groups = series_by(depth_series(tables), "width")
    steps = [(group[start], group[to]) for group in groups for start, to in pairwise(group)]
    return answer(
        tables,
        [
            _comparison(narrow, wide, depth, runs)
            for narrow, wide in steps
            for depth, runs in narrow.depths.items()
            if depth and depth in wide.depths and narrow.width and wide.width
        ],
        margin,
        level,
    )


def _comparison(narrow: DepthSeries, wide: DepthSeries, depth: int, runs: pd.DataFrame) -> Comparison:
    start, to = narrow.width, wide.width
    head = narrow.part("activation")
    label = narrow.named(Text(*(_LABEL.say(each, head=head.say(each), depth=depth) for each in LANGUAGES)))
    subject = {name: value for name, value in narrow.subject.items() if name != "width"}
    values = {"start": start, "to": to}
    arms = Arm(runs, "best"), Arm(wide.depths[depth], "best")
    return NEXT.of(label, {**subject, "depth": depth, "from": start, "to": to}, values, arms)
