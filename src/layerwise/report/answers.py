"""The short answers of a study: which findings speak for it, and each in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from layerwise.verdict.compare import ONE_MORE_LAYER, PAST_THE_BEST, TWICE_THE_EPOCHS
from layerwise.verdict.finding import Conclusion, Finding
from layerwise.verdict.levels import train_against_test
from layerwise.verdict.tables import Tables
from layerwise.verdict.wording import Places
from layerwise.words import LANGUAGES, Language, Text

CONCLUSION_WORDS: dict[Conclusion, Text] = {
    "helps": Text("helps", "有帮助"),
    "hurts": Text("hurts", "有害"),
    "equivalent": Text("no real difference", "没有实质差别"),
    "undecided": Text("undecided", "尚无定论"),
}
LESS = Text("{conclusion}, below the margin", "{conclusion}，小于界值")
LINE = Text(
    "{label}: {before} % → {after} %, {difference} points ({low} to {high}){end}.",
    "{label}：{before}% → {after}%，{difference} 个百分点（{low} 到 {high}）{end}。",
)
END = Text(": {conclusion}", "：{conclusion}")
CONTEXTS = {
    ONE_MORE_LAYER: Text(
        "Test error with {start} → {to} hidden layers, each at its best epoch:",
        "{start} → {to} 个隐藏层的测试误差，各取最佳轮数：",
    ),
    TWICE_THE_EPOCHS: Text(
        "Test error after {start} → {to} epochs, {depth} hidden layers:",
        "{depth} 个隐藏层，训练 {start} → {to} 轮的测试误差：",
    ),
    PAST_THE_BEST: Text(
        "Test error at the best epoch → epoch {to}, {depth} hidden layers:",
        "{depth} 个隐藏层，最佳轮数 → 第 {to} 轮的测试误差：",
    ),
}
UNMEASURED = Text("{label}: too few seeds to say.", "{label}：随机种子太少，无法判断。")

_LAYER_HEADLINES = {
    "helps": Text("A second layer helps here.", "在这里，第二个隐藏层有帮助。"),
    "hurts": Text("A second layer hurts here.", "在这里，第二个隐藏层反而有害。"),
    "equivalent": Text("A second layer changes next to nothing here.", "在这里，第二个隐藏层几乎不改变结果。"),
    "undecided": Text("Whether a second layer helps here is undecided.", "在这里，第二个隐藏层是否有帮助尚无定论。"),
    "mixed": Text("A second layer: {answers}.", "第二个隐藏层：{answers}。"),
}
_EPOCH_HEADLINES = {
    "helps": Text("Twice the epochs still help.", "训练轮数加倍仍有帮助。"),
    "hurts": Text("Twice the epochs hurt.", "训练轮数加倍反而有害。"),
    "equivalent": Text("Twice the epochs change next to nothing.", "训练轮数加倍几乎不改变结果。"),
    "undecided": Text("Whether twice the epochs help is undecided.", "训练轮数加倍是否有帮助尚无定论。"),
    "mixed": Text("Twice the epochs: {answers}.", "训练轮数加倍：{answers}。"),
}
_PAST_HEADLINES = {
    "helps": Text("No overfitting: training on still helps.", "没有过拟合：继续训练仍有帮助。"),
    "hurts": Text("Overfitting: training on past the best epoch hurts.", "过拟合：超过最佳轮数继续训练有害。"),
    "equivalent": Text(
        "Training on past the best epoch changes next to nothing.", "超过最佳轮数继续训练，几乎不改变结果。"
    ),
    "undecided": Text(
        "Whether training on past the best epoch hurts is undecided.", "超过最佳轮数继续训练是否有害尚无定论。"
    ),
    "mixed": Text("Training on past the best epoch: {answers}.", "超过最佳轮数继续训练：{answers}。"),
}
HEADLINES = {
    ONE_MORE_LAYER: _LAYER_HEADLINES,
    TWICE_THE_EPOCHS: _EPOCH_HEADLINES,
    PAST_THE_BEST: _PAST_HEADLINES,
}


@dataclass(frozen=True, eq=False)
class StudyResult:
    """All that the closing text and the report say of one study.

    Args:
        tables: of the study.
        findings: what `verdict.compare.compare` found.
        facts: what was run, see `report.html.write_report`.
        report: where the HTML report lies, for the reader.
    """

    tables: Tables
    findings: Sequence[Finding]
    facts: Mapping[str, Any]
    report: str = ""

    @cached_property
    def levels(self) -> pd.DataFrame:
        """Training against test accuracy."""
        return train_against_test(self.tables)


def asked(findings: Iterable[Finding], code: str) -> list[Finding]:
    """The findings of one question."""
    return [finding for finding in findings if finding.code == code]


def spoken_for(findings: Iterable[Finding], code: str) -> list[Finding]:
    """One finding a depth series: the step to the second layer, or the network of two hidden layers.

    Where a series has no such network, its first finding stands for it.
    """
    chosen: dict[str, Finding] = {}
    place = "to" if code == ONE_MORE_LAYER else "depth"
    for finding in asked(findings, code):
        series = series_label(finding).en
        if series not in chosen or (finding.subject.get(place) == 2 and chosen[series].subject.get(place) != 2):
            chosen[series] = finding
    return list(chosen.values())


def series_label(finding: Finding) -> Text:
    """The finding's depth series, without the depth."""
    if "depth" not in finding.subject:
        return finding.label
    return Text(finding.label.en.rpartition(", ")[0], finding.label.zh.rpartition("，")[0])


