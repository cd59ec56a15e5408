"""The advice in words, in both languages, each sentence with its interval, its cost and its condition."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from layerwise.verdict.advice.choosing import Choice
from layerwise.verdict.advice.next_step import Step
from layerwise.verdict.margin import bound
from layerwise.verdict.places import Places
from layerwise.words import LANGUAGES, Language, Text

_NETWORK = Text("{network} after {epochs:n epoch}", "训练 {epochs} 轮的 {network}")
_ASKED = Text("Would {what} lower the test error ({label})?", "{what}，会降低测试误差吗（{label}）？")
_ADVISED = Text(
    "Next step for {label}: {what}. The test error falls from {before} % to {after} %, by {gain} percentage points "
    "(95 % interval {low} to {high}{all}){cost}{more} ({condition}).",
    "{label}，下一步：{what}。测试误差由 {before}% 降到 {after}%，降低 {gain} 个百分点"
    "（95% 置信区间 {low} 到 {high}{all}）{cost}{more}（{condition}）。",
)
_ALL = Text("; of all {steps} steps at once", "；对全部 {steps} 个步骤同时成立")
_COST = Text(
    "; it takes {training} times the training and {parameters} times the parameters",
    "；训练运算量为 {training} 倍，参数为 {parameters} 倍",
)
_MAY_BRING_MORE = Text("; undecided, but may bring more: {steps}", "；尚无定论、但可能更有帮助：{steps}")
_UNKNOWN = Text("; what it costs is not known", "；成本未知")
_FREE = Text("; it costs no more training and no more parameters", "；不增加训练运算量和参数")
_STOP = Text(
    "Stop here with {label} (test error {error} %): {measured:n step} measured, every cheap one among them, and each "
    "brings less than the margin of {margin} points ({condition}).",
    "{label}（测试误差 {error}%）到此为止：测量了 {measured} 个步骤，包括所有低成本步骤，"
    "每一步带来的改善都小于界值 {margin} 个百分点（{condition}）。",
)
_UNDECIDED = Text(
    "Undecided for {label} (test error {error} %): {steps} may still lower it by the margin of {margin} points or "
    "more; {need}{missing} ({condition}).",
    "{label}（测试误差 {error}%）尚无定论：{steps} 仍可能使误差下降界值 {margin} 个百分点或更多；"
    "{need}{missing}（{condition}）。",
)
_SEEDS = Text("about {needed:,} seeds in all would tell", "总共大约 {needed:,} 个随机种子可以得出定论")
_MORE = Text("more seeds or more test data would tell", "需要更多随机种子或更多测试数据")
_MISSING = Text("; not measured: {steps}", "；未测量：{steps}")
_MISSING_ONE = Text("{step} ({option})", "{step}（{option}）")
_OPEN = Text(
    "Not enough measured to stop with {label} (test error {error} %): each measured step brings less than the margin "
    "of {margin} points{missing} ({condition}).",
    "{label}（测试误差 {error}%）：测量不足，尚不能下结论。"
    "所测步骤带来的改善都小于界值 {margin} 个百分点{missing}（{condition}）。",
)
_CHANCE = Text(
    "Undecided for {label} (test error {error} %): it may be no better than chance, and no measured step helps. Try "
    "other learning rates, another initialisation or many more epochs{missing} ({condition}).",
    "{label}（测试误差 {error}%）尚无定论：它可能并不优于随机猜测，而所测步骤都没有帮助。"
    "请尝试其他学习率、其他初始化方法，或训练多得多的轮数{missing}（{condition}）。",
)
_FAILS = Text(
    "Undecided for {label} (test error {error} % of networks that train): {failed:n network} failed to train, and no "
    "measured step lowers the error of the others by the margin of {margin} points. Try smaller learning rates, "
    "another initialisation or normalisation{missing} ({condition}).",
    "{label}（训练成功的网络测试误差 {error}%）尚无定论：有 {failed} 个网络训练失败，"
    "而所测步骤都不能使其余网络的误差下降界值 {margin} 个百分点。"
    "请尝试更小的学习率、其他初始化方法或归一化{missing}（{condition}）。",
)
_NOTHING = Text(
    "No next step was measured for {label}: study more depths, widths or epochs ({condition}).",
    "没有为 {label} 测量任何下一步：请在实验中加入更多层数、宽度或训练轮数（{condition}）。",
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
    label: Text,
    error: float,
    steps: Sequence[Step],
    choice: Choice,
    margin: float,
    condition: Text,
    failed: int = 0,
) -> Text:
    """The whole advice in one sentence.

    Args:
        label: the network, as `subject_of` says it.
        error: its test error, percentage points.
        steps: all steps.
        choice: what follows from them.
        margin: percentage points.
        condition: the data, as `Condition.text`.
        failed: how many of its networks failed to train.
    """
    answered = sum(step.state != "not-measured" for step in steps)
    filled = {}
    for language in LANGUAGES:
        values: dict[str, object] = {
            "label": label.say(language),
            "condition": condition.say(language),
            "error": f"{error:.1f}",
            "failed": failed,
        }
        values |= {"margin": bound(margin), "measured": answered, "missing": _missing(choice.missing, language)}
        steps_open = _listed([step.short.say(language) for step in choice.undecided], language)
        if choice.step:
            more = _MAY_BRING_MORE.say(language, steps=steps_open) if steps_open else ""
            filled[language] = _ADVISED.say(language, **values, **_gain(choice.step, answered, language), more=more)
        else:
            told = {"steps": steps_open, "need": _need(choice, language)}
            filled[language] = _text(choice, answered).say(language, **values, **told)
    return Text(**filled)


def _text(choice: Choice, answered: int) -> Text:
    if choice.chance:
        return _CHANCE
    if choice.fails:
        return _FAILS
    if choice.outcome == "not-measured":
        return _OPEN if answered else _NOTHING
    return _STOP if choice.outcome == "stop" else _UNDECIDED


def _need(choice: Choice, language: Language) -> str:
    return _SEEDS.say(language, needed=choice.needed_seeds) if choice.needed_seeds else _MORE.say(language)


def _missing(steps: Sequence[Step], language: Language) -> str:
    told = [
        _MISSING_ONE.say(language, step=step.short.say(language), option=step.option)
        if step.option
        else step.short.say(language)
        for step in steps
    ]
    return _MISSING.say(language, steps=_listed(told, language)) if told else ""


def _listed(names: Sequence[str], language: Language) -> str:
    return (", " if language == "en" else "、").join(names)


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
    if step.free:
        return _FREE.say(language)
    if not (isfinite(step.training) and isfinite(step.parameters)):
        return _UNKNOWN.say(language)
    return _COST.say(language, training=f"{step.training:.2f}", parameters=f"{step.parameters:.2f}")
