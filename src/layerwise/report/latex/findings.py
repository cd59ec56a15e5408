"""The findings of a study as LaTeX: a table a question, each under its own title, with what it measured as heads."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from layerwise.report.answers import QUESTIONS, conclusion, leads, series_label
from layerwise.report.further import TITLES
from layerwise.report.latex.table import LatexTable, document
from layerwise.report.tables import numbers
from layerwise.verdict.codes import (
    ACTIVATION,
    BY_HEART,
    CEILING,
    DATA,
    DEGRADATION,
    FAILING,
    LONGER,
    LUCKY_SEED,
    OVERFIT,
    WIDER,
)
from layerwise.verdict.finding import Finding
from layerwise.verdict.places import Places
from layerwise.words import Language, Text

Key = tuple[str, str, str]
_LAYERS = Text("layers", "层数")
_AT_EPOCHS = Text("layers: epochs", "层数：轮数")
_COMPARED = {
    LONGER: _AT_EPOCHS,
    OVERFIT: _AT_EPOCHS,
    WIDER: Text("layers: width", "层数：宽度"),
    DATA: Text("layers: training rows", "层数：训练样本"),
}
_TEST_ERROR = Text("test error %", "测试误差 %")
_MEASURED: dict[tuple[str, str], Text] = {
    (OVERFIT, "loss"): Text("test loss", "测试损失"),
    (DEGRADATION, "next"): Text("training error %", "训练误差 %"),
    (BY_HEART, "moved"): Text("points lost: test → training", "准确率损失：测试 → 训练"),
    (BY_HEART, "turned"): Text("points lost: test → training", "准确率损失：测试 → 训练"),
    (ACTIVATION, ""): Text("change: first → second", "变化：前者 → 后者"),
    (LUCKY_SEED, ""): Text("SD over seeds: seen → true", "种子间标准差：观测 → 真实"),
}
_DIFFERENCE = Text("difference (95 %)", "变化（95%）")
_ESTIMATE = {
    FAILING: Text("networks that fail % (95 %)", "训练失败的网络 %（95%）"),
    CEILING: Text("attainable error % (95 %)", "可达误差 %（95%）"),
    LUCKY_SEED: Text("true SD (95 %)", "真实标准差（95%）"),
}
_CONCLUSION = Text("conclusion", "结论")
_ENDS = "{estimate} ({low}, {high})"


def findings_latex(findings: Sequence[Finding], language: Language) -> str:
    """A table a question and kind: who was compared with whom, levels, difference with its interval, conclusion.

    A question of which nothing was measured has no table; why it was not answered is in the report.

    Args:
        findings: of a study, or of anyone's curves.
        language: of all words.
    """
    groups: dict[Key, list[Finding]] = {}
    for finding in findings:
        kind, terms = (str(finding.subject.get(name, "")) for name in ("kind", "terms"))
        groups.setdefault((finding.code, kind, terms), []).append(finding)
    measured = {key: group for key, group in groups.items() if not all(isnan(each.estimate) for each in group)}
    return document([_table(key, group, language) for key, group in measured.items()], language)


def _table(key: Key, group: Sequence[Finding], language: Language) -> LatexTable:
    code, kind, _ = key
    leading = leads(group[0])
    caption = QUESTIONS[code] if leading else TITLES.get(key, group[0].question)
    heads = [_COMPARED.get(code, _LAYERS), _MEASURED.get((code, kind), _TEST_ERROR)]
    heads += [_ESTIMATE.get(code, _DIFFERENCE), _CONCLUSION]
    # A ceiling is one level, and so is a share: there is no second one to tell it from.
    shown = [0, 2, 3] if code in (CEILING, FAILING) else [0, 1, 2, 3]
    rows: dict[str, list[list[str]]] = {}
    for finding in group:
        cells = [compared(finding), *_numbers(finding), conclusion(finding).say(language)]
        rows.setdefault(series_label(finding).say(language), []).append([cells[k] for k in shown])
    return LatexTable(
        caption.say(language),
        code if leading else "-".join(part for part in key if part),
        [heads[k].say(language) for k in shown],
        "".join("lrrl"[k] for k in shown),
        list(rows.items()),
    )


def compared(finding: Finding) -> str:
    """What with what, as far as the finding's subject tells: "1 → 2", "2: 50 → 100", "relu, tanh: 1 → 2", "3"."""
    subject = finding.subject
    place = str(subject["depth"]) if "depth" in subject else ""
    if "first" in subject:
        place = f"{subject['first']}, {subject['second']}"
    if "from" not in subject:
        return place or "–"
    ends = [str(subject["from"]), str(subject["to"])]
    if "width_to" in subject:  # equally many parameters: the deeper network is a narrower one
        ends = [f"{ends[0]}×{subject['width']}" if subject["from"] else ends[0], f"{ends[1]}×{subject['width_to']}"]
    return f"{place}: {' → '.join(ends)}" if place else " → ".join(ends)


def _numbers(finding: Finding) -> tuple[str, str]:
    """Levels before and after, and the estimate with its interval; of a ceiling the level alone, without a sign."""
    if isnan(finding.estimate) or finding.code not in _ESTIMATE:
        return numbers(finding)
    if finding.code == LUCKY_SEED:
        seen, true, low, high = (f"{finding.details[f'sd_{name}']:.2f}" for name in ("seen", "true", "low", "high"))
        return f"{seen} → {true}", _ENDS.format(estimate=true, low=low, high=high)
    places = Places.of(finding.low, finding.high)
    ends = (places.plain(each) if not isnan(each) else "–" for each in (finding.low, finding.high))
    return "", _ENDS.format(estimate=places.plain(finding.estimate), **dict(zip(("low", "high"), ends, strict=True)))
