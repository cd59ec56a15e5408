"""Stage 1: the least validation loss wins, and the grid grows at an edge where, and only where, the best lies on it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerwise.study.tuning import Tuning, next_rate

GRID = (0.001, 0.003, 0.01)


def tuned(*curves: tuple[int, int, float, list[float]]) -> Tuning:
    tuning = Tuning()
    for curve in curves:
        tuning.add(*curve)
    return tuning


def with_best(*places: int, group: int = 0) -> Tuning:
    """Architecture k has its least loss at the rate GRID[places[k]]."""
    return tuned(
        *(
            (a, group, rate, [abs(place - best) + 1.0])
            for a, best in enumerate(places)
            for place, rate in enumerate(GRID)
        )
    )


def test_the_least_loss_over_the_epochs_wins_not_the_last() -> None:
    tuning = tuned((0, 0, 0.001, [0.5, 0.4, 0.4]), (0, 0, 0.01, [0.9, 0.1, 5.0]))
    assert tuning.chosen() == {(0, 0): 0.01}


def test_a_score_is_the_mean_over_the_groups_tuning_seeds() -> None:
    tuning = tuned(
        *((0, -1, 0.001, [loss]) for loss in (0.3, 0.3, 0.3)), *((0, -1, 0.01, [loss]) for loss in (0.0, 0.0, 1.0))
    )
    assert tuning.chosen() == {(0, -1): 0.001}


@pytest.mark.parametrize(
    ("losses", "chosen"),
    [
        ((1.0, 1.0, 1.0), GRID[1]),
        ((1.09, 1.05, 1.0), GRID[1]),  # alike, as far as one tuning run can tell
        ((1.0, 1.05, 1.09), GRID[1]),
        ((1.0, 1.05, 1.2), GRID[1]),  # of two the larger
        ((1.2, 1.0, 1.05), GRID[2]),
        ((1.0, 1.2, 1.3), GRID[0]),
        ((1.3, 1.2, 1.0), GRID[2]),
        ((1.0, 5.0, 1.05), GRID[2]),
        ((0.0, 0.0, 1.0), GRID[1]),
    ],
)
def test_the_middle_of_the_rates_that_are_alike_wins_in_whatever_order_they_came(
    losses: tuple[float, ...], chosen: float
) -> None:
    runs = [(0, 0, rate, [loss]) for rate, loss in zip(GRID, losses, strict=True)]
    assert tuned(*runs).chosen() == tuned(*reversed(runs)).chosen() == {(0, 0): chosen}


def test_noise_of_a_run_moves_the_chosen_rate_less_often_than_the_least_loss_would() -> None:
    """Three rates equally good, two that are not; runs of one rate differ by 5 %."""
    draw = np.random.default_rng(5)
    grid, level = (3e-4, 1e-3, 3e-3, 1e-2, 3e-2), np.array([0.36, 0.30, 0.30, 0.30, 0.45])
    chosen, least = [], []
    for _ in range(200):
        losses = level * np.exp(0.05 * draw.normal(size=5))
        chosen.append(tuned(*((0, 0, rate, [loss]) for rate, loss in zip(grid, losses, strict=True))).chosen()[0, 0])
        least.append(grid[int(losses.argmin())])
    assert np.std(np.log(chosen)) < 0.6 * np.std(np.log(least))
    assert set(chosen) <= set(grid[1:4])


def test_a_diverged_rate_never_wins_over_one_that_learned() -> None:
    tuning = tuned((0, 0, 0.001, [2.3]), (0, 0, 0.01, [math.nan, math.nan]), (0, 0, 0.1, [math.inf]))
    assert tuning.chosen() == {(0, 0): 0.001}


def test_a_run_that_may_have_stopped_is_read_up_to_where_it_alone_would_have() -> None:
    """Trained beside others it went on, fell again and broke: neither counts."""
    curve = [0.5, *[0.6] * 19]
    for later in ([0.1], [math.nan]):
        tuning = Tuning(stops=True)
        tuning.add(0, 0, 0.001, [*curve, *later])
        tuning.add(0, 0, 0.01, [0.4, *[0.6] * 19])
        assert tuning.losses == {(0, 0): {0.001: [0.5], 0.01: [0.4]}}


def test_a_rate_that_diverges_later_never_wins_whatever_its_least_loss_was() -> None:
    for broken in ([0.1, math.nan], [0.1, math.inf, 0.2], [math.nan, 0.1]):
        assert tuned((0, 0, 0.001, [2.3, 2.0]), (0, 0, 0.01, broken)).chosen() == {(0, 0): 0.001}
    seeds = tuned((0, -1, 0.01, [0.1]), (0, -1, 0.01, [0.1, math.nan]), (0, -1, 0.001, [2.0]), (0, -1, 0.001, [2.0]))
    assert seeds.chosen() == {(0, -1): 0.001}


def test_where_every_rate_diverged_the_smallest_is_taken_and_the_grid_grows_below() -> None:
    tuning = tuned(*((0, 0, rate, [1.0, math.nan]) for rate in reversed(GRID)))
    assert tuning.chosen() == {(0, 0): GRID[0]}
    assert tuning.missing() == {0: [3e-4]}


def test_each_architecture_and_each_fold_chooses_for_itself() -> None:
    tuning = tuned(
        (0, 0, 0.001, [1.0]), (0, 0, 0.01, [2.0]), (0, 1, 0.001, [2.0]), (0, 1, 0.01, [1.0]),
        (1, 0, 0.001, [2.0]), (1, 0, 0.01, [1.0]),
    )  # fmt: skip
    assert tuning.chosen() == {(0, 0): 0.001, (0, 1): 0.01, (1, 0): 0.01}


@pytest.mark.parametrize(
    ("best", "wanted"),
    [
        ((1,), {}),
        ((1, 1), {}),
        ((0,), {0: [3e-4]}),
        ((2,), {0: [0.03]}),
        ((1, 2), {0: [0.03]}),
        ((0, 2), {0: [3e-4, 0.03]}),
    ],
)
def test_the_grid_grows_only_at_an_edge_that_holds_a_best_rate(best: tuple[int, ...], wanted: dict) -> None:
    assert with_best(*best).missing() == wanted


def test_the_grid_grows_only_in_the_fold_that_needs_it() -> None:
    tuning = with_best(1, group=0)
    for curve in with_best(2, group=3).losses[0, 3].items():
        tuning.add(0, 3, curve[0], curve[1])
    assert tuning.missing() == {3: [0.03]}


def test_the_grid_stops_growing_once_the_best_lies_inside() -> None:
    tuning = with_best(2)
    tuning.add(0, 0, 0.03, [0.5])
    assert tuning.missing() == {0: [0.1]}
    tuning.add(0, 0, 0.1, [3.0])
    assert tuning.missing() == {}


@pytest.mark.parametrize(
    ("rate", "below", "above"), [(1e-3, 3e-4, 3e-3), (3e-3, 1e-3, 1e-2), (1.0, 0.3, 3.0), (3e-10, 1e-10, 1e-9)]
)
def test_the_neighbours_of_a_rate_on_the_grid_are_on_the_grid(rate: float, below: float, above: float) -> None:
    assert next_rate(rate, -1) == below
    assert next_rate(rate, +1) == above


@given(st.integers(-12, 3), st.sampled_from([1.0, 3.0]), st.sampled_from([-1, 1]))
def test_a_step_and_its_return_end_where_they_began(exponent: int, mantissa: float, direction: int) -> None:
    rate = float(f"{mantissa:g}e{exponent}")
    assert next_rate(next_rate(rate, direction), -direction) == rate


@given(st.floats(1e-8, 10))
def test_the_neighbour_of_any_rate_lies_beside_it_by_about_three(rate: float) -> None:
    assert 2.9 < next_rate(rate, +1) / rate < 3.4
    assert 2.9 < rate / next_rate(rate, -1) < 3.4
    assert np.isfinite(next_rate(rate, +1))
