"""The answer to a question in one short sentence, over all depth series of a study."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, nan

from layerwise.report.answers import conclusion_within, names, series_label, spoken_for
from layerwise.verdict.codes import DEEPER, LONGER, OVERFIT
from layerwise.verdict.finding import Finding
from layerwise.verdict.margin import bound
from layerwise.words import LANGUAGES, Text

NO_DEPTHS = Text("No two depths were compared.", "没有比较不同的层数。")

_FIRST = Text("A first hidden layer", "第一个隐藏层")
_SECOND = Text("A second layer", "第二个隐藏层")
_FROM_TO = Text("Going from {start} to {to:n hidden layer}", "从 {start} 个隐藏层增加到 {to} 个")
_DEEPER = Text("Going deeper", "加深网络")

_LAYER_HEADLINES = {
    "helps": Text("{what} helps here.", "在这里，{what}有帮助。"),
    "hurts": Text("{what} hurts here.", "在这里，{what}反而有害。"),
    "equivalent": Text(
        "{what} makes no practical difference here (±{margin}).", "在这里，{what}无实际差异（±{margin}）。"
    ),
    "undecided": Text("Whether {what} helps here is undecided.", "在这里，{what}是否有帮助尚无定论。"),
    "mixed": Text("{what}: {answers}.", "{what}——{answers}。"),
}
_EPOCH_HEADLINES = {
    "helps": Text("Twice the epochs still help.", "训练轮数加倍仍有帮助。"),
    "hurts": Text("Twice the epochs hurt.", "训练轮数加倍反而有害。"),
    "equivalent": Text(
        "Twice the epochs make no practical difference (±{margin}).", "训练轮数加倍，无实际差异（±{margin}）。"
    ),
    "undecided": Text("Whether twice the epochs help is undecided.", "训练轮数加倍是否有帮助尚无定论。"),
    "mixed": Text("Twice the epochs: {answers}.", "训练轮数加倍——{answers}。"),
}
_PAST_HEADLINES = {
    "helps": Text("No overfitting: training on still helps.", "没有过拟合：继续训练仍有帮助。"),
    "hurts": Text(
        "Overfitting: training on past the epoch the other seeds chose hurts.",
        "过拟合：超过其他种子选定的轮数继续训练有害。",
    ),
    "equivalent": Text(
        "Training on past the epoch the other seeds chose makes no practical difference (±{margin}).",
        "超过其他种子选定的轮数继续训练，无实际差异（±{margin}）。",
    ),
    "undecided": Text(
        "Whether training on past the epoch the other seeds chose hurts is undecided.",
        "超过其他种子选定的轮数继续训练是否有害尚无定论。",
    ),
    "mixed": Text(
        "Training on past the epoch the other seeds chose: {answers}.", "超过其他种子选定的轮数继续训练——{answers}。"
    ),
}
HEADLINES = {
    DEEPER: _LAYER_HEADLINES,
    LONGER: _EPOCH_HEADLINES,
    OVERFIT: _PAST_HEADLINES,
}


_UNTRAINED = Text("Not answered: nothing was learned.", "无法回答：什么也没有学到。")
_BUT = Text(
    "{answer} That is where training succeeds: {failed} of {networks:n network} failed to train.",
    "{answer}这是训练成功时的结论：{networks} 个网络中有 {failed} 个训练失败。",
)


def headline(findings: Sequence[Finding], code: str) -> Text:
    """The answer to one question in one short sentence; where networks differ, which network says what.

    Where networks failed to train, that the answer is about those that did; where all of them did, no answer.
    """
    spoken = spoken_for(findings, code)
    failed, networks = sum(each.failed_b for each in spoken), sum(each.failed_b + each.seeds for each in spoken)
    if spoken and all(each.estimate != each.estimate and each.failed_a + each.failed_b for each in spoken):
        return _UNTRAINED
    answer = _answer(spoken, code)
    if not failed:
        return answer
    said = {"failed": failed, "networks": networks}
    return Text(*(_BUT.say(language, answer=answer.say(language), **said) for language in LANGUAGES))


def _answer(spoken: Sequence[Finding], code: str) -> Text:
    conclusions = list(dict.fromkeys(finding.conclusion for finding in spoken))
    text = HEADLINES[code][conclusions[0] if len(conclusions) == 1 else "mixed"]
    what, answers, margin = _what(spoken), _answers(spoken), bound(_largest_margin(spoken))
    told = {each: what.say(each) for each in LANGUAGES}
    if not text.en.startswith("{what}"):
        told["en"] = told["en"][0].lower() + told["en"][1:]
    return Text(*(text.say(each, what=told[each], answers=answers.say(each), margin=margin) for each in LANGUAGES))


def decided(findings: Sequence[Finding], code: str) -> bool:
    """Whether all depth series give one and the same answer, and not that it is undecided."""
    conclusions = {finding.conclusion for finding in spoken_for(findings, code)}
    return len(conclusions) == 1 and "undecided" not in conclusions


def _what(spoken: Sequence[Finding]) -> Text:
    """The step in depth, where all series speak of the same one."""
    steps = {(finding.subject["from"], finding.subject["to"]) for finding in spoken}
    if steps == {(0, 1)}:
        return _FIRST
    if steps == {(1, 2)}:
        return _SECOND
    start, to = min(steps)
    return _DEEPER if len(steps) > 1 else Text(**_FROM_TO.both(start=start, to=to))


def _answers(spoken: Sequence[Finding]) -> Text:
    kinds = dict.fromkeys(finding.conclusion for finding in spoken)
    groups = {kind: [each for each in spoken if each.conclusion == kind] for kind in kinds}
    told = [
        (conclusion_within(kind, _largest_margin(group)), [series_label(each) for each in group])
        for kind, group in groups.items()
    ]
    en = "; ".join(f"{words.en} with {names(group, 'en')}" for words, group in told)
    return Text(en, "；".join(f"{names(group, 'zh')}：{words.zh}" for words, group in told))


def _largest_margin(findings: Sequence[Finding]) -> float:
    """What holds for all of them; NaN where none has a margin."""
    return max((each.margin for each in findings if isfinite(each.margin)), default=nan)
