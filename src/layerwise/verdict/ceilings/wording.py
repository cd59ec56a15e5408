"""The sentences of ceilings, which people read as "attainable error", and of their differences, in both languages."""

from __future__ import annotations

from math import isfinite

from layerwise.verdict.ceilings.ceiling import Ceiling, How
from layerwise.verdict.decision import Decision
from layerwise.verdict.layout import FEWEST_SEEDS
from layerwise.verdict.margin import bound
from layerwise.verdict.places import Places
from layerwise.verdict.readings.pairs import Paired
from layerwise.verdict.wording import DIVERGED, LESS, SEEDS_ALONE, SIMULTANEOUS, beside_zero
from layerwise.words import LANGUAGES, Text

ASKED = Text(
    "What test error does this recipe attain, however long it trains, if validation chooses when to stop ({label})?",
    "按此训练配置，无论训练多久，由验证集决定何时停止，测试误差能降到多少（{label}）？",
)
_LEVEL = Text("{level} % (95 % interval {low} to {high})", "{level}%（95% 置信区间 {low} 到 {high}）")
_CASES = {
    "turned": Text(
        "The test error has turned: it is {level} at the epoch that the other seeds' validation chose (on average "
        "{epoch:.0f}); training on from there to epoch {last} raises it by {rise} points (95 % interval {rise_low} to "
        "{rise_high})",
        "测试误差已由降转升：在其他随机种子的验证集选定的轮数（平均 {epoch:.0f} 轮）为 {level}；"
        "从该轮继续训练到 {last} 轮使误差上升 {rise} 个百分点（95% 置信区间 {rise_low} 到 {rise_high}）",
    ),
    "flat": Text(
        "The test error has levelled off at {level}: from epoch {half} to {whole} it changed by {gain} points (95 % "
        "interval {gain_low} to {gain_high}), within ±{margin}",
        "测试误差已趋于平稳，为 {level}：从第 {half} 轮到第 {whole} 轮变化 {gain} 个百分点（95% 置信区间 {gain_low} 到 "
        "{gain_high}），在 ±{margin} 之内",
    ),
    "nearly flat": Text(
        "The test error has nearly levelled off: from epoch {half} to {whole} it changed by {gain} points (95 % "
        "interval {gain_low} to {gain_high}), within ±{margin}; {told}",
        "测试误差已接近平稳：从第 {half} 轮到第 {whole} 轮变化 {gain} 个百分点（95% 置信区间 {gain_low} 到 "
        "{gain_high}），在 ±{margin} 之内；{told}",
    ),
    "falling": Text(
        "The test error is still falling (from epoch {half} to {whole} by {gain} points, 95 % interval {gain_low} to "
        "{gain_high}): {told}",
        "测试误差仍在下降（从第 {half} 轮到第 {whole} 轮变化 {gain} 个百分点，95% 置信区间 {gain_low} 到 "
        "{gain_high}）：{told}",
    ),
    "undecided": Text(
        "Whether the test error still falls is undecided: {told}", "测试误差是否仍在下降，尚无定论：{told}"
    ),
}
_FORETOLD = Text(
    "after {horizon:,} epochs, four times those trained, it would be {level}, against {reached} now",
    "训练到 {horizon:,} 轮（已训练轮数的四倍）时预计为 {level}，目前为 {reached}",
)
_REACHED = Text("{reached} is what {last:n epoch} reached", "{last} 轮训练达到 {reached}")
_TOO_FEW = Text(
    "The attainable error is not measured: {seeds} of the {fewest} seeds that an interval needs",
    "无法衡量可达误差：置信区间至少需要 {fewest} 个随机种子，这里只有 {seeds} 个",
)
_AT_THE_END = Text(
    "At the end of its {last:n epoch} the test error is {reached}", "{last} 轮训练结束时测试误差为 {reached}"
)
_WHERE = Text(" ({label}; {seeds:n seed}; {condition}).", "（{label}；{seeds} 个随机种子；{condition}）。")

