"""Does the answer to *deeper* depend on the activation? The difference of the differences, claim C5."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from layerwise.verdict.codes import ACTIVATION
from layerwise.verdict.family import conclude
from layerwise.verdict.finding import Finding
from layerwise.verdict.question import Question
from layerwise.verdict.readings.matching import Matched, enough, matched, paired, reference
from layerwise.verdict.readings.pairs import Arm, Paired
from layerwise.verdict.readings.reading import errors, over_seeds, wrong
from layerwise.verdict.readings.series import UNKNOWN, DepthSeries, depth_series, series_by
from layerwise.verdict.readings.usable import read
from layerwise.verdict.tables import Tables
from layerwise.verdict.wording import Wording
from layerwise.words import Text

_WORDING = Wording(
    {
        "helps": Text(
            "{what} does better with the second: the answer changes with the activation. {change}{less}{where}.",
            "{what}，对后者更有利：结论随激活函数而变。{change}{less}{where}。",
        ),
        "hurts": Text(
            "{what} does better with the first: the answer changes with the activation. {change}{less}{where}.",
            "{what}，对前者更有利：结论随激活函数而变。{change}{less}{where}。",
        ),
        "equivalent": Text(
            "{what} makes no practical difference between the two. {change}; two one-sided tests put it within "
            "±{margin}{where}.",
            "{what}，两者无实际差异。{change}；双单侧检验表明差值在 ±{margin} 之内{where}。",
        ),
        "undecided": Text(
            "{what}: whether the activation matters is undecided. {change}{where}. {need}",
            "{what}：激活函数是否有影响尚无定论。{change}{where}。{need}",
        ),
    },
    change=Text(
        "The test error changes by {before} with the first and by {after} with the second, a difference of "
        "{difference} percentage points ({percent} % interval {low} to {high}{beside})",
        "测试误差的变化：前者 {before}，后者 {after}，两者相差 {difference} 个百分点"
        "（{percent}% 置信区间 {low} 到 {high}{beside}）",
    ),
    where=Text(
        " ({label}; the second gains more in {share:.0f} % of {seeds} seeds; {condition})",
        "（{label}；{seeds} 个随机种子中 {share:.0f}% 后者获益更多；{condition}）",
    ),
    calls={"helps": "differs", "hurts": "differs", "equivalent": "same"},
    signed=True,
)
INTERACTION = Question(
    ACTIVATION,
    Text(
        "Does going from {start} to {to:n hidden layer} do the same with {first} as with {second} ({label})?",
        "隐藏层从 {start} 个增加到 {to} 个，用 {first} 与用 {second} 的效果相同吗（{label}）？",
    ),
    Text(
        "Going from {start} to {to:n hidden layer} with {first} or with {second}",
        "从 {start} 个隐藏层增加到 {to} 个，用 {first} 或用 {second}",
    ),
    wording=_WORDING,
)

# With each activation the initialisation that is usual for it may go: these two belong together.
_OWN = ("activation", "initialisation")
_INITIALISED = Text(
    "Each activation starts from an initialisation of its own: {first} {of_first}, {second} {of_second}.",
    "每种激活函数使用各自的初始化：{first} 用 {of_first}，{second} 用 {of_second}。",
)


@dataclass(frozen=True, eq=False)
class _Step:
    """One step in depth with two activations."""

    first: DepthSeries
    second: DepthSeries
    start: int
    to: int


def activation(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """What each step in depth does with one activation against what it does with another: an interaction.

    (deeper − shallower with the second) − (deeper − shallower with the first), paired by seed and tested image, each
    network at its own best epoch. For every two activations, width and step: one family. `error_a` and `error_b` of its
    findings are the two changes; the conclusion is *differs*, *same* or *undecided*.

    Args:
        tables: the study.
        margin: the difference that does not matter, points; None: the usual one of the validation error of the
            shallower network with the first activation.
        level: coverage of the intervals, for all comparisons at once.
    """
    steps = list(_steps(tables))
    measured = [_measured(tables, step) for step in steps]
    asked = [
        INTERACTION.asked(
            each.first.named(each.first.part("width"), but="initialisation"),
            {name: value for name, value in each.first.subject.items() if name not in _OWN} | _names(each),
            _names(each) | {"start": each.start},
            _notes(each),
        )
        for each in steps
    ]
    left_out = [rows.left_out for _, rows in measured]
    return conclude(tables, asked, [found for found, _ in measured], margin, level, left_out)


def _names(step: _Step) -> dict[str, str | int]:
    first, second = (str(series.settings["activation"]) for series in (step.first, step.second))
    return {"first": first, "second": second, "from": step.start, "to": step.to}


def _notes(step: _Step) -> tuple[Text, ...]:
    starts = {
        f"of_{name}": each.settings["initialisation"] for name, each in (("first", step.first), ("second", step.second))
    }
    return (Text(**_INITIALISED.both(**_names(step), **starts)),) if len(set(starts.values())) > 1 else ()


def _steps(tables: Tables) -> Iterator[_Step]:
    for group in series_by(depth_series(tables), "activation", but="initialisation"):
        known = [series for value, series in group.items() if value != UNKNOWN]
        for first, second in combinations(known, 2):
            shared = {*first.steps} & {*second.steps}
            yield from (_Step(first, second, *step) for step in sorted(shared))


def _measured(tables: Tables, step: _Step) -> tuple[Paired, Matched]:
    """B − A is the second activation's change minus the first one's."""
    four = [series.depths[depth] for series in (step.first, step.second) for depth in (step.start, step.to)]
    rows = matched(four, [read(tables, Arm(runs, "best")) for runs in four])
    error = [errors(tables, rows.runs[k], "best") for k in range(4)]
    estimate = None
    if enough(rows):
        of = errors if tables.correct is None else wrong
        folds = [[of(tables, fold[k], "best") for k in range(4)] for fold in rows.folds]
        changes = [(x[3] - x[2]) - (x[1] - x[0]) for x in folds]
        estimate = over_seeds(tables, [fold[0] for fold in rows.folds], changes)
    level = reference(tables, rows.runs[0], "best")
    return paired(rows, estimate, error[1] - error[0], error[3] - error[2], level), rows
