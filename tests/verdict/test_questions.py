"""One more layer, twice the epochs, training past the best epoch: asked of simulated studies whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from simulated import World, simulate

from layerwise.verdict.compare import compare
from layerwise.verdict.errors import TableError
from layerwise.verdict.levels import depth_by_epochs, shown_epochs, train_against_test
from layerwise.verdict.margin import usual_margin
from layerwise.verdict.overfit import overfit
from layerwise.verdict.questions.deeper import next_depth
from layerwise.verdict.questions.longer import twice_the_epochs
from layerwise.verdict.tables import Tables


def test_a_layer_that_helps_and_one_that_hurts_are_told_apart() -> None:
    findings = next_depth(simulate(World({2: -0.8, 3: 0.4})))
    assert [(f.subject["from"], f.subject["to"], f.conclusion) for f in findings] == [(1, 2, "helps"), (2, 3, "hurts")]
    assert findings[0].estimate < 0 < findings[1].estimate
    assert findings[0].p_better > 0.8


def test_all_widths_and_activations_are_one_family() -> None:
    findings = next_depth(simulate(depths=(1, 2, 4), activations=("relu", "tanh"), widths=(8, 16), seeds=5, images=40))
    assert [finding.comparisons for finding in findings] == [8] * 8
    assert {finding.label.en for finding in findings} == {f"{a}, width {w}" for a in ("relu", "tanh") for w in (8, 16)}
    assert findings[1].text.en.startswith("Going from 2 to 4 hidden layers")


def test_training_that_still_pays_and_training_that_overfits_are_told_apart() -> None:
    falling, turned = simulate(World(falling=12), epochs=8), simulate(World(turning=0.06))
    assert {finding.conclusion for finding in twice_the_epochs(falling)} == {"helps"}
    assert {finding.conclusion for finding in twice_the_epochs(turned)} == {"hurts"}
    assert {finding.conclusion for finding in overfit(turned)} == {"hurts"}


def test_half_of_the_epochs_is_compared_with_all_of_them() -> None:
    (finding,) = twice_the_epochs(simulate(depths=(1,), epochs=130, seeds=5, images=20))
    assert (finding.subject["from"], finding.subject["to"]) == (65, 130)


@pytest.mark.parametrize(("epochs", "pair"), [(2, (1, 2)), (3, (1, 2)), (7, (3, 6)), (101, (50, 100))])
def test_twice_the_epochs_is_twice_the_epochs(epochs: int, pair: tuple[int, int]) -> None:
    tables = simulate(depths=(1,), epochs=epochs, seeds=5, images=20)
    for known in (tables, replace(tables, correct=None)):
        (finding,) = twice_the_epochs(known)
        assert (finding.subject["from"], finding.subject["to"]) == pair


def test_one_epoch_has_no_half_and_nothing_past_it() -> None:
    tables = simulate(depths=(1, 2), epochs=1, seeds=5, images=20)
    assert {"longer", "overfit"}.isdisjoint(finding.code for finding in compare(tables))


@pytest.mark.parametrize("schedule", ["cosine", "linear"])
def test_no_shorter_run_is_read_off_a_decaying_learning_rate(schedule: str) -> None:
    tables = replace(simulate(epochs=20, seeds=5, images=20), schedule=schedule)
    assert {finding.code for finding in compare(tables)} == {
        *("deeper", "overfit", "ceiling", "ceiling-difference", "degradation", "lucky-seed", "failing"),
    }
    assert not any(finding.subject.get("terms") == "flops" for finding in compare(tables))
    assert set(depth_by_epochs(tables)["epoch"]) == {20}


def test_the_estimate_is_the_difference_of_the_two_errors_in_the_table() -> None:
    tables = simulate(seeds=10, folds=0)
    finding = next_depth(tables)[0]
    at_best = tables.runs.merge(tables.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
    error = 100 * (1 - at_best.groupby("depth")["test_accuracy"].mean())
    assert finding.estimate == pytest.approx(error[2] - error[1], abs=1e-4)
    assert (finding.error_a, finding.error_b) == pytest.approx((error[1], error[2]))


def test_the_margin_is_the_usual_one_of_the_references_validation_error_unless_given() -> None:
    tables = simulate(seeds=10, folds=0)
    at_best = tables.runs.merge(tables.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
    expected = usual_margin(100 * (1 - at_best[at_best["depth"] == 1]["val_accuracy"].mean()))
    assert next_depth(tables)[0].margin == pytest.approx(expected)
    assert next_depth(tables, margin=2.5)[0].margin == 2.5


def test_the_test_set_has_no_say_in_the_margin_or_the_epoch() -> None:
    tables = simulate(seeds=10)
    shuffled = tables.epochs.assign(
        test_accuracy=tables.epochs["test_accuracy"].sample(frac=1, random_state=1).to_numpy()
    )
    for before, after in zip(compare(tables), compare(replace(tables, epochs=shuffled)), strict=True):
        assert before.margin == pytest.approx(after.margin, nan_ok=True)
        assert before.subject == after.subject


def test_identical_networks_are_equivalent_and_said_to_be_identical() -> None:
    tables = simulate(depths=(1,), seeds=10)
    twins = tables.runs.assign(run=tables.runs["run"] + "-twin", depth=2, hidden=[[16, 16]] * 10)
    correct = tables.correct
    assert correct is not None
    both = replace(
        correct, runs=(*correct.runs, *twins["run"]), fold=np.tile(correct.fold, 2),
        bits=np.tile(correct.bits, (2, 1, 1)), best_bits=np.tile(correct.best_bits, (2, 1)),
    )  # fmt: skip
    import pandas as pd

    epochs = pd.concat([tables.epochs, tables.epochs.assign(run=tables.epochs["run"] + "-twin")])
    (finding,) = next_depth(Tables(pd.concat([tables.runs, twins]), epochs, both, tables.condition))
    assert (finding.estimate, finding.low, finding.high) == (0, 0, 0)
    assert finding.conclusion == "equivalent"
    assert finding.p_better == 0.5
    assert any("very same" in note.en for note in finding.notes)


def test_diverged_networks_are_left_out_with_their_pair_and_said() -> None:
    finding = next_depth(simulate(depths=(1, 2), diverged=[(1, 0), (2, 3), (2, 5)]))[0]
    assert finding.seeds == 17
    assert any("diverged: 3" in note.en for note in finding.notes)
    assert any("3" in note.zh and "发散" in note.zh for note in finding.notes)


def test_a_network_that_always_diverges_is_not_measured_and_breaks_nothing() -> None:
    tables = simulate(depths=(1, 2), seeds=5, images=20, diverged=[(2, seed) for seed in range(5)])
    finding = next_depth(tables)[0]
    assert finding.conclusion == "undecided"
    assert "not measured" in finding.text.en
    assert depth_by_epochs(tables).query("depth == 2")["error"].isna().all()
    assert train_against_test(tables).query("depth == 2")["train"].isna().all()


def test_two_seeds_give_no_interval_but_a_sentence() -> None:
    finding = next_depth(simulate(depths=(1, 2), seeds=2, images=20))[0]
    assert np.isnan(finding.estimate)
    assert "2 of the 3 seeds" in finding.text.en


def test_tables_without_correctness_fall_back_to_seeds_and_say_so() -> None:
    tables = replace(simulate(), correct=None)
    finding = next_depth(tables)[0]
    assert finding.images == 0
    assert np.isfinite(finding.low)
    assert any("seeds alone" in note.en for note in finding.notes)
    # Losses are not kept image by image, so theirs are intervals of seeds in any study.
    known = [found for found in compare(simulate(seeds=5, images=20)) if found.subject.get("kind") != "loss"]
    assert not any("seeds alone" in note.en for found in known for note in found.notes)


def test_two_networks_of_one_seed_cannot_be_paired() -> None:
    tables = simulate(depths=(1, 2), seeds=5, images=20)
    doubled = tables.runs.assign(seed=0, fold=0)
    with pytest.raises(TableError, match="two networks of one seed"):
        next_depth(replace(tables, runs=doubled))


def test_every_sentence_carries_its_interval_and_its_condition_in_both_languages() -> None:
    for finding in compare(simulate(seeds=10)):
        assert ("95 % interval" in finding.text.en) == np.isfinite(finding.estimate)
        assert ("95% 置信区间" in finding.text.zh) == np.isfinite(finding.estimate)
        assert "trained on 3,500 of these 5,000 images" in finding.text.en
        assert "5,000 张图像中的 3,500 张" in finding.text.zh
        assert "{" not in finding.text.en + finding.text.zh


def test_tables_that_lack_a_column_or_tell_a_run_twice_are_refused() -> None:
    tables = simulate(depths=(1,), seeds=3, images=10)
    with pytest.raises(TableError, match="no column best_epoch"):
        replace(tables, runs=tables.runs.drop(columns="best_epoch"))
    with pytest.raises(TableError, match="twice"):
        replace(tables, runs=tables.runs.assign(run="same"))


def test_the_table_by_epochs_has_round_epochs_and_intervals_that_hold_the_level() -> None:
    assert shown_epochs(100) == [1, 2, 5, 10, 20, 50, 100]
    assert shown_epochs(30) == [1, 2, 5, 10, 20, 30]
    levels = depth_by_epochs(simulate(epochs=30, seeds=10))
    assert sorted(set(levels["epoch"])) == [1, 2, 5, 10, 20, 30]
    assert ((levels["low"] < levels["error"]) & (levels["error"] < levels["high"])).all()


def test_training_and_test_accuracy_and_their_gap_agree() -> None:
    levels = train_against_test(simulate(seeds=10))
    assert levels["gap"].to_numpy() == pytest.approx((levels["train"] - levels["test"]).to_numpy(), abs=1e-3)
    assert (levels.query("at == 'last'")["gap_low"] > 0).all()
