"""The family's bound: exceeded by one more of the same in one of forty cases, whatever the scores are like."""

from __future__ import annotations

import numpy as np
import pytest

from layerwise.insight.exceeding import exceeding


@pytest.mark.parametrize("kind", ["normal", "skewed", "together"])
def test_one_more_of_the_same_seldom_exceeds_the_bound_anywhere(kind: str) -> None:
    draw = np.random.default_rng(0)
    tries, wrong = 100, 0
    for _ in range(tries):
        scores = draw.standard_normal((40, 20))
        if kind == "skewed":
            scores = np.exp(scores)
        if kind == "together":
            scores = 0.2 * scores + draw.standard_normal((40, 1))
        wrong += exceeding(scores[0], scores[1:]).holds.any()
    assert wrong <= tries / 40 + 3 * np.sqrt(tries / 40)


def test_a_cell_far_above_is_found_and_the_others_are_not() -> None:
    scores = np.random.default_rng(1).standard_normal((40, 10))
    scores[0] = 0
    scores[0, 3] = 30
    assert np.flatnonzero(exceeding(scores[0], scores[1:]).holds).tolist() == [3]


def test_a_missing_score_holds_nowhere() -> None:
    scores = np.random.default_rng(2).standard_normal((39, 3))
    scores[5, 1] = np.nan
    found = exceeding(np.array([99.0, 99.0, np.nan]), scores)
    assert found.holds.tolist() == [True, False, False]


def test_scores_that_never_differ_are_no_reason_to_find_a_rounding_error() -> None:
    assert not exceeding(np.full(4, 1e-7), np.zeros((39, 4))).holds.any()


def test_too_few_networks_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 3"):
        exceeding(np.zeros(2), np.zeros((2, 2)))
