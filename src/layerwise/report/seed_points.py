"""Every seed beside the mean: small points for networks that trained, dashed lines for those that failed to."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from layerwise.report.tokens import LIGHT
from layerwise.words import Language, Text

_FAILED = Text("failed to train", "训练失败")
_CHANCE = Text("always the commonest class", "始终回答最常见的类别")
_GUESSING = Text("guessing at random", "随机猜测")


def seed_points(x: Sequence[float], y: Sequence[float], colour: str, group: str | None = None) -> go.Scatter:
    """A small hollow point a seed, out of the legend.

    Args:
        x: where each is.
        y: its value.
        colour: of the mean it belongs to.
        group: of the legend, which hides it with its mean; None: of no group.
    """
    marker = {"color": colour, "symbol": "circle-open", "size": 4, "line": {"width": 1, "color": colour}}
    return go.Scatter(
        x=list(x), y=list(y), mode="markers", marker=marker, showlegend=False, legendgroup=group,
        hovertemplate="%{y:.1f}<extra></extra>",
    )  # fmt: skip


def failed_lines(curves: pd.DataFrame, colour: str, group: str, language: Language, *, named: bool) -> list[go.Scatter]:
    """The whole course of each network that failed, dashed.

    Args:
        curves: a row a network, a column an epoch; NaN where it has no number.
        colour: of its architecture.
        group: of the legend.
        language: of their name.
        named: whether the first of them is in the legend.
    """
    drawn = []
    for number, (_, curve) in enumerate(curves.iterrows()):
        known = curve.dropna()
        hover = f"{_FAILED.say(language)}: %{{y:.1f}} %<extra></extra>"
        drawn.append(
            go.Scatter(
                x=list(known.index), y=list(known), mode="lines", line={"color": colour, "width": 1.6, "dash": "dash"},
                name=_FAILED.say(language), showlegend=named and not number, legendgroup=group, hovertemplate=hover,
            )
        )  # fmt: skip
    return drawn


def chance_line(ends: tuple[float, float], chance: float, language: Language, *, shares: bool) -> go.Scatter:
    """The error of answering without having learned, across the picture.

    Args:
        ends: of the horizontal axis.
        chance: percentage points.
        language: of its name.
        shares: whether it is that of the commonest class; else of guessing.
    """
    name = (_CHANCE if shares else _GUESSING).say(language)
    line = {"color": LIGHT["soft"], "width": 1.2, "dash": "dot"}
    hover = f"{name}: %{{y:.1f}} %<extra></extra>"
    return go.Scatter(x=list(ends), y=[chance, chance], mode="lines", name=name, line=line, hovertemplate=hover)
