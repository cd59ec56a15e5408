"""What the choice of an epoch adds to the noise of what is read there.

Which epoch validation chooses differs from study to study. The two-way layout knows the noise of networks read at
chosen epochs, given the choice; the noise of the choice comes from a bootstrap of the seeds' validation curves.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.ceilings.mean_curve import mean_over_folds
from layerwise.verdict.readings.reading import PERCENT
from layerwise.verdict.resampling import Resampling

# Of fewer seeds a bootstrap chooses far more wildly than they do: docs/decisions/0015.
FEWEST_TO_CHOOSE = 8


def choice_variance(draws: NDArray[np.float64]) -> float:
    """The variance that the choice adds, from what bootstrapped choices come to, shape (draws,).

    Near its lowest point a curve is a parabola, so a choice costs the square z² of a normal deviation. A bootstrap is
    drawn around a study that has deviated already: (z + z')² varies, given z, by 6 on average, where z² varies by 2.
    """
    return float(draws.var()) / 3


def at_choices(resampling: Resampling, runs: pd.DataFrame) -> NDArray[np.float64]:
    """The mean test error at the epochs that bootstrapped validation curves choose, shape (draws,).

    The test curve is the one that was seen: what varies is the choice alone, with weights of the seeds that all
    architectures of the study share, so that draws of two of them can be subtracted. All 0 where a fold has fewer than
    8 seeds, or nothing can choose.

    Args:
        resampling: of the study.
        runs: the sound networks of one architecture, sorted by fold.
    """
    tables, fold = resampling.tables, runs["fold"].to_numpy()
    validation, test = (PERCENT * (1 - tables.of_runs(f"{part}_accuracy", runs["run"])) for part in ("val", "test"))
    asked = np.isfinite(validation).all(0) & np.isfinite(test).all(0)
    if tables.correct is not None:
        asked &= np.isin(tables.curves("val_accuracy").columns.to_numpy(), tables.correct.epochs)
    folds = [fold == number for number in np.unique(fold)]
    if not asked.any() or min(here.sum() for here in folds) < FEWEST_TO_CHOOSE:
        return np.zeros(resampling.draws)
    level = mean_over_folds(runs, test[:, asked])
    curves = [resampling.weights(runs[here]) @ validation[here][:, asked] for here in folds]
    # Rounded, so that the order of summation cannot break a tie between epochs.
    return np.asarray(np.mean([level[np.round(curve, 10).argmin(1)] for curve in curves], 0))
