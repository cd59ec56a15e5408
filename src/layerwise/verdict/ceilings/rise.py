"""From the chosen epochs to the last one, where some seeds have chosen the last one itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pandas as pd

from layerwise.verdict.layout import FEWEST_SEEDS, Estimate, seeds_only, two_way
from layerwise.verdict.readings.pairs import Arm, Paired, pair
from layerwise.verdict.readings.reading import errors, sound_folds, wrong
from layerwise.verdict.tables import Tables


def rise(tables: Tables, runs: pd.DataFrame, chosen: pd.Series, last: int) -> Paired:
    """Error after the last epoch minus error at the chosen ones, paired by seed.

    A seed whose chosen epoch is the last one has a difference of 0 by definition, which says nothing of the noise: of
    twelve seeds with eleven such zeros the spread would be that of the twelfth alone. So where there are such seeds,
    the noise of each chosen epoch against the last is that of ALL seeds of the fold at these two epochs, and counts as
    often as that epoch was chosen (docs/decisions/0015). Where the differences themselves spread more, because seeds
    have very different epochs, their spread is the noise.

    Args:
        tables: the study.
        runs: rows of `Tables.runs`, the networks of one architecture.
        chosen: their epochs, by run id, as `chosen_epochs` gives them.
        last: the last epoch.
    """
    found = pair(tables, Arm(runs, chosen), Arm(runs, last))
    folds = sound_folds(runs)
    zeros = (chosen == last).any() and not (chosen == last).all()
    if found.estimate is None or not zeros or min(map(len, folds)) < FEWEST_SEEDS:
        return found
    parts = [_fold(tables, fold, chosen, last) for fold in folds]
    of_images = sum(images for _, images in parts) / len(folds) ** 2
    variance = sum(seeds for seeds, _ in parts) / len(folds) ** 2 + of_images
    df = float(sum(map(len, folds)) - len(folds))
    of_all = replace(found.estimate, variance=variance, image_variance=of_images, df=df)
    return replace(found, estimate=max(found.estimate, of_all, key=_width))


def _width(estimate: Estimate) -> float:
    low, high = estimate.interval()
    return high - low


def _fold(tables: Tables, fold: pd.Series, chosen: pd.Series, last: int) -> tuple[float, float]:
    """The variance of the fold's mean: what comes from seeds and residuals, and what comes from the images."""
    past = Counter(int(chosen[run]) for run in fold if chosen[run] != last)
    known = [(count / len(fold), _against(tables, fold, epoch, last)) for epoch, count in past.items()]
    seeds = sum(share * max(0.0, part.variance - part.image_variance) for share, part in known)
    # As if an image that is hard at one of the epochs were as hard at all of them: not below the truth.
    return float(seeds), float(sum(share * part.image_variance**0.5 for share, part in known) ** 2)


def _against(tables: Tables, fold: pd.Series, epoch: int, last: int) -> Estimate:
    if tables.correct is None:
        return seeds_only([errors(tables, fold, last) - errors(tables, fold, epoch)])
    return two_way([wrong(tables, fold, last) - wrong(tables, fold, epoch)])
