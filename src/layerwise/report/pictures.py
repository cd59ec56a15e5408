"""Further sections of the HTML report: the next step, the Pareto front, equal cost, ceilings."""

from __future__ import annotations

import pandas as pd

from layerwise.report.advice_table import HEADS, answer_of, cells
from layerwise.report.ceilings import ceiling_figures
from layerwise.report.chosen import chosen_figures
from layerwise.report.frontier import frontier_figures
from layerwise.report.markup import Words, both, element, paragraph, table
from layerwise.report.pareto import pareto_figure
from layerwise.report.sections import Drawings
from layerwise.verdict.advice.frontier import budgets, error_by_cost
from layerwise.verdict.advice.next_step import Advice
from layerwise.verdict.advice.pareto import COSTS, chosen_by_validation
from layerwise.verdict.advice.reach_words import SIZES_UNKNOWN
from layerwise.verdict.tables import Tables
from layerwise.verdict.wording import SIMULTANEOUS
from layerwise.words import Text

_ADVICE = (
    Text("The next step", "下一步"),
    Text(
        "Change of the test error in percentage points, with 95 % intervals that hold for all steps at once; costs are "
        "multiples of the start's. A step is recommended only if its whole interval lies below 0. What was not "
        "measured names the option that would measure it.",
        "测试误差的变化（百分点），95% 置信区间对所有步骤同时成立；成本为起点的倍数。"
        "只有整个区间都在 0 以下的步骤才会被推荐。未测量的步骤列出可用来测量的选项。",
    ),
)
_PARETO = (
    Text("The smallest network that is good enough", "够用的最小网络"),
    Text(
        "Test error at the best epoch. Validation, not the test data, says which networks are on the front; the "
        "intervals hold for all networks at once.",
        "最佳轮数的测试误差。哪些网络在前沿上由验证集决定，而不是测试集；置信区间对所有网络同时成立。",
    ),
)
_PARETO_UNCHOSEN = Text(
    "Test error after the last epoch. Without validation data the test data themselves say which networks are on the "
    "front, which flatters them; the intervals hold for all networks at once.",
    "最后一轮的测试误差。由于没有验证数据，哪些网络在前沿上由测试数据本身决定，因此偏乐观；置信区间对所有网络同时成立。",
)
_FRONTIER = (
    Text("Deeper or longer, at equal cost", "同等成本下：加深还是训练更久"),
    Text(
        "A line is the mean over seeds after each epoch, darker the deeper. The diamonds are what validation buys with "
        "a budget, the number its hidden layers; their 95 % intervals hold for all budgets of the figure at once.",
        "每条线是各轮之后随机种子的平均值，颜色越深层数越多。菱形是用该预算按验证集选出的网络，数字为其隐藏层数；"
        "95% 置信区间对图中所有预算同时成立。",
    ),
)
_CHOSEN = (
    Text("Training, validation and test error by epoch", "各轮的训练误差、验证误差与测试误差"),
    Text(
        "Means over seeds; the bands hold the middle 80 % of them. The dashed line is the epoch of the lowest mean "
        "validation error: one for all seeds, where each network has a best epoch of its own.",
        "随机种子的平均值；色带包含中间 80% 的随机种子。虚线是平均验证误差最低的轮数，所有种子共用；"
        "各网络另有自己的最佳轮数。",
    ),
)
_CEILINGS = (
    Text("Attainable error by depth", "各层数的可达误差"),
    Text(
        "Test error at the epoch that the other seeds' validation chose or, where the error still falls, extrapolated "
        "to four times the epochs; with 95 % intervals. The marker says which.",
        "其他随机种子的验证集选定的轮数处的测试误差；误差仍在下降的，外推到四倍的轮数。"
        "附 95% 置信区间，标记表示属于哪一种。",
    ),
)


def advice_section(advice: Advice) -> str:
    """The advice in a sentence and every step in a table."""
    heads: list[Words] = list(HEADS.values())
    rows: list[list[Words]] = [[step.short, *cells(step), answer_of(step)] for step in advice.steps]
    told = element("p", element("strong", both(advice.text)))
    notes = "".join(paragraph(note, "note") for note in _notes(advice))
    return _section(_ADVICE, told + table(heads, rows, range(1, 5)) + notes)


def _notes(advice: Advice) -> list[Text]:
    """What has to be known beside the steps, each note once; that their intervals hold at once the caption says."""
    findings = [step.finding for step in advice.steps if step.finding]
    said = {Text(**SIMULTANEOUS.both(comparisons=finding.comparisons)) for finding in findings}
    notes = dict.fromkeys(note for finding in findings for note in finding.notes)
    return [note for note in notes if note not in said]


def pareto_section(front: pd.DataFrame, drawings: Drawings) -> str:
    """Error against parameters and against the operations of reading one example."""
    known = [cost for cost in COSTS if front[cost].notna().any()]
    if not known:
        return element("section", element("h2", both(_PARETO[0])) + paragraph(SIZES_UNKNOWN))
    figures = drawings.place("pareto", lambda language: [pareto_figure(front, language, cost) for cost in known])
    title, caption = _PARETO
    return _section((title, caption if chosen_by_validation(front) else _PARETO_UNCHOSEN), figures)


def frontier_section(tables: Tables, drawings: Drawings) -> str:
    """Error against training operations."""
    curves, bought = error_by_cost(tables), budgets(tables)
    return _placed(_FRONTIER, drawings.place("frontier", lambda language: frontier_figures(curves, bought, language)))


def chosen_section(tables: Tables, drawings: Drawings) -> str:
    """Training, validation and test error, with the epoch of the lowest mean validation error marked."""
    return _placed(_CHOSEN, drawings.place("chosen", lambda language: chosen_figures(tables, language)))


def ceilings_section(rows: pd.DataFrame, drawings: Drawings) -> str:
    """Ceilings with intervals against depth; `rows` as for `ceilings.ceiling_figures`."""
    return _placed(_CEILINGS, drawings.place("ceilings", lambda language: ceiling_figures(rows, language)))


def _placed(titles: tuple[Text, Text], figures: str) -> str:
    return _section(titles, figures) if figures else ""


def _section(titles: tuple[Text, Text], content: str) -> str:
    return element("section", element("h2", both(titles[0])) + paragraph(titles[1], "caption") + content)
