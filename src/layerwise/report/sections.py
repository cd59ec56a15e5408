"""The sections of the HTML report: answers first, then figures, tables, and what was run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan

import plotly.graph_objects as go

from layerwise.report.answers import QUESTIONS, asked, conclusion, series_label, spoken_for
from layerwise.report.figures import learning_curves, memory_figures
from layerwise.report.forest import forest_plots
from layerwise.report.headlines import headline
from layerwise.report.lines import context, lines
from layerwise.report.maps import verdict_maps
from layerwise.report.markup import Words, both, element, folded, paragraph, table
from layerwise.report.tables import STEP_HEADS, level_cell, numbers, spread_notes, step
from layerwise.verdict.ceilings.gains import further_gains
from layerwise.verdict.codes import DEEPER, LONGER, OVERFIT
from layerwise.verdict.finding import Finding
from layerwise.verdict.levels import depth_by_epochs, train_against_test
from layerwise.verdict.margin import bound
from layerwise.verdict.tables import Tables
from layerwise.words import LANGUAGES, Language, Text

Draw = Callable[[Language], Sequence[go.Figure]]

_FOREST_TITLES = {
    DEEPER: Text("One more layer, step by step", "逐层比较：多一层"),
    LONGER: Text("Twice the epochs, depth by depth", "各深度：训练轮数加倍"),
    OVERFIT: Text(
        "Training on past the epoch the other seeds chose, depth by depth", "各深度：超过其他种子选定的轮数继续训练"
    ),
}
_FOREST_CAPTION = Text(
    "Each row is a paired difference over the same seeds and test data, with the 95 % interval that holds for all rows "
    "of this question at once, and a small point for each seed; left of 0 is less error. The grey strip is the margin: "
    "differences within it do not matter. It is a tenth of the reference's validation error, at most 1 point, unless "
    "another was asked for.",
    "每一行是相同随机种子、相同测试数据上的配对差，95% 置信区间对本问题的所有行同时成立，小点是各个随机种子；"
    "0 左侧表示误差更小。"
    "灰色带是界值，界值以内的差别无关紧要：若未另行指定，为参照网络验证误差的十分之一，但不超过 1 个百分点。",
)
_IN_BRACKETS = Text(
    "In brackets: 95 % intervals of the difference, over seeds and test data, that hold for all comparisons of a "
    "question at once.",
    "括号内：差值的 95% 置信区间，包含随机种子与测试数据的噪声，并对一个问题的所有比较同时成立。",
)
_EVERY_ANSWER = Text("Every answer in words", "用文字表述每个结论")
_AS_TABLE = Text("The same as a table", "以表格显示")
_CURVES = (
    Text("How the test error falls with training", "测试误差如何随训练下降"),
    Text(
        "A line is the mean over seeds that trained, darker the deeper; its band holds the middle 80 % of them, and "
        "each point at its end is a seed. Dashed lines are networks that failed to train.",
        "每条线是训练成功的随机种子的平均值，颜色越深层数越多；色带包含其中间 80%，末端的每个点是一个随机种子。"
        "虚线是训练失败的网络。",
    ),
)
_MAPS = (
    Text("Where there is nothing more to gain", "哪里已没有更多收益"),
    Text(
        "Mean test error in %. The circle is the cell that validation prefers; the line encloses the cells for which "
        "equivalence tests put the gain of going on to it within the margin.",
        "平均测试误差（%）。圆圈是验证集最看好的格子；线内的格子经等效性检验，继续训练或加深到圆圈处的收益在界值之内。",
    ),
)
_LAST = (
    Text("The test error by depth", "各层数的测试误差"),
    Text(
        "Mean test error in % after the last epoch. Earlier epochs of a decaying learning rate are no shorter runs and "
        "are left out.",
        "最后一轮后的平均测试误差（%）。学习率递减时，较早的轮数不等于较短的训练，因此不列出。",
    ),
)
_MEMORY = (
    Text("Training data against new data", "训练数据与新数据"),
    Text(
        "A gap alone is not overfitting: overfitting is where training on makes the test error rise. Bars are 95 % "
        "intervals.",
        "仅有差距并不是过拟合：继续训练使测试误差上升才是过拟合。竖线为 95% 置信区间。",
    ),
)
_LEVEL_HEADS = (Text("networks", "网络"), Text("layers", "层数"))
_MEMORY_HEADS = (
    Text("networks", "网络"),
    Text("layers", "层数"),
    Text("epoch", "轮数"),
    Text("training %", "训练集 %"),
    Text("test %", "测试集 %"),
    Text("gap, points", "差距（百分点）"),
)
_FINDING_HEADS = (
    Text("test error %", "测试误差 %"),
    Text("difference (interval)", "变化（置信区间）"),
    Text("margin", "界值"),
    Text("better in", "更好的比例"),
    Text("conclusion", "结论"),
)


class Drawings:
    """The figures of a page, in both languages, under the ids of their places."""

    def __init__(self) -> None:
        self.figures: dict[Language, dict[str, go.Figure]] = {language: {} for language in LANGUAGES}

    def place(self, name: str, draw: Draw) -> str:
        """Draws in both languages; returns the places, each with its title as a heading; "" without a figure."""
        drawn = {language: draw(language) for language in LANGUAGES}
        places = []
        for k, (en, zh) in enumerate(zip(drawn["en"], drawn["zh"], strict=True)):
            key = f"{name}-{k}"
            self.figures["en"][key], self.figures["zh"][key] = en, zh
            title = Text(str(en.layout.title.text), str(zh.layout.title.text))
            heading = element("h3", both(title), id=f"{key}-title")
            place = f'<div class="plot" id="{key}" role="img" aria-labelledby="{key}-title"></div>'
            places.append(element("figure", heading + place))
        return element("div", "".join(places), kind="pair") if places else ""


def answer_cards(findings: Sequence[Finding], further: str = "", *, validated: bool = True) -> str:
    """One card a question: its answer in a sentence, then one line a depth series.

    Args:
        findings: as for `context`.
        further: a card of a question without findings, HTML.
        validated: as for `context`.
    """
    cards = []
    for code in QUESTIONS:
        if spoken_for(findings, code):
            listed = "".join(element("li", both(each)) for each in lines(findings, code))
            head = paragraph(QUESTIONS[code], "question") + element("h2", both(headline(findings, code)))
            told = paragraph(context(findings, code, validated=validated), "context") + element("ul", listed)
            cards.append(element("article", head + told, kind="card"))
    cards = [*cards, further] if further else cards
    return element("section", "".join(cards), kind="cards") + paragraph(_IN_BRACKETS, "note") if cards else ""


def curves_section(tables: Tables, drawings: Drawings) -> str:
    """Learning curves by depth."""
    curves = drawings.place("curves", lambda language: learning_curves(tables, language))
    return _section(_CURVES, curves) if curves else ""


def maps_section(tables: Tables, drawings: Drawings) -> str:
    """Depth × epochs, as heat maps with the verdict drawn in and as a table; of a decaying rate the last epoch."""
    levels = depth_by_epochs(tables)
    if levels.empty:
        return ""
    epochs = sorted(set(levels["epoch"]))
    rows: list[list[Words]] = []
    for (en, zh, depth), group in levels.groupby(["series", "series_zh", "depth"], sort=False):
        values = zip(group["epoch"], group["error"], group["low"], group["high"], strict=True)
        shown = {epoch: level_cell(error, low, high) for epoch, error, low, high in values}
        rows.append([Text(str(en), str(zh)), str(depth), *(shown.get(epoch, "–") for epoch in epochs)])
    heads: list[Words] = [*_LEVEL_HEADS, *(f"{epoch:,}" for epoch in epochs)]
    listed = table(heads, rows, range(1, len(heads)))
    for _, group in levels.groupby("series", sort=False):
        listed += "".join(paragraph(note, "note") for note in spread_notes(group))
    if not tables.prefixes_are_runs:
        return _section(_LAST, listed)
    gains = further_gains(tables)
    maps = drawings.place("maps", lambda language: verdict_maps(levels, gains, language))
    return _section(_MAPS, maps + folded(_AS_TABLE, listed))


def memory_section(tables: Tables, drawings: Drawings) -> str:
    """Training against test accuracy by depth."""
    levels = train_against_test(tables)
    if levels["train"].isna().all():
        return ""
    rows: list[list[Words]] = []
    for row in levels.to_dict("records"):
        cells = (level_cell(row[name], row[f"{name}_low"], row[f"{name}_high"]) for name in ("train", "test", "gap"))
        label = Text(row["series"], row["series_zh"])
        epoch = "–" if isnan(row["epoch"]) else f"{row['epoch']:.0f}"
        rows.append([label, str(row["depth"]), epoch, *cells])
    listed = folded(_AS_TABLE, table(_MEMORY_HEADS, rows, range(1, 6)))
    return _section(_MEMORY, drawings.place("memory", lambda language: memory_figures(levels, language)) + listed)


def forest_section(findings: Sequence[Finding], code: str, drawings: Drawings) -> str:
    """One question's comparisons as forest plots, as sentences and as a table."""
    chosen = asked(findings, code)
    if not chosen:
        return ""
    plots = drawings.place(code, lambda language: forest_plots(chosen, language))
    notes = dict.fromkeys(note for finding in chosen for note in finding.notes)
    told = "".join(paragraph(note, "note") for note in notes)
    sentences = element("ul", "".join(element("li", both(finding.text)) for finding in chosen))
    heads = (_LEVEL_HEADS[0], STEP_HEADS[code], *_FINDING_HEADS)
    listed = table(heads, [_finding_row(finding) for finding in chosen], range(2, 6))
    content = plots + told + folded(_EVERY_ANSWER, sentences) + folded(_AS_TABLE, listed)
    return _section((_FOREST_TITLES[code], _FOREST_CAPTION), content)


def _section(titles: tuple[Text, Text], content: str) -> str:
    return element("section", element("h2", both(titles[0])) + paragraph(titles[1], "caption") + content)


def _finding_row(finding: Finding) -> list[Words]:
    share = f"{100 * finding.p_better:.0f} %" if finding.seeds else "–"
    margin = "–" if isnan(finding.margin) else f"±{bound(finding.margin)}"
    return [series_label(finding), step(finding), *numbers(finding), margin, share, conclusion(finding)]
