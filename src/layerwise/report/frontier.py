"""Deeper or longer at equal cost, as a picture: test error against training operations, a line a depth."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from layerwise.report.axes import figure, log_axis
from layerwise.report.tokens import LIGHT, depth_colours
from layerwise.words import Language, Text

LEAST = 0.01

_TITLE = Text(
    "{series}: the whole budget is best spent on {depth:n layer}, {epoch:n epoch}: {error:.1f} %; an eighth of it on "
    "{small:n layer}, {short:n epoch}: {start:.1f} %",
    "{series}：全部预算最好用于 {depth} 层、{epoch} 轮：{error:.1f}%；八分之一的预算用于 {small} 层、{short} 轮："
    "{start:.1f}%",
)
_TITLE_ONE = Text(
    "{series}: the budget is best spent on {depth:n hidden layer}, {epoch:n epoch}: {error:.1f} %",
    "{series}：预算最好用于 {depth} 个隐藏层、{epoch} 轮：{error:.1f}%",
)
_COST = Text("training operations, {unit} (both scales: log)", "训练运算量，{unit}（两轴均为对数刻度）")
_ERROR = Text("test error, %", "测试误差（%）")
_LAYERS = Text("hidden layers", "隐藏层数")
_BOUGHT = Text("what validation buys", "按验证集的最佳选择")
_HOVER = Text(
    "{depth:n layer}, {epoch:n epoch}: {error:.1f} % ({low:.1f} to {high:.1f})",
    "{depth} 层，{epoch} 轮：{error:.1f}%（{low:.1f} 到 {high:.1f}）",
)
_UNITS = (("TFLOP", 1e12), ("GFLOP", 1e9), ("MFLOP", 1e6))
# Halvings of the whole budget that the title looks back.
_EIGHTH = 3


def frontier_figures(curves: pd.DataFrame, budgets: pd.DataFrame, language: Language) -> list[go.Figure]:
    """A figure a depth series: error after each epoch against its cost, and the best use of each budget.

    Args:
        curves: from `verdict.advice.frontier.error_by_cost`.
        budgets: from `verdict.frontier.budgets`.
        language: of all words in the figures.
    """
    names = list(dict.fromkeys(budgets["series"]))
    return [_frontier(curves[curves["series"] == name], budgets[budgets["series"] == name], language) for name in names]


def _frontier(curves: pd.DataFrame, bought: pd.DataFrame, language: Language) -> go.Figure:
    unit, size = _unit(float(curves["flops"].max()))
    drawing = figure(
        _title(bought, language), x=_COST.say(language, unit=unit), y=_ERROR.say(language), legend=_LAYERS.say(language)
    )
    depths = list(dict.fromkeys(curves["depth"]))
    for depth, colour in zip(depths, depth_colours(len(depths)), strict=True):
        rows = curves[curves["depth"] == depth]
        drawing.add_trace(
            go.Scatter(
                x=(rows["flops"] / size).tolist(), y=rows["error"].clip(lower=LEAST).tolist(), name=str(depth),
                mode="lines" if len(rows) > 1 else "markers", line={"color": colour, "width": 1.8},
                marker={"color": colour, "size": 8}, hovertemplate=f"{depth}: %{{y:.1f}} %<extra></extra>",
            )
        )  # fmt: skip
    drawing.add_trace(_best(bought, size, language))
    # Cheaper than the smallest budget there is nothing to choose.
    least = 0.8 * float(bought["budget"].min())
    seen = curves.loc[curves["flops"] >= least, "error"].clip(lower=LEAST)
    ends = pd.concat([seen, bought["high"].dropna(), bought["low"].dropna()]).clip(lower=0.5 * float(seen.min()))
    log_axis(drawing, "x", least / size, float(curves["flops"].max()) / size * 1.02)
    log_axis(drawing, "y", float(ends.min()) * 0.97, float(ends.max()) * 1.03)
    return drawing


def _best(bought: pd.DataFrame, size: float, language: Language) -> go.Scatter:
    told = [
        _HOVER.say(language, **{name: row[name] for name in ("depth", "epoch", "error", "low", "high")})
        for row in bought.to_dict("records")
    ]
    error = bought["error"].clip(lower=LEAST)
    return go.Scatter(
        x=(bought["budget"] / size).tolist(), y=error.tolist(), name=_BOUGHT.say(language), mode="lines+markers+text",
        text=[str(depth) for depth in bought["depth"]], textposition="bottom left",
        textfont={"size": 11, "color": LIGHT["ink"]},
        line={"color": LIGHT["ink"], "width": 1.4, "dash": "dot", "shape": "hv"},
        marker={"color": LIGHT["ink"], "size": 7, "symbol": "diamond"},
        error_y={
            "type": "data", "array": (bought["high"] - error).fillna(0).clip(lower=0).tolist(),
            "arrayminus": (error - bought["low"].clip(lower=LEAST)).fillna(0).clip(lower=0).tolist(),
            "color": LIGHT["ink"], "thickness": 1.2, "width": 3,
        },
        customdata=told, hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _title(bought: pd.DataFrame, language: Language) -> str:
    last = bought.iloc[-1]
    told = {"series": last["series_zh" if language == "zh" else "series"], "error": last["error"]}
    told |= {name: int(last[name]) for name in ("depth", "epoch")}
    if len(bought) <= _EIGHTH:
        return _TITLE_ONE.say(language, **told)
    first = bought.iloc[-1 - _EIGHTH]
    early = {"small": int(first["depth"]), "short": int(first["epoch"]), "start": first["error"]}
    return _TITLE.say(language, **told, **early)


def _unit(most: float) -> tuple[str, float]:
    return next((unit for unit in _UNITS if most >= unit[1]), _UNITS[-1])
