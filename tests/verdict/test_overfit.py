"""Overfitting by the choice of the other seeds, in error and in loss."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from simulated import World, simulate

from layerwise.verdict.ceilings.rise import rise
from layerwise.verdict.finding import Finding
from layerwise.verdict.overfit import overfit
from layerwise.verdict.readings.chosen import chosen_epochs
from layerwise.verdict.readings.pairs import Arm, pair
from layerwise.verdict.tables import Tables


def test_each_seed_is_judged_at_the_epoch_that_the_others_of_its_fold_choose() -> None:
    tables = simulate(depths=(1,), seeds=20, images=40)
    chosen = chosen_epochs(tables, tables.runs)
    curves = tables.curves("val_accuracy")
    for run in tables.runs.itertuples():
        others = tables.runs[(tables.runs["fold"] == run.fold) & (tables.runs["run"] != run.run)]["run"]
        assert chosen[run.run] == curves.loc[list(others)].mean().round(10).idxmax()


def test_a_network_alone_in_its_fold_takes_the_choice_of_the_other_folds() -> None:
    tables = simulate(depths=(1,), seeds=5, images=40)
    chosen = chosen_epochs(tables, tables.runs)
    curves = tables.curves("val_accuracy")
    run = tables.runs["run"].iloc[0]
    assert chosen[run] == curves.drop(run).mean().round(10).idxmax()
    assert chosen_epochs(tables, tables.runs.head(1)).empty


def test_neither_the_tested_images_nor_its_own_validation_choose_an_epoch() -> None:
    tables = simulate(depths=(1,), seeds=10, folds=0, images=40)
    run = tables.runs["run"].iloc[0]
    own = tables.epochs["run"] == run
    changed = tables.epochs.assign(
        val_accuracy=np.where(own, tables.epochs["epoch"] == 3, tables.epochs["val_accuracy"]), test_accuracy=0.5
    )
    assert chosen_epochs(replace(tables, epochs=changed), tables.runs)[run] == chosen_epochs(tables, tables.runs)[run]


def test_only_epochs_whose_correctness_is_known_are_chosen() -> None:
    tables = simulate(depths=(1,), epochs=150, seeds=5, images=20)
    assert tables.correct is not None
    assert set(chosen_epochs(tables, tables.runs)) <= set(tables.correct.epochs)


def test_seeds_that_chose_the_last_epoch_lend_no_certainty_to_the_others() -> None:
    """Eleven differences are 0 by definition: the twelfth has the noise that all twelve show at its epoch."""
    tables = simulate(World(falling=2), depths=(1,), seeds=12, folds=0, images=200, epochs=8)
    runs = tables.runs
    chosen = pd.Series([5] + [8] * 11, pd.Index(runs["run"]))
    found = rise(tables, runs, chosen, 8).estimate
    every = pair(tables, Arm(runs, 5), Arm(runs, 8)).estimate
    assert found is not None
    assert every is not None
    of_seeds = (every.variance - every.image_variance) / 12
    assert found.variance == pytest.approx(of_seeds + every.image_variance / 144)
    assert found.mean == pytest.approx(pair(tables, Arm(runs, chosen), Arm(runs, 8)).estimate.mean)  # type: ignore[union-attr]
    same = pd.Series(5, pd.Index(runs["run"]))
    assert rise(tables, runs, same, 8).estimate == every


def test_a_curve_that_turned_overfits_and_one_that_levelled_off_does_not() -> None:
    (turned, *_) = _of("error", simulate(World(turning=0.06), depths=(1,)))
    assert turned.conclusion == "hurts"
    assert 0 < turned.low < turned.estimate
    (flat, *_) = _of("error", simulate(World(falling=2), depths=(1,), epochs=40))
    assert flat.conclusion == "equivalent"


def test_the_estimate_is_last_minus_chosen_on_the_tested_images() -> None:
    tables = simulate(World(turning=0.06), depths=(1,), folds=0, seeds=10)
    (finding, *_) = _of("error", tables)
    chosen = chosen_epochs(tables, tables.runs)
    curves = 100 * (1 - tables.curves("test_accuracy"))
    by_seed = [curves.loc[run, 20] - curves.loc[run, chosen[run]] for run in tables.runs["run"]]
    assert finding.estimate == pytest.approx(np.mean(by_seed))
    by_name = pair(tables, Arm(tables.runs, "chosen"), Arm(tables.runs, 20)).estimate
    assert by_name is not None
    assert by_name.mean == pytest.approx(finding.estimate)


def test_the_loss_can_rise_while_the_error_falls_and_both_are_said() -> None:
    tables = simulate(World(falling=12), depths=(1,), seeds=10, epochs=16)
    losses = {f"{part}_loss": 0.3 + (tables.epochs["epoch"] - 5) ** 2 / 400 for part in ("val", "test")}
    noise = np.random.default_rng(0).normal(size=len(tables.epochs)) / 100
    tables = replace(tables, epochs=tables.epochs.assign(**losses).assign(test_loss=losses["test_loss"] + noise))
    (error,), (loss,) = _of("error", tables), _of("loss", tables)
    assert error.conclusion != "hurts"
    assert loss.conclusion == "hurts"
    assert loss.unit == "nats"
    assert loss.subject["from"] == 5
    assert loss.estimate == pytest.approx(121 / 400, abs=0.02)


def test_a_mean_epoch_just_before_the_last_one_is_not_rounded_to_it() -> None:
    tables = simulate(depths=(1,), seeds=10, folds=0, images=40, epochs=8)
    # One seed does far better at the end, so that all but itself have it choose the last epoch.
    epoch, lone = tables.epochs["epoch"], tables.epochs["run"] == tables.runs["run"].iloc[0]
    val = np.select([epoch < 7, lone & (epoch == 7), epoch == 7], [0.1, 0.1, 0.81], 0.8)
    tables = replace(tables, epochs=tables.epochs.assign(val_accuracy=val))
    chosen = chosen_epochs(tables, tables.runs)
    assert sorted(set(chosen)) == [7, 8]
    (error,) = _of("error", tables)
    assert error.subject["to"] == 8
    assert error.subject["from"] == round(float(chosen.mean()), 1) < 8


def test_where_validation_chose_the_last_epoch_nothing_lies_past_it_and_it_is_not_counted() -> None:
    tables = simulate(depths=(1, 2), seeds=10, folds=0, images=40)
    rising = tables.epochs.assign(
        val_accuracy=np.where(
            tables.epochs["run"].str.startswith("relu 16-s"),
            tables.epochs["epoch"] / 100,
            tables.epochs["val_accuracy"],
        )
    )
    never, asked = _of("error", replace(tables, epochs=rising))
    assert (never.estimate, never.low, never.high, never.conclusion) == (0, 0, 0, "equivalent")
    assert "validation chose the last one" in never.text.en
    assert asked.comparisons == 1


def test_without_validation_nothing_is_chosen_and_it_is_said() -> None:
    tables = simulate(depths=(1,), seeds=5, images=20)
    blind = replace(tables, epochs=tables.epochs.assign(val_accuracy=np.nan, val_loss=np.nan))
    (finding,) = overfit(blind)
    assert finding.conclusion == "undecided"
    assert np.isnan(finding.estimate)
    assert "without validation" in finding.text.en


def test_too_few_seeds_epochs_or_losses_are_answered_narrowly() -> None:
    assert overfit(simulate(depths=(1,), epochs=1, seeds=5, images=20)) == []
    (few,) = overfit(simulate(depths=(1,), seeds=2, images=20))
    assert "2 of the 3 seeds" in few.text.en
    tables = simulate(depths=(1,), seeds=5, images=20)
    lossless = replace(tables, epochs=tables.epochs.assign(test_loss=np.nan))
    assert [finding.subject["measure"] for finding in overfit(lossless)] == ["error"]


def test_an_epoch_missing_from_one_run_leaves_that_run_out_instead_of_all() -> None:
    tables = replace(simulate(depths=(1,), seeds=10, folds=0, images=20), correct=None)
    cut = tables.epochs[(tables.epochs["run"] != tables.runs["run"].iloc[0]) | (tables.epochs["epoch"] < 20)]
    (error,) = _of("error", replace(tables, epochs=pd.DataFrame(cut)))
    assert error.seeds == 9
    assert np.isfinite(error.estimate)


def test_both_languages_carry_the_same_numbers() -> None:
    studies = [simulate(seeds=10, images=40), simulate(World(turning=0.06), depths=(1,), seeds=10, images=40)]
    for finding in [found for tables in studies for found in overfit(tables)]:
        for text in (finding.text, finding.question, *finding.notes):
            assert _numbers(text.en) == _numbers(text.zh)
            assert "{" not in text.en + text.zh


def _of(measure: str, tables: Tables) -> list[Finding]:
    return [finding for finding in overfit(tables) if finding.subject["measure"] == measure]


def _numbers(text: str) -> list[str]:
    return sorted(re.findall(r"[+−]?\d[\d.,]*\d|\d", text))
