"""What is known of networks with fewer seeds than an interval needs: the numbers themselves, and no conclusion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite, nan

import numpy as np
import pandas as pd

from layerwise.verdict.codes import OBSERVED
from layerwise.verdict.finding import Finding
from layerwise.verdict.layout import FEWEST_SEEDS
from layerwise.verdict.readings.reading import PERCENT
from layerwise.verdict.readings.series import DepthSeries, in_series
from layerwise.verdict.tables import Tables
from layerwise.words import LANGUAGES, Language, Text

_ASKED = Text("What do the runs show ({label})?", "这些运行给出了哪些数值（{label}）？")
_SENTENCE = Text(
    "{label}: {parts}. No conclusion from {seeds:n run}: an interval needs at least {fewest} seeds, {more} more "
    "({condition}).",
    "{label}：{parts}。{seeds} 次运行不足以下结论：置信区间至少需要 {fewest} 个随机种子，还差 {more} 个"
    "（{condition}）。",
)
_END = Text("test error {error:.1f} % after epoch {last}", "第 {last} 轮后的测试误差 {error:.1f}%")
_VALUE = Text("test error {error:.1f} %", "测试误差 {error:.1f}%")
_ONE_VALIDATION = Text("validation error {end:.1f} %", "验证误差 {end:.1f}%")
_VALIDATION = Text(
    "validation error {first:.1f} % after epoch {start}, lowest {least:.1f} % after epoch {best}, {end:.1f} % after "
    "epoch {last}",
    "验证误差：第 {start} 轮 {first:.1f}%，第 {best} 轮最低，为 {least:.1f}%，第 {last} 轮 {end:.1f}%",
)
_STILL_FALLS = Text(
    "validation error {first:.1f} % after epoch {start}, lowest after the last epoch, {last} ({end:.1f} %)",
    "验证误差：第 {start} 轮 {first:.1f}%，在最后一轮（第 {last} 轮）最低，为 {end:.1f}%",
)
_GAP = Text(
    "training accuracy {train:.1f} %, {gap:.1f} points above that on {other} data",
    "训练准确率 {train:.1f}%，比{other}数据高 {gap:.1f} 个百分点",
)
_BELOW = Text(
    "training accuracy {train:.1f} %, {gap:.1f} points below that on {other} data",
    "训练准确率 {train:.1f}%，比{other}数据低 {gap:.1f} 个百分点",
)
_OTHER = {"test": Text("test", "测试"), "validation": Text("validation", "验证")}
_RISES = Text(
    "validation loss lowest after epoch {best} ({least:.3g}), {rise:.3g} higher after epoch {last} ({end:.3g})",
    "验证损失在第 {best} 轮最低（{least:.3g}），到第 {last} 轮升高 {rise:.3g}（{end:.3g}）",
)
_FALLS = Text(
    "validation loss lowest after the last epoch, {last} ({least:.3g})",
    "验证损失在最后一轮（第 {last} 轮）最低（{least:.3g}）",
)


@dataclass(frozen=True)
class _Course:
    """A measure from its first known epoch to its last, as the mean over the runs."""

    start: int
    best: int
    last: int
    first: float
    least: float
    end: float

    @classmethod
    def of(cls, tables: Tables, runs: pd.Series, measure: str) -> _Course | None:
        """None where no epoch has a number of it in all of the runs."""
        values = tables.of_runs(measure, runs)
        known = np.isfinite(values).all(0)
        if not known.any():
            return None
        epochs, mean = tables.curves(measure).columns.to_numpy(np.int64)[known], values[:, known].mean(0)
        if measure.endswith("_accuracy"):
            mean = PERCENT * (1 - mean)
        best = int(mean.argmin())
        ends = int(epochs[0]), int(epochs[best]), int(epochs[-1])
        return cls(*ends, float(mean[0]), float(mean[best]), float(mean[-1]))

    def numbers(self, name: str) -> dict[str, float]:
        """By name, for programs."""
        told = {"first": self.first, "lowest": self.least, "last": self.end, "rise": self.end - self.least}
        epochs = {"first_epoch": self.start, "lowest_epoch": self.best, "last_epoch": self.last}
        return {f"{name}_{key}": float(value) for key, value in {**told, **epochs}.items()}


def observed(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """The numbers of each network with one or two sound seeds: undecided, without an estimate.

    Code "observed". `details` has, as far as the tables tell it, of test and validation error (percentage points) and
    of validation loss the first, lowest and last value, their epochs and the rise from the lowest to the last
    (`val_loss_rise`, …), `train_accuracy` after the last epoch (percent) and `gap`, what it exceeds the accuracy on
    judged data by (percentage points). `error_a` is the lowest validation error, `error_b` the test error after the
    last epoch, `needed_seeds` what an interval needs.

    Args:
        tables: the study.
        margin: without a meaning here: nothing is concluded.
        level: likewise.
    """
    return list(_findings(tables))


def _findings(tables: Tables) -> Iterator[Finding]:
    for series, depth, runs in in_series(tables):
        sound = runs["run"][~runs["diverged"].to_numpy(bool)]
        if 0 < len(sound) < FEWEST_SEEDS and (courses := _courses(tables, sound)):
            yield _finding(tables, series, depth, sound, courses)


def _courses(tables: Tables, runs: pd.Series) -> dict[str, _Course]:
    """What is known of these networks, by name; nothing where no error on other data than the training data is."""
    of_test = {} if tables.condition.judged == "validation" else {"test_error": "test_accuracy"}
    measures = {**of_test, "val_error": "val_accuracy", "val_loss": "val_loss", "train_error": "train_accuracy"}
    known = {name: course for name, column in measures.items() if (course := _Course.of(tables, runs, column))}
    return known if {"test_error", "val_error"} & set(known) else {}


def _finding(tables: Tables, series: DepthSeries, depth: int, runs: pd.Series, courses: dict[str, _Course]) -> Finding:
    known = {name: course for name, course in courses.items() if name != "train_error"}
    details = {key: value for name, course in known.items() for key, value in course.numbers(name).items()}
    reached = known.get("test_error") or known["val_error"]
    if train := courses.get("train_error"):
        details |= {"train_accuracy": PERCENT - train.end, "gap": reached.end - train.end}
    label = series.deep(depth)
    parts = {each: _parts(tables, known, details, each) for each in LANGUAGES}
    said = (
        _SENTENCE.say(
            each, label=label.say(each), parts=parts[each], condition=tables.condition.text.say(each),
            seeds=len(runs), fewest=FEWEST_SEEDS, more=FEWEST_SEEDS - len(runs),
        )
        for each in LANGUAGES
    )  # fmt: skip
    return Finding(
        code=OBSERVED, question=Text(*(_ASKED.say(each, label=label.say(each)) for each in LANGUAGES)),
        estimate=nan, low=nan, high=nan, unit="percentage points", seeds=len(runs), conclusion="undecided",
        within_margin=False, p_better=nan, margin=nan, text=Text(*said), label=label,
        error_a=details.get("val_error_lowest", nan), error_b=reached.end, comparisons=0,
        needed_seeds=FEWEST_SEEDS, subject={**series.subject, "depth": depth}, details=details,
    )  # fmt: skip


def _parts(tables: Tables, known: dict[str, _Course], details: dict[str, float], language: Language) -> str:
    """What is known, as the parts of one sentence."""
    said = []
    if test := known.get("test_error"):
        said.append((_VALUE if tables.condition.finished else _END).say(language, error=test.end, last=test.last))
    if (validation := known.get("val_error")) and (validation.start < validation.last or not test):
        text = _VALIDATION if validation.best < validation.last else _STILL_FALLS
        text = text if validation.start < validation.last else _ONE_VALIDATION
        said.append(text.say(language, **vars(validation)))
    if isfinite(gap := details.get("gap", nan)):
        other = _OTHER["test" if test else "validation"].say(language)
        text = _GAP if gap >= 0 else _BELOW
        said.append(text.say(language, train=details["train_accuracy"], gap=abs(gap), other=other))
    if (loss := known.get("val_loss")) and loss.start < loss.last:
        text = _RISES if loss.end > loss.least else _FALLS
        said.append(text.say(language, **vars(loss), rise=loss.end - loss.least))
    return ("; " if language == "en" else "；").join(said)
