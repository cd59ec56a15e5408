"""Training and test error by epoch, with the epoch of the lowest mean validation error marked."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from layerwise.report.answers import depth_rank
from layerwise.report.axes import figure, log_axis
from layerwise.report.figures import BAND, LEAST
from layerwise.report.tokens import LIGHT, faint
from layerwise.verdict.readings.reading import PERCENT
from layerwise.verdict.readings.series import DepthSeries, depth_series
from layerwise.verdict.tables import Tables
from layerwise.words import Language, Text

_TITLE = Text(
    "{series}, {depth:n hidden layer}: mean validation error lowest at epoch {epoch}; test error {then:.1f} % there, "
    "{last:.1f} % after {epochs}",
    "{series}，{depth} 个隐藏层：平均验证误差在第 {epoch} 轮最低；该处测试误差 {then:.1f}%，{epochs} 轮后 {last:.1f}%",
)
_TITLE_UNCHOSEN = Text(
    "{series}, {depth:n hidden layer}: test error {last:.1f} % after {epochs:n epoch}",
    "{series}，{depth} 个隐藏层：{epochs} 轮后测试误差 {last:.1f}%",
)
_EPOCHS = Text("epochs (both scales: log)", "训练轮数（两轴均为对数刻度）")
_ERROR = Text("error, %", "误差（%）")
_PARTS = {
    "train": (Text("training", "训练集"), "for"),
    "val": (Text("validation", "验证集"), "soft"),
    "test": (Text("test", "测试集"), "accent"),
}
_CHOSEN = Text("lowest mean validation error", "平均验证误差最低")


def chosen_figures(tables: Tables, language: Language, depth: int | None = None) -> list[go.Figure]:
    """A figure a depth series: mean errors over seeds, and the epoch of least mean validation error.

    The bands of training and test error hold the middle 80 % of the seeds.

    Args:
        tables: the study.
        language: of all words in the figures.
        depth: of the network drawn; None: two hidden layers, else the fewest.
    """
    drawn = []
    for series in depth_series(tables):
        shown = depth if depth is not None else min(series.depths, key=depth_rank)
        if shown in series.depths:
            curves = _curves(tables, series.depths[shown])
            if len(curves.get("test", ())):
                drawn.append(_figure(tables, series, shown, curves, language))
    return drawn


def _curves(tables: Tables, runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Of each part the errors, a row a network, a column an epoch; parts that the tables lack are left out."""
    sound = list(runs.loc[~runs["failed"].astype(bool), "run"])
    found = {}
    for part in _PARTS:
        errors = PERCENT * (1 - tables.curves(f"{part}_accuracy").loc[sound].dropna(axis=1, how="all"))
        if errors.size:
            found[part] = errors
    return found


def _figure(
    tables: Tables, series: DepthSeries, depth: int, curves: dict[str, pd.DataFrame], language: Language
) -> go.Figure:
    test = curves["test"].mean()
    told = {"series": series.label.say(language), "depth": depth, "last": test.iloc[-1], "epochs": int(test.index[-1])}
    chosen = _choice(curves) if tables.prefixes_are_runs else None
    if chosen is None:
        title = _TITLE_UNCHOSEN.say(language, **told)
    else:
        title = _TITLE.say(language, **told, epoch=chosen, then=test[chosen])
    drawing = figure(title, x=_EPOCHS.say(language), y=_ERROR.say(language), legend="")
    means = [errors.mean().clip(lower=LEAST) for errors in curves.values()]
    for part, errors in curves.items():
        drawing.add_traces(_lines(part, errors.clip(lower=LEAST), language))
    low, high = min(float(mean.min()) for mean in means), max(float(mean.max()) for mean in means)
    # A network that knows all its training data has no error to draw on a log scale: the axis ends where others do.
    low = max(low, 0.02 * float(test.clip(lower=LEAST).min()))
    log_axis(drawing, "x", 1.0, max(2.0, float(test.index[-1])))
    log_axis(drawing, "y", low * 0.8, high * 1.1)
    if chosen is not None:
        drawing.add_trace(_mark(chosen, float(test[chosen]), low * 0.8, high * 1.1, language))
    return drawing


def _choice(curves: dict[str, pd.DataFrame]) -> int | None:
    """The epoch of least mean validation error that the test error is known of."""
    if "val" not in curves:
        return None
    mean = curves["val"].mean()
    known = mean[mean.index.isin(curves["test"].columns)]
    return int(known.index[int(known.argmin())])


def _lines(part: str, errors: pd.DataFrame, language: Language) -> list[go.Scatter]:
    words, name = _PARTS[part]
    mean, low, high = errors.mean(), errors.quantile(BAND[0]), errors.quantile(BAND[1])
    colour = LIGHT[name]
    line = go.Scatter(
        x=list(mean.index), y=list(mean), name=words.say(language), mode="lines",
        line={"color": colour, "width": 1.4 if part == "val" else 2.2, "dash": "dot" if part == "val" else "solid"},
        hovertemplate=f"{words.say(language)}: %{{y:.1f}} %<extra></extra>",
    )  # fmt: skip
    if part == "val":
        return [line]
    return [
        go.Scatter(
            x=[*low.index, *high.index[::-1]], y=[*low, *high[::-1]], fill="toself", fillcolor=faint(colour),
            line={"width": 0}, hoverinfo="skip", showlegend=False, mode="lines",
        ),
        line,
    ]  # fmt: skip


def _mark(epoch: int, error: float, low: float, high: float, language: Language) -> go.Scatter:
    """A line through the epoch of the lowest mean validation error, with a point on the test error."""
    return go.Scatter(
        x=[epoch, epoch, epoch], y=[low, max(error, LEAST), high], mode="lines+markers", name=_CHOSEN.say(language),
        line={"color": LIGHT["ink"], "width": 1.2, "dash": "dash"},
        marker={"color": LIGHT["ink"], "size": [0, 9, 0]}, hoverinfo="skip",
    )  # fmt: skip
