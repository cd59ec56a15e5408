"""The map depth × epochs with the verdict drawn in: a line around all that leaves nothing more to gain."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import plotly.graph_objects as go

from layerwise.report.figures import error_maps
from layerwise.report.tokens import LIGHT
from layerwise.words import Language, Text

_TITLE = Text(
    "{series}: nothing more to gain inside the line; cheapest there: {depth:n hidden layer}, {epoch:n epoch}",
    "{series}：线内已无更多收益；其中最省的是 {depth} 个隐藏层、{epoch} 轮",
)
_TITLE_EARLIEST = Text(
    "{series}: nothing more to gain inside the line; earliest there: {epoch:n epoch}, {depth:n hidden layer}",
    "{series}：线内已无更多收益；其中轮数最少的是 {epoch} 轮、{depth} 个隐藏层",
)
_TITLE_ONE = Text(
    "{series}: only the best cell, {depth:n hidden layer} and {epoch:n epoch}, is shown to leave nothing to gain",
    "{series}：只有最佳的一格（{depth} 个隐藏层、{epoch} 轮）已被证明没有更多收益",
)
_WIDTH = 2.5


def verdict_maps(levels: pd.DataFrame, gains: pd.DataFrame, language: Language) -> list[go.Figure]:
    """A figure a depth series: mean test error in each cell; outlined where nothing is left to gain.

    A circle marks the cell that validation prefers. Outlined are the cells for which two one-sided tests put the gain
    of going on to it within the margin.

    Args:
        levels: from `verdict.levels.depth_by_epochs`.
        gains: from `verdict.gains.further_gains`; nothing is drawn where nothing was asked.
        language: of all words in the figures.
    """
    column = "series_zh" if language == "zh" else "series"
    known = levels[levels["series"].isin(gains["series"])].dropna(subset=["error"])
    if known.empty:
        return []
    drawings = error_maps(known, language)
    for name, drawing in zip(dict.fromkeys(known[column]), drawings, strict=True):
        own = gains[gains[column] == name]
        _outline(drawing, own)
        drawing.update_layout(title_text=_title(name, own, language))
    return drawings


def _outline(drawing: go.Figure, rows: pd.DataFrame) -> None:
    (heat,) = drawing.data
    columns, lines = list(heat.x), list(heat.y)
    enough = {
        (columns.index(str(row["epoch"])), lines.index(str(row["depth"])))
        for row in rows[rows["enough"].astype(bool)].to_dict("records")
    }
    for x0, y0, x1, y1 in _edges(enough):
        drawing.add_shape(type="line", x0=x0, y0=y0, x1=x1, y1=y1, line={"color": LIGHT["for"], "width": _WIDTH})
    best = rows[rows["best"].astype(bool)]
    drawing.add_trace(
        go.Scatter(
            x=[str(epoch) for epoch in best["epoch"]], y=[str(depth) for depth in best["depth"]], mode="markers",
            marker={"color": LIGHT["for"], "size": 34, "symbol": "circle-open", "line": {"width": 2}},
            hoverinfo="skip", showlegend=False,
        )
    )  # fmt: skip


def _edges(cells: set[tuple[int, int]]) -> Iterator[tuple[float, float, float, float]]:
    """The sides of cells that no other of them shares: half-way numbers, which are no category's name."""
    for x, y in sorted(cells):
        left, right, below, above = x - 0.5, x + 0.5, y - 0.5, y + 0.5
        if (x - 1, y) not in cells:
            yield left, below, left, above
        if (x + 1, y) not in cells:
            yield right, below, right, above
        if (x, y - 1) not in cells:
            yield left, below, right, below
        if (x, y + 1) not in cells:
            yield left, above, right, above


def _title(name: str, rows: pd.DataFrame, language: Language) -> str:
    enough = rows[rows["enough"].astype(bool)]
    cheapest = enough.sort_values(["flops", "epoch", "depth"]).iloc[0]
    several = _TITLE if cheapest["flops"] > 0 else _TITLE_EARLIEST
    text = several if len(enough) > 1 else _TITLE_ONE
    return text.say(language, series=name, depth=int(cheapest["depth"]), epoch=int(cheapest["epoch"]))
