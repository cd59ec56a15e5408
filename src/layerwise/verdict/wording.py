"""The sentences of a finding, in both languages, each with its interval and its condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from layerwise.verdict.decision import MOST_SEEDS, Decision
from layerwise.verdict.finding import Conclusion, Finding
from layerwise.verdict.layout import FEWEST_SEEDS
from layerwise.verdict.margin import bound
from layerwise.verdict.places import Places
from layerwise.verdict.readings.pairs import Paired
from layerwise.words import LANGUAGES, Language, Text

SENTENCES: dict[Conclusion, Text] = {
    "helps": Text("{what} helps: {change}{less}{where}.", "{what}有帮助：{change}{less}{where}。"),
    "hurts": Text("{what} hurts: {change}{less}{where}.", "{what}有害：{change}{less}{where}。"),
    "equivalent": Text(
        "{what} makes no practical difference: {change}; two one-sided tests put it within ±{margin}{where}.",
        "{what}，无实际差异：{change}；双单侧检验表明差值在 ±{margin} 之内{where}。",
    ),
    "undecided": Text("{what}: undecided, {change}{where}. {need}", "{what}：尚无定论，{change}{where}。{need}"),
}
UNMEASURED = Text(
    "{what}: not measured, {seeds} of the {fewest} seeds that an interval needs{where}.",
    "{what}：无法衡量，置信区间至少需要 {fewest} 个随机种子，这里只有 {seeds} 个{where}。",
)
FEW_SEEDS = Text(
    "{what}: {before} % → {after} %; no conclusion, {seeds} of the {fewest} seeds that an interval needs{where}.",
    "{what}：{before}% → {after}%；不下结论，置信区间至少需要 {fewest} 个随机种子，这里只有 {seeds} 个{where}。",
)
UNANSWERED = Text("{what}: not answered, because {why}{where}.", "{what}：无法回答，因为{why}{where}。")
CHANGE = Text(
    "test error {before} % → {after} %, {difference} percentage points ({percent} % interval {low} to {high}{beside})",
    "测试误差 {before}% → {after}%，变化 {difference} 个百分点（{percent}% 置信区间 {low} 到 {high}{beside}）",
)
# Behind an interval that holds 0 although the answer is that there is a difference.
BY_ITSELF = Text(
    " for all comparisons at once; this one by itself excludes 0", "，对全部比较同时成立；单看这一比较则不含 0"
)
LESS = Text(", by less than the margin of {margin}", "，但小于界值 {margin}")
WHERE = Text(
    " ({label}; better in {share:.0f} % of {seeds} seeds; {condition})",
    "（{label}；{seeds} 个随机种子中 {share:.0f}% 更好；{condition}）",
)
WHERE_UNMEASURED = Text(" ({label}; {condition})", "（{label}；{condition}）")
NEEDS_SEEDS = Text("About {needed:,} seeds would decide it.", "大约 {needed:,} 个随机种子可以得出定论。")
NEEDS_DATA = Text("More test data would decide it, not more seeds.", "需要更多测试数据，而不是更多随机种子。")
NEEDS_FOLDS = Text(
    "More folds would decide it, not more seeds: the folds, each with a learning rate of its own, differ too much.",
    "需要更多折，而不是更多随机种子：各折的学习率分别调出，各折之间差异太大。",
)
NEEDS_RATES = Text(
    "More tuned learning rates would decide it, not more seeds at the same ones: from one to the next the answer "
    "differs too much.",
    "需要更多次调出的学习率，而不是在相同的学习率下增加随机种子：不同学习率之间差异太大。",
)
NEEDS_MORE = Text("More than {most:,} seeds would be needed.", "需要超过 {most:,} 个随机种子。")
NEEDS_PAIRS = Text(
    "Two seeds in every fold would tell how many are needed.", "每折至少两个随机种子，才能估计需要多少个。"
)

NO_SHORTER_RUNS = Text(
    "The learning rate decays over the whole run ({schedule}), so an early epoch of a long run is not a short run: "
    "whether more epochs help is not asked, and earlier epochs are not compared.",
    "学习率在整个训练过程中递减（{schedule}），长训练中较早的一轮不等于一次短训练："
    "因此不判断增加训练轮数是否有帮助，也不比较较早的轮数。",
)

SIMULTANEOUS = Text(
    "The intervals hold for all {comparisons} comparisons of this question at once.",
    "这些置信区间对本问题的全部 {comparisons} 个比较同时成立。",
)
TOUCHES = Text(
    "The interval, widened to hold for all comparisons at once, touches 0; Holm's step-by-step correction excludes it.",
    "为使全部比较同时成立而加宽的区间触及 0；Holm 逐步校正则将其排除。",
)
ALONE = Text(
    "An interval, widened to hold for all comparisons at once, may reach past the margin although the equivalence "
    "tests, which look at each comparison alone, put the difference inside it.",
    "区间为使全部比较同时成立而加宽，因此可能超出界值；等效性检验单独针对每个比较，仍表明差值在界值之内。",
)
# The same of a question of one comparison: nothing was widened, but a one-sided test at 5 % is an interval of 90 %.
ONE_SIDED = Text(
    "The interval is one of {percent} % and reaches past the margin; the two equivalence tests are one-sided, at "
    "{percent} % each, and put the difference inside it.",
    "{percent}% 置信区间超出界值；两个等效性检验都是单侧的，各为 {percent}%，仍表明差值在界值之内。",
)
DIVERGED = Text(
    "Seeds left out because one of the two networks diverged: {diverged}.",
    "因两个网络之一发散而未计入的随机种子数：{diverged}。",
)
SEEDS_ALONE = Text(
    "The interval holds the noise of the seeds alone: which test items were answered right is not in these tables.",
    "该区间只含随机种子的噪声：这些表格没有记录每个测试样本是否答对。",
)
IDENTICAL = Text("Both were right and wrong on the very same test items.", "两者在每个测试样本上的对错完全相同。")


@dataclass(frozen=True)
class Wording:
    """The sentences of one question's answers.

    Args:
        sentences: by what the statistics decided: helps, hurts, equivalent, undecided.
        change: the difference with its interval, a part of the sentence.
        where: its end, in brackets: networks, seeds, data.
        calls: what this question calls a decision: its finding's conclusion; the decision's own name where not named.
        seeds_alone: the note where the interval holds the noise of the seeds alone.
        signed: whether what is before and after is a change itself and carries its sign.
    """

    sentences: Mapping[Conclusion, Text]
    change: Text = CHANGE
    where: Text = WHERE
    calls: Mapping[Conclusion, Conclusion] = field(default_factory=dict)
    seeds_alone: Text = SEEDS_ALONE
    signed: bool = False

    def called(self, decided: Conclusion) -> Conclusion:
        """The finding's conclusion."""
        return self.calls.get(decided, decided)


