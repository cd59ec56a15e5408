"""Looks at a growing number of seeds: never more than four, and together never more false findings than one look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulated import World, simulate

from layerwise.verdict.decision import decide
from layerwise.verdict.layout import Estimate, two_way
from layerwise.verdict.looks import MOST_LOOKS, level_of_a_look, planned_looks, wants_seeds
from layerwise.verdict.questions.deeper import next_depth
from layerwise.verdict.readings.pairs import Arm, pair
from layerwise.verdict.readings.series import depth_series

FOLDS = 5


@pytest.mark.parametrize(
    ("first", "most", "step", "looks"),
    [
        (20, 160, 5, (20, 40, 80, 160)),
        (20, 100, 5, (20, 40, 80, 100)),
        (20, 80, 5, (20, 40, 80)),
        (20, 25, 5, (20, 25)),
        (5, 40, 5, (5, 10, 20, 40)),
        (20, 1000, 5, (20, 75, 280, 1000)),
        (3, 24, 1, (3, 6, 12, 24)),
        (20, 20, 5, (20,)),
    ],
)
def test_each_look_doubles_the_seeds_up_to_the_cap(first: int, most: int, step: int, looks: tuple[int, ...]) -> None:
    assert planned_looks(first, most, step=step) == looks


@given(st.integers(1, 40), st.integers(1, 400), st.sampled_from([1, 5]), st.data())
def test_looks_rise_to_the_cap_in_multiples_and_are_never_more_than_four(
    first: int, most: int, step: int, data: st.DataObject
) -> None:
    looks = planned_looks(first * step, most * step, step=step)
    assert looks[0] == first * step
    assert len(looks) <= MOST_LOOKS
    assert all(later >= min(2 * earlier, most * step) for earlier, later in pairwise(looks))
    assert all(look % step == 0 for look in looks)
    assert looks[-1] == max(first, most) * step
    taken = looks[: data.draw(st.integers(1, len(looks)))]
    again = planned_looks(first * step, data.draw(st.integers(1, 800)) * step, step=step, taken=taken)
    assert again[: len(taken)] == taken
    assert len(again) <= MOST_LOOKS
    assert list(again) == sorted(set(again))


LOOKS = (10, 20, 40, 80)


def families_of_three(draw: np.random.Generator) -> list[list[Estimate]]:
    """Three comparisons that share their seeds, tested on all images there are."""
    differences = draw.normal(size=(3, LOOKS[-1])) + draw.normal(size=LOOKS[-1])
    return [
        [
            Estimate(float(each.mean()), float(each.var(ddof=1) / n), 0.0, n - 1.0, n, 1, 0)
            for each in differences[:, :n]
        ]
        for n in LOOKS
    ]


def with_images(draw: np.random.Generator) -> list[list[Estimate]]:
    """One comparison on the same 40 images at every look, some of them harder for one of the two."""
    wrong = draw.normal(size=(LOOKS[-1], 40)) + draw.normal(size=(LOOKS[-1], 1)) * 0.5 + draw.normal(size=40) * 0.1
    return [[two_way([wrong[:seeds]])] for seeds in LOOKS]


@pytest.mark.parametrize("study", [families_of_three, with_images])
def test_a_true_zero_is_called_different_at_any_of_four_looks_in_at_most_5_percent(
    study: Callable[[np.random.Generator], list[list[Estimate]]],
) -> None:
    """Studies without any difference that would end at the first look which sees one."""
    draw, level = np.random.default_rng(29), level_of_a_look(0.95, MOST_LOOKS)
    studies = [study(draw) for _ in range(300)]
    error = 2 * np.sqrt(0.05 * 0.95 / len(studies))
    assert np.mean([differs(looks, level) for looks in studies]) <= 0.05 + error
    # The same looks without correction find what is not there: the simulation notices.
    assert np.mean([differs(looks, 0.95) for looks in studies]) > 0.05 + error


def differs(at_each: list[list[Estimate]], level: float) -> bool:
    """Whether a study that stops at the first difference it sees would say that there is one."""
    return any(
        decision.conclusion in ("helps", "hurts")
        for estimates in at_each
        for decision in decide(estimates, [10.0] * len(estimates), level)
    )


def test_a_study_with_looks_decides_at_its_share_of_the_level_and_says_so() -> None:
    tables = simulate(World({2: -0.12, 3: 0.0}), seeds=10)
    alone, shared = next_depth(tables), next_depth(replace(tables, looks=MOST_LOOKS))
    for one, four in zip(alone, shared, strict=True):
        assert four.estimate == one.estimate
        assert four.low < one.low < one.high < four.high
        assert len(four.notes) == len(one.notes) + 1
        assert "4 looks" in four.notes[-1].en
        assert "4 次查看" in four.notes[-1].zh


def test_intervals_of_a_study_with_looks_are_those_of_a_quarter_of_the_level() -> None:
    tables = simulate(depths=(1, 2), seeds=10)
    (found,) = next_depth(replace(tables, looks=MOST_LOOKS))
    depths = depth_series(tables)[0].depths
    estimate = pair(tables, Arm(depths[1], "best"), Arm(depths[2], "best")).estimate
    assert estimate is not None
    assert (found.low, found.high) == pytest.approx(estimate.interval(0.9875))


def test_seeds_are_wanted_only_where_seeds_can_decide() -> None:
    (undecided,) = next_depth(simulate(depths=(1, 2), seeds=10))
    undecided = replace(undecided, conclusion="undecided")
    assert wants_seeds(replace(undecided, needed_seeds=35), FOLDS)
    assert not wants_seeds(replace(undecided, needed_seeds=None), FOLDS)
    assert not wants_seeds(replace(undecided, conclusion="helps", needed_seeds=None), FOLDS)
    # One seed a fold: what would decide cannot be told yet. No seed at all: every network diverged.
    assert wants_seeds(replace(undecided, needed_seeds=None, seeds=5), FOLDS)
    assert not wants_seeds(replace(undecided, needed_seeds=None, seeds=5))
    assert wants_seeds(replace(undecided, needed_seeds=None, seeds=2))
    assert not wants_seeds(replace(undecided, needed_seeds=None, seeds=0), FOLDS)


# Training-set sizes


def test_questions_compare_networks_of_the_largest_training_set_alone() -> None:
    tables = simulate(depths=(1, 2), seeds=10, images=40)
    runs = tables.runs.assign(train_rows=3500 - (tables.runs["fold"] == 2))  # folds differ by a row
    full = replace(tables, runs=runs)
    assert len(full.measured) == 20
    assert sorted(full.sized["size"].unique()) == [3500]
    smaller = runs.assign(run=runs["run"] + "-n500", train_rows=500)
    epochs = tables.epochs.assign(run=tables.epochs["run"] + "-n500", test_accuracy=0.5)
    both = replace(full, runs=pd.concat([smaller, runs]), epochs=pd.concat([tables.epochs, epochs], ignore_index=True))
    assert set(both.measured["run"]) == set(runs["run"])
    assert both.sized.groupby("size")["run"].count().to_dict() == {500: 20, 3500: 20}
    assert [each.as_dict() for each in next_depth(both)] == [each.as_dict() for each in next_depth(tables)]


def test_tables_that_do_not_tell_sizes_have_one() -> None:
    tables = simulate(depths=(1, 2), seeds=5, images=20)
    assert len(tables.measured) == 10
    assert set(tables.sized["size"]) == {3500}