_NOTES: dict[How, Text] = {
    "chosen": Text(
        "The attainable error is the one at the epoch that the other seeds' validation chooses, not the lowest point "
        "of the curve, which that epoch may miss; the interval holds the noise of the choice.",
        "可达误差是其他随机种子的验证集选定的轮数处的误差，而不是曲线的最低点：选定的轮数可能偏离最低点；区间已包含这一选择的噪声。",
    ),
    "forecast": Text(
        "Foretold by rival curves fitted to the last doublings of epochs; the interval holds seeds, tested items and "
        "the choice of curve. It is said of this recipe alone: a curve may turn, or fall again, where nobody looked.",
        "由几种曲线拟合最后几次轮数加倍而外推；区间包含随机种子、测试样本和曲线选择的不确定性。这只针对此训练配置：曲线在未观察的"
        "范围内可能回升，也可能再次下降。",
    ),
    "few-epochs": Text(
        "Too few epochs to say where the curve leads: longer training may get below the level reached.",
        "训练轮数太少，无法判断曲线走向：更长的训练可能低于已达到的水平。",
    ),
    "gaps": Text(
        "Epochs are missing in the tables, so no curve is fitted: longer training may get below the level reached.",
        "表格中缺少部分轮数，因此不拟合曲线：更长的训练可能低于已达到的水平。",
    ),
    "no-validation": Text(
        "Without validation data apart from those judged, no epoch can be chosen fairly: the last epoch is given, "
        "where the error may have risen again.",
        "除用于评判的数据外没有验证数据，无法公正地选择训练轮数：这里给出最后一轮的误差，此时误差可能已经回升。",
    ),
    "schedule": Text(
        "The learning rate decays over the whole run ({schedule}), so its epochs are no shorter runs: no attainable "
        "error is read off them, only the level at the end.",
        "学习率在整个训练过程中递减（{schedule}），其中各轮不等于较短的训练：因此不推断可达误差，只给出训练结束时的水平。",
    ),
}
# What a difference says of either of its two, too.
_NOTED = ("chosen", "few-epochs", "gaps", "no-validation")

DIFFERENCE_ASKED = Text(
    "Is the attainable error of {to:n hidden layer} lower than that of {start} ({label})?",
    "{to} 个隐藏层的可达误差是否低于 {start} 个隐藏层（{label}）？",
)
_CHANGE = Text(
    "{before} % → {after} %, {difference} percentage points (95 % interval {low} to {high}{beside})",
    "{before}% → {after}%，变化 {difference} 个百分点（95% 置信区间 {low} 到 {high}{beside}）",
)
_DIFFERENCES = {
    "helps": Text(
        "The attainable error of {to:n hidden layer} is below that of {start}{less}: {change}",
        "{to} 个隐藏层的可达误差低于 {start} 个{less}：{change}",
    ),
    "hurts": Text(
        "The attainable error of {to:n hidden layer} is above that of {start}{less}: {change}",
        "{to} 个隐藏层的可达误差高于 {start} 个{less}：{change}",
    ),
    "equivalent": Text(
        "The attainable errors of {start} and {to:n hidden layer} show no practical difference: {change}, within "
        "±{margin}",
        "{start} 个和 {to} 个隐藏层的可达误差无实际差异：{change}，在 ±{margin} 之内",
    ),
    "undecided": Text(
        "Whether the attainable error of {to:n hidden layer} is below that of {start} is undecided: {change}",
        "{to} 个隐藏层的可达误差是否低于 {start} 个，尚无定论：{change}",
    ),
}
_FORETOLD_IN = Text(
    "Depths whose error still falls, however little, or may, are compared at four times the epochs trained: {depths}.",
    "误差仍在下降（哪怕很少）或可能仍在下降的层数，按已训练轮数的四倍外推后比较：{depths}。",
)


def ceiling_sentence(ceiling: Ceiling, label: Text, condition: Text) -> Text:
    """The ceiling of one architecture as a sentence.

    Args:
        ceiling: what was found.
        label: the architecture, with its depth.
        condition: the data, as `Condition.text`.
    """
    said = {}
    for language in LANGUAGES:
        numbers = _numbers(ceiling)
        parts = {
            name: _LEVEL.say(language, level=numbers[name], low=numbers[f"{name}_low"], high=numbers[f"{name}_high"])
            for name in ("level", "reached")
        }
        text, told = _text(ceiling), _FORETOLD if ceiling.how == "forecast" else _REACHED
        values = (
            numbers
            | parts
            | {"told": told.say(language, **(numbers | parts), horizon=ceiling.horizon, last=ceiling.last)}
        )
        where = _WHERE.say(language, label=label.say(language), seeds=ceiling.seeds, condition=condition.say(language))
        at = {"epoch": ceiling.epoch, "last": ceiling.last, "seeds": ceiling.seeds, "fewest": FEWEST_SEEDS}
        half, whole = ceiling.doubling or (0, 0)
        said[language] = text.say(language, **values, **at, half=half, whole=whole) + where
    return Text(**said)


