"""How wide what is foretold is: as the forecast spreads over studies, wider by what curves do that no rival does."""

from __future__ import annotations

import numpy as np
import pytest
from simulated import World, simulate

from layerwise.verdict.ceilings import extrapolation
from layerwise.verdict.ceilings.extrapolation import UNFORESEEN, bins, forecast
from layerwise.verdict.ceilings.mean_curve import curve_draws
from layerwise.verdict.layout import two_way
from layerwise.verdict.readings.reading import wrong
from layerwise.verdict.resampling import Resampling

LAST = 32


def studies(count: int, noise: float) -> np.ndarray:
    """Half-widths and middles of 95 % intervals at twice the epochs, of studies of one curve, shape (count, 2)."""
    draw, epochs, binned = np.random.default_rng(0), np.arange(1, LAST + 1), bins(LAST)
    truth = 5 + 20 * epochs**-0.5
    means = np.array([truth[first - 1 : end].mean() for first, end in binned])
    found = []
    for study in range(count):
        seen = means + noise * draw.standard_normal(len(binned))
        curves = seen + noise * draw.standard_normal((400, len(binned)))
        low, middle, high = np.quantile(forecast(curves, binned, 2 * LAST, study).draws, [0.025, 0.5, 0.975])
        found.append(((high - low) / 2, middle))
    return np.array(found)


def test_an_interval_is_as_wide_as_the_forecasts_of_many_studies_spread() -> None:
    half, middle = studies(60, noise=0.15).T
    spread, unforeseen = 1.96 * middle.std(ddof=1), 2.776 * UNFORESEEN * 20 * ((LAST / 2) ** -0.5 - LAST**-0.5)
    expected = np.hypot(spread, unforeseen)
    assert 0.9 * expected < np.median(half) < 1.35 * expected  # was twice the spread while noise was a rival's fault


def test_each_doubling_ahead_may_differ_by_a_share_of_what_the_last_one_gained(monkeypatch: pytest.MonkeyPatch) -> None:
    epochs, binned = np.arange(1, LAST + 1), bins(LAST)
    truth = 5 + 20 * epochs**-0.5
    curves = np.repeat([[truth[first - 1 : end].mean() for first, end in binned]], 4_000, 0)
    gained = curves[0, -5] - curves[0, -1]

    def variance(doublings: int) -> float:
        return float(forecast(curves, binned, LAST * 2**doublings).draws.var())

    found = [variance(doublings) for doublings in (1, 2)]
    monkeypatch.setattr(extrapolation, "UNFORESEEN", 0.0)
    without = [variance(doublings) for doublings in (1, 2)]
    of_student_t = 2  # the variance of 4 degrees of freedom
    expected = of_student_t * (UNFORESEEN * gained) ** 2
    assert [one - other for one, other in zip(found, without, strict=True)] == pytest.approx(
        [expected, 2 * expected], rel=0.2
    )


def test_what_the_rivals_truly_miss_widens_the_interval() -> None:
    epochs, binned = np.arange(1, LAST + 1), bins(LAST)
    stairs = 20 - 5.0 * (epochs > LAST // 2)  # no rival foretells a drop
    means = np.array([[stairs[first - 1 : end].mean() for first, end in binned]])
    curves = means + 0.01 * np.random.default_rng(0).standard_normal((1000, len(binned)))
    assert np.diff(np.quantile(forecast(curves, binned, 2 * LAST).draws, [0.025, 0.975])) > 2


@pytest.mark.parametrize("folds", [0, 5])
def test_between_two_epochs_the_bootstrap_moves_as_much_as_the_two_way_layout_says(folds: int) -> None:
    tables = simulate(World(falling=4), depths=(1,), seeds=20, folds=folds, images=300, epochs=8)
    runs = tables.runs.sort_values(["fold", "seed"])
    draws = curve_draws(Resampling(tables, draws=4000), runs, [(4, 4), (8, 8)])
    groups = [runs["run"][runs["fold"] == fold] for fold in sorted(set(runs["fold"]))]
    gain = two_way([wrong(tables, group, 8) - wrong(tables, group, 4) for group in groups])
    assert (draws[:, 1] - draws[:, 0]).std() == pytest.approx(gain.se, rel=0.12)
