"""The pictures of the README, drawn from what one run of the benchmark found."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

INK, FAINT, OWN, OTHERS = "#1c1f26", "#dcdcd6", "#1f7a6d", "#9aa3ad"
_AXES = {"networks": "networks", "depth": "hidden layers of width 16", "width": "width of two hidden layers"}


def draw(found: dict[str, Any], folder: Path) -> None:
    """Writes `bench.svg`, and `growth.svg` where growth was measured."""
    folder.mkdir(parents=True, exist_ok=True)
    # No date and no random names in the file: the same figures draw the same picture.
    mpl.rcParams |= {"svg.hashsalt": "layerwise", "svg.fonttype": "none", "font.size": 11}
    _save(_compared(found), folder / "bench.svg")
    if found["growth"]:
        _save(_grown(found["growth"]), folder / "growth.svg")


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, metadata={"Date": None})


def _compared(found: dict[str, Any]) -> Figure:
    """Milliseconds per network and epoch of every contender, for the first task, against the machine's limit."""
    task = found["tasks"][0]
    contenders = sorted(task["contenders"].items(), key=lambda item: -median(item[1]["seconds_per_network_and_epoch"]))
    times = [1e3 * median(told["seconds_per_network_and_epoch"]) for _, told in contenders]
    figure = Figure(figsize=(8, 0.55 * len(times) + 1.5), layout="constrained")
    axes = figure.subplots()
    names = ["Layerwise" if name == "engine" else name for name, _ in contenders]
    bars = axes.barh(names, times, color=[OWN if name == "engine" else OTHERS for name, _ in contenders], height=0.62)
    labels = [
        f"{time:.1f} ms" + ("" if name == "engine" else f"   {median(told['times_the_engine']):.1f} ×")
        for time, (name, told) in zip(times, contenders, strict=True)
    ]
    axes.bar_label(bars, labels, padding=5, color=INK)
    own = task["contenders"]["engine"]
    least = 1e3 * median(own["seconds_per_network_and_epoch"]) * median(own["share_of_limit"])
    axes.axvline(least, color=INK, linewidth=1, linestyle=(0, (3, 2)))
    axes.annotate(
        "the machine's own matrix product", (least, -0.5), xytext=(6, -2), textcoords="offset points", fontsize=9,
        va="top",
    )  # fmt: skip
    machine = found["machine"]
    axes.set_title(
        f"{task['name']}, Adam, {found['training_rows']:,} images: time per network and epoch\n"
        f"({machine['cores']} cores {machine['processor']}, each in its best arrangement)",
        loc="left", fontsize=11, color=INK,
    )  # fmt: skip
    axes.set_xlim(0, max(times) * 1.22)
    axes.set_ylim(-0.9, len(times) - 0.4)
    axes.xaxis.set_visible(False)
    _plain(axes, ("left",))
    return figure


def _grown(growth: dict[str, list[dict[str, Any]]]) -> Figure:
    figure = Figure(figsize=(10, 3.4), layout="constrained")
    for axes, (axis, points) in zip(figure.subplots(1, 3), growth.items(), strict=True):
        at = [point["at"] for point in points]
        times = [[1e3 * each for each in point["seconds_per_network_and_epoch"]] for point in points]
        axes.fill_between(at, [min(each) for each in times], [max(each) for each in times], color=OWN, alpha=0.18, lw=0)
        axes.plot(at, [median(each) for each in times], color=OWN, marker="o", markersize=4)
        axes.set_xscale("linear" if axis == "depth" else "log")
        if axis == "width":
            axes.set_yscale("log")
        else:
            axes.set_ylim(bottom=0)
        axes.set_xticks(at, [f"{each:,}" for each in at], rotation=45 if axis == "networks" else 0)
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set_xlabel(_AXES[axis])
        axes.set_ylabel("ms per network and epoch" if axis == "networks" else "")
        axes.grid(axis="y", color=FAINT)
        _plain(axes, ("left", "bottom"))
    return figure


def _plain(axes: Any, kept: tuple[str, ...]) -> None:
    for side, spine in axes.spines.items():
        spine.set_visible(side in kept)
        spine.set_color(FAINT)
    axes.tick_params(color=FAINT, labelcolor=INK, length=0)
