"""Tables of a study as LaTeX: levels, the next step, equal terms, the Pareto front."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from layerwise.report.advice_table import HEADS, SIZE, answer_of, cells, missing_line
from layerwise.report.answers import conclusion_within
from layerwise.report.latex.table import LatexTable, document
from layerwise.report.tables import level_cell
from layerwise.verdict.advice.next_step import Advice
from layerwise.verdict.equal import Terms
from layerwise.words import Language, Text

_LEVEL_HEADS = (
    Text("layers", "层数"),
    Text("epochs", "轮数"),
    Text("test error %", "测试误差 %"),
    Text("95 % interval", "95% 置信区间"),
    Text("seeds", "随机种子"),
)
_FRONT_HEADS = (
    Text("network", "网络"),
    Text("parameters", "参数"),
    Text("operations", "运算次数"),
    Text("test error % (95 %)", "测试误差 %（95%）"),
    Text("on the front", "在前沿上"),
)
_LEVELS = Text("Mean test error by depth and epochs", "各层数与训练轮数的平均测试误差")
_FRONT = Text("Networks by size, with simultaneous intervals", "按大小排列的网络，区间同时成立")
_TERMS: dict[tuple[Terms, str], Text] = {
    ("epochs", "next"): Text("At equal epochs", "训练轮数相同"),
    ("epochs", "best"): Text("At equal epochs, the best depth", "训练轮数相同，最佳深度"),
    ("flops", "next"): Text("At equal training cost", "训练计算量相同"),
    ("flops", "best"): Text("At equal training cost, the best depth", "训练计算量相同，最佳深度"),
    ("parameters", "next"): Text("With equally many parameters", "参数数量相同"),
    ("parameters", "best"): Text("With equally many parameters, the best depth", "参数数量相同，最佳深度"),
}
_TERMS_HEADS = (
    Text("compared", "比较"),
    Text("epochs", "轮数"),
    Text("difference (95 %)", "变化（95%）"),
    Text("conclusion", "结论"),
)
_TERMS_CAPTION = Text("Deeper on equal terms", "同等条件下的加深")
_YES = Text("yes", "是")


def levels_latex(levels: pd.DataFrame, language: Language) -> str:
    """The levels of `verdict.levels.depth_by_epochs`, a row an architecture and epoch."""
    column = "series_zh" if language == "zh" else "series"
    groups: dict[str, list[list[str]]] = {}
    for row in levels.to_dict("records"):
        cells = [str(row["depth"]), f"{row['epoch']:,}", _level(row["error"]), _ends(row), str(row["seeds"])]
        groups.setdefault(str(row[column]), []).append(cells)
    heads = [head.say(language) for head in _LEVEL_HEADS]
    return document([LatexTable(_LEVELS.say(language), "levels", heads, "rrrrr", list(groups.items()))], language)


def advice_latex(advice: Advice, language: Language) -> str:
    """The next steps that were measured: change of the test error, costs, conclusion; below, how to measure others."""
    rows = [
        [each.short.say(language), *cells(each), answer_of(each).say(language)] for each in advice.steps if each.finding
    ]
    # "Size" for "parameters", as in the terminal: the page is narrow.
    heads = [(SIZE if name == "parameters" else head).say(language) for name, head in HEADS.items()]
    caption = advice.text.say(language)
    note = missing_line(advice, language)
    return document([LatexTable(caption, "next-step", heads, "lrrrrl", [("", rows)], note)], language)


def terms_latex(terms: pd.DataFrame, language: Language) -> str:
    """The table of `verdict.terms.equal_terms`: each pair of depths at equal epochs, training cost and parameters."""
    groups: dict[str, list[list[str]]] = {}
    for row in terms.dropna(subset=["estimate"]).to_dict("records"):
        cells = [
            f"{row['network_a']} → {row['network_b']}",
            f"{row['epoch_a']:.0f} → {row['epoch_b']:.0f}",
            f"{row['estimate']:+.2f} ({row['low']:+.2f}, {row['high']:+.2f})".replace("-", "−"),
            conclusion_within(row["conclusion"], row["margin"]).say(language),
        ]
        groups.setdefault(_TERMS[row["terms"], row["kind"]].say(language), []).append(cells)
    heads, caption = [head.say(language) for head in _TERMS_HEADS], _TERMS_CAPTION.say(language)
    return document([LatexTable(caption, "terms", heads, "lrrl", list(groups.items()))], language)


def front_latex(front: pd.DataFrame, language: Language) -> str:
    """The networks of `verdict.pareto.pareto`, smallest first, those on the front of parameters named so."""
    rows = [
        [
            str(row["network"]),
            *("–" if isnan(row[cost]) else f"{row[cost]:,.0f}" for cost in ("parameters", "inference_flops")),
            level_cell(row["error"], row["low"], row["high"]),
            _YES.say(language) if row["front_parameters"] else "",
        ]
        for row in front.to_dict("records")
    ]
    heads = [head.say(language) for head in _FRONT_HEADS]
    return document([LatexTable(_FRONT.say(language), "pareto", heads, "lrrrl", [("", rows)])], language)


def _level(error: float) -> str:
    return "–" if isnan(error) else f"{error:.1f}"


def _ends(row: Mapping[Any, Any]) -> str:
    return "–" if isnan(row["low"]) else f"{row['low']:.1f}–{row['high']:.1f}"
