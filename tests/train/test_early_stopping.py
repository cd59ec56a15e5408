"""Tuning runs may end early: when the least validation loss lies in their first half, and whatever comes later."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from forms import TWENTY_STEPS, spec_of
from hypothesis import given
from hypothesis import strategies as st

from layerwise.train.batches import BlockData
from layerwise.train.block import train_block
from layerwise.train.early_stopping import LEAST_EPOCHS, stopping_epoch
from layerwise.train.measures import MEASURES
from layerwise.train.recipe import Member

LOSS = MEASURES.index("val_loss")
LOSSES = st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.4, float("nan"), float("inf")]), min_size=1, max_size=60)


def written_out(losses: list[float]) -> int | None:
    for epoch in range(1, len(losses) + 1):
        seen = losses[:epoch]
        if not np.isfinite(seen[-1]):
            return epoch
        if epoch >= LEAST_EPOCHS and epoch >= 2 * (int(np.argmin(seen)) + 1):
            return epoch
    return None


@given(LOSSES)
def test_a_run_stops_as_the_rule_says(losses: list[float]) -> None:
    assert stopping_epoch(np.array(losses)) == written_out(losses)


@given(LOSSES, LOSSES)
def test_what_comes_later_has_no_say(losses: list[float], later: list[float]) -> None:
    if (epoch := stopping_epoch(np.array(losses))) is not None:
        assert stopping_epoch(np.array([*losses, *later])) == epoch


def test_a_run_that_still_improves_goes_on() -> None:
    assert stopping_epoch(np.linspace(1, 0, 500)) is None
    assert stopping_epoch(np.r_[np.linspace(1, 0, 30), np.ones(29)]) is None
    assert stopping_epoch(np.r_[np.linspace(1, 0, 30), np.ones(30)]) == 60


def test_a_block_ends_with_its_last_network_and_is_the_beginning_of_the_whole_one(few_digits: BlockData) -> None:
    members = [Member(spec_of("two layers"), rate) for rate in (0.002, 0.03)]
    recipe = replace(TWENTY_STEPS, epochs=80)
    whole = train_block(members, 0, few_digits, recipe)
    early = train_block(members, 0, few_digits, recipe, stop_early=True)
    stops = [stopping_epoch(own) for own in whole.history[:, :, LOSS]]
    assert None not in stops, "rates this high have their least loss early"
    assert stops[0] != stops[1]
    end = max(stop for stop in stops if stop is not None)
    assert early.history.shape[1] == len(early.seconds) == end < 80
    np.testing.assert_array_equal(early.history, whole.history[:, :end])
    assert early.recorded.max() <= end
    np.testing.assert_array_equal(early.correct, whole.correct[:, whole.recorded <= end])


def test_a_block_with_a_network_that_still_improves_trains_all_epochs(few_digits: BlockData) -> None:
    slow, quick = Member(spec_of("two layers"), 1e-5), Member(spec_of("two layers"), 0.03)
    recipe = replace(TWENTY_STEPS, epochs=30)
    assert train_block([slow, quick], 0, few_digits, recipe, stop_early=True).history.shape[1] == 30
