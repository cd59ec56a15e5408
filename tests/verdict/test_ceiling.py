"""The ceiling of a recipe, its differences, and what is said where it cannot be told."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from simulated import World, simulate

from layerwise.verdict.ceilings.approach import approaches, ceilings
from layerwise.verdict.ceilings.entering import entering
from layerwise.verdict.ceilings.extrapolation import bins, forecast
from layerwise.verdict.ceilings.findings import ceiling_findings
from layerwise.verdict.ceilings.mean_curve import level_draws
from layerwise.verdict.finding import Finding
from layerwise.verdict.layout import quantile
from layerwise.verdict.readings.pairs import Arm, pair
from layerwise.verdict.readings.reading import errors, mean_error, sound_folds
from layerwise.verdict.resampling import Resampling
from layerwise.verdict.tables import Tables
from layerwise.verdict.trained import left_out_clause

FALLING = World(falling=12)


@pytest.fixture(scope="module")
def falling() -> Tables:
    return simulate(World({2: -0.8}, falling=12), depths=(1, 2), seeds=10, folds=0, images=400, epochs=16)


def test_turned_flat_and_falling_curves_are_told_apart(falling: Tables) -> None:
    turned = simulate(World(turning=0.06), depths=(1,), seeds=10)
    flat = simulate(World(falling=2), depths=(1,), seeds=20, epochs=40)
    assert [each.case for each in ceilings(turned)] == ["turned"]
    assert [each.case for each in ceilings(flat)] == ["flat"]
    assert {each.case for each in ceilings(falling)} == {"falling"}


def test_of_a_turned_curve_nothing_is_extrapolated() -> None:
    tables = simulate(World(turning=0.06), depths=(1,), seeds=10, folds=0)
    (found,) = ceilings(tables)
    reference = mean_error(tables, tables.runs, "chosen")
    assert reference is not None
    low, high = reference.interval()
    assert found.level == pytest.approx(reference.mean)
    assert found.low < low < high < found.high
    assert found.horizon == found.last == 20
    assert found.epoch < 15
    assert found.rise[1] > 0


def test_a_falling_curve_is_foretold_below_the_level_reached_and_not_beyond_four_times_its_epochs(
    falling: Tables,
) -> None:
    for found in ceilings(falling):
        assert found.how == "forecast"
        assert found.horizon == 4 * found.last == 64
        assert found.low < found.level < found.reached[0]
        assert sum(found.weights.values()) == pytest.approx(1)


def test_a_curve_that_falls_by_less_than_matters_has_levelled_off_and_is_foretold_all_the_same() -> None:
    """So little a doubling is next to nothing; two of them more than the interval of the level has room for."""
    tables = simulate(World(falling=1.5), depths=(1,), seeds=20, images=400, epochs=16)
    (found,) = ceilings(tables, margin=2.0)
    assert found.gain[2] < 0
    assert (found.case, found.how, found.horizon) == ("flat", "forecast", 64)
    assert found.low < found.level < found.reached[0]
    (told, *_) = ceiling_findings(tables, margin=2.0)
    assert "nearly levelled off" in told.text.en
    assert "接近平稳" in told.text.zh
    assert _numbers(told.text.en) == _numbers(told.text.zh)
    (few,) = ceilings(simulate(World(falling=1.5), depths=(1,), seeds=20, images=400, epochs=6), margin=4.0)
    assert (few.case, few.how, few.level) == ("flat", "few-epochs", few.reached[0])


@pytest.mark.parametrize("curve", ["power", "exponential"])
def test_a_curve_without_noise_is_foretold_where_it_goes(curve: str) -> None:
    epochs = np.arange(1, 161)
    truth = 5 + 30 * epochs**-0.7 if curve == "power" else 5 + 30 * np.exp(-epochs / 10)
    binned = bins(40)
    means = np.array([[truth[first - 1 : end].mean() for first, end in binned]])
    foretold = np.median(forecast(np.repeat(means, 4000, 0), binned, 160).draws)
    assert foretold == pytest.approx(truth[-1], abs=0.45)


def test_nothing_is_foretold_beyond_four_times_the_epochs_or_from_too_few() -> None:
    with pytest.raises(ValueError, match="foretell nothing"):
        forecast(np.ones((2, len(bins(8)))), bins(8), 33)
    with pytest.raises(ValueError, match="foretell nothing"):
        forecast(np.ones((2, len(bins(7)))), bins(7), 14)


def test_bins_cover_the_last_three_doublings_without_gap() -> None:
    for last in (8, 15, 30, 50, 100, 200):
        found = bins(last)
        assert found[-1][1] == last
        assert all(end + 1 == first for (_, end), (first, _) in pairwise(found))
        assert found[-5][1] == pytest.approx(last / 2, abs=0.5)


def test_the_intervals_of_the_bootstrap_are_those_of_the_two_way_layout() -> None:
    for folds in (0, 5):
        tables = simulate(depths=(1,), seeds=20, folds=folds, images=300, epochs=8)
        runs = tables.runs.sort_values(["fold", "seed"])
        estimate = mean_error(tables, runs, 8)
        assert estimate is not None
        draws = level_draws(Resampling(tables, draws=4000), runs, 8, estimate)
        assert draws.mean() == pytest.approx(estimate.mean, abs=4 * estimate.se / 60)
        middle = np.diff(np.quantile(draws, [0.25, 0.75]))[0] / 2
        df = estimate.groups - 1.0 if estimate.by_groups else estimate.df
        assert middle == pytest.approx(quantile(0.75, df) * np.sqrt(estimate.total), rel=0.12)


def test_draws_of_two_architectures_stay_paired() -> None:
    tables = simulate(World(seed_effect=0.0), depths=(1,), seeds=10, folds=0, images=300, epochs=16)
    correct = tables.correct
    assert correct is not None
    twin = tables.runs.assign(run=tables.runs["run"] + "-twin", depth=2, hidden=[[16, 16]] * 10, network="relu 16-16")
    epochs = pd.concat([tables.epochs, tables.epochs.assign(run=tables.epochs["run"] + "-twin")])
    both = replace(
        correct,
        runs=(*correct.runs, *twin["run"]),
        fold=np.tile(correct.fold, 2),
        bits=np.tile(correct.bits, (2, 1, 1)),
        best_bits=np.tile(correct.best_bits, (2, 1)),
    )
    doubled = Tables(pd.concat([tables.runs, twin]), epochs, both, tables.condition)
    (difference,) = [each for each in ceiling_findings(doubled) if each.code == "ceiling-difference"]
    alone = ceilings(tables)[0]
    assert abs(difference.estimate) < 0.2 * (alone.high - alone.low)


def test_a_deeper_network_with_a_lower_ceiling_is_found_and_the_answer_flips_with_the_two() -> None:
    found = _differences(simulate(World({2: -0.8, 3: -0.8}, turning=0.06), seeds=10))
    assert (found[0].subject["from"], found[0].subject["to"], found[0].conclusion) == (1, 2, "helps")
    assert found[1].conclusion != "helps"
    flipped = _differences(simulate(World({1: -0.8}, turning=0.06), depths=(1, 2), seeds=10))
    assert flipped[0].conclusion == "hurts"


def test_ceilings_of_falling_curves_are_compared_where_they_are_foretold_to_be(falling: Tables) -> None:
    (found,) = _differences(falling)
    a, b = ceilings(falling)
    assert (found.error_a, found.error_b) == (a.level, b.level)
    assert found.estimate == pytest.approx(b.level - a.level, abs=0.5)
    assert any("four times" in note.en for note in found.notes)


def test_the_best_depth_is_chosen_by_validation_and_compared_with_the_shallowest() -> None:
    tables = simulate(World({2: -0.4, 3: -0.8}), seeds=10, images=100)
    best = [each for each in _differences(tables) if each.subject["best"]]
    assert [(each.subject["from"], each.subject["to"]) for each in best] == [(1, 3)]
    blind = replace(tables, epochs=tables.epochs.assign(val_accuracy=np.nan))
    assert not any(each.subject["best"] for each in _differences(blind))


def test_the_answer_does_not_hang_on_the_order_or_the_names_of_the_runs(falling: Tables) -> None:
    shuffled = replace(
        falling,
        runs=falling.runs.sample(frac=1, random_state=1).sort_values("depth", kind="stable"),
        epochs=falling.epochs.sample(frac=1, random_state=2),
    )
    for before, after in zip(ceiling_findings(falling), ceiling_findings(shuffled), strict=True):
        assert (before.low, before.estimate, before.high) == pytest.approx(
            (after.low, after.estimate, after.high), abs=0.02
        )


def test_without_correctness_the_seeds_alone_are_in_the_interval_and_it_is_said(falling: Tables) -> None:
    for finding in ceiling_findings(replace(falling, correct=None)):
        assert finding.images == 0
        assert np.isfinite(finding.low)
        assert any("seeds alone" in note.en for note in finding.notes)


@pytest.mark.parametrize(
    ("change", "how"),
    [("schedule", "schedule"), ("validation", "no-validation"), ("seeds", "few-seeds"), ("epochs", "few-epochs")],
)
def test_what_cannot_be_told_is_said_and_not_made_up(change: str, how: str) -> None:
    world = FALLING if change == "epochs" else World(falling=0.3)
    epochs = {"epochs": 6, "validation": 40}.get(change, 20)
    tables = simulate(world, depths=(1, 2), seeds=2 if change == "seeds" else 20, images=200, epochs=epochs)
    if change == "schedule":
        tables = replace(tables, schedule="cosine")
    if change == "validation":
        tables = replace(tables, epochs=tables.epochs.assign(val_accuracy=np.nan))
    found = ceilings(tables)
    assert {each.how for each in found} == {how}
    assert all(each.horizon == each.last for each in found)
    assert np.isnan(found[0].low) == (change == "seeds")
    for finding in ceiling_findings(tables):
        assert "nan" not in finding.text.en + finding.text.zh


def test_diverged_networks_are_left_out_and_said_and_a_recipe_that_always_diverges_breaks_nothing() -> None:
    some = simulate(depths=(1, 2), images=50, diverged=[(1, 0), (2, 3)])
    assert left_out_clause(1, 20).en in ceiling_findings(some)[0].text.en
    differences = [each for each in ceiling_findings(some) if each.code == "ceiling-difference"]
    assert any("diverged: 2" in note.en for note in differences[0].notes)
    none = simulate(depths=(1, 2), seeds=5, images=20, diverged=[(2, seed) for seed in range(5)])
    assert ceiling_findings(none)[1].seeds == 0


def test_both_languages_carry_the_same_numbers(falling: Tables) -> None:
    studies = [falling, simulate(World(turning=0.06), seeds=10, images=100), simulate(depths=(1, 2), images=100)]
    for finding in [found for tables in studies for found in ceiling_findings(tables)]:
        for text in (finding.text, finding.question, *finding.notes):
            assert _numbers(text.en) == _numbers(text.zh)
            assert "{" not in text.en + text.zh
        assert Finding.from_dict(finding.as_dict()).text == finding.text


def _differences(tables: Tables) -> list[Finding]:
    return [finding for finding in ceiling_findings(tables) if finding.code == "ceiling-difference"]


def _numbers(text: str) -> list[str]:
    return sorted(number for number in re.findall(r"[+−]?\d[\d.,]*\d|\d", text) if number != "4")


def test_networks_that_failed_to_train_are_left_out() -> None:
    runs = simulate(depths=(1,), seeds=10, images=20, diverged=[(1, 4)]).runs
    marked = runs.assign(failed=runs["seed"].isin([4, 7, 8]))
    assert sorted(entering(marked)["seed"]) == [0, 1, 2, 3, 5, 6, 9]


@pytest.mark.parametrize(("seeds", "folds"), [(3, 0), (5, 5), (10, 0), (10, 5)])
def test_what_validation_might_have_chosen_is_noise_of_a_turned_ceiling_at_every_number_of_seeds(
    seeds: int, folds: int
) -> None:
    tables = simulate(World(turning=0.06), depths=(1, 2), seeds=seeds, folds=folds, images=200)
    one, other = approaches(tables)
    assert 0 < one.choices.std() < 2
    given = mean_error(tables, one.sound, one.when)
    assert given is not None
    assert one.reached is not None
    assert one.reached.variance == pytest.approx(given.variance + one.choices.var() / 3)
    (difference,) = _differences(tables)
    given = pair(tables, Arm(one.sound, one.when), Arm(other.sound, other.when)).estimate
    assert given is not None
    low, high = given.interval()
    assert difference.low < low < high < difference.high


def test_noise_that_the_layout_finds_between_folds_is_in_the_bootstrap_too() -> None:
    """A rate that one fold tuned badly: its network's level is far from the others', alike for its seeds."""
    tables = simulate(World(), depths=(1,), seeds=20, images=200, epochs=8)
    epochs = tables.epochs.merge(tables.runs[["run", "fold"]], on="run")
    bad = epochs["test_accuracy"].where(epochs["fold"] != 3, epochs["test_accuracy"] - 0.1)
    tables = replace(tables, epochs=epochs.assign(test_accuracy=bad).drop(columns="fold"), correct=None)
    runs = tables.runs.sort_values(["fold", "seed"])
    level = mean_error(tables, runs, 8)
    assert level is not None
    by_fold = [errors(tables, fold, 8).mean() for fold in sound_folds(runs)]
    of_folds = replace(level, variance=float(np.var(by_fold, ddof=1)) / 5)
    assert of_folds.variance > 10 * level.variance
    for known in (level, of_folds):
        draws = level_draws(Resampling(tables, draws=4000), runs, 8, known)
        middle = np.diff(np.quantile(draws, [0.25, 0.75]))[0] / 2
        assert known.total == pytest.approx(of_folds.variance)
        assert middle == pytest.approx(quantile(0.75, 4.0) * np.sqrt(known.total), rel=0.1)
