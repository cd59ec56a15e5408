"""The back-test of the extrapolation: hide the last doubling of epochs, foretell its end, compare with what happened.

What happened is known of the very seeds and images that the forecast saw. So its interval holds what can differ for
them: the wobble of their mean curve from epoch to epoch, and the rival curves. The noise of new seeds and new images,
which the interval of a ceiling also holds, is left out: it would make the forecast look better than it is.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.ceilings.extrapolation import FEWEST_EPOCHS, bins, forecast
from layerwise.verdict.ceilings.mean_curve import mean_over_folds
from layerwise.verdict.layout import quantile
from layerwise.verdict.possible import cut
from layerwise.verdict.readings.reading import PERCENT, doubling, mean_error
from layerwise.verdict.readings.series import DepthSeries, depth_series
from layerwise.verdict.resampling import DRAWS
from layerwise.verdict.tables import Tables

Floats = NDArray[np.float64]
LEVEL = 0.9
COLUMNS = (
    *("series", "series_zh", "activation", "width", "depth", "seeds", "seen", "hidden", "before", "happened"),
    *("estimate", "low", "high", "no_change_low", "no_change_high", "level_low", "level_high"),
)


@dataclass(frozen=True)
class Backtest:
    """How well hidden doublings were foretold; scores in percentage points, smaller is better.

    Args:
        architectures: how many were foretold.
        coverage: share of the intervals that held what happened.
        score: mean interval score.
        no_change_coverage: of "no change, but for the wobble from epoch to epoch".
        no_change_score: its mean interval score.
        level_coverage: of "no change", with the interval over seeds and images that the level has at that epoch.
        level_score: its mean interval score.
        level: what the intervals claim to cover.
    """

    architectures: int
    coverage: float
    score: float
    no_change_coverage: float
    no_change_score: float
    level_coverage: float
    level_score: float
    level: float = LEVEL


def backtest(tables: Tables, level: float = LEVEL) -> pd.DataFrame:
    """Foretells the end of the last doubling of each architecture from the epochs before it.

    Of fewer than 16 epochs, fewer than 3 sound seeds or a decaying learning rate nothing is foretold.

    Returns:
        A row an architecture: series, series_zh, activation, width, depth, seeds, `seen` (epochs shown), `hidden` (the
        epoch foretold), mean test error `before` (at the epoch last seen) and `happened` (at the hidden one), estimate,
        low and high, and the ends of two intervals that foretell no change: no_change_… (the level before, give or take
        the wobble of two epochs) and level_… (the interval of that level over seeds and images). Percentage points.
    """
    rows = [_row(tables, series, depth, level) for series in depth_series(tables) for depth in series.depths]
    return pd.DataFrame([row for row in rows if row], columns=list(COLUMNS))


def summarise(rows: pd.DataFrame, level: float = LEVEL) -> Backtest:
    """The figures of a back-test, of one study or of several whose rows were put together."""
    happened = rows["happened"].to_numpy()

    def of(prefix: str) -> tuple[float, float]:
        low, high = (rows[f"{prefix}{end}"].to_numpy() for end in ("low", "high"))
        held = (low <= happened) & (happened <= high)
        return float(held.mean()), float(interval_score(low, high, happened, level).mean())

    return Backtest(len(rows), *of(""), *of("no_change_"), *of("level_"), level=level)


def interval_score(low: Floats, high: Floats, happened: Floats, level: float) -> Floats:
    """Width of an interval plus 2 ÷ (1 − level) times what it missed by; proper: smallest, on average, if honest.

    Source: Gneiting and Raftery 2007, "Strictly proper scoring rules, prediction, and estimation", eq. 43.
    """
    missed = np.maximum(low - happened, 0) + np.maximum(happened - high, 0)
    return high - low + 2 / (1 - level) * missed


def _row(tables: Tables, series: DepthSeries, depth: int, level: float) -> dict[str, Any] | None:
    runs = series.depths[depth]
    sound = runs[~runs["failed"].to_numpy(bool)].sort_values(["fold", "seed"])
    epochs = doubling(tables, sound) if len(sound) else None
    if not tables.prefixes_are_runs or epochs is None or epochs[0] < FEWEST_EPOCHS:
        return None
    seen, hidden = epochs
    reached = mean_error(tables, sound, seen)
    curve = _mean_curve(tables, sound, hidden)
    if reached is None or not np.isfinite(curve).all():
        return None
    label, tail = series.label, (1 - level) / 2
    key = zlib.crc32(f"{label.en}, {depth}".encode())
    wobble = _wobble(curve[:seen])
    low, estimate, high = np.quantile(_foretold(curve[:seen], wobble, hidden, key), [tail, 0.5, 1 - tail])
    before, apart = curve[seen - 1], np.sqrt(2) * wobble * quantile(1 - tail, np.inf)
    return {
        "series": label.en,
        "series_zh": label.zh,
        **{name: series.settings[name] for name in ("activation", "width")},
        "depth": depth,
        "seeds": len(sound),
        "seen": seen,
        "hidden": hidden,
        "before": before,
        "happened": curve[-1],
        "estimate": estimate,
        "low": low,
        "high": high,
        "no_change_low": before - apart,
        "no_change_high": before + apart,
        **dict(zip(("level_low", "level_high"), cut(reached.interval(level)), strict=True)),
    }


def _foretold(curve: Floats, wobble: float, hidden: int, key: int) -> Floats:
    """Draws of the error at the hidden epoch, shape (draws,)."""
    draw = np.random.default_rng((key, 1))
    binned = bins(len(curve))
    means = np.array([curve[first - 1 : end].mean() for first, end in binned])
    spread = wobble / np.sqrt([end - first + 1 for first, end in binned])
    curves = means + spread * draw.standard_normal((DRAWS, len(binned)))
    return np.maximum(forecast(curves, binned, hidden, key).draws + wobble * draw.standard_normal(DRAWS), 0)


def _wobble(curve: Floats) -> float:
    """Standard deviation of the mean curve about a smooth one, from second differences of its second half."""
    second = np.diff(curve[len(curve) // 2 - 1 :], 2)
    return float(np.sqrt((second**2).mean() / 6))


def _mean_curve(tables: Tables, runs: pd.DataFrame, last: int) -> Floats:
    """Mean test error at each epoch from 1 to `last`, folds weighted equally."""
    curves = tables.curves("test_accuracy").reindex(index=list(runs["run"]), columns=range(1, last + 1))
    return mean_over_folds(runs, PERCENT * (1 - curves.to_numpy(np.float64)))
