"""The Pareto front as a picture: test error against what a network costs to store or to use."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from layerwise.report.axes import figure, log_axis
from layerwise.report.tokens import LIGHT
from layerwise.verdict.advice.pareto import chosen_by_validation, least_error
from layerwise.words import Language, Text

_TITLE = Text(
    "{best} has the least validation error; {front} of {all:n network} are on the front",
    "{best} 的验证误差最小；{all} 个网络中有 {front} 个在前沿上",
)
_TITLE_UNCHOSEN = Text(
    "{best} has the least test error; {front} of {all:n network} are on the front",
    "{best} 的测试误差最小；{all} 个网络中有 {front} 个在前沿上",
)
_NOTHING = Text("No network could be measured", "没有可衡量的网络")
_AXES = {
    "parameters": Text("parameters", "参数量"),
    "inference_flops": Text("operations of reading one example", "读一个样本的运算次数"),
}
_LOG = Text("{axis} (log scale)", "{axis}（对数刻度）")
_ERROR = Text("test error, %", "测试误差（%）")
_FRONT = Text("no smaller network is as good", "没有更小的网络同样好")
_REST = Text("a smaller network is as good or better", "有更小的网络同样好或更好")
_HOVER = Text(
    "{network}: {error:.1f} % ({low:.1f} to {high:.1f})", "{network}：{error:.1f}%（{low:.1f} 到 {high:.1f}）"
)


def pareto_figure(front: pd.DataFrame, language: Language, cost: str = "parameters") -> go.Figure:
    """Error at the best epoch against a cost, with intervals that hold for all networks at once; the front is named.

    Args:
        front: from `verdict.pareto.pareto`.
        language: of all words in the figure.
        cost: "parameters" or "inference_flops".
    """
    known = front.dropna(subset=[cost, "error"]).sort_values([cost, "val_error"])
    on_front = known[f"front_{cost}"].astype(bool)
    titles = (_axis(text, known[name], language) for text, name in ((_AXES[cost], cost), (_ERROR, "error")))
    drawing = figure(_title(front, known, cost, language), x=next(titles), y=next(titles), legend="")
    if known.empty:
        return drawing
    stairs = {"color": LIGHT["accent"], "width": 1.5, "shape": "hv"}
    known = known.assign(shown=_side_by_side(known, cost))
    kept, rest = known[on_front], known[~on_front]
    if len(rest):
        drawing.add_trace(_points(rest, _REST, LIGHT["soft"], language))
    drawing.add_trace(
        go.Scatter(
            x=kept["shown"].tolist(), y=kept["error"].tolist(), mode="lines", line=stairs, showlegend=False,
            hoverinfo="skip",
        )
    )  # fmt: skip
    drawing.add_trace(_points(kept, _FRONT, LIGHT["accent"], language, named=True))
    _cost_axis(drawing, known[cost])
    _error_axis(drawing, known)
    return drawing


def _axis(text: Text, values: pd.Series, language: Language) -> str:
    named = text.say(language)
    return _LOG.say(language, axis=named) if _spans_magnitudes(values) else named


def _spans_magnitudes(costs: pd.Series) -> bool:
    return bool(len(costs) and costs.max() > 3 * costs.min() > 0)


def _side_by_side(rows: pd.DataFrame, cost: str) -> pd.Series:
    """Networks of one cost next to each other, so that their intervals can be told apart."""
    place = rows.groupby(cost).cumcount()
    apart = place - (rows.groupby(cost)[cost].transform("size") - 1) / 2
    costs = rows[cost].astype(float)
    if _spans_magnitudes(costs):
        return costs * (costs.max() / costs.min()) ** (0.015 * apart)
    return costs + 0.015 * apart * max(float(costs.max() - costs.min()), 1.0)


def _cost_axis(drawing: go.Figure, costs: pd.Series) -> None:
    low, high = float(costs.min()), float(costs.max())
    if _spans_magnitudes(costs):
        log_axis(drawing, "x", low * 0.93, high * 1.15)
    else:
        air = 0.08 * max(high - low, 1.0)
        drawing.update_xaxes(range=[low - air, high + 2 * air], tickformat=",")


def _error_axis(drawing: go.Figure, rows: pd.DataFrame) -> None:
    highest = float(rows[["error", "high"]].max().max())
    lowest = float(rows[["error", "low"]].min().min())
    if _spans_magnitudes(rows["error"]):
        log_axis(drawing, "y", max(lowest, 0.4 * float(rows["error"].min())), highest * 1.5)
    else:
        air = highest - lowest
        drawing.update_yaxes(range=[max(0.0, lowest - 0.06 * air), highest + 0.12 * air])


def _title(front: pd.DataFrame, known: pd.DataFrame, cost: str, language: Language) -> str:
    if known.empty:
        return _NOTHING.say(language)
    many = {"front": int(known[f"front_{cost}"].sum()), "all": len(front)}
    title = _TITLE if chosen_by_validation(known) else _TITLE_UNCHOSEN
    return title.say(language, best=least_error(known, cost)["network"], **many)


def _points(rows: pd.DataFrame, name: Text, colour: str, language: Language, named: bool = False) -> go.Scatter:
    told = [
        _HOVER.say(language, **{k: row[k] for k in ("network", "error", "low", "high")}) for _, row in rows.iterrows()
    ]
    return go.Scatter(
        x=rows["shown"].tolist(), y=rows["error"].tolist(), name=name.say(language),
        mode="markers+text" if named else "markers",
        # Above and below a front that falls there is room; neighbours would write over each other on one side.
        text=rows["network"].tolist() if named else None,
        textposition=["bottom left" if k % 2 else "top right" for k in range(len(rows))], cliponaxis=False,
        textfont={"size": 11, "color": LIGHT["ink"]},
        marker={"size": 9, "symbol": "circle" if named else "circle-open", "color": colour},
        error_y={
            "type": "data", "array": (rows["high"] - rows["error"]).fillna(0).tolist(),
            "arrayminus": (rows["error"] - rows["low"]).fillna(0).tolist(),
            "color": colour, "thickness": 1.2 if named else 0.8, "width": 3,
        },
        customdata=told, hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
