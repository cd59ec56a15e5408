"""Architectures whose layers differ in width: they are in no depth series, and their levels stand alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan
from typing import Any

import pandas as pd

from layerwise.report.markup import Words, both, element, paragraph, table
from layerwise.report.memorising import ALL_DIVERGED
from layerwise.report.tables import level_cell
from layerwise.words import LANGUAGES, Text

TITLE = Text("Layers of different widths", "各层宽度不同的网络")
NOTE = Text(
    "Networks whose layers differ in width are in no depth series: two of them differ in more than their number of "
    "layers, so no comparison is drawn from them.",
    "各层宽度不同的网络不属于任何层数序列：两个这样的网络不只层数不同，因此不作比较。",
)
_LINE = Text(
    "{series}: test error {error:.1f} %{interval} at the best epoch{train}.",
    "{series}：最佳轮数的测试误差 {error:.1f}%{interval}{train}。",
)
# Without validation nothing chooses an epoch, and each network is read at its last.
_LAST_LINE = Text(
    "{series}: test error {error:.1f} %{interval} after the last epoch{train}.",
    "{series}：最后一轮的测试误差 {error:.1f}%{interval}{train}。",
)
_TRAIN = Text(", {train:.1f} % right in training", "，训练集准确率 {train:.1f}%")
_INTERVAL = Text(" ({low:.1f} to {high:.1f})", "（{low:.1f} 到 {high:.1f}）")
_NOTHING = Text("", "")
_EPOCH, _LAST_EPOCH = Text("best epoch", "最佳轮数"), Text("last epoch", "最后一轮")


def lines(levels: pd.DataFrame, *, validated: bool = True) -> tuple[Text, ...]:
    """A line an architecture, then why they are compared with nothing.

    Args:
        levels: from `verdict.levels.uneven_levels`, at least one row.
        validated: whether validation chose the epochs, see `Tables.validated`.
    """
    line = _LINE if validated else _LAST_LINE
    return *(_line(row, line) for row in _at_best(levels)), NOTE


def uneven_section(levels: pd.DataFrame, *, validated: bool = True) -> str:
    """The section of the HTML report, of the same; nothing where there is no such architecture."""
    rows = [_cells(row) for row in _at_best(levels)]
    if not rows:
        return ""
    heads = _heads(_EPOCH if validated else _LAST_EPOCH)
    return element(
        "section",
        element("h2", both(TITLE)) + paragraph(NOTE, "caption") + table(heads, rows, range(1, len(heads))),
    )


def _heads(epoch: Text) -> tuple[Text, ...]:
    return (
        Text("networks", "网络"),
        Text("layers", "层数"),
        epoch,
        Text("test error %", "测试误差 %"),
        Text("training %", "训练集 %"),
    )


def _at_best(levels: pd.DataFrame) -> Iterable[Mapping[Any, Any]]:
    return levels[levels["at"] == "best"].to_dict("records")


def _error(row: Mapping[Any, Any]) -> tuple[float, float, float]:
    return 100 - row["test"], 100 - row["test_high"], 100 - row["test_low"]


def _line(row: Mapping[Any, Any], line: Text) -> Text:
    names = {"en": row["series"], "zh": row["series_zh"]}
    if isnan(row["test"]):
        return Text(*(ALL_DIVERGED.say(language, series=names[language]) for language in LANGUAGES))
    error, low, high = _error(row)
    interval = _NOTHING if isnan(low) else _INTERVAL
    train = _NOTHING if isnan(row["train"]) else _TRAIN
    ends = {
        each: {"interval": interval.say(each, low=low, high=high), "train": train.say(each, train=row["train"])}
        for each in LANGUAGES
    }
    return Text(*(line.say(each, series=names[each], error=error, **ends[each]) for each in LANGUAGES))


def _cells(row: Mapping[Any, Any]) -> list[Words]:
    epoch = "–" if isnan(row["epoch"]) else f"{row['epoch']:.0f}"
    train = level_cell(row["train"], row["train_low"], row["train_high"])
    return [Text(row["series"], row["series_zh"]), str(row["depth"]), epoch, level_cell(*_error(row)), train]
