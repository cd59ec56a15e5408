"""The mean learning curve of an architecture, and how a bootstrap over seeds and tested images moves it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.ceilings.extrapolation import Bin
from layerwise.verdict.layout import Estimate, seeds_only, two_way
from layerwise.verdict.readings.reading import PERCENT, When, errors, seen_epochs, sound_folds, wrong
from layerwise.verdict.resampling import Resampling
from layerwise.verdict.tables import Tables

Floats = NDArray[np.float64]


def curve_draws(resampling: Resampling, runs: pd.DataFrame, binned: Sequence[Bin]) -> Floats:
    """Bootstrapped mean test errors in bins of epochs, percentage points, shape (draws, bins).

    Args:
        resampling: of the study.
        runs: the sound networks of one architecture, sorted by fold.
        binned: first and last epoch of each bin.
    """
    tables = resampling.tables
    curves = PERCENT * (1 - tables.of_runs("test_accuracy", runs["run"]))
    columns = tables.curves("test_accuracy").columns.to_numpy()
    within = [(columns >= first) & (columns <= end) for first, end in binned]
    by_seed = np.stack([np.nanmean(curves[:, here], 1) for here in within], 1)
    wrongs = [] if tables.correct is None else [_wrong(tables, fold, binned) for fold in sound_folds(runs)]
    by_image = without_residuals(wrongs) if wrongs else []
    fold, last = runs["fold"].to_numpy(), by_seed[:, -1]
    estimate = (
        two_way([wrong[..., -1] for wrong in wrongs])
        if wrongs
        else seeds_only([last[fold == number] for number in np.unique(fold)])
    )
    return mean_over_folds(runs, by_seed) + resampling.noise(runs, by_seed, by_image, variance=estimate.total)


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
    noise = resampling.noise(runs, by_seed, by_image, _shrink(by_image, level), level.total)
    return (mean_over_folds(runs, by_seed) + noise)[:, 0]


def mean_over_folds(runs: pd.DataFrame, by_seed: Floats) -> Floats:
    """Mean over the networks, folds weighted equally, shape (K,)."""
    return pd.DataFrame(by_seed).groupby(runs["fold"].to_numpy()).mean().mean().to_numpy()


def without_residuals(folds: Sequence[Floats]) -> list[Floats]:
    """How much harder than the mean each image is, as if endlessly many networks had answered it.

    The images' deviations are averages over few networks, so they hold residual noise, which the networks' deviations
    hold already. It hardly shows in a level and a great deal in the difference of two epochs, so it is taken out of
    the whole covariance over the bins: deviations D with D'D/n = C become D·A with A'CA = C − R, where R is the
    residuals' covariance ÷ networks; variances that would be negative are 0. C and R are pooled over folds.

    Args:
        folds: of each fold the errors of its networks, shape (networks, images, bins).

    Returns:
        Of each fold, shape (images, bins); unchanged where no fold has two networks.
    """
    deviations = [fold.mean(0) - fold.mean((0, 1)) for fold in folds]
    bins = folds[0].shape[2]
    total, residual, networks = np.zeros((bins, bins)), np.zeros((bins, bins)), 0
    for fold, own in zip(folds, deviations, strict=True):
        size, images = fold.shape[:2]
        total += size * (own.T @ own) / (images - 1)
        networks += size
        if size > 1:
            left = (fold - fold.mean(0) - fold.mean(1, keepdims=True) + fold.mean((0, 1))).reshape(size * images, -1)
            residual += (left.T @ left) / ((size - 1) * (images - 1))
    return [own @ _shrinking(total / networks, residual / networks) for own in deviations]


def _shrinking(total: Floats, residual: Floats) -> Floats:
    """A with A'·total·A = total − residual, its negative variances set to 0; symmetric in the unit of `total`."""
    values, vectors = np.linalg.eigh(total)
    known = values > 1e-9 * max(values.max(), 0)
    root = vectors[:, known] * np.sqrt(values[known])
    inverse = vectors[:, known] / np.sqrt(values[known])
    shares, axes = np.linalg.eigh(np.eye(int(known.sum())) - inverse.T @ residual @ inverse)
    return np.asarray(inverse @ (axes * np.sqrt(np.maximum(shares, 0))) @ axes.T @ root.T)


def _wrong(tables: Tables, fold: pd.Series, binned: Sequence[Bin]) -> Floats:
    """Per cent of the bin's recorded epochs at which each network of a fold errs, shape (networks, images, bins)."""
    correct = tables.correct
    assert correct is not None
    kept = [correct.epochs[(correct.epochs >= first) & (correct.epochs <= end)] for first, end in binned]
    epochs = [own if len(own) else np.array([correct.nearest(end)]) for own, (_, end) in zip(kept, binned, strict=True)]
    return PERCENT * (1 - np.stack([correct.shares(run, epochs).T for run in fold]))


def _shrink(by_image: Sequence[Floats], estimate: Estimate) -> float:
    """What makes the images' variance in the last column that of the estimate: without the residual noise."""
    if not by_image or not np.isfinite(estimate.image_variance):
        return 1.0
    spread = sum(float(means[:, -1].var()) / len(means) for means in by_image) / len(by_image) ** 2
    return float(np.sqrt(min(1.0, estimate.image_variance / spread))) if spread else 0.0
