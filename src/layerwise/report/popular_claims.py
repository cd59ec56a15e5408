"""The popular claims about depth and training, answered one by one from the study at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from layerwise.report.answers import leads, spoken_for
from layerwise.report.learned.insight import Insight
from layerwise.report.markup import both, element, folded, paragraph
from layerwise.verdict.codes import ACTIVATION, BY_HEART, CEILING, CEILING_DIFFERENCE, DEGRADATION, LONGER, OVERFIT
from layerwise.verdict.finding import Finding
from layerwise.words import Text

# By name, as docs/method.md lists them.
CLAIMS = {
    "C1": Text(
        "Layers of 16, 16 and 10 units, with 13,002 parameters, recognise handwritten digits.",
        "16、16、10 个单元的几层网络，共 13,002 个参数，就能识别手写数字。",
    ),
    "C2": Text(
        "Later layers see more abstract things: strokes, then loops, then the digit.",
        "越靠后的层看到的东西越抽象：先是笔画，再是圈，最后是数字。",
    ),
    "C3": Text(
        "Training a shallow network longer helps up to a ceiling, then no more, and may even hurt.",
        "浅层网络训练更久，误差降到一个下限为止，之后不再下降，甚至回升。",
    ),
    "C4": Text(
        "The ceiling of a shallow network is much lower than a deeper one's.", "浅层网络的误差下限远高于更深的网络。"
    ),
    "C5": Text(
        "Whether more layers help depends on the activation and other settings.",
        "加层是否有用，取决于激活函数等设置。",
    ),
    "C6": Text(
        "Too many layers overfit: the training images are learnt by heart.", "层数太多就会过拟合：死记硬背训练图像。"
    ),
    "C7": Text("A network is in the end nothing but 2^13002 ifs.", "网络归根结底不过是 2^13002 个 if。"),
}
_TITLE = Text("What people say, and what this study says", "人们怎么说，这项研究怎么说")
_CAPTION = Text(
    "Each claim with what was measured here, on these data and with these settings alone.",
    "每条说法与本研究的测量结果；仅针对这份数据和这些设置。",
)
_LATER = Text("Not answered yet: {how}", "尚未回答：{how}")
_HOW = {
    "C2": Text(
        "layerwise inspect STUDY, with this study's folder, measures what each layer holds, against controls.",
        "对本研究的文件夹运行 layerwise inspect STUDY，即可测量每一层包含什么，并与对照比较。",
    ),
    "C7": Text(
        "it takes the network written out as ifs, which is for an exporter (layerwise export) that this version does "
        "not have.",
        "需要把网络写成 if 语句，这应由导出命令（layerwise export）来做，而本版本还没有这个命令。",
    ),
}
_NOT_HERE = Text("This study does not measure it.", "本研究没有测量这一点。")
_ALL = Text("All {count:n answer}", "全部 {count} 个结论")
# More answers than these are folded away.
_SHOWN = 3


def claim_findings(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """The findings that speak to each claim, the most telling first."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    ceilings = by_code.get(CEILING, [])
    two_layers = [each for each in ceilings if each.subject.get("depth") == 2]
    shallow = [each for each in ceilings if each.subject.get("depth") == 1]
    differences = by_code.get(CEILING_DIFFERENCE, [])
    best = [each for each in differences if each.subject.get("best")]
    overfit = by_code.get(OVERFIT, [])
    return {
        "C1": two_layers,
        "C3": [*spoken_for(findings, LONGER), *shallow],
        "C4": best or differences,
        "C5": by_code.get(ACTIVATION, []),
        "C6": [*_deepest(overfit), *_ends_first(by_code.get(BY_HEART, [])), *by_code.get(DEGRADATION, [])],
    }


def claims_section(findings: Sequence[Finding], insight: Insight | None = None) -> str:
    """Claim by claim, each with its findings.

    Args:
        findings: of the study.
        insight: what its networks have learned; None before they were inspected.
    """
    answers = {name: [each.text for each in found] for name, found in claim_findings(findings).items()}
    if insight is not None and insight.problem is None:
        answers["C2"] = list(insight.hierarchy)
    told = "".join(_claim(name, claim, answers) for name, claim in CLAIMS.items())
    return element("section", element("h2", both(_TITLE)) + paragraph(_CAPTION, "caption") + told)


def _claim(name: str, claim: Text, answers: Mapping[str, Sequence[Text]]) -> str:
    head = element("h3", both(Text(f"{name}: “{claim.en}”", f"{name}：“{claim.zh}”")), kind="claim")
    if name not in answers:
        how = _HOW[name]
        return head + paragraph(Text(_LATER.say("en", how=how.en), _LATER.say("zh", how=how.zh)), "note")
    told = answers[name]
    if not told:
        return head + paragraph(_NOT_HERE, "note")
    first = _listed(told[:_SHOWN])
    if len(told) <= _SHOWN:
        return head + first
    return head + first + folded(Text(**_ALL.both(count=len(told))), _listed(told))


def _listed(told: Sequence[Text]) -> str:
    return element("ul", "".join(element("li", both(each)) for each in told))


def _deepest(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Overfitting of the deepest network of each series: what the claim is about."""
    leading = [each for each in findings if leads(each)]
    deepest = max((_depth(each) for each in leading), default=0)
    return (each for each in leading if _depth(each) == deepest)


def _ends_first(findings: Sequence[Finding]) -> list[Finding]:
    """The deepest networks, then the shallowest, then all between."""
    depths = sorted({_depth(each) for each in findings})
    return sorted(findings, key=lambda each: {depths[0]: 1, depths[-1]: 0}.get(_depth(each), 2))


def _depth(finding: Finding) -> int:
    return int(str(finding.subject["depth"]))