TEST_ERROR = Wording(SENTENCES)


def sentence(
    what: Text,
    label: Text,
    paired: Paired,
    decision: Decision | None,
    margin: float,
    condition: Text,
    wording: Wording = TEST_ERROR,
    level: float = 0.95,
) -> Text:
    """The answer to one comparison as a sentence.

    Args:
        what: what B does, as the sentence's subject: "Going from 1 to 2 hidden layers".
        label: the networks, e.g. "relu, width 16".
        paired: what was measured.
        decision: what it says; None below 3 seeds.
        margin: percentage points.
        condition: the data, as `Condition.text`.
        wording: the sentences to choose from.
        level: coverage of the interval.
    """
    filled = {}
    for language in LANGUAGES:
        at = {"label": label.say(language), "seeds": paired.seeds, "condition": condition.say(language)}
        where = (wording.where if decision else WHERE_UNMEASURED).say(language, share=100 * paired.p_better, **at)
        values = {"what": what.say(language), "where": where, "seeds": paired.seeds, "fewest": FEWEST_SEEDS}
        if decision:
            values |= _values(paired, decision, margin, language, wording, level)
        elif isfinite(paired.error_a) and isfinite(paired.error_b) and not wording.signed:
            values |= {"before": f"{paired.error_a:.1f}", "after": f"{paired.error_b:.1f}"}
        few = FEW_SEEDS if "before" in values else UNMEASURED
        text = wording.sentences[decision.conclusion] if decision else few
        filled[language] = text.say(language, **values)
    return Text(**{language: text.rstrip() for language, text in filled.items()})


