"""Tables as LaTeX, in the style of booktabs: findings, levels, equal terms, the next step, the Pareto front."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from typing import Any

import pandas as pd

from layerwise.report.advice_table import HEADS, answer_of, cells
from layerwise.report.answers import CONCLUSION_WORDS, QUESTIONS, conclusion, series_label
from layerwise.report.tables import STEP_HEADS, level_cell, numbers, step
from layerwise.verdict.equal import Terms
from layerwise.verdict.finding import Finding
from layerwise.verdict.next_step import Advice
from layerwise.words import Language, Text

_SPECIAL = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "→": r"$\to$", "−": "$-$", "×": r"$\times$", "±": r"$\pm$", "–": "--", "≤": r"$\le$",
    "--": "-{}-",
}  # fmt: skip

_FINDING_HEADS = (
    Text("networks", "网络"),
    Text("compared", "比较"),
    Text("test error %", "测试误差 %"),
    Text("difference (95 %)", "变化（95%）"),
    Text("conclusion", "结论"),
)
_LEVEL_HEADS = (
    Text("networks", "网络"),
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
_TERMS: dict[Terms, Text] = {
    "epochs": Text("epochs", "训练轮数"),
    "flops": Text("training cost", "训练计算量"),
    "parameters": Text("parameters", "参数数量"),
}
_TERMS_HEADS = (
    Text("networks", "网络"),
    Text("equal in", "相等的是"),
    Text("compared", "比较"),
    Text("epochs", "轮数"),
    Text("difference (95 %)", "变化（95%）"),
    Text("conclusion", "结论"),
)
_TERMS_CAPTION = Text("Deeper on equal terms", "同等条件下的加深")
_YES = Text("yes", "是")
_PREAMBLE = Text(
    "% Needs \\usepackage{{booktabs}}; the document is compiled as it is.",
    "% 需要 \\usepackage{{booktabs}} 和 \\usepackage{{ctex}}，用 XeLaTeX 或 LuaLaTeX 编译。",
)


def escaped(text: str) -> str:
    """The text as LaTeX prints it, its own characters and all; options keep their two hyphens."""
    return re.sub("--|.", lambda match: _SPECIAL.get(match[0], match[0]), text)


def findings_latex(findings: Sequence[Finding], language: Language) -> str:
    """A table a question: who was compared with whom, errors, difference with its interval, conclusion."""
    tables = []
    for code in dict.fromkeys(finding.code for finding in findings):
        asked = [finding for finding in findings if finding.code == code]
        rows = [
            (series_label(each).say(language), _compared(each), *numbers(each), conclusion(each).say(language))
            for each in asked
        ]
        caption = QUESTIONS[code].say(language) if code in QUESTIONS else asked[0].question.say(language)
        tables.append(_table(caption, code, _FINDING_HEADS, "lrrrl", rows, language))
    return _document(tables, language)


def levels_latex(levels: pd.DataFrame, language: Language) -> str:
    """The levels of `verdict.levels.depth_by_epochs`, a row an architecture and epoch."""
    column = "series_zh" if language == "zh" else "series"
    rows = [
        (row[column], str(row["depth"]), f"{row['epoch']:,}", _level(row["error"]), _ends(row), str(row["seeds"]))
        for row in levels.to_dict("records")
    ]
    return _document([_table(_LEVELS.say(language), "levels", _LEVEL_HEADS, "lrrrrr", rows, language)], language)


def advice_latex(advice: Advice, language: Language) -> str:
    """The next steps: change of the test error, costs, conclusion or the option that would measure it."""
    rows = [(each.short.say(language), *cells(each), answer_of(each).say(language)) for each in advice.steps]
    caption = advice.text.say(language)
    return _document([_table(caption, "next-step", tuple(HEADS.values()), "lrrrrl", rows, language)], language)


def terms_latex(terms: pd.DataFrame, language: Language) -> str:
    """The table of `verdict.terms.equal_terms`: each pair of depths at equal epochs, training cost and parameters."""
    column = "series_zh" if language == "zh" else "series"
    rows = [
        (
            row[column],
            _TERMS[row["terms"]].say(language),
            f"{row['network_a']} → {row['network_b']}",
            f"{row['epoch_a']:.0f} → {row['epoch_b']:.0f}",
            f"{row['estimate']:+.2f} ({row['low']:+.2f} – {row['high']:+.2f})".replace("-", "−"),
            CONCLUSION_WORDS[row["conclusion"]].say(language),
        )
        for row in terms.dropna(subset=["estimate"]).to_dict("records")
    ]
    return _document([_table(_TERMS_CAPTION.say(language), "terms", _TERMS_HEADS, "lllrrl", rows, language)], language)


def front_latex(front: pd.DataFrame, language: Language) -> str:
    """The networks of `verdict.pareto.pareto`, smallest first, those on the front of parameters named so."""
    rows = [
        (
            str(row["network"]),
            *("–" if isnan(row[cost]) else f"{row[cost]:,.0f}" for cost in ("parameters", "inference_flops")),
            level_cell(row["error"], row["low"], row["high"]),
            _YES.say(language) if row["front_parameters"] else "",
        )
        for row in front.to_dict("records")
    ]
    return _document([_table(_FRONT.say(language), "pareto", _FRONT_HEADS, "lrrrl", rows, language)], language)


def _compared(finding: Finding) -> str:
    """What with what; a question whose steps have no short form here is told by its ends alone."""
    if finding.code in STEP_HEADS:
        return step(finding)
    ends = [str(finding.subject[end]) for end in ("from", "to") if end in finding.subject]
    return " → ".join(ends) or "–"


def _table(
    caption: str, label: str, heads: Sequence[Text], columns: str, rows: Iterable[Sequence[str]], language: Language
) -> str:
    lines = [
        r"\begin{table}",
        r"\centering",
        rf"\caption{{{escaped(caption)}}}",
        rf"\label{{tab:{label}}}",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        _row([head.say(language) for head in heads]),
        r"\midrule",
        *(_row(row) for row in rows),
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]
    return "\n".join(lines)


def _row(values: Sequence[str]) -> str:
    return " & ".join(escaped(value) for value in values) + r" \\"


def _document(tables: Sequence[str], language: Language) -> str:
    return "\n\n".join([_PREAMBLE.say(language), *tables]) + "\n"


def _level(error: float) -> str:
    return "–" if isnan(error) else f"{error:.1f}"


def _ends(row: Mapping[Any, Any]) -> str:
    return "–" if isnan(row["low"]) else f"{row['low']:.1f}–{row['high']:.1f}"
