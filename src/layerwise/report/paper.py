"""Figures on paper: a Plotly figure of this project drawn by Matplotlib, as SVG or PNG.

Plotly's own export needs a Chrome of a fitting version started in its sandbox; Matplotlib comes with mlxtend, needs
nothing, and writes the same bytes each time. The figure itself stays one: what is drawn here is what the page draws.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Literal

import plotly.graph_objects as go

from layerwise.report.errors import FigureError
from layerwise.report.fonts import INSTALL_ONE, NO_CHINESE_FONT, chinese_font
from layerwise.report.marks import draw_shape, draw_trace
from layerwise.report.tokens import LIGHT
from layerwise.report.wrapping import wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Format = Literal["svg", "png"]
FORMATS: tuple[Format, ...] = ("svg", "png")

# Nothing in a file tells when or by which version it was made.
_UNDATED = {"svg": {"Date": None}, "png": {"Software": None}}

WIDTH, DPI = 6.4, 300
# Pixels of the page that are one inch of paper.
_PIXELS = 96.0
# Terminal cells that a title of this size has room for.
_TITLE_CELLS = 66
# Dollars are dollars, and the text of an SVG stays text.
_SETTINGS: dict[Any, Any] = {
    "font.size": 9, "text.parse_math": False, "axes.unicode_minus": True, "svg.fonttype": "none",
    "svg.hashsalt": "layerwise",
}  # fmt: skip


def printed(figure: go.Figure, form: Format = "svg") -> bytes:
    """The figure as a file's content; the same figure always gives the same bytes.

    Args:
        figure: of this project: scatter traces, heat maps, lines and rectangles.
        form: "svg" (its text stays text) or "png" (300 dots an inch).

    Raises:
        FigureError: something in the figure that paper has no form for, or Chinese without a Chinese font.
    """
    from matplotlib import rc_context, rcParams
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context():
        rcParams.update(_SETTINGS | {"font.family": _fonts(figure)})
        paper = Figure(figsize=(WIDTH, float(figure.layout.height) / _PIXELS), layout="constrained")
        FigureCanvasAgg(paper)
        _draw(figure, paper.add_subplot())
        stream = io.BytesIO()
        paper.savefig(stream, format=form, dpi=DPI, metadata=_UNDATED[form])
    return stream.getvalue()


def _draw(figure: go.Figure, axes: Axes) -> None:
    layout = figure.layout
    categories = {which: _categories(figure, which) for which in ("x", "y")}
    for trace in figure.data:
        draw_trace(axes, trace, categories)
    for shape in layout.shapes:
        draw_shape(axes, shape)
    _axis(axes, "x", layout.xaxis, categories["x"])
    _axis(axes, "y", layout.yaxis, categories["y"])
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(LIGHT["line"])
    axes.tick_params(colors=LIGHT["soft"])
    title = "\n".join(wrap(str(layout.title.text), _TITLE_CELLS))
    if layout.showlegend:
        _legend(axes, str(layout.legend.title.text or ""))
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold", color=LIGHT["ink"])


def _legend(axes: Axes, title: str) -> None:
    """Below the axes, where it hides nothing."""
    handles, labels = axes.get_legend_handles_labels()
    if labels:
        axes.figure.legend(
            handles, labels, title=title or None, loc="outside lower left", ncols=min(len(labels), 4 if title else 2),
            frameon=False, fontsize=8, title_fontsize=8, labelcolor=LIGHT["soft"],
        )  # fmt: skip


def _axis(axes: Axes, which: str, asked: Any, categories: list[str]) -> None:
    axis = getattr(axes, f"{which}axis")
    getattr(axes, f"set_{which}label")(str(asked.title.text or ""), color=LIGHT["soft"])
    if categories:
        axis.set_ticks(range(len(categories)), labels=categories)
        getattr(axes, f"set_{which}lim")(-0.5, len(categories) - 0.5)
        return
    if asked.type == "log":
        getattr(axes, f"set_{which}scale")("log")
        axis.minorticks_off()
    if asked.tickvals is not None:
        ticks = [float(tick) for tick in asked.tickvals]
        axis.set_ticks(ticks, labels=list(asked.ticktext or (f"{tick:g}" for tick in ticks)))
    elif asked.tickformat == ",":
        axis.set_major_formatter("{x:,.0f}")
    if asked.range is not None:
        ends = [10 ** float(end) if asked.type == "log" else float(end) for end in asked.range]
        getattr(axes, f"set_{which}lim")(*ends)
    if asked.showgrid is not False:
        axis.grid(visible=True, color=LIGHT["line"], linewidth=0.6)
        axes.set_axisbelow(True)


def _categories(figure: go.Figure, which: str) -> list[str]:
    """The names along a category axis, in the order of their first mention; empty for an axis of numbers."""
    if figure.layout[f"{which}axis"].type != "category":
        return []
    return list(dict.fromkeys(str(name) for trace in figure.data for name in trace[which]))


def _fonts(figure: go.Figure) -> list[str]:
    """Matplotlib's own font, and behind it one that has Chinese, where the figure needs it."""
    if not any("\u4e00" <= character <= "\u9fff" for character in _words(figure)):
        return ["DejaVu Sans"]
    font = chinese_font()
    if font is None:
        raise FigureError(
            "cannot draw a figure in Chinese", **NO_CHINESE_FONT, remedy=f"{INSTALL_ONE}, or ask for --lang en."
        )
    return ["DejaVu Sans", font]


def _words(figure: go.Figure) -> str:
    layout = figure.layout
    titles = (layout.title.text, layout.xaxis.title.text, layout.yaxis.title.text, layout.legend.title.text)
    return " ".join(map(str, (*titles, *(trace.name for trace in figure.data))))