def headline(findings: Sequence[Finding], code: str) -> Text:
    """The answer to one question in one short sentence; where networks differ, which network says what."""
    spoken = spoken_for(findings, code)
    conclusions = list(dict.fromkeys(finding.conclusion for finding in spoken))
    if len(conclusions) == 1:
        return HEADLINES[code][conclusions[0]]
    groups = [(kind, [each for each in spoken if each.conclusion == kind]) for kind in conclusions]
    en = "; ".join(f"{CONCLUSION_WORDS[kind].en} with {_names(group, 'en')}" for kind, group in groups)
    zh = "；".join(f"{_names(group, 'zh')}{CONCLUSION_WORDS[kind].zh}" for kind, group in groups)
    return Text(HEADLINES[code]["mixed"].say("en", answers=en), HEADLINES[code]["mixed"].say("zh", answers=zh))


def decided(findings: Sequence[Finding], code: str) -> bool:
    """Whether all depth series give one and the same answer, and not that it is undecided."""
    conclusions = {finding.conclusion for finding in spoken_for(findings, code)}
    return len(conclusions) == 1 and "undecided" not in conclusions


def _names(findings: Sequence[Finding], language: Language) -> str:
    return (" and " if language == "en" else "、").join(series_label(each).say(language) for each in findings)


def conclusion(finding: Finding) -> Text:
    """The conclusion in words."""
    words = CONCLUSION_WORDS[finding.conclusion]
    if finding.conclusion in ("helps", "hurts") and finding.within_margin:
        return Text(*(LESS.say(language, conclusion=words.say(language)) for language in LANGUAGES))
    return words


def context(finding: Finding) -> Text:
    """What the numbers of the question's lines are."""
    subject = finding.subject
    return Text(**CONTEXTS[finding.code].both(start=subject["from"], to=subject["to"], depth=subject.get("depth", "")))


def lines(findings: Sequence[Finding], code: str) -> list[Text]:
    """One question in short lines, one a depth series; the conclusion only where the headline does not say it."""
    spoken = spoken_for(findings, code)
    told = {conclusion(finding).en for finding in spoken} <= {CONCLUSION_WORDS[spoken[0].conclusion].en}
    return [_line(finding, told) for finding in spoken]


def _line(finding: Finding, told: bool) -> Text:
    label = series_label(finding)
    if finding.estimate != finding.estimate:
        return Text(*(UNMEASURED.say(language, label=label.say(language)) for language in LANGUAGES))
    places = Places((finding.high - finding.low) / 2)
    values = {
        "before": places.plain(finding.error_a),
        "after": places.plain(finding.error_b),
        "difference": places.signed(finding.estimate),
        "low": places.signed(finding.low),
        "high": places.signed(finding.high),
    }
    words = conclusion(finding)
    ends = {each: "" if told else END.say(each, conclusion=words.say(each)) for each in LANGUAGES}
    return Text(*(LINE.say(each, label=label.say(each), end=ends[each], **values) for each in LANGUAGES))