def unanswered_sentence(what: Text, label: Text, why: Text, condition: Text) -> Text:
    """Why a question is not answered, as a sentence."""
    filled = {}
    for language in LANGUAGES:
        where = WHERE_UNMEASURED.say(language, label=label.say(language), condition=condition.say(language))
        filled[language] = UNANSWERED.say(language, what=what.say(language), why=why.say(language), where=where)
    return Text(**filled)


def notes(
    paired: Paired,
    decision: Decision | None,
    comparisons: int,
    margin: float,
    wording: Wording = TEST_ERROR,
    level: float = 0.95,
) -> tuple[Text, ...]:
    """What has to be known beside the sentence."""
    found = []
    if decision and comparisons > 1:
        found.append(_filled(SIMULTANEOUS, comparisons=comparisons))
    if decision and touches(decision.conclusion, decision.low, decision.high):
        found.append(TOUCHES)
    if decision and decision.conclusion == "equivalent" and max(-decision.low, decision.high) > margin:
        found.append(ALONE if comparisons > 1 else _filled(ONE_SIDED, percent=percent(level)))
    if paired.diverged:
        found.append(_filled(DIVERGED, diverged=paired.diverged))
    if paired.estimate and not paired.estimate.images:
        found.append(wording.seeds_alone)
    if paired.estimate and paired.estimate.images and paired.estimate.variance == 0 == paired.estimate.mean:
        found.append(IDENTICAL)
    return tuple(found)


def _values(
    paired: Paired, decision: Decision, margin: float, language: Language, wording: Wording, level: float
) -> dict[str, str]:
    assert paired.estimate is not None
    places = Places.of(decision.low, decision.high)
    written = places.signed if wording.signed else places.plain
    change = wording.change.say(
        language,
        before=written(paired.error_a),
        after=written(paired.error_b),
        difference=places.signed(paired.estimate.mean),
        low=places.signed(decision.low),
        high=places.signed(decision.high),
        percent=percent(level),
        beside=beside_zero(decision, language),
    )
    shown = bound(margin)
    less = LESS.say(language, margin=shown) if decision.within_margin else ""
    return {"change": change, "margin": shown, "less": less, "need": _need(paired, decision).say(language)}


def touches(conclusion: Conclusion, low: float, high: float) -> bool:
    """Whether an interval holds 0 although Holm's correction excludes it: the answer is that there is a difference."""
    return conclusion in ("helps", "hurts") and low <= 0 <= high


def beside_zero(decision: Decision | Finding, language: Language) -> str:
    """What stands behind the ends of an interval that holds 0 although the answer is a difference; else nothing."""
    return BY_ITSELF.say(language) if touches(decision.conclusion, decision.low, decision.high) else ""


def percent(level: float) -> str:
    """A level as people write it: "95", "98.75"."""
    return f"{100 * level:g}"


def _need(paired: Paired, decision: Decision) -> Text:
    assert paired.estimate is not None
    if decision.needed_seeds:
        return _filled(NEEDS_SEEDS, needed=_about(decision.needed_seeds))
    if decision.more_images:
        return NEEDS_DATA
    if decision.more_rates:
        return NEEDS_FOLDS if paired.estimate.folds > 1 else NEEDS_RATES
    return NEEDS_MORE_FILLED if isfinite(paired.estimate.image_variance) else NEEDS_PAIRS


def _about(seeds: int) -> int:
    """Two significant digits: what an estimate of a variance can tell."""
    unit = 10 ** max(0, len(str(seeds)) - 2)
    return round(seeds / unit) * unit


def _filled(text: Text, **values: object) -> Text:
    return Text(**text.both(**values))


NEEDS_MORE_FILLED = _filled(NEEDS_MORE, most=MOST_SEEDS)
