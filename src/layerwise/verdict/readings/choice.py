"""What the choice of an epoch adds to the noise of what is read there.

Which epoch validation chooses differs from study to study. The two-way layout knows the noise of networks read at
chosen epochs, given the choice; the noise of the choice comes from a bootstrap of the seeds' validation curves.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.ceilings.mean_curve import mean_over_folds
from layerwise.verdict.layout import Estimate
from layerwise.verdict.readings.reading import PERCENT
from layerwise.verdict.resampling import Resampling

# Near its lowest point a curve is a parabola, so a choice costs the square z² of a normal deviation. A bootstrap is
# drawn around a study that has deviated already: (z + z')² varies, given z, by 6 on average, where z² varies by 2.
_SHARE = 1 / 3


def with_choice(estimate: Estimate, draws: NDArray[np.float64]) -> Estimate:
    """An estimate read at chosen epochs, with the noise of their choice in its variance.

    Args:
        estimate: given the choice.
        draws: what bootstrapped choices come to, from `at_choices`, shape (draws,).
    """
    return replace(estimate, variance=estimate.variance + _SHARE * float(draws.var()))


def at_choices(resampling: Resampling, runs: pd.DataFrame) -> NDArray[np.float64]:
    """The mean test error at the epochs that bootstrapped validation curves choose, shape (draws,).

    The test curve is the one that was seen: what varies is the choice alone, with multipliers of the seeds that all
    architectures of the study share, so that draws of two of them can be subtracted. As in `chosen_epochs` each fold
    chooses for itself, and a network that is alone in its fold goes by all folds. All 0 where nothing can choose.

    Args:
        resampling: of the study.
        runs: the sound networks of one architecture, sorted by fold.
    """
    tables, fold = resampling.tables, runs["fold"].to_numpy()
    validation, test = (PERCENT * (1 - tables.of_runs(f"{part}_accuracy", runs["run"])) for part in ("val", "test"))
    asked = np.isfinite(validation).all(0) & np.isfinite(test).all(0)
    if tables.correct is not None:
        asked &= np.isin(tables.curves("val_accuracy").columns.to_numpy(), tables.correct.epochs)
    if len(runs) < 2 or not asked.any():
        return np.zeros(resampling.draws)
    level = mean_over_folds(runs, test[:, asked])
    chosen = []
    for number in np.unique(fold):
        here = fold == number
        if here.sum() == 1:
            here = np.ones(len(runs), np.bool_)
        curves = resampling.means(runs[here], validation[here][:, asked])
        # Rounded, so that the order of summation cannot break a tie between epochs.
        chosen.append(level[np.round(curves, 10).argmin(1)])
    return np.asarray(np.mean(chosen, 0))
