"""The back-test: the last doubling is hidden and foretold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from simulated import World, simulate

from layerwise.verdict.ceilings.backtest import backtest, interval_score, summarise


def test_what_is_hidden_has_no_say_in_the_forecast() -> None:
    tables = simulate(World(falling=12), depths=(1,), seeds=10, folds=0, images=200, epochs=32)
    late = tables.epochs["epoch"] > 16
    changed = tables.epochs.assign(test_accuracy=np.where(late, 0.1, tables.epochs["test_accuracy"]))
    (before,), (after,) = (
        backtest(replace(each, correct=None)).to_dict("records") for each in (tables, replace(tables, epochs=changed))
    )
    assert (before["low"], before["high"]) == (after["low"], after["high"])
    assert after["happened"] == pytest.approx(90)
    assert (before["seen"], before["hidden"]) == (16, 32)


def test_a_falling_curve_is_foretold_better_than_no_change() -> None:
    tables = simulate(World(falling=12), depths=(1, 2, 3), seeds=10, folds=0, images=400, epochs=32)
    found = summarise(backtest(tables))
    assert found.architectures == 3
    assert found.coverage >= 2 / 3
    assert found.score < min(found.no_change_score, found.level_score)


def test_too_few_epochs_and_decaying_learning_rates_are_not_foretold() -> None:
    tables = simulate(depths=(1,), seeds=5, images=20, epochs=15)
    assert backtest(tables).empty
    assert backtest(replace(simulate(depths=(1,), seeds=5, images=20), schedule="cosine")).empty


def test_the_interval_score_is_its_width_and_twenty_times_what_it_missed_by() -> None:
    low, high, happened = np.array([1.0, 1.0, 1.0]), np.array([3.0, 3.0, 3.0]), np.array([2.0, 0.5, 3.25])
    assert interval_score(low, high, happened, 0.9) == pytest.approx([2, 12, 7])
