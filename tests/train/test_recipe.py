"""What a recipe and a member refuse, each with a remedy; and steps no larger than the data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from forms import spec_of

from layerwise.errors import SpecError
from layerwise.train.batches import BlockData, batch_order, batch_weights
from layerwise.train.block import train_block
from layerwise.train.recipe import LARGEST, SMALLEST, Member, Recipe, check_learning_rate


@pytest.mark.parametrize("rate", [0.0, -1.0, 1e-300, 1e-40, 1e300, float("inf"), float("nan")])
def test_a_rate_that_is_none_in_single_precision_is_refused(rate: float) -> None:
    with pytest.raises(SpecError, match=r"unusable learning rate: got .*, expected a number above 0 .*Try 0\.001"):
        check_learning_rate(rate)


def test_the_limits_of_a_rate_are_those_of_single_precision() -> None:
    limits = np.finfo(np.float32)
    assert (float(limits.tiny), float(limits.max)) == (SMALLEST, LARGEST)
    for rate in (SMALLEST, 1e-3, LARGEST):
        check_learning_rate(rate)


@pytest.mark.parametrize("decay", [-1.0, 1e300, float("nan")])
def test_a_weight_decay_that_is_none_is_refused(decay: float) -> None:
    with pytest.raises(SpecError, match=r"unusable weight decay: got .* Try 0\.0001"):
        Member(spec_of("two layers"), 0.01, decay)


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 0},
        {"epochs": True},
        {"batch_size": 0},
        {"momentum": 1.0},
        {"beta1": -0.5},
        {"beta2": 2.0},
    ],
)
def test_a_recipe_that_trains_nothing_is_refused_with_a_remedy(wrong: dict[str, Any]) -> None:
    with pytest.raises(SpecError) as caught:
        Recipe(**{"epochs": 1, **wrong})
    assert all(caught.value.as_dict().values())


def test_a_batch_beyond_the_training_rows_is_a_step_of_them_all(few_digits: BlockData) -> None:
    rows = few_digits.train
    assert batch_order(0, 1, rows, 10**9).shape == batch_weights(rows, 10**9).shape == (1, rows)
    assert sorted(batch_order(0, 1, rows, 10**9)[0]) == list(range(rows))
    member = Member(spec_of("two layers"), 0.01)
    large, whole = (
        train_block([member], 0, few_digits, Recipe(epochs=2, batch_size=size), keep_epochs=[2])
        for size in (1_000_000, rows)
    )
    np.testing.assert_array_equal(large.history, whole.history)
