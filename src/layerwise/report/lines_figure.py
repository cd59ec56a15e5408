"""A picture of mean curves with bands: what a reproduced finding shows beside its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from layerwise.report.axes import figure, log_axis
from layerwise.report.tokens import LIGHT, depth_colours, faint
from layerwise.words import Language, Text

if TYPE_CHECKING:
    import pandas as pd

BAND = (0.1, 0.9)
# Points that a curve is drawn with: beyond, log-spaced ones are taken.
MOST_POINTS = 200


@dataclass(frozen=True)
class Line:
    """A curve over seeds.

    Args:
        name: in both languages.
        x: where it was measured, ascending.
        mean: over seeds.
        low, high: ends of the band that holds the middle 80 % of the seeds.
        dashed: drawn so.
    """

    name: Text
    x: tuple[float, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    dashed: bool = False

    @classmethod
    def of(cls, name: Mapping[str, str], runs: pd.DataFrame, *, dashed: bool = False) -> Line:
        """The curve of a table: a row a seed, a column a place on the horizontal axis.

        Args:
            name: as `Text.both` gives it.
            runs: the values; columns that are NaN throughout are left out.
            dashed: drawn so.
        """
        shown = _thinned(runs.dropna(axis=1, how="all"))
        ends = (shown.quantile(share) for share in BAND)
        low, high = (tuple(map(float, end)) for end in ends)
        return cls(Text(**name), tuple(map(float, shown.columns)), tuple(map(float, shown.mean())), low, high, dashed)


@dataclass(frozen=True)
class Lines:
    """A picture of curves.

    Args:
        title: what it shows, in words.
        x, y: names of the axes.
        lines: the curves, in the order of their colours.
        log_x: whether the horizontal axis is a log scale.
        published: points of the published figure, (x, y).
    """

    title: Text
    x: Text
    y: Text
    lines: tuple[Line, ...]
    log_x: bool = False
    published: tuple[tuple[float, float], ...] = ()


_PUBLISHED = Text("published", "已公布")


def lines_figure(picture: Lines, language: Language) -> go.Figure:
    """The picture as a figure in the light colours of `tokens`."""
    drawing = figure(
        picture.title.say(language), x=picture.x.say(language), y=picture.y.say(language), legend="", height=400
    )
    # Dashed lines are twins of full ones: same place, same colour.
    names = list(dict.fromkeys(line.name.en for line in picture.lines if not line.dashed))
    colours = depth_colours(max(2, len(picture.lines) - sum(line.dashed for line in picture.lines)))
    twin = 0
    for number, line in enumerate(picture.lines):
        if line.dashed:
            colour, twin = colours[twin % len(colours)], twin + 1
        else:
            colour = colours[names.index(line.name.en)]
        drawing.add_traces(_traces(line, colour, str(number), language))
    if picture.published:
        x, y = zip(*picture.published, strict=True)
        drawing.add_trace(
            go.Scatter(
                x=list(x), y=list(y), mode="markers", name=_PUBLISHED.say(language),
                marker={"symbol": "diamond", "size": 11, "color": LIGHT["ink"]},
                hovertemplate="%{y:.1f}<extra></extra>",
            )
        )  # fmt: skip
    if picture.log_x:
        every = [place for line in picture.lines for place in line.x if place > 0]
        log_axis(drawing, "x", min(every, default=1.0), max(every, default=2.0))
    return drawing


def _traces(line: Line, colour: str, group: str, language: Language) -> list[go.Scatter]:
    name = line.name.say(language)
    band = go.Scatter(
        x=[*line.x, *line.x[::-1]], y=[*line.low, *line.high[::-1]], fill="toself", fillcolor=faint(colour),
        line={"width": 0}, mode="lines", hoverinfo="skip", showlegend=False, legendgroup=group,
    )  # fmt: skip
    mean = go.Scatter(
        x=list(line.x), y=list(line.mean), name=name, mode="lines" if len(line.x) > 20 else "lines+markers",
        legendgroup=group, line={"color": colour, "width": 2.2, "dash": "dot" if line.dashed else "solid"},
        hovertemplate=f"{name}: %{{y:.1f}}<extra></extra>",
    )  # fmt: skip
    return [band, mean]


def _thinned(runs: pd.DataFrame) -> pd.DataFrame:
    """At most `MOST_POINTS` columns, log-spaced, first and last among them."""
    count = runs.shape[1]
    if count <= MOST_POINTS:
        return runs
    places = {round(count ** (k / (MOST_POINTS - 1))) - 1 for k in range(MOST_POINTS)}
    return runs.iloc[:, sorted(places)]
