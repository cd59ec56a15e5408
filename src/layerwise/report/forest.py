"""The forest plot: every comparison of a question with its interval, 0 and the margin."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from layerwise.report.answers import CONCLUSION_WORDS, conclusion, series_label
from layerwise.report.axes import figure
from layerwise.report.seed_points import seed_points
from layerwise.report.tables import numbers
from layerwise.report.tokens import LIGHT
from layerwise.verdict.codes import DEEPER
from layerwise.verdict.finding import CONCLUSIONS, Conclusion, Finding
from layerwise.words import Language, Text

_TITLE = Text("{series}, {all:n comparison}: {counts}", "{series}，{all} 个比较：{counts}")
_COUNT = Text("{conclusion} in {count}", "{count} 个{conclusion}")
_DIFFERENCE = Text("change of the test error, points", "测试误差的变化（百分点）")
_LAYERS = Text("hidden layers", "隐藏层数")
_LOOKS: dict[Conclusion, tuple[str, str]] = {
    "helps": (LIGHT["accent"], "circle"),
    "hurts": (LIGHT["for"], "diamond"),
    "equivalent": (LIGHT["against"], "square"),
    "undecided": (LIGHT["soft"], "circle-open"),
    "differs": (LIGHT["for"], "diamond"),
    "same": (LIGHT["against"], "square"),
    "turned": (LIGHT["for"], "diamond"),
    "flat": (LIGHT["against"], "square"),
    "falling": (LIGHT["accent"], "circle"),
    "fails": (LIGHT["for"], "diamond"),
    "trains": (LIGHT["accent"], "circle"),
}
_ROW = 36
# Where the seeds of a row lie, below its estimate.
_BELOW = 0.24
_FAILED = Text(" ({failed} failed)", "（{failed} 个失败）")


def forest_plots(findings: Sequence[Finding], language: Language) -> list[go.Figure]:
    """The comparisons of one question, a figure a depth series, all with the same axis.

    A row a comparison: a small point for each seed, and the estimate with the interval that holds for all of them at
    once, on a grey strip that is the margin. The marker's colour and shape both say the conclusion.
    """
    rows = [finding for finding in findings if finding.estimate == finding.estimate]
    ends = [abs(end) for each in rows for end in (each.low, each.high, each.margin, *each.by_seed) if end == end]
    reach = 1.06 * max(ends, default=1.0)
    names = list(dict.fromkeys(series_label(finding).say(language) for finding in rows))
    groups = {name: [each for each in rows if series_label(each).say(language) == name] for name in names}
    return [_forest(name, group, reach, language) for name, group in groups.items()]


def _forest(name: str, rows: Sequence[Finding], reach: float, language: Language) -> go.Figure:
    title = _TITLE.say(language, series=name, all=len(rows), counts=_counts(rows, language))
    height = 130 + _ROW * len(rows)
    drawing = figure(title, x=_DIFFERENCE.say(language), y=_LAYERS.say(language), legend="", height=height)
    for place, finding in enumerate(rows):
        drawing.add_shape(
            type="rect", x0=-finding.margin, x1=finding.margin, y0=place - 0.36, y1=place + 0.36,
            fillcolor=LIGHT["veil"], line={"width": 0}, layer="below",
        )  # fmt: skip
    for place, finding in enumerate(rows):
        if finding.by_seed:
            colour = _LOOKS[finding.conclusion][0]
            drawing.add_trace(seed_points(finding.by_seed, [place + _BELOW] * len(finding.by_seed), colour))
    for kind in CONCLUSIONS:
        if chosen := [(place, each) for place, each in enumerate(rows) if each.conclusion == kind]:
            drawing.add_trace(_marks(kind, chosen, language))
    drawing.add_vline(x=0, line={"color": LIGHT["soft"], "width": 1})
    labels = [_row_label(finding, language) for finding in rows]
    drawing.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=labels, range=[len(rows) - 0.4, -0.6], showgrid=False
    )
    drawing.update_xaxes(range=[-reach, reach])
    return drawing


def _marks(kind: Conclusion, chosen: Sequence[tuple[int, Finding]], language: Language) -> go.Scatter:
    colour, symbol = _LOOKS[kind]
    found = [finding for _, finding in chosen]
    return go.Scatter(
        x=[each.estimate for each in found], y=[place for place, _ in chosen], mode="markers",
        name=CONCLUSION_WORDS[kind].say(language),
        marker={"color": colour, "symbol": symbol, "size": 10, "line": {"color": colour, "width": 2}},
        error_x={
            "type": "data", "array": [each.high - each.estimate for each in found],
            "arrayminus": [each.estimate - each.low for each in found], "color": colour, "thickness": 1.6, "width": 4,
        },
        text=[f"{numbers(each)[1]}: {conclusion(each).say(language)}" for each in found],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _row_label(finding: Finding, language: Language) -> str:
    subject = finding.subject
    step = f"{subject['from']} → {subject['to']}" if finding.code == DEEPER else str(subject["depth"])
    failed = max(finding.failed_a, finding.failed_b)
    return step + (_FAILED.say(language, failed=failed) if failed else "")


def _counts(rows: Sequence[Finding], language: Language) -> str:
    kinds = [finding.conclusion for finding in rows]
    counts = [
        _COUNT.say(language, count=kinds.count(kind), conclusion=CONCLUSION_WORDS[kind].say(language))
        for kind in CONCLUSIONS
        if kind in kinds
    ]
    return ("，" if language == "zh" else ", ").join(counts)
