"""One question in short lines, one a depth series, below a line that says what their numbers are."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from layerwise.report.answers import conclusion, series_label, spoken_for
from layerwise.verdict.codes import DEEPER, LONGER, OVERFIT
from layerwise.verdict.finding import Finding
from layerwise.verdict.layout import FEWEST_SEEDS
from layerwise.verdict.places import Places
from layerwise.verdict.wording import beside_zero
from layerwise.words import LANGUAGES, Text

_LINE = Text(
    "{label}: {before} % → {after} %, {difference} points ({low} to {high}{beside}){end}.",
    "{label}：{before}% → {after}%，{difference} 个百分点（{low} 到 {high}{beside}）{end}。",
)
_END = Text(": {conclusion}", "：{conclusion}")
_SEEDS = Text("; about {needed:,} seeds would decide it", "；大约 {needed:,} 个随机种子可以得出定论")
_FAILED = Text(
    "; left out, since they failed to train: {failed_a} before, {failed_b} after",
    "；因训练失败而未计入的网络：改变前 {failed_a} 个，改变后 {failed_b} 个",
)
_UNTRAINED = Text(
    "{label}: not answered, too few networks trained ({failed_a} before and {failed_b} after failed to).",
    "{label}：训练成功的网络太少，无法回答（改变前有 {failed_a} 个、改变后有 {failed_b} 个训练失败）。",
)
_UNMEASURED = Text("{label}: too few seeds to say.", "{label}：随机种子太少，无法判断。")
_TOO_FEW = Text(
    "{label}: {before} % → {after} % with {seeds:n seed}; no conclusion below {fewest} seeds.",
    "{label}：{before}% → {after}%（{seeds} 个随机种子）；少于 {fewest} 个随机种子时不下结论。",
)

# What depths and epochs the numbers have: said once where all lines share them …
_SHARED = {
    DEEPER: Text(
        "Test error with {start} → {to:n hidden layer}, each at its best epoch:",
        "{start} → {to} 个隐藏层的测试误差，各取最佳轮数：",
    ),
    LONGER: Text(
        "Test error after {start} → {to:n epoch}, {depth:n hidden layer}:",
        "{depth} 个隐藏层，训练 {start} → {to} 轮的测试误差：",
    ),
    OVERFIT: Text(
        "Test error at the epoch the other seeds' validation chose (not each network's best epoch) → epoch {to}, "
        "{depth:n hidden layer}:",
        "{depth} 个隐藏层，其他种子的验证集选定的轮数（不是各网络自己的最佳轮数）→ 第 {to} 轮的测试误差：",
    ),
}
# … else in each line.
_GENERAL = {
    DEEPER: Text(
        "Test error with fewer → more hidden layers, each at its best epoch:",
        "较少 → 较多隐藏层的测试误差，各取最佳轮数：",
    ),
    LONGER: Text("Test error after half of the epochs → all:", "训练一半轮数 → 全部轮数的测试误差："),
    OVERFIT: Text(
        "Test error at the epoch the other seeds' validation chose (not each network's best epoch) → the last epoch:",
        "其他种子的验证集选定的轮数（不是各网络自己的最佳轮数）→ 最后一轮的测试误差：",
    ),
}
_OWN = {
    DEEPER: Text("{label}, {start} → {to:n layer}", "{label}，{start} → {to} 层"),
    LONGER: Text("{label}, {depth:n layer}, {start} → {to:n epoch}", "{label}，{depth} 层，{start} → {to} 轮"),
    OVERFIT: Text("{label}, {depth:n layer}, epoch {to}", "{label}，{depth} 层，第 {to} 轮"),
}
# Without validation nothing chooses an epoch, and each network is read at its last.
_AT_THE_LAST = {
    "shared": Text(
        "Test error with {start} → {to:n hidden layer}, each after its last epoch:",
        "{start} → {to} 个隐藏层的测试误差，各取最后一轮：",
    ),
    "general": Text(
        "Test error with fewer → more hidden layers, each after its last epoch:",
        "较少 → 较多隐藏层的测试误差，各取最后一轮：",
    ),
}
# The epoch chosen is an average and has no say in whether lines are alike.
_TOLD = {DEEPER: ("from", "to"), LONGER: ("from", "to", "depth"), OVERFIT: ("to", "depth")}


def context(findings: Sequence[Finding], code: str, *, validated: bool = True) -> Text:
    """What the numbers of the question's lines are.

    Args:
        findings: of the study.
        code: of the question.
        validated: whether validation chose the epochs, see `Tables.validated`.
    """
    spoken, unchosen = spoken_for(findings, code), code == DEEPER and not validated
    if _alike(spoken):
        return _filled(_AT_THE_LAST["shared"] if unchosen else _SHARED[code], spoken[0])
    return _AT_THE_LAST["general"] if unchosen else _GENERAL[code]


def lines(findings: Sequence[Finding], code: str) -> list[Text]:
    """One question in short lines, one a depth series.

    The conclusion stands only where the headline does not say it, depths and epochs where `context` does not.
    """
    spoken = spoken_for(findings, code)
    told = len({finding.conclusion for finding in spoken}) == 1 and not any(map(_slight, spoken))
    alike = _alike(spoken)
    return [_line(each, series_label(each) if alike else _filled(_OWN[code], each), told) for each in spoken]


def _slight(finding: Finding) -> bool:
    return finding.conclusion in ("helps", "hurts") and finding.within_margin


def _alike(spoken: Sequence[Finding]) -> bool:
    return len({tuple(finding.subject[name] for name in _TOLD[finding.code]) for finding in spoken}) == 1


def _filled(text: Text, finding: Finding) -> Text:
    subject, label = finding.subject, series_label(finding)
    values = {"start": subject["from"], "to": subject["to"], "depth": subject.get("depth", 0)}
    return Text(*(text.say(language, label=label.say(language), **values) for language in LANGUAGES))


def _line(finding: Finding, label: Text, told: bool) -> Text:
    failed = {"failed_a": finding.failed_a, "failed_b": finding.failed_b, "seeds": finding.seeds}
    if finding.estimate != finding.estimate and finding.failed_a + finding.failed_b:
        return Text(*(_UNTRAINED.say(language, label=label.say(language), **failed) for language in LANGUAGES))
    if finding.estimate != finding.estimate:
        text = _UNMEASURED if isnan(finding.error_a) or isnan(finding.error_b) else _TOO_FEW
        known = {"before": f"{finding.error_a:.1f}", "after": f"{finding.error_b:.1f}", "seeds": finding.seeds}
        return Text(*(text.say(each, label=label.say(each), **known, fewest=FEWEST_SEEDS) for each in LANGUAGES))
    places = Places.of(finding.low, finding.high)
    values = {
        "before": places.plain(finding.error_a),
        "after": places.plain(finding.error_b),
        "difference": places.signed(finding.estimate),
        "low": places.signed(finding.low),
        "high": places.signed(finding.high),
    }
    words = conclusion(finding)
    ends = {each: "" if told else _END.say(each, conclusion=words.say(each)) for each in LANGUAGES}
    if finding.conclusion == "undecided" and finding.needed_seeds:
        ends = {each: ends[each] + _SEEDS.say(each, needed=finding.needed_seeds) for each in LANGUAGES}
    if finding.failed_a + finding.failed_b:
        ends = {each: end + _FAILED.say(each, **failed) for each, end in ends.items()}
    own = {each: {"label": label.say(each), "end": ends[each], "beside": beside_zero(finding, each)} for each in ends}
    return Text(*(_LINE.say(each, **own[each], **values) for each in LANGUAGES))
