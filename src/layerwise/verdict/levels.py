"""Levels with their intervals: test error by depth and epochs, training against test accuracy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite, nan
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.layout import FEWEST_SEEDS, Estimate
from layerwise.verdict.margin import usual_margin
from layerwise.verdict.possible import ANYTHING, SHARE, cut
from layerwise.verdict.readings.reading import (
    PERCENT,
    When,
    errors,
    last_epoch,
    mean_error,
    over_seeds,
    sound_folds,
    told_of,
    wrong,
)
from layerwise.verdict.readings.series import DepthSeries, depth_series, uneven_shapes
from layerwise.verdict.tables import Tables

_SPREAD = ("failed", "median", "least", "most")
_EACH = ("train_each", "test_each")
_NAMES = ("series", "series_zh", "activation", "width", "depth")


def shown_epochs(last: int) -> list[int]:
    """1, 2, 5, 10, 20, 50, 100, … and the last: the columns of a table by epochs."""
    steps = [step * 10**power for power in range(9) for step in (1, 2, 5)]
    return [epoch for epoch in steps if epoch < last] + [last]


def depth_by_epochs(tables: Tables, level: float = 0.95) -> pd.DataFrame:
    """Mean test error of each architecture after 1, 2, 5, 10, 20, 50, 100, … epochs and the last.

    The intervals hold the noise of seeds and of tested images (of seeds alone where correctness is not known), each for
    itself. Where one of these epochs was not recorded, the nearest recorded one is given, under its own number. Of a
    decaying learning rate only the last epoch is given: the others are no shorter runs.

    Returns:
        A row an architecture and epoch: series (its label), series_zh, activation, width, depth, epoch, seeds, and
        error, low, high (percentage points; low and high NaN below 3 seeds),
        all of the networks that trained, seeds of them (where none did, of all); failed,
        how many did not; and median, least and most of ALL networks with a number there, failed ones among them.
    """
    rows = [row for series in depth_series(tables) for row in _errors(tables, series, level)]
    return pd.DataFrame(rows, columns=[*_NAMES, "epoch", "error", "low", "high", "seeds", *_SPREAD])


def train_against_test(tables: Tables, level: float = 0.95) -> pd.DataFrame:
    """Training and test accuracy of each architecture, after its last epoch and at its networks' best epochs.

    The interval of the training accuracy is over seeds, those of the test accuracy and of the gap over seeds and tested
    images.

    Returns:
        A row an architecture and moment: series, series_zh, activation, width, depth, at ("best" or "last"), epoch
        (mean over seeds; NaN where runs are one value each), seeds, and train, test (percent) and gap = train − test
        (percentage points), each with …_low and …_high (these NaN below 3 seeds); margin, the gap that does not matter:
        the usual one of the validation error at that epoch, of the test error where the tables have no validation;
        failed, how many networks failed to train and are left out; chance, the test error of always answering the
        commonest class (NaN where not known); and train_each and test_each, the accuracy of each seed (percent).
    """
    return _train_against_test(tables, depth_series(tables), level)


def uneven_levels(tables: Tables, level: float = 0.95) -> pd.DataFrame:
    """`train_against_test` of the architectures whose layers differ in width, which are in no depth series."""
    return _train_against_test(tables, uneven_shapes(tables), level)


def _train_against_test(tables: Tables, architectures: list[DepthSeries], level: float) -> pd.DataFrame:
    rows = [row for series in architectures for row in _accuracies(tables, series, level)]
    measures = [f"{name}{end}" for name in ("train", "test", "gap") for end in ("", "_low", "_high")]
    return pd.DataFrame(
        rows, columns=[*_NAMES, "at", "epoch", *measures, "margin", "seeds", "failed", "chance", *_EACH]
    )


def _named(series: DepthSeries, depth: int) -> dict[str, object]:
    label = series.label
    settings = {name: series.settings[name] for name in ("activation", "width")}
    return {"series": label.en, "series_zh": label.zh, **settings, "depth": depth}


def _errors(tables: Tables, series: DepthSeries, level: float) -> Iterator[dict[str, object]]:
    for depth, every in series.depths.items():
        runs = told_of(every)
        last = last_epoch(tables, runs)
        wanted = shown_epochs(last) if tables.prefixes_are_runs else [last]
        if tables.correct is not None:
            wanted = sorted({tables.correct.nearest(epoch) for epoch in wanted})
        for epoch in wanted:
            error = mean_error(tables, runs, epoch) or _mean(
                [errors(tables, fold, epoch) for fold in sound_folds(runs)]
            )
            seeds = int((~every["failed"]).sum())
            told = {"epoch": epoch, "seeds": seeds} | spread(tables, every, epoch)
            yield _named(series, depth) | _bounded("error", "", error, level) | told


def _accuracies(tables: Tables, series: DepthSeries, level: float) -> Iterator[dict[str, object]]:
    for depth, every in series.depths.items():
        runs = told_of(every)
        moments: tuple[tuple[str, int | Literal["best"]], ...] = (("best", "best"), ("last", last_epoch(tables, runs)))
        for at, when in moments:
            train, test, gap = _train_test_gap(tables, sound_folds(runs), when)
            chosen = runs.loc[~runs["failed"], "best_epoch"].mean()
            epoch = nan if tables.condition.finished else chosen if when == "best" else float(when)
            row = _named(series, depth) | {"at": at, "epoch": epoch}
            for name, estimate in (("train", train), ("test", test), ("gap", gap)):
                row |= _bounded(name, f"{name}_", estimate, level)
            failed = int(every["failed"].sum())
            row |= {f"{part}_each": each_of(tables, runs, when, f"{part}_accuracy") for part in ("train", "test")}
            row |= {"seeds": len(every) - failed, "failed": failed, "chance": tables.condition.chance()}
            yield row | {"margin": _margin(tables, sound_folds(runs), when)}


def each_of(tables: Tables, runs: pd.DataFrame, when: When, measure: str) -> tuple[float, ...]:
    """The accuracy of each network that levels are given of, percent; without those that have none."""
    known = PERCENT - errors(tables, runs.loc[~runs["failed"].to_numpy(bool), "run"], when, measure)
    return tuple(known[np.isfinite(known)].tolist())


def spread(tables: Tables, runs: pd.DataFrame, when: When) -> dict[str, int | float]:
    """What a mean does not tell of some networks: how many failed, and median, least and most of all their errors."""
    known = errors(tables, runs["run"], when)
    known = known[np.isfinite(known)]
    median, least, most = (float(of(known)) if len(known) else nan for of in (np.median, np.min, np.max))
    return {"failed": int(runs["failed"].sum()), "median": median, "least": least, "most": most}


def misleads(row: Mapping[str, Any]) -> bool:
    """Whether mean ± interval would mislead of a row of `depth_by_epochs`: networks failed, or the spread is lopsided.

    Lopsided: the median of all lies outside the interval of the mean, or a symmetric interval would leave 0 … 100 %.
    """
    reach = max(row["high"] - row["error"], row["error"] - row["low"])
    beyond = row["error"] - reach < 0 or row["error"] + reach > PERCENT
    return bool(row["failed"] or (isfinite(reach) and (beyond or not row["low"] <= row["median"] <= row["high"])))


def _margin(tables: Tables, folds: list[pd.Series], when: When) -> float:
    validation, test = (
        _mean([errors(tables, fold, when, f"{part}_accuracy") for fold in folds]) for part in ("val", "test")
    )
    return usual_margin(validation if isfinite(validation) else test)


def _train_test_gap(tables: Tables, folds: list[pd.Series], when: When) -> tuple[Estimate | float, ...]:
    """Training accuracy and test accuracy, percent, and the first minus the second."""
    train = [PERCENT - errors(tables, fold, when, "train_accuracy") for fold in folds]
    test = [PERCENT - errors(tables, fold, when) for fold in folds]
    gap = [of_train - of_test for of_train, of_test in zip(train, test, strict=True)]
    if sum(map(len, folds)) < FEWEST_SEEDS:
        return _mean(train), _mean(test), _mean(gap)
    read: list[list[NDArray[Any]]] = [[*train], [*test], [*gap]]
    if tables.correct is not None:
        right = [PERCENT - wrong(tables, fold, when) for fold in folds]
        read[1:] = [[*right], [of_train[:, None] - of_test for of_train, of_test in zip(train, right, strict=True)]]
    return tuple(over_seeds(tables, folds, values) for values in read)


def _mean(folds: list[NDArray[np.float64]]) -> float:
    """The mean of the folds' means, where there are too few seeds for an interval; NaN without any."""
    return float(np.mean([fold.mean() for fold in folds])) if folds else nan


def _bounded(name: str, prefix: str, found: Estimate | float, level: float) -> dict[str, float]:
    """`name` with its `…low` and `…high`; a level ends at 0 and at 100, a gap does not."""
    if isinstance(found, float):
        return {name: found, f"{prefix}low": nan, f"{prefix}high": nan}
    low, high = cut(found.interval(level), ANYTHING if name == "gap" else SHARE)
    return {name: found.mean, f"{prefix}low": low, f"{prefix}high": high}
