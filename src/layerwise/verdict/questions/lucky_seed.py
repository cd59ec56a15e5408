"""Is a lucky seed's lead real? The spread over seeds, split into true differences and the luck of the test images."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan, sqrt

import pandas as pd

from layerwise.verdict.codes import LUCKY_SEED
from layerwise.verdict.decision import holm
from layerwise.verdict.family import Asked, unanswered
from layerwise.verdict.finding import Conclusion, Finding
from layerwise.verdict.margin import bound, usual_margin
from layerwise.verdict.places import Places
from layerwise.verdict.question import Question
from layerwise.verdict.readings.reading import errors, sound_folds, wrong
from layerwise.verdict.readings.series import in_series
from layerwise.verdict.seed_variance import FEWEST_SEEDS_A_FOLD, SeedVariance, seed_variance
from layerwise.verdict.tables import Tables
from layerwise.verdict.wording import SIMULTANEOUS, percent
from layerwise.words import LANGUAGES, Text

UNIT = "squared percentage points"
QUESTION = Question(
    LUCKY_SEED,
    Text(
        "Do the seeds truly differ, or were some only lucky with their test data ({label})?",
        "不同随机种子确有差别，还是只是在测试数据上碰巧运气好（{label}）？",
    ),
    Text("The spread over seeds", "随机种子之间的差异"),
)
_SENTENCES: dict[Conclusion, Text] = {
    "differs": Text(
        "Seeds truly differ: part of a lucky seed's lead stays on new data. {numbers}",
        "随机种子确有差别：幸运种子的领先在新数据上会保留一部分。{numbers}",
    ),
    "same": Text(
        "The true differences between seeds are small: their standard deviation is below the margin of {margin} "
        "points, by a one-sided test of these networks alone. {numbers}",
        "随机种子之间的真实差别很小：单独针对这些网络的单侧检验表明，其标准差小于界值 {margin} 个百分点。{numbers}",
    ),
    "undecided": Text(
        "Whether a lucky seed's lead is more than luck with its test data is undecided. {numbers}",
        "幸运种子的领先是否不只是测试数据上的运气，尚无定论。{numbers}",
    ),
}
_NUMBERS = Text(
    "The test error of {mean} % has a standard deviation of {seen} points over {seeds} seeds, and {sampling} would "
    "come from the choice of test data alone; the variance that is left is {true} squared points ({percent} % interval "
    "{low} to {high}{beside}), a true standard deviation between {sd_low} and {sd_high} points ({label}; {condition}).",
    "测试误差为 {mean}%，标准差为 {seen} 个百分点（{seeds} 个随机种子），其中仅测试数据的选取就会造成 {sampling}；"
    "剩余方差为 {true} 平方百分点（{percent}% 置信区间 {low} 到 {high}{beside}），"
    "即真实标准差在 {sd_low} 与 {sd_high} 个百分点之间（{label}；{condition}）。",
)
_EXCLUDED = Text(
    ", made wide for seeds far from the others; a test against no difference excludes 0",
    "，为个别远离其他的随机种子而放宽；针对“毫无差别”的检验则排除 0",
)
_ALL = Text("all networks", "全部网络")
_TOO_FEW = Text(
    "{fewest} seeds are needed on the same test data and there are {seeds}",
    "同一份测试数据上需要 {fewest} 个随机种子，而这里只有 {seeds} 个",
)
_NO_IMAGES = Text("which test items were answered right is not in these tables", "这些表格没有记录每个测试样本是否答对")
_ONE_SET = Text(
    "Of this test data and this training data: other seeds are claimed, other training data is not.",
    "针对这份测试数据和这份训练数据：结论适用于其他随机种子，不适用于其他训练数据。",
)
_NEGATIVE = Text(
    "A variance below 0 is shown as it was estimated: the spread is less than the choice of test data makes.",
    "低于 0 的方差按估计值原样给出：观察到的差异小于测试数据选取造成的差异。",
)
_TOUCHES = Text(
    "The interval allows for seeds that fall far from the others and touches 0; the test against no difference at all "
    "excludes it.",
    "该区间考虑了个别随机种子远离其他种子的情形，因而触及 0；针对“毫无差别”的检验则将其排除。",
)
_DIVERGED = Text("Seeds left out because they diverged: {diverged}.", "因发散而未计入的随机种子数：{diverged}。")


def lucky_seed(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """The true variance of the test error over seeds, for each architecture at its best epochs: one family.

    *Differs*: it is above 0 after Holm's correction. *Same*: the true standard deviation is below the margin, by a
    one-sided test. Estimate, low and high are variances, in squared percentage points; negative ones are shown as they
    are. `details` holds the standard deviations in points.

    Args:
        tables: the study.
        margin: the standard deviation that does not matter, points; None: the usual one of the validation error.
        level: coverage of the intervals, for all architectures at once.
    """
    asked = [
        (QUESTION.asked(series.deep(depth), {**series.subject, "depth": depth}, {}), networks)
        for series, depth, networks in in_series(tables)
    ]
    split = [_split(tables, networks) for _, networks in asked]
    measured = [each for each in split if each]
    if asked and not measured:
        best = max((networks for _, networks in asked), key=_seeds_on_one_test_set)
        return [unanswered(tables, QUESTION.asked(_ALL, {}, {}), _why(tables, best))]
    adjusted = iter(holm([each.p_value() for each in measured]))
    return [
        _finding(tables, each, networks, found, margin, len(measured), level, float(next(adjusted)))
        if found
        else unanswered(tables, each, _why(tables, networks))
        for (each, networks), found in zip(asked, split, strict=True)
    ]


def _split(tables: Tables, networks: pd.DataFrame) -> SeedVariance | None:
    folds = [fold for fold in sound_folds(networks) if len(fold) >= FEWEST_SEEDS_A_FOLD]
    whole = len(folds) == len(set(networks["fold"]))
    if tables.correct is None or not folds or not whole:
        return None
    return seed_variance([wrong(tables, fold, "best") for fold in folds])


def _why(tables: Tables, networks: pd.DataFrame) -> Text:
    if tables.correct is None:
        return _NO_IMAGES
    return Text(**_TOO_FEW.both(fewest=FEWEST_SEEDS_A_FOLD, seeds=_seeds_on_one_test_set(networks)))


def _seeds_on_one_test_set(networks: pd.DataFrame) -> int:
    return min((len(fold) for fold in sound_folds(networks)), default=0)


def _finding(
    tables: Tables,
    asked: Asked,
    networks: pd.DataFrame,
    found: SeedVariance,
    margin: float | None,
    comparisons: int,
    level: float,
    p_value: float,
) -> Finding:
    low, high = found.interval(level, comparisons)
    small = _margin(tables, networks, found) if margin is None else margin
    # One-sided, as in a test of equivalence: of the interval of 2·level − 1 the upper end.
    below = found.interval(2 * level - 1)[1] < small**2
    conclusion: Conclusion = "undecided"
    if p_value < 1 - level and found.true > 0:
        conclusion = "differs"
    elif below:
        conclusion = "same"
    return Finding(
        code=asked.code,
        question=asked.question,
        estimate=found.true,
        low=low,
        high=high,
        unit=UNIT,
        seeds=found.seeds,
        conclusion=conclusion,
        within_margin=below,
        p_better=nan,
        margin=small,
        text=_sentence(tables, asked, found, (low, high), conclusion, small, level),
        label=asked.label,
        error_a=found.mean,
        images=found.images,
        comparisons=comparisons,
        level=level,
        subject=asked.subject,
        notes=tuple(_notes(networks, found, comparisons, conclusion, low)),
        details=_deviations(found, low, high),
    )


def _margin(tables: Tables, networks: pd.DataFrame, found: SeedVariance) -> float:
    validation = [float(errors(tables, fold, "best", "val_accuracy").mean()) for fold in sound_folds(networks)]
    reference = sum(validation) / len(validation)
    return usual_margin(reference if reference == reference else found.mean)


def _deviations(found: SeedVariance, low: float, high: float) -> dict[str, float]:
    """Standard deviations, percentage points; of a negative variance 0."""
    variances = {"seen": found.seen, "sampling": found.sampling, "true": found.true, "low": low, "high": high}
    return {f"sd_{name}": sqrt(max(0.0, variance)) for name, variance in variances.items()}


def _sentence(
    tables: Tables,
    asked: Asked,
    found: SeedVariance,
    ends: tuple[float, float],
    conclusion: Conclusion,
    margin: float,
    level: float,
) -> Text:
    deviations = {name: Places(2).plain(value) for name, value in _deviations(found, *ends).items()}
    places = Places.of(*ends, least=2 if ends[1] - ends[0] >= 0.2 else 3)
    shown = {
        **deviations,
        "mean": Places(1).plain(found.mean),
        "seen": deviations["sd_seen"],
        "sampling": deviations["sd_sampling"],
        "seeds": found.seeds,
        "percent": percent(level),
    }
    for name, value in (("true", found.true), ("low", ends[0]), ("high", ends[1])):
        shown[name] = places.plain(value)
    told = {}
    for language in LANGUAGES:
        place = {"label": asked.label.say(language), "condition": tables.condition.text.say(language)}
        beside = _EXCLUDED.say(language) if conclusion == "differs" and ends[0] <= 0 else ""
        numbers = _NUMBERS.say(language, **shown, **place, beside=beside)
        told[language] = _SENTENCES[conclusion].say(language, numbers=numbers, margin=bound(margin))
    return Text(**told)


def _notes(
    networks: pd.DataFrame, found: SeedVariance, comparisons: int, conclusion: Conclusion, low: float
) -> Iterator[Text]:
    yield _ONE_SET
    if comparisons > 1:
        yield Text(**SIMULTANEOUS.both(comparisons=comparisons))
    if found.true < 0:
        yield _NEGATIVE
    if conclusion == "differs" and low <= 0:
        yield _TOUCHES
    if diverged := int(networks["diverged"].sum()):
        yield Text(**_DIVERGED.both(diverged=diverged))
