"""The calibration of advice measures what it says, and advice that is wrong would not pass."""

from __future__ import annotations

import numpy as np
import pytest

from calibrate import pages
from calibrate.advice import Answer, Truth, one, tallied
from calibrate.recipes import EPOCHS, GRID, KINDS, World, study
from layerwise.verdict.readings.architectures import architectures


def world(kind: str, key: int = 0) -> World:
    return World.draw(kind, np.random.default_rng(key))  # type: ignore[arg-type]


def test_the_truth_is_what_many_studies_average_to() -> None:
    drawn = world("failing", 3)
    tables = study(drawn, 400, np.random.default_rng(1))
    seen = tables.runs.merge(tables.epochs, on="run").groupby(["network", "train_rows", "epoch"])["test_accuracy"]
    for recipe in (0, 7, 20):
        at = (GRID[recipe].name, GRID[recipe].rows, EPOCHS[-1])
        error, spread = 100 * (1 - seen.mean()[at]), 100 * seen.std()[at] / np.sqrt(400)
        assert Truth(drawn, 0).at(recipe, int(EPOCHS[-1])) == pytest.approx(error, abs=4 * spread)


def test_stopping_early_is_worth_the_rise_where_a_world_overfits_and_little_where_it_is_flat() -> None:
    turned, still = Truth(world("overfitting"), 0), Truth(world("flat"), 0)
    last = int(EPOCHS[-1])
    assert turned.at(2, last, early=True) < turned.at(2, last) - 0.5
    assert still.at(2, last, early=True) == pytest.approx(still.at(2, last), abs=0.2)


def test_fewer_layers_are_better_in_the_worlds_that_say_so() -> None:
    drawn = world("shallower")
    errors = [drawn.levels[GRID.index(recipe), -1] for recipe in GRID if (recipe.width, recipe.rows) == (16, 3500)]
    assert errors == sorted(errors)


def test_a_study_of_a_world_holds_its_whole_grid() -> None:
    found = architectures(study(world("mixed"), 5, np.random.default_rng(0)))
    assert {(each.name, each.train_rows) for each in found} == {(each.name, each.rows) for each in GRID}


def test_no_network_at_chance_is_told_to_stop() -> None:
    chance = KINDS.index("chance")
    # By turns any network, and one whose steps were all measured.
    for number in (chance, chance + len(KINDS)):
        answer = one(number)
        assert answer.kind == "chance"
        assert answer.outcome in ("undecided", "not-measured")


def test_advice_that_is_far_off_or_makes_things_worse_misses_its_figures() -> None:
    good = [Answer("flat", "stop", 0.1, 0.0, 1.0, np.nan)] * 90 + [Answer("flat", "step", 0.1, 2.0, 1.0, -2.0)] * 10
    assert pages.missed("advice", tallied(pages.ALL_WORLDS, good)) == []
    far = [*good, *[Answer("flat", "stop", 3.0, 0.0, 1.0, np.nan)] * 10]
    assert pages.missed("advice", tallied(pages.ALL_WORLDS, far)) == ["within the margin", "regret"]
    worse = [*good, *[Answer("flat", "step", 0.2, -0.2, 1.0, 0.2)] * 2]
    assert pages.missed("advice", tallied(pages.ALL_WORLDS, worse)) == ["makes it worse"]
    silent = [*good, *[Answer("flat", "undecided", np.nan, 0.0, 1.0, np.nan)] * 50]
    row = tallied(pages.ALL_WORLDS, silent)
    assert (row["studies"], row["advised"], row["outcomes"]["undecided"]) == (150, 100, 50)
    assert pages.missed("advice", row) == []
