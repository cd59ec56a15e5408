"""Best depth, wider, to the end, degradation, activation, more data: against brute force and known worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from simulated import World, simulate

from layerwise.verdict.finding import Finding
from layerwise.verdict.questions.activation import activation
from layerwise.verdict.questions.data import more_data
from layerwise.verdict.questions.deeper import best_depth, next_depth
from layerwise.verdict.questions.degradation import degradation
from layerwise.verdict.questions.longer import to_the_end
from layerwise.verdict.questions.wider import wider
from layerwise.verdict.tables import Tables


def at(tables: Tables, when: str = "best") -> pd.DataFrame:
    """A row a network with its accuracies at its best or at the last epoch."""
    epoch = tables.runs["best_epoch"] if when == "best" else tables.epochs["epoch"].max()
    return tables.runs.assign(epoch=epoch).merge(tables.epochs, on=["run", "epoch"])


def by_seed(rows: pd.DataFrame, measure: str, **of: object) -> pd.Series:
    """Error of one architecture by seed, percentage points."""
    chosen = rows[np.logical_and.reduce([rows[name] == value for name, value in of.items()])]
    return 100 * (1 - chosen.set_index("seed")[measure].sort_index())


# Best depth


def test_the_best_depth_is_the_one_of_least_validation_error_whatever_the_test_says() -> None:
    tables = simulate(World({2: -0.3, 3: -0.8, 4: 0.2}), depths=(1, 2, 3, 4), folds=0, seeds=12, images=150)
    (finding,) = best_depth(tables)
    assert (finding.subject["from"], finding.subject["to"], finding.conclusion) == (1, 3, "helps")
    rows = at(tables)
    expected = (by_seed(rows, "test_accuracy", depth=3) - by_seed(rows, "test_accuracy", depth=1)).mean()
    assert finding.estimate == pytest.approx(expected, abs=1e-4)
    worst = tables.epochs.assign(test_accuracy=1 - tables.epochs["test_accuracy"])
    assert best_depth(replace(tables, epochs=worst))[0].subject["to"] == 3


def test_the_interval_of_the_best_depth_holds_for_every_depth_that_could_have_been_chosen() -> None:
    tables = simulate(depths=(1, 2, 3, 4), seeds=10, images=100)
    (finding,) = best_depth(tables)
    assert finding.comparisons == 3
    assert any("whichever of the 3 deeper networks" in note.en for note in finding.notes)
    (other,) = best_depth(simulate(depths=(1, 2), seeds=10, images=100))
    assert other.comparisons == 1


@pytest.mark.breadth
def test_a_best_depth_chosen_by_chance_is_called_different_no_more_often_than_the_level_allows() -> None:
    called = []
    for key in range(200):
        tables = simulate(World(seed_effect=0.25), depths=(1, 2, 3), folds=0, seeds=8, images=60, epochs=2, key=key)
        called.append(best_depth(tables)[0].conclusion in ("helps", "hurts"))
    assert np.mean(called) <= 0.096  # 5 % and three standard errors of 200


def test_without_validation_no_best_depth_is_chosen_and_that_is_said() -> None:
    tables = simulate(depths=(1, 2), seeds=5, images=20)
    blind = replace(tables, epochs=tables.epochs.assign(val_accuracy=np.nan))
    (finding,) = best_depth(blind)
    assert "no deeper network has a validation error" in finding.text.en
    assert (finding.conclusion, finding.comparisons) == ("undecided", 0)


# Wider, to the end


def test_a_width_is_compared_with_the_next_one_at_equal_depth() -> None:
    tables = simulate(depths=(0, 1, 2), widths=(8, 16, 32), folds=0, seeds=6, images=80, epochs=6)
    findings = wider(tables)
    steps = [(f.subject["depth"], f.subject["from"], f.subject["to"]) for f in findings]
    assert sorted(steps) == [(depth, *step) for depth in (1, 2) for step in ((8, 16), (16, 32))]
    assert {f.label.en for f in findings} == {"relu, 1 hidden layer", "relu, 2 hidden layers"}
    rows = at(tables)
    for finding in findings:
        depth, a, b = (finding.subject[name] for name in ("depth", "from", "to"))
        both = (by_seed(rows, "test_accuracy", depth=depth, width=width) for width in (a, b))
        narrow, wide = both
        assert finding.estimate == pytest.approx((wide - narrow).mean(), abs=1e-4)


def test_the_first_epoch_is_compared_with_the_last() -> None:
    tables = simulate(World(falling=6), depths=(1,), folds=0, seeds=6, images=80, epochs=9)
    (finding,) = to_the_end(tables)
    assert (finding.subject["from"], finding.subject["to"], finding.conclusion) == (1, 9, "helps")
    error = 100 * (1 - tables.epochs.groupby("epoch")["test_accuracy"].mean())
    assert finding.estimate == pytest.approx(error[9] - error[1], abs=1e-4)


# Degradation


def test_degradation_is_a_paired_t_interval_of_the_training_error() -> None:
    tables = simulate(World({2: 0.6}), depths=(1, 2), folds=0, seeds=10, images=40)
    (finding,) = degradation(tables)
    rows = at(tables, "last")
    difference = by_seed(rows, "train_accuracy", depth=2) - by_seed(rows, "train_accuracy", depth=1)
    low, high = stats.t.interval(0.95, 9, difference.mean(), stats.sem(difference))
    assert (finding.low, finding.estimate, finding.high) == pytest.approx((low, difference.mean(), high))
    assert finding.conclusion == "hurts"
    assert "train worse" in finding.text.en
    (other,) = degradation(simulate(World({2: -0.6}), depths=(1, 2), folds=0, seeds=10, images=40))
    assert other.conclusion == "helps"


def test_without_training_accuracy_degradation_is_not_answered_and_that_is_said() -> None:
    tables = simulate(depths=(1, 2), seeds=5, images=20)
    (finding,) = degradation(replace(tables, epochs=tables.epochs.assign(train_accuracy=np.nan)))
    assert "no training accuracy" in finding.text.en


# Activation


def split_by_activation(effects: dict[str, float], **asked: int) -> Tables:
    """Activations whose second layer does differently."""
    parts = [
        simulate(World({2: effect}), depths=(1, 2), activations=[name], folds=0, key=k, **asked)
        for k, (name, effect) in enumerate(effects.items())
    ]
    runs = pd.concat([part.runs for part in parts], ignore_index=True)
    epochs = pd.concat([part.epochs for part in parts], ignore_index=True)
    return Tables(runs, epochs, condition=parts[0].condition)


def test_the_interaction_is_the_difference_of_the_two_differences() -> None:
    tables = split_by_activation({"relu": -1.0, "tanh": 0.8}, seeds=10, images=300)
    (finding,) = activation(tables)
    rows = at(tables)
    steps = {
        name: by_seed(rows, "test_accuracy", depth=2, activation=name)
        - by_seed(rows, "test_accuracy", depth=1, activation=name)
        for name in ("relu", "tanh")
    }
    difference = steps["tanh"] - steps["relu"]
    low, high = stats.t.interval(0.95, 9, difference.mean(), stats.sem(difference))
    assert (finding.low, finding.estimate, finding.high) == pytest.approx((low, difference.mean(), high))
    assert (finding.error_a, finding.error_b) == pytest.approx((steps["relu"].mean(), steps["tanh"].mean()))
    assert finding.p_better == (difference < 0).mean()
    assert finding.conclusion == "differs"


def test_activations_that_do_the_same_are_called_the_same_and_every_two_are_compared() -> None:
    tables = simulate(depths=(1, 2), activations=("relu", "tanh", "gelu"), seeds=20, images=200)
    findings = activation(tables, margin=6.0)
    assert [(f.subject["first"], f.subject["second"]) for f in findings] == [
        *(("gelu", "relu"), ("gelu", "tanh")),
        ("relu", "tanh"),
    ]
    assert {finding.conclusion for finding in findings} == {"same"}


def test_each_activation_may_have_the_initialisation_that_is_usual_for_it() -> None:
    tables = simulate(depths=(1, 2), activations=("relu", "tanh"), seeds=5, images=30)
    usual = tables.runs.assign(initialisation=tables.runs["activation"].map({"relu": "he", "tanh": "glorot"}))
    (finding,) = activation(replace(tables, runs=usual))
    assert any("relu he, tanh glorot" in note.en for note in finding.notes)
    both = pd.concat([tables.runs, usual.assign(run=usual["run"] + "g")[usual["activation"] == "tanh"]])
    more = pd.concat([tables.epochs, tables.epochs.assign(run=tables.epochs["run"] + "g")])
    (strict,) = activation(Tables(both, more, condition=tables.condition))
    assert not any("initialisation" in note.en for note in strict.notes)


# More data


def sized(effect: float) -> Tables:
    """Two sizes of training set in five folds, one of which has a row less."""
    parts = [simulate(World(level=-2.4 + k * effect), depths=(1, 2), seeds=10, images=100, key=3) for k in (0, 1)]
    runs = []
    for k, part in enumerate(parts):
        full = np.where(part.runs["fold"] == 4, 3499, 3500)
        runs.append(part.runs.assign(run=part.runs["run"] + f"-{k}", train_rows=full if k == 0 else 500))
    epochs = pd.concat([part.epochs.assign(run=part.epochs["run"] + f"-{k}") for k, part in enumerate(parts)])
    return Tables(pd.concat(runs, ignore_index=True), epochs, condition=parts[0].condition)


def test_more_data_is_asked_of_each_architecture_by_size() -> None:
    tables = sized(1.0)
    findings = more_data(tables)
    assert [(f.subject["depth"], f.subject["from"], f.subject["to"]) for f in findings] == [
        *((1, 500, 3500), (2, 500, 3500)),
    ]
    assert {finding.conclusion for finding in findings} == {"helps"}
    assert "Learning from 3,500 instead of 500 training images helps" in findings[0].text.en
    assert "trained on 3,500" not in findings[0].text.en
    assert {finding.conclusion for finding in more_data(sized(-1.0))} == {"hurts"}


def test_other_questions_are_asked_of_the_full_size_alone() -> None:
    tables = sized(1.0)
    whole = tables.runs[tables.runs["train_rows"] > 500]
    assert [f.estimate for f in next_depth(tables)] == [f.estimate for f in next_depth(replace(tables, runs=whole))]


def test_one_size_asks_nothing_about_data() -> None:
    tables = simulate(depths=(1,), seeds=5, images=20)
    assert more_data(tables) == []
    assert more_data(replace(tables, runs=tables.runs.assign(train_rows=3500))) == []


# Tables that lack something


@pytest.mark.parametrize("ask", [next_depth, degradation, to_the_end])
def test_runs_that_end_early_or_miss_an_epoch_are_left_out_with_their_seed_and_said(
    ask: Callable[[Tables], list[Finding]],
) -> None:
    tables = replace(simulate(depths=(1, 2), folds=0, seeds=10, images=40, epochs=6), correct=None)
    cut = tables.epochs["run"].isin(["relu 16-16-s3", "relu 16-16-s4"]) & (tables.epochs["epoch"] > 0)
    (finding, *_) = [each for each in ask(replace(tables, epochs=tables.epochs[~cut])) if each.subject["to"] != 1][-1:]
    kept = tables.runs[~tables.runs["run"].isin(["relu 16-16-s3", "relu 16-16-s4"])]
    (fewer, *_) = [each for each in ask(replace(tables, runs=kept)) if each.subject["to"] != 1][-1:]
    assert (finding.seeds, finding.estimate) == (fewer.seeds, pytest.approx(fewer.estimate))
    assert finding.seeds == 8
    assert any(": 2" in note.en and "left out" in note.en for note in finding.notes)


def test_seeds_that_only_one_of_the_two_has_are_said() -> None:
    tables = simulate(depths=(1, 2), folds=0, seeds=8, images=40, epochs=3)
    fewer = tables.runs[~((tables.runs["depth"] == 2) & (tables.runs["seed"] >= 5))]
    finding = next_depth(replace(tables, runs=fewer))[0]
    assert finding.seeds == 5
    assert any("only one of the two networks has them: 3" in note.en for note in finding.notes)
