"""What all figures share: fonts, margins, axes, in colours that the page can turn dark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import plotly.graph_objects as go

from layerwise.report.tokens import FONT, LIGHT

HEIGHT = 340
SIZE = 13


def figure(title: str, *, x: str, y: str, legend: str | None = None, height: int = HEIGHT) -> go.Figure:
    """An empty figure in the project's look.

    Args:
        title: what the picture shows, in words.
        x: of the horizontal axis.
        y: of the vertical axis.
        legend: the legend's own title; None for no legend.
        height: pixels.
    """
    axis = {"gridcolor": LIGHT["line"], "linecolor": LIGHT["line"], "zeroline": False, "ticks": "outside"}
    axis |= {"tickcolor": LIGHT["line"], "automargin": True, "fixedrange": True}
    above = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
    layout = {
        "template": "none",
        "title": _words(title, size=15) | {"x": 0, "xref": "paper", "xanchor": "left"},
        "font": {"family": FONT, "size": SIZE, "color": LIGHT["soft"]},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 12, "t": 72, "b": 8},
        "height": height,
        "hovermode": "closest",
        "showlegend": legend is not None,
        "legend": above | {"title": _words(legend or "") | {"side": "left"}},
        "xaxis": axis | {"title": _words(x) | {"standoff": 8}},
        "yaxis": axis | {"title": _words(y) | {"standoff": 8}},
    }
    return go.Figure(layout=layout)


def log_axis(drawing: go.Figure, which: str, low: float, high: float) -> None:
    """Turns the axis "x" or "y" to a log scale from `low` to `high`, with round numbers as its ticks."""
    steps = (1, 2, 5) if high / low > 10 else (1, 1.5, 2, 3, 4, 5, 7)
    ticks = [step * 10.0**power for power in range(-3, 9) for step in steps]
    shown = [tick for tick in ticks if low * 0.999 <= tick <= high * 1.001]
    ends = [float(np.log10(low)) - 0.02, float(np.log10(high)) + 0.02]
    names = [f"{tick:,.10g}" for tick in shown]
    drawing.update_layout({f"{which}axis": {"type": "log", "range": ends, "tickvals": shown, "ticktext": names}})


def range_of(values: Iterable[Iterable[float]], share: float = 0.05) -> tuple[float, float]:
    """The least and the largest of all percentages, with a little air."""
    flat = np.concatenate([np.asarray(list(each), np.float64) for each in values])
    flat = flat[np.isfinite(flat)]
    low, high = (float(flat.min()), float(flat.max())) if len(flat) else (0.0, 100.0)
    air = share * max(high - low, 1.0)
    return max(0.0, low - air), min(100.0 + air, high + air)


def _words(text: str, size: int = SIZE) -> dict[str, Any]:
    return {"text": text, "font": {"size": size}}
