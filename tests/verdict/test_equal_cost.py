"""What a training budget buys, and where on the map depth × epochs nothing more is to be gained."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from simulated import World, simulate

from layerwise.verdict.advice.frontier import budgets, error_by_cost
from layerwise.verdict.ceilings.gains import further_gains
from layerwise.verdict.tables import Tables


@cache
def study() -> Tables:
    """Each layer costs as much again; the third helps much, and training on stops to pay after a while."""
    tables = simulate(World({2: -0.3, 3: -1.2}), seeds=5, images=60, epochs=16)
    return replace(tables, runs=tables.runs.assign(flops_per_epoch=10**6 * tables.runs["depth"]))


def test_the_curves_are_means_over_seeds_at_the_cost_of_their_epochs() -> None:
    tables = simulate(seeds=6, images=30, epochs=4, folds=0)
    curves = error_by_cost(tables).set_index(["depth", "epoch"])
    mean = 100 * (1 - tables.runs.merge(tables.epochs, on="run").groupby(["depth", "epoch"])["test_accuracy"].mean())
    assert curves["error"].to_numpy() == pytest.approx(mean.loc[curves.index].to_numpy())
    assert curves.loc[(2, 3), "flops"] == 3e9


def test_a_budget_buys_what_validation_likes_best_of_all_it_can_pay() -> None:
    curves, bought = error_by_cost(study()), budgets(study())
    assert list(bought["budget"]) == [48e6 / 2**k for k in (4, 3, 2, 1, 0)]
    for row in bought.itertuples():
        affordable = curves[curves["flops"] <= row.budget]
        best = affordable.loc[affordable["val_error"].idxmin()]
        assert (row.depth, row.epoch) == (best["depth"], best["epoch"])
        assert row.low < row.error < row.high
        assert row.error == pytest.approx(best["error"], abs=0.3)
    assert bought.iloc[-1]["depth"] == 3


def test_the_test_errors_do_not_choose_what_is_bought() -> None:
    tables = study()
    mixed = tables.epochs.assign(test_accuracy=tables.epochs["test_accuracy"].sample(frac=1, random_state=2).to_numpy())
    names = ["depth", "epoch"]
    assert (budgets(tables)[names] == budgets(replace(tables, epochs=mixed))[names]).all(axis=None)


def test_gains_are_paired_differences_to_the_best_cell_and_flat_cells_are_enough() -> None:
    tables = study()
    gains = further_gains(tables)
    (best,) = gains[gains["best"]].to_dict("records")
    assert best["depth"] == 3
    error = error_by_cost(tables).set_index(["depth", "epoch"])["error"]
    for row in gains.to_dict("records"):
        expected = error[row["depth"], row["epoch"]] - error[best["depth"], best["epoch"]]
        assert row["gain"] == pytest.approx(expected, abs=0.3)
        assert row["low"] <= row["gain"] <= row["high"]
    assert not gains.loc[gains["epoch"] == 1, "enough"].any()
    assert (gains["conclusion"] == "helps").any()
    assert further_gains(tables, margin=60.0)["enough"].all()


def test_what_was_not_found_is_not_called_nothing() -> None:
    """Three seeds and ten images prove little: no cell counts as enough for lack of evidence."""
    gains = further_gains(simulate(World(falling=0.0), seeds=3, folds=0, images=10, epochs=4), margin=0.01)
    assert (gains["conclusion"] == "undecided").any()
    assert not gains.loc[gains["conclusion"] == "undecided", "enough"].any()


def test_early_epochs_of_a_decaying_rate_are_not_compared() -> None:
    tables = replace(study(), schedule="cosine")
    assert further_gains(tables).empty
    assert set(error_by_cost(tables)["epoch"]) == {16}


def test_diverged_networks_and_unknown_costs_are_left_out() -> None:
    tables = simulate(depths=(1, 2), seeds=5, images=20, epochs=4, diverged=[(2, seed) for seed in range(5)])
    assert set(error_by_cost(tables)["depth"]) == {1}
    unknown = replace(tables, runs=tables.runs.assign(flops_per_epoch=np.nan))
    assert error_by_cost(unknown).empty
    assert budgets(unknown).empty
    # Whether there is more to gain needs no cost: the same answers, which of them is the cheapest left open.
    pd.testing.assert_frame_equal(
        further_gains(unknown).drop(columns="flops"), further_gains(tables).drop(columns="flops")
    )
    assert further_gains(unknown)["flops"].isna().all()
