"""The advice in words, in both languages, each sentence with its interval, its cost and its condition."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isnan

from layerwise.verdict.advice.next_step import Step
from layerwise.verdict.margin import bound
from layerwise.verdict.wording import Places
from layerwise.words import LANGUAGES, Language, Text

_NETWORK = Text("{network} after {epochs:n epoch}", "训练 {epochs} 轮的 {network}")
_ASKED = Text("Would {what} lower the test error ({label})?", "{what}，会降低测试误差吗（{label}）？")
_ADVISED = Text(
    "Next step for {label}: {what}. The test error falls from {before} % to {after} %, by {gain} percentage points "
    "(95 % interval {low} to {high}{all}){cost} ({condition}).",
    "{label}，下一步：{what}。测试误差由 {before}% 降到 {after}%，降低 {gain} 个百分点"
    "（95% 置信区间 {low} 到 {high}{all}）{cost}（{condition}）。",
)
_ALL = Text("; of all {steps} steps at once", "；对全部 {steps} 个步骤同时成立")
_COST = Text(
    "; it takes {training} times the training and {parameters} times the parameters",
    "；训练运算量为 {training} 倍，参数为 {parameters} 倍",
)
_UNKNOWN = Text("; what it costs is not known", "；成本未知")
_FREE = Text("; it costs no more training and no more parameters", "；不增加训练运算量和参数")
_STOP = Text(
    "Stop here with {label} (test error {error} %): {measured:n step} measured, and none surely lowers the test error "
    "by an amount that matters, with {margin} points as the margin{more} ({condition}).",
    "{label}（测试误差 {error}%）到此为止：测量了 {measured} 个步骤，没有一个确定能使测试误差有实质下降，"
    "界值为 {margin} 个百分点{more}（{condition}）。",
)
_MORE = Text("; {undecided} of them undecided", "；其中 {undecided} 个尚无定论")
_NOTHING = Text(
    "No next step was measured for {label}: study more depths, widths or epochs ({condition}).",
    "没有为 {label} 测量任何下一步：请在研究中加入更多层数、宽度或训练轮数（{condition}）。",
)
_NOT_SHORTER = "an early epoch of a decaying learning rate ({schedule}) is no shorter run"


def subject_of(network: str, epochs: int) -> Text:
    """Who asks: "relu-16x2 after 50 epochs"."""
    return Text(**_NETWORK.both(network=network, epochs=epochs))


def asked_text(what: Text, label: Text) -> Text:
    """The question of one step."""
    return Text(*(_ASKED.say(each, what=what.say(each), label=label.say(each)) for each in LANGUAGES))


def not_shorter(schedule: str) -> str:
    """Why only the last epoch can be asked about."""
    return _NOT_SHORTER.format(schedule=schedule)


def advised(
    label: Text, error: float, steps: Sequence[Step], chosen: Step | None, margin: float, condition: Text
) -> Text:
    """The whole advice in one sentence.

    Args:
        label: the network, as `subject_of` says it.
        error: its test error, percentage points.
        steps: all steps.
        chosen: the recommended one, if any.
        margin: percentage points.
        condition: the data, as `Condition.text`.
    """
    answered = [step.finding for step in steps if step.finding and not isnan(step.finding.estimate)]
    undecided = sum(finding.conclusion == "undecided" for finding in answered)
    filled = {}
    for language in LANGUAGES:
        values = {"label": label.say(language), "condition": condition.say(language)}
        if chosen:
            filled[language] = _ADVISED.say(language, **values, **_gain(chosen, len(answered), language))
        elif answered:
            more = _MORE.say(language, undecided=undecided) if undecided else ""
            told = {"error": f"{error:.1f}", "margin": bound(margin), "more": more}
            filled[language] = _STOP.say(language, **values, **told, measured=len(answered))
        else:
            filled[language] = _NOTHING.say(language, **values)
    return Text(**filled)


def _gain(step: Step, steps: int, language: Language) -> dict[str, str]:
    finding = step.finding
    assert finding is not None
    places = Places.of(finding.low, finding.high)
    return {
        "what": step.what.say(language),
        "before": places.plain(finding.error_a),
        "after": places.plain(finding.error_b),
        "gain": places.plain(-finding.estimate),
        "low": places.plain(-finding.high),
        "high": places.plain(-finding.low),
        "all": _ALL.say(language, steps=steps) if steps > 1 else "",
        "cost": _cost(step, language),
    }


def _cost(step: Step, language: Language) -> str:
    if not (isfinite(step.training) and isfinite(step.parameters)):
        return _UNKNOWN.say(language)
    if step.training <= 1 and step.parameters <= 1:
        return _FREE.say(language)
    return _COST.say(language, training=f"{step.training:.2f}", parameters=f"{step.parameters:.2f}")
