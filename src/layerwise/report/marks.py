"""The marks of a Plotly figure in Matplotlib: lines, points with intervals, bands, heat maps, shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from layerwise.report.errors import FigureError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DASHES = {"solid": "-", "dot": ":", "dash": "--", None: "-"}
_SYMBOLS = {"circle": "o", "diamond": "D", "square": "s", "triangle-down": "v", None: "o"}
_STEPS = {"hv": "steps-post", "linear": "default", None: "default"}
# Points of paper for a pixel of the page.
_POINT = 0.6


def draw_trace(axes: Axes, trace: Any, categories: Mapping[str, list[str]]) -> None:
    """Draws one trace.

    Args:
        axes: to draw on.
        trace: a Plotly scatter trace or heat map.
        categories: the names along the axes "x" and "y"; empty for an axis of numbers.

    Raises:
        FigureError: a trace of another kind.
    """
    if trace.type == "heatmap":
        _heatmap(axes, trace)
    elif trace.type == "scatter":
        x, y = (_places(trace[which], categories[which]) for which in ("x", "y"))
        _scatter(axes, trace, x, y)
    else:
        raise FigureError("cannot draw this figure on paper", got=f"a trace of type {trace.type}", expected="a scatter")


def draw_shape(axes: Axes, shape: Any) -> None:
    """Draws a line or a rectangle; one that spans the whole axis is a line across it.

    Raises:
        FigureError: a shape of another kind.
    """
    if shape.type == "rect":
        colour, alpha = colour_of(shape.fillcolor)
        low, height = min(shape.y0, shape.y1), abs(shape.y1 - shape.y0)
        axes.barh(
            low + height / 2, shape.x1 - shape.x0, height, shape.x0, color=colour, alpha=alpha, linewidth=0, zorder=0
        )
    elif shape.type == "line":
        colour, _ = colour_of(shape.line.color)
        width = float(shape.line.width or 1) * _POINT
        if shape.yref and str(shape.yref).endswith("domain"):
            axes.axvline(shape.x0, color=colour, linewidth=width)
        else:
            axes.plot(
                [shape.x0, shape.x1], [shape.y0, shape.y1], color=colour, linewidth=width * 1.4, zorder=4, clip_on=False
            )
    else:
        raise FigureError("cannot draw this figure on paper", got=f"a shape of type {shape.type}", expected="a line")


def colour_of(text: str) -> tuple[str, float]:
    """ "#rrggbb" and how opaque, from Plotly's "#rrggbb" or "rgba(r,g,b,a)"."""
    match = re.fullmatch(r"rgba\((\d+),(\d+),(\d+),([\d.]+)\)", text)
    if not match:
        return text, 1.0
    red, green, blue = (int(part) for part in match.groups()[:3])
    return f"#{red:02x}{green:02x}{blue:02x}", float(match[4])


def _places(values: Any, categories: Sequence[str]) -> np.ndarray:
    if categories:
        return np.array([categories.index(str(value)) for value in values], np.float64)
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _scatter(axes: Axes, trace: Any, x: np.ndarray, y: np.ndarray) -> None:
    if trace.fill == "toself":
        colour, alpha = colour_of(trace.fillcolor)
        axes.fill(x, y, color=colour, alpha=alpha, linewidth=0)
        return
    modes = str(trace.mode).split("+")
    label = trace.name if trace.showlegend is not False and trace.name else None
    for direction in ("x", "y"):
        _intervals(axes, trace, direction, x, y)
    style: dict[str, Any] = {"linestyle": "none", "zorder": 3, "label": label}
    if "lines" in modes:
        style |= {"linestyle": _DASHES[trace.line.dash], "linewidth": float(trace.line.width or 2) * _POINT}
        style |= {"color": colour_of(trace.line.color)[0], "drawstyle": _STEPS[trace.line.shape]}
    if "markers" in modes:
        style |= _marker(trace)
    axes.plot(x, y, **style)
    if "text" in modes:
        _names(axes, trace, x, y)


def _marker(trace: Any) -> dict[str, Any]:
    symbol = str(trace.marker.symbol or "circle")
    colour, _ = colour_of(trace.marker.color)
    size = trace.marker.size
    # A size of its own for each point: those of size 0 are not drawn.
    sizes = list(size) if isinstance(size, list | tuple | np.ndarray) else None
    shown = {"markevery": [k for k, each in enumerate(sizes) if each]} if sizes else {}
    hollow = symbol.endswith("-open")
    face = "none" if hollow else colour
    largest = max(sizes) if sizes else float(size or 6)
    look = {"marker": _SYMBOLS[symbol.removesuffix("-open")], "markersize": largest * _POINT, "markerfacecolor": face}
    return look | shown | {"markeredgecolor": colour, "markeredgewidth": float(trace.marker.line.width or 1) * _POINT}


def _intervals(axes: Axes, trace: Any, direction: str, x: np.ndarray, y: np.ndarray) -> None:
    error = trace[f"error_{direction}"]
    if error.array is None:
        return
    above = np.asarray(error.array, np.float64)
    below = above if error.arrayminus is None else np.asarray(error.arrayminus, np.float64)
    ends: dict[str, Any] = {f"{direction}err": np.nan_to_num(np.stack([below, above])).clip(min=0)}
    colour, _ = colour_of(error.color)
    width = float(error.thickness or 1) * _POINT
    axes.errorbar(x, y, **ends, fmt="none", ecolor=colour, elinewidth=width, capsize=1.5, capthick=width)


def _names(axes: Axes, trace: Any, x: np.ndarray, y: np.ndarray) -> None:
    told = trace.textposition or "top right"
    places = [told] * len(x) if isinstance(told, str) else list(told)
    for name, at_x, at_y, place in zip(trace.text, x, y, places, strict=True):
        vertical, _, horizontal = place.partition(" ")
        shift = {"left": -3, "center": 0, "right": 3}[horizontal], {"top": 3, "middle": 0, "bottom": -3}[vertical]
        axes.annotate(
            str(name), (at_x, at_y), shift, textcoords="offset points", fontsize=7,
            color=colour_of(trace.textfont.color)[0], zorder=5, annotation_clip=True,
            va={"top": "bottom", "middle": "center", "bottom": "top"}[vertical],
            ha={"left": "right", "center": "center", "right": "left"}[horizontal],
        )  # fmt: skip


def _heatmap(axes: Axes, trace: Any) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    scale = LinearSegmentedColormap.from_list("error", [(place, colour) for place, colour in trace.colorscale])
    cells = np.array([[np.nan if cell is None else cell for cell in row] for row in trace.z], np.float64)
    axes.imshow(cells, cmap=scale, vmin=trace.zmin, vmax=trace.zmax, aspect="auto", origin="lower", zorder=1)
    span = float(trace.zmax) - float(trace.zmin)
    for row, texts in enumerate(trace.text):
        for column, text in enumerate(texts):
            dark = span > 0 and cells[row, column] > trace.zmin + 0.6 * span
            axes.text(
                column, row, text, ha="center", va="center", fontsize=8, color="white" if dark else "#1d2126", zorder=5
            )
