"""The answers beside the three questions that a study ends with: each as its sentence, question by question."""

from __future__ import annotations

from collections.abc import Iterable

from layerwise.report.answers import leads
from layerwise.report.markup import both, element, folded, paragraph
from layerwise.verdict.codes import (
    ACTIVATION,
    BY_HEART,
    CEILING,
    CEILING_DIFFERENCE,
    CHANCE,
    DATA,
    DEEPER,
    DEGRADATION,
    FAILING,
    LONGER,
    LUCKY_SEED,
    OBSERVED,
    OVERFIT,
    WIDER,
)
from layerwise.verdict.finding import Finding
from layerwise.words import Text

# By code, kind and terms, in the order of the report.
TITLES = {
    (DEEPER, "best", ""): Text("The best depth against the shallowest", "最佳深度与最浅深度"),
    (DEEPER, "next", "flops"): Text("One more layer, at equal training cost", "训练计算量相同时：多一层"),
    (DEEPER, "best", "flops"): Text("The best depth, at equal training cost", "训练计算量相同时：最佳深度"),
    (DEEPER, "next", "parameters"): Text("One more layer, with equally many parameters", "参数数量相同时：多一层"),
    (DEEPER, "best", "parameters"): Text("The best depth, with equally many parameters", "参数数量相同时：最佳深度"),
    (LONGER, "end", ""): Text("From the first epoch to the last", "从第一轮到最后一轮"),
    (WIDER, "next", ""): Text("Wider layers", "更宽的层"),
    (BY_HEART, "moved", ""): Text("Learnt by heart? Pictures moved", "死记硬背了吗？平移图像"),
    (BY_HEART, "turned", ""): Text("Learnt by heart? Pictures turned", "死记硬背了吗？旋转图像"),
    (DEGRADATION, "next", ""): Text("Do deeper networks still train?", "更深的网络还能训练好吗？"),
    (ACTIVATION, "", ""): Text("Does the activation matter to depth?", "激活函数是否影响深度的作用？"),
    (DATA, "next", ""): Text("More training data", "更多训练数据"),
    (LUCKY_SEED, "", ""): Text("Lucky seeds", "幸运的随机种子"),
    (CHANCE, "", ""): Text("No better than chance", "不优于随机水平"),
    (FAILING, "", ""): Text("Networks that fail to train", "训练失败的网络"),
    (CEILING, "", ""): Text("The attainable error of each recipe", "每种训练配置的可达误差"),
    (CEILING_DIFFERENCE, "", ""): Text("Attainable errors compared", "可达误差的比较"),
    (OVERFIT, "loss", ""): Text("Overfitting, by the loss", "过拟合：按损失判断"),
    (OBSERVED, "", ""): Text("Too few seeds: the numbers, without a conclusion", "随机种子太少：只给数值，不下结论"),
}
_HEADING = Text("Further answers", "更多结论")
_CAPTION = Text(
    "Each question is a family of its own: its intervals hold for all of its answers at once.",
    "每个问题自成一组：其置信区间对该问题的所有结论同时成立。",
)


def further(findings: Iterable[Finding]) -> list[tuple[Text, list[Finding]]]:
    """The findings beside the three leading questions, under their titles, in the order they were found.

    A question without a title of its own has its first finding's question for one.
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        if not leads(finding):
            kind, terms = (str(finding.subject.get(name, "")) for name in ("kind", "terms"))
            groups.setdefault((finding.code, kind, terms), []).append(finding)
    return [(TITLES.get((key[0], key[1], key[2]), group[0].question), group) for key, group in groups.items()]


def further_section(findings: Iterable[Finding]) -> str:
    """Their section of the HTML report, each question folded; "" without any."""
    parts = []
    for title, group in further(findings):
        notes = dict.fromkeys(note for finding in group for note in finding.notes)
        listed = element("ul", "".join(element("li", both(finding.text)) for finding in group))
        parts.append(folded(title, listed + "".join(paragraph(note, "note") for note in notes)))
    if not parts:
        return ""
    head = element("h2", both(_HEADING)) + paragraph(_CAPTION, "caption")
    return element("section", head + "".join(parts))
