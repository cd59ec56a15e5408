"""Ceilings with their intervals against depth: the error that a recipe attains, however long it is trained."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go

from layerwise.report.answers import series_label
from layerwise.report.axes import figure, range_of
from layerwise.report.tokens import LIGHT
from layerwise.verdict.codes import CEILING
from layerwise.verdict.finding import Finding
from layerwise.words import Language, Text

_NAMES: dict[str, Language] = {"series": "en", "series_zh": "zh"}

_TITLE = Text(
    "{series}: the attainable error is lowest with {depth:n hidden layer}, {level:.1f} %{interval}",
    "{series}：{depth} 个隐藏层的可达误差最低，为 {level:.1f}%{interval}",
)
_INTERVAL = Text(" ({low:.1f} to {high:.1f})", "（{low:.1f} 到 {high:.1f}）")
_LEVEL = Text("attainable test error, %", "可达测试误差（%）")
_LAYERS = Text("hidden layers", "隐藏层数")
_CASES = {
    "flat": (Text("levelled off", "已到平台"), LIGHT["accent"], "circle"),
    "turned": (Text("turned: rises again", "已回升"), LIGHT["for"], "diamond"),
    "falling": (Text("still falling: extrapolated", "仍在下降：外推所得"), LIGHT["against"], "triangle-down"),
    "undecided": (Text("undecided", "尚无定论"), LIGHT["soft"], "circle-open"),
}
_HOVER = Text("{depth:n layer}: {level:.1f} %{interval}", "{depth} 层：{level:.1f}%{interval}")


def ceiling_rows(findings: Iterable[Finding]) -> pd.DataFrame:
    """What `ceiling_figures` draws, from the findings on ceilings."""
    rows = [
        {
            **{name: series_label(each).say(language) for name, language in _NAMES.items()},
            "depth": each.subject["depth"], "level": each.estimate, "low": each.low, "high": each.high,
            "case": each.conclusion,
        }
        for each in findings
        if each.code == CEILING
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*_NAMES, "depth", "level", "low", "high", "case"])


def ceiling_figures(rows: pd.DataFrame, language: Language) -> list[go.Figure]:
    """A figure a depth series: level and interval of each depth, the marker's shape and colour saying its case.

    Args:
        rows: one an architecture: series, series_zh, depth, level, low, high (percentage points; low and high may be
            NaN), case ("turned", "flat", "falling" or "undecided").
        language: of all words in the figures.
    """
    known = rows.dropna(subset=["level"])
    if known.empty:
        return []
    column = "series_zh" if language == "zh" else "series"
    limits = range_of([known[name].tolist() for name in ("level", "low", "high")], share=0.08)
    return [_ceilings(str(name), group, limits, language) for name, group in known.groupby(column, sort=False)]


def _ceilings(name: str, rows: pd.DataFrame, limits: tuple[float, float], language: Language) -> go.Figure:
    best = rows.iloc[int(rows["level"].argmin())]
    told = {"depth": int(best["depth"]), "level": best["level"], "interval": _interval(best, language)}
    title = _TITLE.say(language, series=name, **told)
    drawing = figure(title, x=_LAYERS.say(language), y=_LEVEL.say(language), legend="")
    for case, (words, colour, symbol) in _CASES.items():
        if len(group := rows[rows["case"] == case]):
            drawing.add_trace(_marks(group, words, colour, symbol, language))
    depths = sorted(set(rows["depth"]))
    drawing.update_xaxes(tickvals=depths, range=[depths[0] - 0.5, depths[-1] + 0.5], showgrid=False)
    drawing.update_yaxes(range=list(limits))
    return drawing


def _marks(rows: pd.DataFrame, words: Text, colour: str, symbol: str, language: Language) -> go.Scatter:
    told = [
        _HOVER.say(language, depth=int(row["depth"]), level=row["level"], interval=_interval(row, language))
        for _, row in rows.iterrows()
    ]
    return go.Scatter(
        x=rows["depth"].tolist(), y=rows["level"].tolist(), name=words.say(language), mode="markers",
        marker={"color": colour, "symbol": symbol, "size": 11, "line": {"color": colour, "width": 2}},
        error_y={
            "type": "data", "array": (rows["high"] - rows["level"]).fillna(0).tolist(),
            "arrayminus": (rows["level"] - rows["low"]).fillna(0).tolist(),
            "color": colour, "thickness": 1.6, "width": 5,
        },
        customdata=told, hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _interval(row: pd.Series, language: Language) -> str:
    return "" if pd.isna(row["low"]) else _INTERVAL.say(language, low=row["low"], high=row["high"])
