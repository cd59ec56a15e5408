"""The variance over seeds, split as Jordan splits it, and what is said of lucky seeds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from simulated import World, simulate

from layerwise.verdict.finding import Finding
from layerwise.verdict.questions.lucky_seed import lucky_seed
from layerwise.verdict.seed_variance import seed_variance


def wrong(draw: np.random.Generator, seeds: int, images: int, spread: float) -> NDArray[np.float64]:
    """Errors of seeds whose probabilities of error differ, on images of differing difficulty."""
    own = spread * draw.normal(size=(seeds, 1))
    return (draw.random((seeds, images)) < 1 / (1 + np.exp(2 - draw.normal(size=images) - own))).astype(float)


def test_the_split_is_jordans() -> None:
    x = wrong(np.random.default_rng(1), 14, 90, 0.3)
    S, n = x.shape
    eps = x.mean(0)
    sampling = (eps * (1 - eps)).sum() / n**2 * S / (S - 1)
    found = seed_variance([x])
    assert found.sampling == pytest.approx(sampling)
    assert found.true == pytest.approx(n / (n - 1) * (x.mean(1).var(ddof=1) - sampling))
    assert found.seen == pytest.approx(x.mean(1).var(ddof=1))


def test_the_split_is_the_seeds_variance_component_of_the_two_way_layout() -> None:
    x = wrong(np.random.default_rng(2), 12, 60, 0.5)
    S, n = x.shape
    residual = x - x.mean(1, keepdims=True) - x.mean(0) + x.mean()
    ms_seed, ms_residual = n * x.mean(1).var(ddof=1), (residual**2).sum() / ((S - 1) * (n - 1))
    assert seed_variance([x]).true == pytest.approx((ms_seed - ms_residual) / n)


def test_folds_weigh_the_same_and_an_error_in_percent_is_the_same_in_squared_points() -> None:
    draw = np.random.default_rng(3)
    folds = [wrong(draw, 10, images, 0.4) for images in (50, 80)]
    alone = [seed_variance([fold]) for fold in folds]
    both = seed_variance(folds)
    assert both.true == pytest.approx(np.mean([each.true for each in alone]))
    percent = seed_variance([100 * fold for fold in folds])
    assert percent.true == pytest.approx(1e4 * both.true)
    assert percent.interval() == pytest.approx(tuple(1e4 * end for end in both.interval()))
    assert percent.p_value() == pytest.approx(both.p_value())


@pytest.mark.parametrize("spread", [0.0, 0.4])
def test_the_interval_holds_the_true_variance_about_95_times_of_100(spread: float) -> None:
    draw = np.random.default_rng(20261123)
    fixed = draw.normal(size=400)

    def seeds(count: int, images: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        p = 1 / (1 + np.exp(2 - images - spread * draw.normal(size=(count, 1))))
        return p, (draw.random(p.shape) < p).astype(float)

    truth = float(seeds(20_000, fixed)[0].mean(1).var())
    intervals = [seed_variance([seeds(12, fixed)[1]]).interval() for _ in range(300)]
    held = np.mean([low <= truth <= high for low, high in intervals])
    assert 0.90 <= held <= 0.985  # docs/decisions/0012: 93 to 97 %, and three standard errors of 300


def test_the_test_against_0_is_the_f_test_of_the_layout() -> None:
    x = wrong(np.random.default_rng(5), 12, 100, 0.3)
    residual = x - x.mean(1, keepdims=True) - x.mean(0) + x.mean()
    ratio = 100 * x.mean(1).var(ddof=1) / ((residual**2).sum() / (11 * 99))
    below = stats.f.cdf(ratio, 11, 11 * 99)
    assert seed_variance([x]).p_value() == pytest.approx(2 * min(below, 1 - below))


def test_one_seed_that_fails_widens_the_interval() -> None:
    x = wrong(np.random.default_rng(6), 12, 2000, 0.1)
    even = seed_variance([x])
    x[0] = 1 - x[0]
    failed = seed_variance([x])
    chi_square = failed.seen * 11 / stats.chi2.ppf([0.975, 0.025], 11) - failed.floor
    low, high = failed.interval()
    assert failed.kurtosis > 2 * even.kurtosis
    assert low < chi_square[0]
    assert high > chi_square[1]


def test_networks_that_never_differ_have_no_variance() -> None:
    found = seed_variance([np.tile([0.0, 1.0, 0.0], (10, 1))])
    assert (found.true, found.interval(), found.p_value()) == (0, (0, 0), 1)


def asked(spread: float, **changed: int) -> list[Finding]:
    sizes = {"folds": 0, "seeds": 20, "images": 400, "epochs": 2} | changed
    return lucky_seed(simulate(World(seed_effect=spread), depths=(1, 2), **sizes))  # type: ignore[arg-type]


def test_seeds_that_differ_and_seeds_that_were_lucky_are_told_apart() -> None:
    truly = asked(0.8)
    assert {finding.conclusion for finding in truly} == {"differs"}
    assert [finding.comparisons for finding in truly] == [2, 2]
    assert all(0 < finding.low < finding.estimate < finding.high for finding in truly)
    luck = asked(0.0, images=2000)
    assert {finding.conclusion for finding in luck} <= {"same", "undecided"}
    assert all(finding.low < 0 for finding in luck)


def test_a_negative_variance_is_shown_as_it_is() -> None:
    found = [
        each
        for key in range(6)
        for each in lucky_seed(simulate(World(seed_effect=0), folds=0, seeds=10, images=60, epochs=2, key=key))
        if each.estimate < 0
    ]
    assert found
    for finding in found:
        shown = f"{finding.estimate:.2f}".replace("-", "−")
        assert shown in finding.text.en or f"{finding.estimate:.3f}".replace("-", "−") in finding.text.en
        assert any("below 0" in note.en for note in finding.notes)
        assert finding.details["sd_true"] == 0


def test_fewer_than_10_seeds_on_one_test_set_are_not_split() -> None:
    (finding,) = asked(0.5, folds=5, seeds=45, images=20)
    assert "10 seeds are needed on the same test data and there are 9" in finding.text.en
    assert len(asked(0.5, folds=2, seeds=20, images=20)) == 2


def test_without_per_image_correctness_nothing_is_split_and_that_is_said() -> None:
    tables = simulate(depths=(1,), folds=0, seeds=10, images=20, epochs=2)
    (finding,) = lucky_seed(replace(tables, correct=None))
    assert "which test items were answered right is not in these tables" in finding.text.en
