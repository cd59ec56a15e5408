"""Levels with their intervals: test error by depth and epochs, training against test accuracy."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, nan
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.family import MARGIN_SHARE
from layerwise.verdict.layout import FEWEST_SEEDS, Estimate
from layerwise.verdict.possible import ANYTHING, SHARE, cut
from layerwise.verdict.readings.reading import (
    PERCENT,
    When,
    errors,
    last_epoch,
    mean_error,
    over_seeds,
    sound_folds,
    wrong,
)
from layerwise.verdict.readings.series import DepthSeries, depth_series, uneven_shapes
from layerwise.verdict.tables import Tables

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
        error, low, high (percentage points; low and high NaN below 3 seeds).
    """
    rows = [row for series in depth_series(tables) for row in _errors(tables, series, level)]
    return pd.DataFrame(rows, columns=[*_NAMES, "epoch", "error", "low", "high", "seeds"])


def train_against_test(tables: Tables, level: float = 0.95) -> pd.DataFrame:
    """Training and test accuracy of each architecture, after its last epoch and at the epoch validation chose.

    The interval of the training accuracy is over seeds, those of the test accuracy and of the gap over seeds and tested
    images.

    Returns:
        A row an architecture and moment: series, series_zh, activation, width, depth, at ("best" or "last"), epoch
        (mean over seeds), seeds, and train, test (percent) and gap = train − test (percentage points), each with …_low
        and …_high (these NaN below 3 seeds); margin, the gap that does not matter: a tenth of the validation error at
        that epoch, of the test error where the tables have no validation.
    """
    return _train_against_test(tables, depth_series(tables), level)


def uneven_levels(tables: Tables, level: float = 0.95) -> pd.DataFrame:
    """`train_against_test` of the architectures whose layers differ in width, which are in no depth series."""
    return _train_against_test(tables, uneven_shapes(tables), level)


def _train_against_test(tables: Tables, architectures: list[DepthSeries], level: float) -> pd.DataFrame:
    rows = [row for series in architectures for row in _accuracies(tables, series, level)]
    measures = [f"{name}{end}" for name in ("train", "test", "gap") for end in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=[*_NAMES, "at", "epoch", *measures, "margin", "seeds"])


def _named(series: DepthSeries, depth: int) -> dict[str, object]:
    label = series.label
    settings = {name: series.settings[name] for name in ("activation", "width")}
    return {"series": label.en, "series_zh": label.zh, **settings, "depth": depth}


def _errors(tables: Tables, series: DepthSeries, level: float) -> Iterator[dict[str, object]]:
    for depth, runs in series.depths.items():
        last = last_epoch(tables, runs)
        wanted = shown_epochs(last) if tables.prefixes_are_runs else [last]
        if tables.correct is not None:
            wanted = sorted({tables.correct.nearest(epoch) for epoch in wanted})
        for epoch in wanted:
            error = mean_error(tables, runs, epoch) or _mean(
                [errors(tables, fold, epoch) for fold in sound_folds(runs)]
            )
            seeds = int((~runs["diverged"]).sum())
            yield _named(series, depth) | {"epoch": epoch} | _bounded("error", "", error, level) | {"seeds": seeds}


def _accuracies(tables: Tables, series: DepthSeries, level: float) -> Iterator[dict[str, object]]:
    for depth, runs in series.depths.items():
        moments: tuple[tuple[str, int | Literal["best"]], ...] = (("best", "best"), ("last", last_epoch(tables, runs)))
        for at, when in moments:
            train, test, gap = _train_test_gap(tables, sound_folds(runs), when)
            chosen = runs.loc[~runs["diverged"], "best_epoch"].mean()
            row = _named(series, depth) | {"at": at, "epoch": chosen if when == "best" else float(when)}
            for name, estimate in (("train", train), ("test", test), ("gap", gap)):
                row |= _bounded(name, f"{name}_", estimate, level)
            yield row | {"margin": _margin(tables, sound_folds(runs), when), "seeds": int((~runs["diverged"]).sum())}


def _margin(tables: Tables, folds: list[pd.Series], when: When) -> float:
    validation, test = (
        _mean([errors(tables, fold, when, f"{part}_accuracy") for fold in folds]) for part in ("val", "test")
    )
    return MARGIN_SHARE * (validation if isfinite(validation) else test)


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
