"""The interval of a paired difference holds the truth as often as it says, and stands at every edge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from layerwise.verdict.errors import TooFewSeedsError
from layerwise.verdict.layout import Estimate, seeds_only, two_way

Folds = list[NDArray[np.float64]]


def answers(draw: np.random.Generator, folds: int, seeds: int, images: int, shift: float, seed_effect: float) -> Folds:
    """wrong(B) − wrong(A): heavy-tailed images, arms that share part of each seed's answers, logistic residuals."""
    found = []
    for _ in range(folds):
        hard, taste = (scale * draw.standard_t(3, size=images) for scale in (1.2, 0.5))
        shared = 0.5 * draw.normal(size=(seeds, images))
        own = seed_effect * draw.normal(size=(2, seeds, 1))
        noise = 0.6 * draw.logistic(size=(2, seeds, images))
        a, b = (hard + side * taste / 2 + shared + own[k] + noise[k] - 2.5 for k, side in enumerate((-1, 1)))
        found.append((b + shift > 0).astype(float) - (a > 0))
    return found


DESIGNS = [
    (5, 4, 200, 0.0, 0.1),
    (5, 4, 200, -0.4, 0.4),
    (5, 2, 100, 0.0, 0.4),
    (1, 20, 300, -0.4, 0.1),
    (5, 1, 150, 0.0, 0.3),
]


@pytest.mark.parametrize(("folds", "seeds", "images", "shift", "seed_effect"), DESIGNS)
def test_95_percent_intervals_hold_the_truth_about_95_times_of_100(
    folds: int, seeds: int, images: int, shift: float, seed_effect: float
) -> None:
    draw = np.random.default_rng(20261123)
    truth = float(np.mean([x.mean() for x in answers(draw, 100, 20, 2000, shift, seed_effect)])) if shift else 0.0
    estimates = [two_way(answers(draw, folds, seeds, images, shift, seed_effect)) for _ in range(400)]
    # By seeds and images alone, as there are no tuned rates here: what these add is tested in test_tuning_noise.
    intervals = [replace(estimate, between=0.0).interval() for estimate in estimates]
    held = np.mean([low <= truth <= high for low, high in intervals])
    assert 0.92 <= held <= 0.98  # 2.75 standard errors of 400 around 95 %
    assert held <= np.mean([low <= truth <= high for low, high in (each.interval() for each in estimates)]) <= 0.995


def test_the_noise_of_seeds_alone_would_not_hold_the_truth() -> None:
    draw = np.random.default_rng(7)
    folds = [answers(draw, 1, 20, 300, 0.0, 0.1) for _ in range(300)]
    held = np.mean(
        [low <= 0 <= high for low, high in (seeds_only([x.mean(1) for x in each]).interval() for each in folds)]
    )
    assert held < 0.88


def test_the_standard_error_is_v_seed_plus_v_image_minus_v_residual_within_each_fold() -> None:
    folds = answers(np.random.default_rng(1), 5, 4, 80, -0.3, 0.3)
    parts = []
    for x in folds:
        S, n = x.shape
        residual = x - x.mean(1, keepdims=True) - x.mean(0) + x.mean()
        v_seed, v_image = x.mean(1).var(ddof=1) / S, x.mean(0).var(ddof=1) / n
        parts.append(v_seed + v_image - (residual**2).sum() / ((S - 1) * (n - 1)) / (S * n))
    estimate = two_way(folds)
    assert estimate.variance == pytest.approx(sum(parts) / 25)
    assert estimate.mean == pytest.approx(np.mean([x.mean() for x in folds]))


def test_a_standard_error_squared_below_nothing_becomes_that_of_the_residual() -> None:
    x = np.array([[1.0, 0, 0, 1], [0, 1, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0]])  # rows and columns all have one mean
    estimate = two_way([x])
    assert estimate.variance == pytest.approx((x - 0.5).__pow__(2).sum() / 9 / 16)
    assert estimate.df == 9


def test_a_fold_of_one_seed_borrows_the_seed_variance_of_the_others() -> None:
    folds = answers(np.random.default_rng(2), 5, 4, 100, 0.0, 0.8)
    full = two_way(folds)
    thinned = two_way([folds[0][:1], *folds[1:]])
    assert thinned.seeds == 17
    assert 0.5 * full.se < thinned.se < 2.5 * full.se


def test_one_seed_in_every_fold_takes_the_spread_of_the_folds() -> None:
    folds = answers(np.random.default_rng(3), 5, 1, 60, 0.0, 0.3)
    means = np.array([x.mean() for x in folds])
    assert two_way(folds).se == pytest.approx(means.std(ddof=1) / np.sqrt(5))
    assert two_way(folds).df == 4


@pytest.mark.parametrize("folds", [[], [np.zeros((2, 5))], [np.zeros((1, 5)), np.zeros((1, 5))]])
def test_fewer_than_three_seeds_are_refused(folds: Folds) -> None:
    with pytest.raises(TooFewSeedsError, match="at least 3"):
        two_way(folds)


def test_identical_arms_differ_by_nothing_and_are_equivalent() -> None:
    estimate = two_way([np.zeros((4, 50))] * 5)
    assert estimate.interval(comparisons=10) == (0, 0)
    assert estimate.p_value() == 1
    assert estimate.within(0.1)


def test_one_tested_image_leaves_the_noise_of_the_seeds() -> None:
    differences = np.array([0.5, 1.0, 2.0, 0.0])
    alone = two_way([differences[:, None]])
    assert alone.se == pytest.approx(seeds_only([differences]).se)


@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.integers(1, 4), min_size=1, max_size=4).filter(lambda s: sum(s) > 2),
    st.integers(2, 9),
)
def test_the_estimate_follows_a_shift_a_scale_and_no_order(key: int, seeds: list[int], images: int) -> None:
    draw = np.random.default_rng(key)
    folds = [draw.normal(size=(count, images)) for count in seeds]
    plain = two_way(folds)
    moved = two_way([3 - 2 * x[::-1, ::-1] for x in folds[::-1]])
    assert moved.mean == pytest.approx(3 - 2 * plain.mean)
    assert moved.variance == pytest.approx(4 * plain.variance)
    assert moved.df == pytest.approx(plain.df)
    assert plain.variance > 0
    assert plain.df >= 1


@given(st.floats(-5, 5), st.floats(0.01, 3), st.floats(1, 50), st.integers(1, 20))
def test_intervals_widen_with_the_number_of_comparisons(mean: float, se: float, df: float, comparisons: int) -> None:
    estimate = Estimate(mean, se**2, 0.0, df, 10, 1, 100)
    one, many = estimate.interval(), estimate.interval(comparisons=comparisons)
    assert many[0] <= one[0] <= mean <= one[1] <= many[1]
    assert (estimate.p_value() < 0.05) == (not one[0] <= 0 <= one[1])
