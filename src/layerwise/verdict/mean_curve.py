"""The mean learning curve of an architecture, and how a bootstrap over seeds and tested images moves it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.extrapolation import Bin
from layerwise.verdict.layout import Estimate
from layerwise.verdict.readings import PERCENT, When, errors, seen_epochs, sound_folds, wrong
from layerwise.verdict.resampling import Resampling
from layerwise.verdict.tables import Tables

Floats = NDArray[np.float64]


def curve_draws(resampling: Resampling, runs: pd.DataFrame, binned: Sequence[Bin], last: Estimate) -> Floats:
    """Bootstrapped mean test errors in bins of epochs, percentage points, shape (draws, bins).

    Args:
        resampling: of the study.
        runs: the sound networks of one architecture, sorted by fold.
        binned: first and last epoch of each bin.
        last: the mean at the last epoch, which tells how much of the images' spread is residual noise.
    """
    tables = resampling.tables
    curves = PERCENT * (1 - tables.of_runs("test_accuracy", runs["run"]))
    columns = tables.curves("test_accuracy").columns.to_numpy()
    within = [(columns >= first) & (columns <= end) for first, end in binned]
    by_seed = np.stack([np.nanmean(curves[:, here], 1) for here in within], 1)
    by_image = [] if tables.correct is None else [_images(tables, fold, binned) for fold in sound_folds(runs)]
    noise = resampling.noise(runs, by_seed, by_image, _shrink(by_image, last))
    return mean_over_folds(runs, by_seed) + noise


def without_gaps(tables: Tables, runs: pd.DataFrame, binned: Sequence[Bin]) -> bool:
    """Whether each bin holds an epoch that all these networks were tested at; tables from elsewhere may have gaps."""
    known = seen_epochs(tables, runs, by_all=True)
    return all(((known >= first) & (known <= end)).any() for first, end in binned)


def level_draws(resampling: Resampling, runs: pd.DataFrame, when: When, level: Estimate) -> Floats:
    """Bootstrapped mean test error at one moment, percentage points, shape (draws,).

    Args:
        resampling: of the study.
        runs: the sound networks of one architecture, sorted by fold.
        when: the moment; not "chosen", but the epochs that it stands for.
        level: `mean_error` at that moment.
    """
    tables = resampling.tables
    by_seed = errors(tables, runs["run"], when)[:, None]
    by_image = (
        []
        if tables.correct is None
        else [wrong(tables, fold, when).mean(0, dtype=np.float64)[:, None] for fold in sound_folds(runs)]
    )
    return (mean_over_folds(runs, by_seed) + resampling.noise(runs, by_seed, by_image, _shrink(by_image, level)))[:, 0]


def mean_over_folds(runs: pd.DataFrame, by_seed: Floats) -> Floats:
    """Mean over the networks, folds weighted equally, shape (K,)."""
    return pd.DataFrame(by_seed).groupby(runs["fold"].to_numpy()).mean().mean().to_numpy()


def _images(tables: Tables, fold: pd.Series, binned: Sequence[Bin]) -> Floats:
    """Per cent of the fold's networks and the bin's recorded epochs that err on each image, shape (images, bins)."""
    correct = tables.correct
    assert correct is not None
    columns = []
    for first, end in binned:
        inside = correct.epochs[(correct.epochs >= first) & (correct.epochs <= end)]
        kept = [int(epoch) for epoch in inside] or [correct.nearest(end)]
        right = np.zeros(len(correct.images(fold.iloc[0])), np.int32)
        for run in fold:
            for epoch in kept:
                right += correct.at(run, epoch)
        columns.append(PERCENT * (1 - right / (len(fold) * len(kept))))
    return np.stack(columns, 1)


def _shrink(by_image: Sequence[Floats], estimate: Estimate) -> float:
    """What makes the images' variance in the last column that of the estimate: without the residual noise."""
    if not by_image or not np.isfinite(estimate.image_variance):
        return 1.0
    spread = sum(float(means[:, -1].var()) / len(means) for means in by_image) / len(by_image) ** 2
    return float(np.sqrt(min(1.0, estimate.image_variance / spread))) if spread else 0.0
