"""The way to the ceiling of each architecture: whether its curve turned, levelled off or falls, and where it leads."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, nan

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.ceilings.ceiling import UNKNOWN, Bounded, Case, Ceiling, How
from layerwise.verdict.ceilings.extrapolation import FEWEST_EPOCHS, FURTHEST, Model, bins, forecast
from layerwise.verdict.ceilings.mean_curve import curve_draws, level_draws, without_gaps
from layerwise.verdict.ceilings.rise import rise
from layerwise.verdict.family import MARGIN_SHARE
from layerwise.verdict.layout import Estimate
from layerwise.verdict.possible import cut
from layerwise.verdict.readings.choice import at_choices
from layerwise.verdict.readings.chosen import chosen_epochs
from layerwise.verdict.readings.pairs import Arm, Paired, pair
from layerwise.verdict.readings.reading import When, doubling, errors, last_epoch, mean_error
from layerwise.verdict.readings.series import DepthSeries, depth_series
from layerwise.verdict.resampling import Resampling
from layerwise.verdict.tables import Tables


def ceilings(tables: Tables, level: float = 0.95, margin: float | None = None) -> list[Ceiling]:
    """The ceiling of each architecture of the depth series, in their order; each interval for itself.

    Args:
        tables: the study.
        level: coverage of the intervals.
        margin: the gain of a doubling that does not matter, percentage points; None: a tenth of the validation error at
            half of the epochs.
    """
    return [approach.ceiling for approach in approaches(tables, level, margin)]


def approaches(tables: Tables, level: float = 0.95, margin: float | None = None) -> list[Approach]:
    """The architectures of the depth series, each with its ceiling and the draws behind it."""
    resampling = tables.once(Resampling)
    return [
        Approach(resampling, series, depth, runs, level, margin)
        for series in depth_series(tables)
        for depth, runs in series.depths.items()
    ]


@dataclass(frozen=True, eq=False)
class Approach:
    """One architecture of a study, on the way to its ceiling.

    Args:
        resampling: the bootstrap that it shares with the others.
        series: its depth series.
        depth: which of the series.
        runs: its rows of `Tables.runs`.
        coverage: of intervals.
        margin: as in `ceilings`.
    """

    resampling: Resampling
    series: DepthSeries
    depth: int
    runs: pd.DataFrame
    coverage: float
    margin: float | None

    @cached_property
    def ceiling(self) -> Ceiling:
        """What is known of its ceiling."""
        foretold = self.how == "forecast"
        reached = self._level_reached()
        level, low, high = reached
        if foretold:
            tail = (1 - self.coverage) / 2
            low, level, high = np.quantile(self.draws, [tail, 0.5, 1 - tail])
            level, (low, high) = float(level), cut((low, high))
        epochs = self._epochs_read
        return Ceiling(
            label=self.series.label,
            depth=self.depth,
            width=self.series.width,
            case=self.case,
            level=level,
            low=low,
            high=high,
            seeds=len(self.sound),
            epoch=float(np.mean(epochs)),
            earliest=int(np.min(epochs)),
            latest=int(np.max(epochs)),
            last=self.last,
            horizon=FURTHEST * self.last if foretold else self.last,
            how=self.how,
            reached=reached,
            doubling=self._doubling,
            gain=self._bounded(_estimate(self.gain)),
            rise=self._bounded(_estimate(self.rise)),
            margin=self._margin,
            images=self.reached.images if self.reached else 0,
            weights=self._forecast[1] if foretold else {},
            settings=self.series.settings,
        )

    @cached_property
    def sound(self) -> pd.DataFrame:
        """The networks that did not diverge, sorted by fold and seed."""
        return self.runs[~self.runs["failed"].to_numpy(bool)].sort_values(["fold", "seed"])

    @cached_property
    def last(self) -> int:
        """The last epoch seen."""
        return last_epoch(self._tables, self.runs)

    @cached_property
    def when(self) -> When:
        """The moment of the level reached: the epochs that the others' validation chose, or the last one."""
        return self.last if self._chosen.empty or not self._tables.prefixes_are_runs else self._chosen

    @cached_property
    def reached(self) -> Estimate | None:
        """The error at that moment; None below 3 seeds."""
        return mean_error(self._tables, self.sound, self.when)

    @cached_property
    def gain(self) -> Paired | None:
        """The last doubling of epochs; None where there is none."""
        if self._doubling is None or not self._tables.prefixes_are_runs:
            return None
        half, whole = self._doubling
        return pair(self._tables, Arm(self.sound, half), Arm(self.sound, whole))

    @cached_property
    def rise(self) -> Paired | None:
        """From the chosen epoch to the last; None where nothing can choose."""
        if isinstance(self.when, int):
            return None
        return rise(self._tables, self.sound, pd.Series(self.when), self.last)

    @cached_property
    def choices(self) -> NDArray[np.float64]:
        """The error at the epochs that validation might have chosen, shape (draws,); 0 where nothing chose."""
        if isinstance(self.when, int):
            return np.zeros(self.resampling.draws)
        return at_choices(self.resampling, self.sound)

    @cached_property
    def how(self) -> How:
        """What the ceiling can be read from."""
        if self.reached is None:
            return "few-seeds"
        if not self._tables.prefixes_are_runs:
            return "schedule"
        if self.case in ("falling", "undecided") or (self.case == "flat" and self._falls):
            if self.last < FEWEST_EPOCHS:
                return "few-epochs"
            return "forecast" if without_gaps(self._tables, self.sound, bins(self.last)) else "gaps"
        return "no-validation" if self._chosen.empty else "chosen"

    @cached_property
    def case(self) -> Case:
        """Turned, flat, falling or undecided."""
        rise, gain = _estimate(self.rise), _estimate(self.gain)
        if rise and rise.interval(self.coverage)[0] > 0:
            return "turned"
        if gain is None:
            return "undecided"
        if gain.within(self._margin, self.coverage):
            return "flat"
        return "falling" if self._falls else "undecided"

    @cached_property
    def draws(self) -> NDArray[np.float64]:
        """The ceiling over a bootstrap of seeds, images and rival curves, shape (draws,); from 3 seeds on."""
        return self._forecast[0] if self.how == "forecast" else self._level_draws

    @cached_property
    def _level_draws(self) -> NDArray[np.float64]:
        assert self.reached is not None
        return level_draws(self.resampling, self.sound, self.when, self.reached)

    @cached_property
    def _forecast(self) -> tuple[NDArray[np.float64], Mapping[Model, float]]:
        binned = bins(self.last)
        curves = curve_draws(self.resampling, self.sound, binned)
        # Of the architecture's own name, so that its forecast is the same whatever else the study holds.
        key = zlib.crc32(f"{self.series.label.en}, {self.depth}".encode())
        foretold = forecast(curves, binned, FURTHEST * self.last, key)
        return np.minimum(foretold.draws, self._level_draws), foretold.weights

    @cached_property
    def _chosen(self) -> pd.Series:
        return chosen_epochs(self._tables, self.sound)

    @cached_property
    def _doubling(self) -> tuple[int, int] | None:
        return doubling(self._tables, self.runs)

    @property
    def _falls(self) -> bool:
        """Whether the last doubling is known to have gained something, be it less than matters."""
        gain = _estimate(self.gain)
        return gain is not None and gain.interval(self.coverage)[1] < 0

    @property
    def _epochs_read(self) -> list[int]:
        return [self.when] if isinstance(self.when, int) else [int(epoch) for epoch in pd.Series(self.when)]

    @property
    def _margin(self) -> float:
        if self.margin is not None or self.gain is None:
            return nan if self.margin is None else self.margin
        reference = self.gain.reference
        return MARGIN_SHARE * (reference if isfinite(reference) else self.gain.error_a)

    @property
    def _tables(self) -> Tables:
        return self.resampling.tables

    def _bounded(self, estimate: Estimate | None) -> Bounded:
        return (estimate.mean, *estimate.interval(self.coverage)) if estimate else UNKNOWN

    def _level_reached(self) -> Bounded:
        """Errors end at 0 and at 100 %; of too few seeds there is a mean alone."""
        if self.reached is None:
            known = len(self.sound) > 0
            return float(np.mean(errors(self._tables, self.sound["run"], self.when))) if known else nan, nan, nan
        return (self.reached.mean, *cut(self.reached.interval(self.coverage)))


def _estimate(paired: Paired | None) -> Estimate | None:
    return paired.estimate if paired else None
