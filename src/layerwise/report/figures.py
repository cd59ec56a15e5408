"""The figures of a study, one a depth series: curves by depth, depth × epochs, training against test accuracy.

Every figure is a Plotly figure in the light colours of `tokens`; its title says in words what the picture shows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from layerwise.report.axes import figure, log_axis, range_of
from layerwise.report.seed_points import chance_line, failed_lines, seed_points
from layerwise.report.tokens import ERROR_LIGHT, LIGHT, depth_colours, faint
from layerwise.verdict.readings.reading import PERCENT, told_of
from layerwise.verdict.readings.series import DepthSeries, depth_series
from layerwise.verdict.tables import Tables
from layerwise.words import Language, Text

BAND = (0.1, 0.9)
LEAST = 0.01

# Of each depth the mean error by epoch, and the two ends of its band.
Curves = dict[int, tuple[pd.Series, pd.Series, pd.Series]]
# Of each depth the errors of the networks that trained and of those that failed, a row a network, a column an epoch.
Seeds = dict[int, tuple[pd.DataFrame, pd.DataFrame]]

_CURVES = Text(
    "{series}: lowest at depth {best}, {least:.1f} % after {epoch:n epoch}",
    "{series}：{best} 个隐藏层时误差最低，{epoch} 轮后为 {least:.1f}%",
)
_DECAYING = Text(
    "{series}: {least:.1f} % at depth {best} after all {epochs:n epoch}, the lowest; the learning rate decays",
    "{series}：全部 {epochs} 轮后 {best} 个隐藏层误差最低，为 {least:.1f}%；学习率递减",
)
_MAP = Text(
    "{series}: from {first:.1f} % after one epoch to {least:.1f} % at best",
    "{series}：从 1 轮后的 {first:.1f}% 降到最低的 {least:.1f}%",
)
_MAP_ONE = Text(
    "{series}: {least:.1f} % at best after a single epoch", "{series}：仅训练 1 轮，误差最低为 {least:.1f}%"
)
_MEMORY = Text(
    "{series}: at depth {depth} {train:.1f} % right in training, {test:.1f} % in test, after the last epoch",
    "{series}：{depth} 个隐藏层，最后一轮后训练集答对 {train:.1f}%，测试集答对 {test:.1f}%",
)
_EPOCHS = Text("epochs (both scales: log)", "训练轮数（两轴均为对数刻度）")
_EPOCHS_PLAIN = Text("epochs", "训练轮数")
_ERROR = Text("test error, %", "测试误差（%）")
_ACCURACY = Text("accuracy, %", "准确率（%）")
_LAYERS = Text("hidden layers", "隐藏层数")
_PARTS = {
    ("train", "last"): Text("training, last epoch", "训练集，最后一轮"),
    ("test", "last"): Text("test, last epoch", "测试集，最后一轮"),
    ("train", "best"): Text("training, best epoch", "训练集，最佳轮数"),
    ("test", "best"): Text("test, best epoch", "测试集，最佳轮数"),
}


def learning_curves(tables: Tables, language: Language) -> list[go.Figure]:
    """Test error against epochs, a line a depth: the mean over seeds, in a band that holds the middle 80 % of them.

    A point at the end is a seed; networks that failed to train are in no mean and have a dashed line each. A dotted
    line is what answering without having learned errs, where that is known.

    Args:
        tables: the study.
        language: of all words in the figures.

    Returns:
        A figure a depth series, all with the same axes.
    """
    every = [(series, _seeds(tables, series)) for series in depth_series(tables)]
    drawn = [(series, _error_curves(seeds), seeds) for series, seeds in every]
    ends = [end for _, curves, _ in drawn for _, low, high in curves.values() for end in (low.min(), high.max())]
    ends += [end for _, seeds in every for end in _extremes(seeds)]
    chance = tables.condition.chance()
    ends += [chance] if chance == chance else []
    limits = (min(ends, default=1.0), max(ends, default=100.0))
    title = _lowest if tables.prefixes_are_runs else _lowest_at_last
    figures = [
        _curves_figure(title(series.label.say(language), curves, language), curves, seeds, limits, language)
        for series, curves, seeds in drawn
        if curves
    ]
    if chance == chance:
        last, shares = float(tables.epochs["epoch"].max()), bool(tables.condition.test_shares)
        for each in figures:
            each.add_trace(chance_line((1.0, max(2.0, last)), chance, language, shares=shares))
    return figures


def error_maps(levels: pd.DataFrame, language: Language) -> list[go.Figure]:
    """Depth × epochs of the mean test error, the figure in its cell, darker where there is more error.

    Args:
        levels: from `verdict.levels.depth_by_epochs`.
        language: of all words in the figures.
    """
    spread = np.log10(levels["error"].clip(lower=LEAST))
    limits = (float(spread.min()), float(spread.max()))
    return [_map_figure(name, rows, limits, language) for name, rows in _by_series(levels, "error", language)]


def memory_figures(levels: pd.DataFrame, language: Language) -> list[go.Figure]:
    """Training and test accuracy by depth, after the last epoch and at the best epochs, with intervals.

    Args:
        levels: from `verdict.levels.train_against_test`.
        language: of all words in the figures.
    """
    each = [list(own) for name in ("train_each", "test_each") for own in levels[name]]
    limits = range_of([*(levels[name] for name in ("train", "train_high", "test", "test_low")), *each])
    return [_memory_figure(name, rows, limits, language) for name, rows in _by_series(levels, "test", language)]


def _by_series(levels: pd.DataFrame, measure: str, language: Language) -> list[tuple[str, pd.DataFrame]]:
    """The rows of each depth series, without depths that all diverged."""
    column = "series_zh" if language == "zh" else "series"
    return [(str(name), rows) for name, rows in levels.dropna(subset=[measure]).groupby(column, sort=False)]


def _seeds(tables: Tables, series: DepthSeries) -> Seeds:
    """The test errors of each depth, percentage points; a log scale has no zero."""
    found = {}
    for depth, runs in series.depths.items():
        told = told_of(runs)
        names = (list(told["run"][told["failed"] == failed]) for failed in (False, True))
        trained, failed = (
            (PERCENT * (1 - tables.curves("test_accuracy").loc[own].dropna(axis=1, how="all"))).clip(lower=LEAST)
            for own in names
        )
        found[depth] = trained, failed
    return found


def _error_curves(seeds: Seeds) -> Curves:
    """Of each depth the mean over seeds and the ends of the band, by epoch, percentage points."""
    return {
        depth: (errors.mean(), errors.quantile(BAND[0]), errors.quantile(BAND[1]))
        for depth, (errors, _) in seeds.items()
        if len(errors)
    }


def _extremes(seeds: Seeds) -> list[float]:
    """The least and the largest error that is drawn of single seeds."""
    drawn = [values for trained, failed in seeds.values() for values in (trained.iloc[:, -1:], failed) if values.size]
    known = np.concatenate([values.to_numpy(np.float64).ravel() for values in drawn]) if drawn else np.empty(0)
    known = known[np.isfinite(known)]
    return [float(known.min()), float(known.max())] if len(known) else []


def _lowest(name: str, curves: Curves, language: Language) -> str:
    best = min(curves, key=lambda depth: curves[depth][0].min())
    least = curves[best][0]
    return _CURVES.say(language, series=name, best=best, least=least.min(), epoch=least.idxmin())


def _lowest_at_last(name: str, curves: Curves, language: Language) -> str:
    best = min(curves, key=lambda depth: curves[depth][0].iloc[-1])
    least = curves[best][0]
    return _DECAYING.say(language, series=name, best=best, least=least.iloc[-1], epochs=least.index[-1])


def _curves_figure(
    title: str, curves: Curves, seeds: Seeds, limits: tuple[float, float], language: Language
) -> go.Figure:
    drawing = figure(title, x=_EPOCHS.say(language), y=_ERROR.say(language), legend=_LAYERS.say(language))
    for (depth, (mean, low, high)), colour in zip(curves.items(), depth_colours(len(curves)), strict=True):
        trained, failed = seeds[depth]
        ends = trained.iloc[:, -1].dropna()
        drawing.add_traces([_band(low, high, colour, depth), _line(mean, colour, depth)])
        drawing.add_trace(seed_points([float(trained.columns[-1])] * len(ends), ends.tolist(), colour, str(depth)))
        first = not any(len(lost) for each, (_, lost) in seeds.items() if each < depth)
        drawing.add_traces(failed_lines(failed, colour, str(depth), language, named=first))
    log_axis(drawing, "x", 1.0, max(2.0, *(float(mean.index.max()) for mean, _, _ in curves.values())))
    log_axis(drawing, "y", *limits)
    return drawing


def _band(low: pd.Series, high: pd.Series, colour: str, depth: int) -> go.Scatter:
    around = list(low.index) + list(high.index[::-1])
    edge = {"width": 0}
    return go.Scatter(
        x=around, y=[*low, *high[::-1]], fill="toself", fillcolor=faint(colour), line=edge, hoverinfo="skip",
        showlegend=False, legendgroup=str(depth), mode="lines",
    )  # fmt: skip


def _line(mean: pd.Series, colour: str, depth: int) -> go.Scatter:
    hover = f"{depth}: %{{y:.1f}} %<extra></extra>"
    return go.Scatter(
        x=list(mean.index), y=list(mean), name=str(depth), legendgroup=str(depth), mode="lines",
        line={"color": colour, "width": 2.2}, hovertemplate=hover,
    )  # fmt: skip


def _map_figure(name: str, rows: pd.DataFrame, limits: tuple[float, float], language: Language) -> go.Figure:
    grid = rows.pivot(index="depth", columns="epoch", values="error")
    cells = grid.to_numpy()
    text = _MAP if len(grid.columns) > 1 else _MAP_ONE
    title = text.say(language, series=name, first=float(np.nanmean(cells[:, 0])), least=float(np.nanmin(cells)))
    drawing = figure(title, x=_EPOCHS_PLAIN.say(language), y=_LAYERS.say(language))
    drawing.add_trace(
        go.Heatmap(
            z=np.log10(np.maximum(cells, LEAST)),
            x=[str(epoch) for epoch in grid],
            y=[str(depth) for depth in grid.index],
            text=[["" if np.isnan(cell) else f"{cell:.1f}" for cell in row] for row in cells],
            texttemplate="%{text}",
            zmin=limits[0],
            zmax=limits[1],
            colorscale=_error_scale(),
            showscale=False,
            xgap=2,
            ygap=2,
            hoverinfo="skip",
        )
    )
    drawing.update_xaxes(type="category", showgrid=False)
    drawing.update_yaxes(type="category", showgrid=False)
    return drawing


def _error_scale() -> list[list[float | str]]:
    return [[place / (len(ERROR_LIGHT) - 1), colour] for place, colour in enumerate(ERROR_LIGHT)]


def _memory_figure(name: str, rows: pd.DataFrame, limits: tuple[float, float], language: Language) -> go.Figure:
    last = rows[rows["at"] == "last"].sort_values("gap").iloc[-1]
    title = _MEMORY.say(language, series=name, depth=last["depth"], train=last["train"], test=last["test"])
    drawing = figure(title, x=_LAYERS.say(language), y=_ACCURACY.say(language), legend="")
    for (part, at), text in _PARTS.items():
        drawing.add_trace(_accuracy_line(rows[rows["at"] == at], part, at, text.say(language)))
        drawing.add_trace(_accuracy_points(rows[rows["at"] == at], part, at))
    drawing.update_xaxes(tickvals=sorted(set(rows["depth"])), showgrid=False)
    drawing.update_yaxes(range=list(limits))
    return drawing


def _accuracy_points(rows: pd.DataFrame, part: str, at: str) -> go.Scatter:
    """Every seed, beside its mean."""
    shift = 0.12 if at == "best" else -0.12
    pairs = [
        (depth + shift, each) for depth, own in zip(rows["depth"], rows[f"{part}_each"], strict=True) for each in own
    ]
    return seed_points(
        [x for x, _ in pairs], [y for _, y in pairs], LIGHT["for"] if part == "train" else LIGHT["accent"]
    )


def _accuracy_line(rows: pd.DataFrame, part: str, at: str, name: str) -> go.Scatter:
    colour = LIGHT["for"] if part == "train" else LIGHT["accent"]
    ends: Sequence[float] = (rows[f"{part}_high"] - rows[part]).tolist()
    shift = 0.06 if at == "best" else -0.06
    return go.Scatter(
        x=(rows["depth"] + shift).tolist(), y=rows[part].tolist(), name=name, mode="lines+markers",
        error_y={"type": "data", "array": ends, "color": colour, "thickness": 1.2, "width": 3},
        line={"color": colour, "width": 2, "dash": "solid" if at == "last" else "dot"},
        marker={"size": 8, "symbol": "circle" if at == "last" else "circle-open", "color": colour},
        hovertemplate=f"{name}: %{{y:.1f}} %<extra></extra>",
    )  # fmt: skip
