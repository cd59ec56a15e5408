"""Where nothing was learned that holds for new data: the test error is that of always answering the commonest class."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, nan

import numpy as np
import pandas as pd

from layerwise.verdict.codes import CHANCE
from layerwise.verdict.family import UNIT
from layerwise.verdict.finding import Conclusion, Finding, Value
from layerwise.verdict.places import Places
from layerwise.verdict.possible import cut
from layerwise.verdict.readings.reading import errors, mean_error
from layerwise.verdict.readings.series import in_series
from layerwise.verdict.tables import Tables
from layerwise.verdict.wording import percent
from layerwise.words import LANGUAGES, Text

_ASKED = Text(
    "Is it better than always answering the commonest class ({label})?", "是否优于始终回答最常见的类别（{label}）？"
)
_SENTENCES: dict[Conclusion, Text] = {
    "same": Text(
        "Nothing was learned that holds for new data: the test error is {error} %{interval}, that of always answering "
        "the commonest class {chance} %, of guessing {guessing} % ({label}; {condition}).",
        "没有学到适用于新数据的东西：测试误差为 {error}%{interval}，始终回答最常见的类别为 {chance}%，"
        "随机猜测为 {guessing}%（{label}；{condition}）。",
    ),
    "undecided": Text(
        "Whether anything was learned that holds for new data is undecided: the test error is {error} %{interval}, "
        "that of always answering the commonest class {chance} %, of guessing {guessing} % ({label}; {condition}).",
        "是否学到了适用于新数据的东西尚无定论：测试误差为 {error}%{interval}，始终回答最常见的类别为 {chance}%，"
        "随机猜测为 {guessing}%（{label}；{condition}）。",
    ),
}
_INTERVAL = Text(" ({percent} % interval {low} to {high})", "（{percent}% 置信区间 {low} 到 {high}）")


def no_better_than_chance(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """The architectures that are not shown to be better than chance, each interval for itself; none where all are.

    *Same*: the mean test error at the best epochs is at chance or above; *undecided*: it is below, but its interval is
    not. Estimate, low and high are test error − chance, in percentage points; `error_a` is chance, `error_b` the test
    error. Nothing is asked where the classes of the data are not known. Where all networks of an architecture failed to
    train, theirs is the error.

    Args:
        tables: the study.
        margin: not used.
        level: coverage of the intervals.
    """
    if not isfinite(tables.condition.chance()):
        return []
    return list(_findings(tables, level))


def _findings(tables: Tables, level: float) -> Iterator[Finding]:
    chance = tables.condition.chance()
    for series, depth, networks in in_series(tables):
        runs = networks[~networks["failed"].to_numpy(bool)]
        runs = runs if len(runs) else networks.assign(failed=networks["diverged"])
        known = errors(tables, runs["run"], "best")
        if not np.isfinite(known).any():
            continue
        estimate = mean_error(tables, runs, "best") if np.isfinite(known).all() else None
        mean = estimate.mean if estimate else float(known[np.isfinite(known)].mean())
        ends = cut(estimate.interval(level)) if estimate else (nan, nan)
        if mean < chance and not ends[1] >= chance:
            continue
        subject: dict[str, Value] = {**series.subject, "depth": depth}
        yield _finding(tables, runs, series.deep(depth), subject, (mean, *ends), level)


def _finding(
    tables: Tables, runs: pd.DataFrame, label: Text, subject: dict[str, Value], found: tuple[float, float, float],
    level: float,
) -> Finding:  # fmt: skip
    chance, guessing = tables.condition.chance(), tables.condition.guessing
    mean, low, high = found
    places = Places.of(low, high)
    shown = {"error": places.plain(mean), "chance": places.plain(chance), "guessing": places.plain(guessing)}
    conclusion: Conclusion = "same" if mean >= chance else "undecided"
    said = {}
    for language in LANGUAGES:
        ends = {"low": places.plain(low), "high": places.plain(high), "percent": percent(level)}
        interval = _INTERVAL.say(language, **ends) if isfinite(low) else ""
        where = {"label": label.say(language), "condition": tables.condition.text.say(language), "interval": interval}
        said[language] = _SENTENCES[conclusion].say(language, **shown, **where)
    return Finding(
        code=CHANCE,
        question=Text(*(_ASKED.say(language, label=label.say(language)) for language in LANGUAGES)),
        estimate=mean - chance,
        low=low - chance,
        high=high - chance,
        unit=UNIT,
        seeds=len(runs),
        conclusion=conclusion,
        within_margin=False,
        p_better=nan,
        margin=nan,
        text=Text(**said),
        label=label,
        error_a=chance,
        error_b=mean,
        level=level,
        subject=subject,
        details={"guessing": guessing} if isfinite(guessing) else {},
    )
