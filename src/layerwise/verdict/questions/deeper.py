"""Do more layers lower the test error? Each next depth, and the depth that validation chooses against one layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from layerwise.verdict.codes import DEEPER
from layerwise.verdict.family import Comparison, answer, unanswered
from layerwise.verdict.finding import Finding, Value
from layerwise.verdict.question import Question
from layerwise.verdict.readings.pairs import Arm
from layerwise.verdict.readings.reading import errors, sound_folds
from layerwise.verdict.readings.series import DepthSeries, depth_series
from layerwise.verdict.tables import Tables
from layerwise.words import Text

NEXT = Question(
    DEEPER,
    Text(
        "Does going from {start} to {to:n hidden layer} change the test error ({label})?",
        "隐藏层从 {start} 个增加到 {to} 个，测试误差会变吗（{label}）？",
    ),
    Text("Going from {start} to {to:n hidden layer}", "从 {start} 个隐藏层增加到 {to} 个"),
    kind="next",
)
BEST = Question(
    DEEPER,
    Text(
        "Does the best of the deeper networks change the test error against {start:n hidden layer} ({label})?",
        "与 {start} 个隐藏层相比，更深的网络中最好的一个会改变测试误差吗（{label}）？",
    ),
    Text(
        "Taking {to:n hidden layer}, the best of the deeper networks by validation, instead of {start}",
        "采用验证集上最好的更深网络（{to} 个隐藏层）而不是 {start} 个",
    ),
    kind="best",
)
_CHOSEN = Text(
    "The depth was chosen by validation error; the interval holds for whichever of the {deeper} deeper networks had "
    "been chosen.",
    "深度由验证误差选出；无论在 {deeper} 个更深的网络中选出哪一个，该区间都成立。",
)
_ANY = Text("Taking the best of the deeper networks", "采用更深网络中最好的一个")
_NO_VALIDATION = Text(
    "no deeper network has a validation error to be chosen by", "没有一个更深的网络有可用于选择的验证误差"
)


def deeper(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """Each depth against the next, then the best depth against the shallowest with a hidden layer.

    Each network is read at its own best epoch. An estimate below 0 says that the deeper network errs less.

    Args:
        tables: the study; networks whose layers differ in width are in no series, see `levels.uneven_levels`.
        margin: the difference that does not matter, percentage points; None: the usual one of the shallower one's
            validation error.
        level: coverage of the intervals, for all comparisons of a kind at once.
    """
    return [*next_depth(tables, margin, level), *best_depth(tables, margin, level)]


def next_depth(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """Each depth against the next one measured, for each width and activation: one family."""
    steps = [(series, *step) for series in depth_series(tables) for step in series.steps]
    return answer(tables, [_comparison(NEXT, *step) for step in steps], margin, level)


def best_depth(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """The depth that validation chooses against the shallowest with a hidden layer, for each width and activation.

    The same seeds choose and are judged, and a seed that is lucky on validation rows is so on test rows too. So all
    depths that could have been chosen are in the family, whichever is: its intervals hold under any choice.
    """
    candidates = [(series, *pair) for series in depth_series(tables) for pair in against_the_shallowest(series)]
    found = answer(tables, [_comparison(BEST, *each) for each in candidates], margin, level)
    chosen = {id(series): chosen_depth(tables, series) for series, _, _ in candidates}
    answers = [finding for (series, _, to), finding in zip(candidates, found, strict=True) if chosen[id(series)] == to]
    return [*answers, *_unchosen(tables)]


def against_the_shallowest(series: DepthSeries) -> list[tuple[int, int]]:
    """The shallowest depth with a hidden layer and each deeper one: (1, 2), (1, 3), …"""
    first, *rest = [depth for depth in series.depths if depth] or [0]
    return [(first, depth) for depth in rest]


def chosen_depth(tables: Tables, series: DepthSeries) -> int | None:
    """Of the depths beyond the shallowest the one of least mean validation error, of equals the shallowest.

    Returns:
        None where there is no such depth, or no validation error of any.
    """
    levels = {depth: _validation_error(tables, series, depth) for _, depth in against_the_shallowest(series)}
    known = {depth: error for depth, error in levels.items() if np.isfinite(error)}
    return min(known, key=lambda depth: known[depth]) if known else None


def _validation_error(tables: Tables, series: DepthSeries, depth: int) -> float:
    """Mean over folds at the best epochs; NaN where no network has one or more than half of them diverged."""
    runs = series.depths[depth]
    if runs["failed"].mean() > 0.5:
        return float("nan")
    folds = [errors(tables, fold, "best", "val_accuracy") for fold in sound_folds(runs)]
    means = [float(fold[np.isfinite(fold)].mean()) for fold in folds if np.isfinite(fold).any()]
    return float(np.mean(means)) if means else float("nan")


def _comparison(question: Question, series: DepthSeries, start: int, to: int) -> Comparison:
    subject: dict[str, Value] = {**series.subject, "from": start, "to": to}
    arms = Arm(series.depths[start], "best"), Arm(series.depths[to], "best")
    others = len(against_the_shallowest(series))
    notes = (Text(**_CHOSEN.both(deeper=others)),) if question is BEST and others > 1 else ()
    return question.of(series.label, subject, {"start": start, "to": to}, arms, notes)


def _unchosen(tables: Tables) -> Iterator[Finding]:
    for series in depth_series(tables):
        if (pairs := against_the_shallowest(series)) and chosen_depth(tables, series) is None:
            start = pairs[0][0]
            asked = BEST.asked(series.label, {**series.subject, "from": start}, {"start": start, "to": 0})
            yield unanswered(tables, replace(asked, what=_ANY), _NO_VALIDATION)
