"""The next steps of a network and the Pareto front as tables for the terminal: legible at 80 columns."""

from __future__ import annotations

from math import isfinite, isnan

import pandas as pd
from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text as Line

from layerwise.report.answers import conclusion
from layerwise.report.tables import STYLES, level_cell, numbers
from layerwise.verdict.advice.next_step import Advice, Step
from layerwise.verdict.finding import Finding
from layerwise.words import Language, Text

_TITLE = Text(
    "Next step for {network} after {epochs:n epoch}: change of the test error",
    "训练 {epochs} 轮的 {network}，下一步：测试误差的变化",
)
HEADS = {
    "step": Text("step", "步骤"),
    "change": Text("points (95 %)", "百分点（95%）"),
    "training": Text("training", "训练"),
    "parameters": Text("parameters", "参数"),
    "inference": Text("inference", "推理"),
    "conclusion": Text("conclusion", "结论"),
}
NOT_MEASURED = Text("not measured", "未测量")
SIZE = Text("size", "参数")
_MISSING = Text("Not measured: {steps}.", "未测量：{steps}。")
_MISSING_ONE = Text("{step} ({option})", "{step}（{option}）")
_RECOMMENDED = "→ "

_FRONT_TITLE = Text("Networks that no smaller one matches, by parameters", "没有更小的网络能比得上的网络（按参数量）")
_FRONT_HEADS = (
    Text("network", "网络"),
    Text("parameters", "参数"),
    Text("operations", "运算次数"),
    Text("test error % (95 %)", "测试误差 %（95%）"),
)


def advice_table(advice: Advice, language: Language) -> Table:
    """A row a measured step: change of test error with its interval, costs as multiples of the start's, conclusion.

    The recommended step is marked by an arrow; the others are in `missing_line`.

    Args:
        advice: from `verdict.advice.advice`.
        language: of all words.
    """
    title = _TITLE.say(language, network=advice.network, epochs=advice.epochs)
    table = Table(
        title=title, box=SIMPLE, pad_edge=False, collapse_padding=True, title_justify="left", title_style="bold"
    )
    heads = (HEADS["step"], HEADS["change"], HEADS["training"], SIZE, HEADS["conclusion"])
    for k, head in enumerate(heads):
        table.add_column(head.say(language), justify="right" if 0 < k < 4 else "left", no_wrap=k < 4)
    for step in advice.steps:
        if step.finding:
            mark = _RECOMMENDED if step is advice.recommended else ""
            row = (mark + step.short.say(language), *cells(step)[:3], _last(step.finding, language))
            table.add_row(*row, style="bold" if mark else None)
    return table


def missing_line(advice: Advice, language: Language) -> str:
    """The steps that were not measured, each with the option of `layerwise study` that would; "" where all were."""
    missing = [step for step in advice.steps if step.finding is None]
    told = [
        _MISSING_ONE.say(language, step=step.short.say(language), option=step.option)
        if step.option
        else step.short.say(language)
        for step in missing
    ]
    return _MISSING.say(language, steps=("；" if language == "zh" else "; ").join(told)) if told else ""


def cells(step: Step) -> tuple[str, str, str, str]:
    """Change with its interval, and the costs of training, parameters and inference as "×1.02"; dashes for unknown."""
    change = numbers(step.finding)[1] if step.finding else "–"
    training, parameters, inference = (times(each) for each in (step.training, step.parameters, step.inference))
    return change, training, parameters, inference


def times(factor: float) -> str:
    """ "×1.02"."""
    return f"×{factor:.2f}" if isfinite(factor) else "–"


def count(number: float) -> str:
    """ "13,002"; a dash where it is not known."""
    return f"{number:,.0f}" if isfinite(number) else "–"


def answer_of(step: Step) -> Text:
    """The conclusion of a step, or what would measure it."""
    if step.finding and not isnan(step.finding.estimate):
        return conclusion(step.finding)
    return Text(step.option, step.option) if step.option else NOT_MEASURED


def front_table(front: pd.DataFrame, language: Language) -> Table:
    """The networks on the front of parameters, smallest first.

    Args:
        front: from `verdict.pareto.pareto`.
        language: of title and heads.
    """
    table = Table(
        title=_FRONT_TITLE.say(language), box=SIMPLE, pad_edge=False, title_justify="left", title_style="bold"
    )
    for k, head in enumerate(_FRONT_HEADS):
        table.add_column(head.say(language), justify="right" if k else "left", no_wrap=True)
    for row in front[front["front_parameters"].astype(bool)].to_dict("records"):
        costs = (count(row[name]) for name in ("parameters", "inference_flops"))
        table.add_row(str(row["network"]), *costs, level_cell(row["error"], row["low"], row["high"]))
    return table


def _last(finding: Finding, language: Language) -> Line:
    return Line(conclusion(finding).say(language), style=STYLES[finding.conclusion])
