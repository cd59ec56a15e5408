"""Does the *training* error rise with depth? Then more layers fail to train; that is no overfitting."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from layerwise.verdict.codes import DEGRADATION
from layerwise.verdict.family import Asked, conclude, unanswered
from layerwise.verdict.finding import Finding
from layerwise.verdict.question import Question
from layerwise.verdict.readings.matching import Matched, enough, matched, paired, reference
from layerwise.verdict.readings.pairs import Arm, Paired
from layerwise.verdict.readings.reading import errors, last_epoch, over_seeds
from layerwise.verdict.readings.series import DepthSeries, depth_series
from layerwise.verdict.readings.usable import read
from layerwise.verdict.tables import Tables
from layerwise.verdict.wording import Wording
from layerwise.words import Text

_WORDING = Wording(
    {
        "helps": Text(
            "{what} fits the training data better: {change}{less}{where}.",
            "{what}能更好地拟合训练数据：{change}{less}{where}。",
        ),
        "hurts": Text(
            "{what} raises the training error: more layers train worse here, which is not overfitting; "
            "{change}{less}{where}.",
            "{what}使训练误差上升：层数更多反而训练得更差，这不是过拟合；{change}{less}{where}。",
        ),
        "equivalent": Text(
            "{what} makes no practical difference to the training error: {change}; two one-sided tests put it "
            "within ±{margin}{where}.",
            "{what}，训练误差无实际差异：{change}；双单侧检验表明差值在 ±{margin} 之内{where}。",
        ),
        "undecided": Text(
            "{what}: whether the training error changes is undecided, {change}{where}. {need}",
            "{what}：训练误差是否改变尚无定论，{change}{where}。{need}",
        ),
    },
    change=Text(
        "training error {before} % → {after} %, {difference} percentage points "
        "({percent} % interval {low} to {high}{beside})",
        "训练误差 {before}% → {after}%，变化 {difference} 个百分点（{percent}% 置信区间 {low} 到 {high}{beside}）",
    ),
    seeds_alone=Text(
        "All networks of a seed learn from the same training data, and no other data is claimed: the interval holds "
        "the noise of the seeds; where folds differ by more than that, also the noise between folds, each with a "
        "learning rate of its own.",
        "同一随机种子的网络使用相同的训练数据，结论不涉及其他数据：该区间含随机种子的噪声；"
        "若各折之间的差异更大，则也含各折之间的噪声，各折的学习率是分别调出的。",
    ),
)
NEXT = Question(
    DEGRADATION,
    Text(
        "Does going from {start} to {to:n hidden layer} raise the training error ({label})?",
        "隐藏层从 {start} 个增加到 {to} 个，训练误差会上升吗（{label}）？",
    ),
    Text("Going from {start} to {to:n hidden layer}", "从 {start} 个隐藏层增加到 {to} 个"),
    kind="next",
    wording=_WORDING,
)
_ALL = Text("all networks", "全部网络")
_ASKS_ALL = Text("Does the training error rise with depth?", "训练误差会随深度上升吗？")
_RISES = Text("Whether the training error rises with depth", "训练误差是否随深度上升")
_NO_TRAINING = Text("the tables hold no training accuracy", "表格中没有训练准确率")


def degradation(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """Training error of each depth against the next, after the last epoch that both were trained for: one family.

    An estimate above 0 says that the deeper network fits its training data worse. A fall says that it fits it better,
    which is no promise for new data.

    Args:
        tables: the study.
        margin: the difference that does not matter, points; None: the usual one of the shallower one's validation
            error, as for the test error: what is too small to matter there is so here.
        level: coverage of the intervals, over new seeds, folds and their tuned rates, for all comparisons at once.

    Source: He et al. 2015, "Deep Residual Learning for Image Recognition".
    """
    steps = [(series, *step) for series in depth_series(tables) for step in series.steps]
    if steps and not np.isfinite(tables.epochs["train_accuracy"]).any():
        return [unanswered(tables, Asked(DEGRADATION, _ASKS_ALL, _RISES, _ALL, {"kind": "next"}), _NO_TRAINING)]
    measured = [_measured(tables, *step) for step in steps]
    return conclude(
        tables,
        list(_asked(steps)),
        [found for found, _ in measured],
        margin,
        level,
        [rows.left_out for _, rows in measured],
    )


def _asked(steps: list[tuple[DepthSeries, int, int]]) -> Iterator[Asked]:
    for series, start, to in steps:
        yield NEXT.asked(series.label, {**series.subject, "from": start, "to": to}, {"start": start, "to": to})


def _measured(tables: Tables, series: DepthSeries, start: int, to: int) -> tuple[Paired, Matched]:
    both = series.depths[start], series.depths[to]
    epoch = min(last_epoch(tables, runs) for runs in both)
    rows = matched(both, [read(tables, Arm(runs, epoch), "train_accuracy") for runs in both])
    a, b = (errors(tables, rows.runs[k], epoch, "train_accuracy") for k in (0, 1))
    difference = [
        errors(tables, fold[1], epoch, "train_accuracy") - errors(tables, fold[0], epoch, "train_accuracy")
        for fold in rows.folds
    ]
    estimate = over_seeds(tables, [fold[0] for fold in rows.folds], difference) if enough(rows) else None
    level = reference(tables, rows.runs[0], epoch)
    return paired(rows, estimate, a, b, level), rows
