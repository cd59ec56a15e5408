"""What is said where networks failed to train: a difference of those that trained beside that of all seeds."""

from __future__ import annotations

from math import nan
from typing import TypedDict

from scipy import special

from layerwise.verdict.decision import Decision
from layerwise.verdict.places import Places
from layerwise.verdict.readings.pairs import Paired
from layerwise.verdict.wording import percent
from layerwise.words import LANGUAGES, Text

# Below so many seeds that all trained, an answer says which share of failing networks they cannot exclude.
FEW_TO_EXCLUDE = 10

_LEFT_OUT = Text(
    "This is of networks that train: {left_out} of {seeds} seeds had one that failed ({failed_a} before, {failed_b} "
    "after).",
    "以上仅针对训练成功的网络：{seeds} 个随机种子中有 {left_out} 个含训练失败的网络（改变前 {failed_a} 个，改变后 "
    "{failed_b} 个）。",
)
_TOO_FEW_TRAINED = Text(
    "{left_out} of {seeds} seeds had a network that failed to train ({failed_a} before, {failed_b} after).",
    "{seeds} 个随机种子中有 {left_out} 个含训练失败的网络（改变前 {failed_a} 个，改变后 {failed_b} 个）。",
)
_EVERYONE = Text(
    "Over all {seeds} seeds the mean change is {everyone} points, which too few of a kind stand behind for an "
    "interval: for all new seeds it is not answered.",
    "全部 {seeds} 个随机种子平均变化 {everyone} 个百分点；对新的随机种子是否成立无法回答，同类样本太少，无法给出区间。",
)
_EVERYONE_BOUNDED = Text(
    "Over all {seeds} seeds the mean change is {everyone} points ({percent} % interval {low} to {high}).",
    "全部 {seeds} 个随机种子平均变化 {everyone} 个百分点（{percent}% 置信区间 {low} 到 {high}）。",
)
_BOUND = Text(
    "None of {seeds} networks on either side failed to train. That still allows up to {bound:.0f} % to fail (one-sided "
    "{percent} % bound), and the answer is about networks that train.",
    "两侧各 {seeds} 个网络均训练成功，但训练失败的比例仍可能高达 {bound:.0f}%（单侧 {percent}% 上限）；"
    "该结论仅针对训练成功的网络。",
)
_NETWORKS = Text(
    "Left out: {failed} of {networks:n network}, which failed to train.",
    "{networks} 个网络中有 {failed} 个训练失败，未计入。",
)


class Everyone(TypedDict):
    """The fields of a finding about all seeds."""

    failed_a: int
    failed_b: int
    everyone: float
    everyone_low: float
    everyone_high: float


def most_failing(networks: int, level: float = 0.95) -> float:
    """The largest share of failing networks, percent, that so many without a failure leave open: one-sided, exact.

    5 networks: 45 %; 10: 26 %; 20: 14 %.
    """
    return float(100 * (1 - (1 - level) ** (1 / networks)))


def failing_interval(failed: int, networks: int, level: float = 0.95) -> tuple[float, float]:
    """The two-sided interval of the share of failing networks, percent. 0 of 5: 0 to 52 %.

    Source: Clopper and Pearson 1934, "The use of confidence or fiducial limits".
    """
    tail = (1 - level) / 2
    low = special.betaincinv(failed, networks - failed + 1, tail) if failed else 0.0
    high = special.betaincinv(failed + 1, networks - failed, 1 - tail) if failed < networks else 1.0
    return float(100 * low), float(100 * high)


def over_everyone(paired: Paired, level: float) -> Everyone:
    """What a finding's fields say of failed networks and of all seeds.

    Args:
        paired: what was measured.
        level: coverage of this one interval, corrected for looks.
    """
    training = paired.training
    if not training:
        return Everyone(failed_a=0, failed_b=0, everyone=nan, everyone_low=nan, everyone_high=nan)
    low, high = training.estimate.interval(level) if training.estimate else (nan, nan)
    return Everyone(
        failed_a=training.failed_a,
        failed_b=training.failed_b,
        everyone=training.everyone if training.everyone == training.everyone else nan,
        everyone_low=low,
        everyone_high=high,
    )


def training_clause(paired: Paired, over_all: Everyone, level: float) -> Text | None:
    """Behind an answer: how many seeds are left out because a network failed, and the difference over all seeds.

    Args:
        paired: what was measured.
        over_all: as `over_everyone` gives it.
        level: that is said of its interval.
    """
    training = paired.training
    if not training or not training.left_out:
        return None
    counts = {name: getattr(training, name) for name in ("left_out", "seeds", "failed_a", "failed_b")}
    said = Text(**(_LEFT_OUT if paired.estimate else _TOO_FEW_TRAINED).both(**counts))
    if not paired.estimate or training.everyone != training.everyone:
        return said
    numbers = {"everyone": over_all["everyone"], "low": over_all["everyone_low"], "high": over_all["everyone_high"]}
    places = Places.of(numbers["low"], numbers["high"])
    shown = {name: places.signed(value) for name, value in numbers.items()}
    text = _EVERYONE_BOUNDED if training.estimate else _EVERYONE
    return joined(said, Text(**text.both(seeds=training.seeds, percent=percent(level), **shown)))


def bound_note(paired: Paired, decision: Decision | None, level: float) -> tuple[Text, ...]:
    """The share of failing networks that few seeds cannot exclude, beside an answer that someone may build on."""
    training = paired.training
    few = training is not None and not training.left_out and 0 < training.seeds < FEW_TO_EXCLUDE
    if not training or not few or not decision or decision.conclusion not in ("helps", "equivalent"):
        return ()
    bound = most_failing(training.seeds, level)
    return (Text(**_BOUND.both(seeds=training.seeds, bound=bound, percent=percent(level))),)


def left_out_clause(failed: int, networks: int) -> Text | None:
    """Behind a level: how many networks are left out of it because they failed; None where none did."""
    return Text(**_NETWORKS.both(failed=failed, networks=networks)) if failed else None


def joined(first: Text, second: Text | None) -> Text:
    """One text behind the other."""
    if second is None:
        return first
    return Text(
        *(("{} {}" if each == "en" else "{}{}").format(first.say(each), second.say(each)) for each in LANGUAGES)
    )