def ceiling_notes(ceiling: Ceiling, schedule: str) -> tuple[Text, ...]:
    """What has to be known beside it."""
    found = [Text(**_NOTES[ceiling.how].both(schedule=schedule))] if ceiling.how in _NOTES else []
    if isfinite(ceiling.low) and not ceiling.images:
        found.append(SEEDS_ALONE)
    return tuple(found)


def difference_sentence(
    ceilings: tuple[Ceiling, Ceiling], paired: Paired, decision: Decision | None, margin: float, condition: Text
) -> Text:
    """The difference of two ceilings of one depth series as a sentence.

    Args:
        ceilings: of A and of B.
        paired: with the difference; its `error_a` and `error_b` are the ceilings.
        decision: what it says; None below 3 seeds.
        margin: percentage points.
        condition: the data.
    """
    a, b = ceilings
    said = {}
    for language in LANGUAGES:
        values: dict[str, object] = {"start": a.depth, "to": b.depth, "seeds": paired.seeds, "fewest": FEWEST_SEEDS}
        text = _TOO_FEW
        if decision and paired.estimate:
            places = Places.of(decision.low, decision.high)
            shown = {"before": places.plain(paired.error_a), "after": places.plain(paired.error_b)}
            shown |= {"low": places.signed(decision.low), "high": places.signed(decision.high)}
            shown |= {"difference": places.signed(paired.estimate.mean), "beside": beside_zero(decision, language)}
            shown_margin = bound(margin)
            values["change"] = _CHANGE.say(language, **shown)
            values["less"] = LESS.say(language, margin=shown_margin) if decision.within_margin else ""
            values["margin"], text = shown_margin, _DIFFERENCES[decision.conclusion]
        where = {"label": a.label.say(language), "seeds": paired.seeds, "condition": condition.say(language)}
        said[language] = text.say(language, **values) + _WHERE.say(language, **where)
    return Text(**said)


def difference_notes(
    ceilings: tuple[Ceiling, Ceiling], paired: Paired, decision: Decision | None, comparisons: int
) -> tuple[Text, ...]:
    """What has to be known beside it."""
    found = []
    if decision and comparisons > 1:
        found.append(Text(**SIMULTANEOUS.both(comparisons=comparisons)))
    if foretold := [ceiling.depth for ceiling in ceilings if ceiling.how == "forecast"]:
        found.append(Text(**_FORETOLD_IN.both(depths=", ".join(map(str, foretold)))))
    of_others = [_NOTES[ceiling.how] for ceiling in ceilings if ceiling.how in _NOTED]
    found += list(dict.fromkeys(of_others))
    if paired.diverged:
        found.append(Text(**DIVERGED.both(diverged=paired.diverged)))
    if decision and not all(ceiling.images for ceiling in ceilings):
        found.append(SEEDS_ALONE)
    return tuple(found)


def _text(ceiling: Ceiling) -> Text:
    if ceiling.how == "few-seeds":
        return _TOO_FEW
    if ceiling.how == "schedule":
        return _AT_THE_END
    level_is_reached = ceiling.how in ("chosen", "no-validation")
    return _CASES["nearly flat" if ceiling.case == "flat" and not level_is_reached else ceiling.case]


def _numbers(ceiling: Ceiling) -> dict[str, str]:
    """Every number of a sentence, with as many decimals as its own interval deserves."""
    shown: dict[str, str] = {}
    level = (ceiling.level, ceiling.low, ceiling.high)
    of = {"level": level, "reached": ceiling.reached, "gain": ceiling.gain, "rise": ceiling.rise}
    for name, (middle, low, high) in of.items():
        signed = name in ("gain", "rise")
        places = Places.of(low, high)
        say = places.signed if signed else places.plain
        shown |= {name: say(middle), f"{name}_low": say(low), f"{name}_high": say(high)}
    margin = ceiling.margin if isfinite(ceiling.margin) else 1.0
    return shown | {"margin": bound(margin)}
