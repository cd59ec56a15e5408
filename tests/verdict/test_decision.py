"""Conclusions: Holm over the family, equivalence within the margin, and what would decide the undecided."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerwise.verdict.decision import Need, decide, holm, what_would_decide
from layerwise.verdict.layout import Estimate, two_way


def estimate(mean: float, se: float, image_share: float = 0.0) -> Estimate:
    return Estimate(mean, se**2, image_share * se**2, 15.0, 20, 5, 5000)


def test_holm_is_holms() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_never_says_more_than_the_comparison_alone_nor_less_than_bonferroni(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert (adjusted >= np.array(p_values) - 1e-12).all()
    assert (adjusted <= np.minimum(1, len(p_values) * np.array(p_values)) + 1e-12).all()


@pytest.mark.parametrize(
    ("mean", "se", "conclusion", "within"),
    [
        (-3.0, 0.4, "helps", False),
        (3.0, 0.4, "hurts", False),
        (0.1, 0.3, "equivalent", True),
        (-0.3, 0.05, "helps", True),
        (0.6, 0.6, "undecided", False),
    ],
)
def test_a_comparison_gets_its_conclusion(mean: float, se: float, conclusion: str, within: bool) -> None:
    (decision,) = decide([estimate(mean, se)], [1.0])
    assert (decision.conclusion, decision.within_margin) == (conclusion, within)


def test_a_difference_that_stands_alone_may_fall_in_a_large_family() -> None:
    one = estimate(-0.9, 0.4)
    assert decide([one], [0.2])[0].conclusion == "helps"
    assert decide([one] + [estimate(0.0, 0.4)] * 9, [0.2] * 10)[0].conclusion == "undecided"


def test_true_zeros_are_called_different_in_at_most_5_percent_of_families() -> None:
    draw = np.random.default_rng(11)
    called = []
    for _ in range(250):
        estimates = [
            two_way([(draw.random((4, 60)) < 0.1) * 1.0 - (draw.random((4, 60)) < 0.1) for _ in range(5)])
            for _ in range(6)
        ]
        called.append(any(each.conclusion in ("helps", "hurts") for each in decide(estimates, [1.0] * 6)))
    assert np.mean(called) <= 0.09  # 5 % and three standard errors of 250


def test_seeds_that_would_decide_do_decide_when_they_come() -> None:
    now = estimate(0.6, 0.6)
    need = what_would_decide(now, margin=1.0)
    assert need.seeds is not None
    assert need.seeds % 5 == 0
    assert need == Need(need.seeds)
    later = Estimate(0.6, now.variance * 20 / need.seeds, 0.0, need.seeds - 5.0, need.seeds, 5, 5000)
    assert decide([later], [1.0])[0].conclusion != "undecided"


def test_more_images_are_asked_for_where_seeds_cannot_help() -> None:
    assert what_would_decide(estimate(0.6, 0.6, image_share=0.9), margin=1.0) == Need(images=True)


def test_a_difference_at_the_margin_needs_more_seeds_than_anyone_has() -> None:
    assert what_would_decide(estimate(0.01, 3.0), margin=0.01) == Need()


def test_one_seed_in_each_fold_does_not_tell_how_many_are_needed() -> None:
    alone = two_way([np.random.default_rng(k).normal(size=(1, 30)) for k in range(5)])
    assert math.isnan(alone.image_variance)
    assert what_would_decide(alone, margin=0.1) == Need()
