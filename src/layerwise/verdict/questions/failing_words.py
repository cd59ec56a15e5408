"""The sentences of *failing to train*, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from layerwise.verdict.finding import Failure
from layerwise.verdict.places import Places
from layerwise.verdict.wording import percent
from layerwise.words import LANGUAGES, Language, Text

ASKED = Text("How often does this recipe fail to train ({label})?", "这种训练配置有多大比例会训练失败（{label}）？")
FAILS_AT_ALL = Text("Whether this recipe fails to train", "这种训练配置是否会训练失败")
FEW = Text(
    "it takes {fewest} seeds or more, and there is {networks:n network}",
    "区间至少需要 {fewest} 个随机种子，而这里只有 {networks} 个网络",
)
MEASURED_ON = {
    "train_accuracy": Text("training error", "训练误差"),
    "val_accuracy": Text("validation error", "验证误差"),
    "test_accuracy": Text("test error", "测试误差"),
}
_FAILS = Text(
    "{failed} of {networks:n network} failed to train, exact {percent} % interval {low} to {high} % ({label}; "
    "{condition}): {named}.{cost}",
    "{networks} 个网络中有 {failed} 个训练失败，精确的 {percent}% 置信区间 {low}% 到 {high}%（{label}；{condition}）："
    "{named}。{cost}",
)
_TRAINS = Text(
    "None of {networks:n network} failed to train; that still allows up to {at_most} % to fail (one-sided; exact "
    "{percent} % interval {low} to {high} %) ({label}; {condition}).",
    "{networks} 个网络均未训练失败；训练失败的比例仍可能高达 {at_most}%（单侧；精确的 {percent}% 置信区间 {low}% 到 "
    "{high}%）（{label}；{condition}）。",
)
_COST = Text(
    " Those that trained end at a test error of {trained} %, those that failed at {lost} %: failing costs {cost} "
    "points.",
    "训练成功的网络最终测试误差为 {trained}%，失败的为 {lost}%：训练失败的代价为 {cost} 个百分点。",
)
_NOTHING = Text(
    "Nothing was learned: all {networks:n network} failed to train, exact {percent} % interval {low} to {high} %; none "
    "ends better than always answering the commonest class, whose {measure} is {chance} % ({label}; {condition}).",
    "什么也没有学到：{networks} 个网络全部训练失败，精确的 {percent}% 置信区间 {low}% 到 {high}%；"
    "最终都不优于始终回答最常见的类别，其{measure}为 {chance}%（{label}；{condition}）。",
)
_NOTHING_KNOWN = Text(
    "All {networks:n network} failed to train, exact {percent} % interval {low} to {high} % ({label}; {condition}): "
    "{named}.",
    "{networks} 个网络全部训练失败，精确的 {percent}% 置信区间 {low}% 到 {high}%（{label}；{condition}）：{named}。",
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
    ends: tuple[float, float],
    details: Mapping[str, float],
    errors: tuple[float, float],
    measure: str,
    label: Text,
    condition: Text,
    level: float,
) -> Text:
    """How often one architecture fails to train, as a sentence.

    Args:
        failures: the networks that failed.
        ends: of the two-sided interval of their share, percent.
        details: of the finding.
        errors: mean test error at the end of those that trained and of those that failed, percentage points.
        measure: the accuracy that told them apart.
        label: the architecture.
        condition: the data.
        level: of the interval.
    """
    places, networks = Places(1), int(details["networks"])
    low, high = map(places.plain, ends)
    numbers: dict[str, object] = {"failed": len(failures), "networks": networks, "percent": percent(level)}
    numbers |= {"low": low, "high": high, "at_most": f"{details.get('at_most', 0.0):.0f}"}
    numbers |= {"chance": places.plain(details["chance"])} if "chance" in details else {}
    text = _TRAINS if not failures else _FAILS
    if len(failures) == networks:
        text = _NOTHING if "chance" in details else _NOTHING_KNOWN
    said = {}
    for language in LANGUAGES:
        parts = {"label": label.say(language), "condition": condition.say(language)}
        parts |= {"named": _named(failures, language), "measure": MEASURED_ON[measure].say(language), "cost": ""}
        if "cost" in details:
            shown = {"trained": places.plain(errors[0]), "lost": places.plain(errors[1])}
            parts["cost"] = _COST.say(language, **shown, cost=places.plain(details["cost"]))
        said[language] = text.say(language, **numbers, **parts)
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
