"""The sentences of *failing to train*, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from layerwise.verdict.finding import Failure
from layerwise.verdict.wording import Places, percent
from layerwise.words import LANGUAGES, Language, Text

ASKED = Text("How often does this recipe fail to train ({label})?", "这种训练配置有多大比例会训练失败（{label}）？")
MEASURED_ON = {
    "train_accuracy": Text("training error", "训练误差"),
    "val_accuracy": Text("validation error", "验证误差"),
    "test_accuracy": Text("test error", "测试误差"),
}
_FAILS = Text(
    "{failed} of {networks:n network} failed to train ({percent} % CI {low} to {high} %, exact): {named}.{cost} "
    "({label}; {condition})",
    "{networks} 个网络中有 {failed} 个训练失败（{percent}% 精确置信区间 {low}% 到 {high}%）：{named}。{cost}"
    "（{label}；{condition}）",
)
_TRAINS = Text(
    "None of {networks:n network} failed to train; up to {at_most} % may (one-sided {percent} % bound) "
    "({label}; {condition}).",
    "{networks} 个网络均未训练失败；训练失败的比例至多为 {at_most}%（单侧 {percent}% 上限）（{label}；{condition}）。",
)
_COST = Text(
    " Those that trained end at a test error of {trained} %, those that failed at {lost} %: failing costs {cost} pp.",
    "训练成功的网络最终测试误差为 {trained}%，失败的为 {lost}%：训练失败的代价为 {cost} 个百分点。",
)
_NOTHING = Text(
    "Nothing was learned: none of {networks:n network} ends better than always answering the commonest class, "
    "whose {measure} is {chance} % ({label}; {condition}).",
    "什么也没有学到：{networks} 个网络最终都不优于始终回答最常见的类别（其{measure}为 {chance}%）（{label}；{condition}）。",
)
_NOTHING_KNOWN = Text(
    "Every one of {networks:n network} failed to train: {named} ({label}; {condition}).",
    "{networks} 个网络全部训练失败：{named}（{label}；{condition}）。",
)
_SEED = Text("seed {seed}{fold}{since}{rate}{error}", "种子 {seed}{fold}{since}{rate}{error}")
_PARTS = {
    "fold": Text(", fold {fold}", "，第 {fold} 折"),
    "start": Text(", from the start", "，从一开始"),
    "since": Text(", from epoch {since} on", "，自第 {since} 轮起"),
    "rate": Text(", learning rate {rate:g}", "，学习率 {rate:g}"),
    "error": Text(", test error {error:.1f} %", "，测试误差 {error:.1f}%"),
    "diverged": Text(", diverged", "，发散"),
}
_MORE = Text(" and {more} more", "，另有 {more} 个")
_SHOWN = 4


def failing_sentence(
    failures: Sequence[Failure],
    networks: int,
    ends: tuple[float, float],
    details: Mapping[str, float],
    errors: tuple[float, float],
    label: Text,
    condition: Text,
    level: float,
) -> Text:
    """How often one architecture fails to train, as a sentence.

    Args:
        failures: the networks that failed.
        networks: of the architecture in all.
        ends: of the two-sided interval of their share, percent.
        details: of the finding.
        errors: mean test error at the end of those that trained and of those that failed, percentage points.
        label: the architecture.
        condition: the data.
        level: of the interval.
    """
    places = Places(1)
    numbers: dict[str, object] = {"failed": len(failures), "networks": networks, "percent": percent(level)}
    numbers |= {"low": places.plain(ends[0]), "high": places.plain(ends[1])}
    said = {}
    for language in LANGUAGES:
        where = {"label": label.say(language), "condition": condition.say(language)}
        if not failures:
            said[language] = _TRAINS.say(language, **numbers, **where, at_most=f"{details['at_most']:.0f}")
            continue
        cost = ""
        if isfinite(details["cost"]):
            shown = {"trained": places.plain(errors[0]), "lost": places.plain(errors[1])}
            cost = _COST.say(language, **shown, cost=places.plain(details["cost"]))
        said[language] = _FAILS.say(language, **numbers, **where, named=_named(failures, language), cost=cost)
    return Text(**said)


def unlearned_sentence(
    failures: Sequence[Failure], networks: int, chance: float, measure: Text, label: Text, condition: Text
) -> Text:
    """Where every network failed: nothing was learned; arguments as above, `chance` the error of the commonest class."""
    said = {}
    for language in LANGUAGES:
        where = {"label": label.say(language), "condition": condition.say(language)}
        if isfinite(chance):
            told = {"chance": Places(1).plain(chance), "measure": measure.say(language)}
            said[language] = _NOTHING.say(language, networks=networks, **told, **where)
        else:
            said[language] = _NOTHING_KNOWN.say(language, networks=networks, named=_named(failures, language), **where)
    return Text(**said)


def _named(failures: Sequence[Failure], language: Language) -> str:
    listed = ("; " if language == "en" else "；").join(_network(each, language) for each in failures[:_SHOWN])
    more = len(failures) - _SHOWN
    return listed + (_MORE.say(language, more=more) if more > 0 else "")


def _network(failure: Failure, language: Language) -> str:
    parts = {
        "fold": failure.fold >= 0 and "fold",
        "since": failure.since and ("since" if failure.since > 1 else "start"),
        "rate": isfinite(failure.learning_rate) and "rate",
        "error": "error" if isfinite(failure.error) else "diverged",
    }
    values = {"fold": failure.fold, "since": failure.since, "rate": failure.learning_rate, "error": failure.error}
    said = {name: _PARTS[part].say(language, **values) if part else "" for name, part in parts.items()}
    return _SEED.say(language, seed=failure.seed, **said)
