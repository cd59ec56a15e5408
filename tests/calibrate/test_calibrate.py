"""The calibration measures what it says: its truth is the truth of its studies, and a wrong interval does not pass."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import layerwise as lw
from calibrate import ceilings, failing, nulls, pages, summary
from calibrate.aa import divided
from calibrate.cells import Cell, Families, answers
from calibrate.differences import NEXT, NORMAL, ROTATING, SKEWED, next_depths, steps
from calibrate.power import DESIGN, ONE, POINTS, SEEDS, found
from calibrate.simulation import simulate
from calibrate.tally import Answer, misses, share, tally
from calibrate.truth import Truth, apart
from calibrate.worlds import Curve, Design, Images, World
from layerwise.data import folds
from layerwise.insight.judging import Examples, Judge
from layerwise.nets.initialisation import initial_layers
from layerwise.verdict.questions.deeper import next_depth
from layerwise.verdict.tables import Tables

SMALL = Design(10, 5, 1_000, epochs=4, validation=100)


@pytest.mark.parametrize("law", ["normal", "skewed"])
def test_the_truth_is_what_many_new_seeds_and_images_average_to(law: str) -> None:
    world = World(arms=(Curve(shape="turned"), Curve(-3.2)), seeds=law, spread=0.2)
    truth, draw, epochs = Truth(world, SMALL).curves(), np.random.default_rng(1), SMALL.epochs
    shares = []
    for _ in range(40):
        courses = world.courses(draw, 20, epochs)
        images = Images.draw(world, draw, 20, 1_000)
        level = np.repeat(world.levels(epochs)[:, -1], 20)
        shares.append(images.wrong(draw, level, courses[..., -1].ravel()).reshape(2, -1).mean(1))
    standard_error = 100 * np.std(shares, 0, ddof=1) / np.sqrt(len(shares))
    assert np.all(np.abs(100 * np.mean(shares, 0) - truth[:, -1]) < 3.5 * standard_error)
    assert np.all(standard_error < 0.25)


def test_an_epoch_chosen_by_its_own_validation_errs_less_than_the_mean_curve_there() -> None:
    """A network wanders, its validation sees it: the truth of a chosen epoch is no point of the mean curve."""
    wandering = Truth(World(arms=(Curve(),), wander=0.3), replace(SMALL, epochs=6, validation=300))
    still = Truth(World(arms=(Curve(),), wander=0.0), replace(SMALL, epochs=6, validation=300))
    assert wandering.at_best()[0] < wandering.curves().min() - 0.1
    assert still.at_best()[0] == pytest.approx(still.curves().min(), abs=0.2)


def test_the_second_arm_is_moved_as_far_as_was_asked() -> None:
    moved = apart(NORMAL, SMALL, 0.4)
    first, second = Truth(moved, SMALL).curves()[:, -1]
    assert second - first == pytest.approx(0.4, abs=1e-6)


def test_a_simulated_study_is_one_that_the_verdict_reads_the_same_twice() -> None:
    first, again, other = (simulate(NORMAL, SMALL, np.random.default_rng(key)) for key in (1, 1, 2))
    assert next_depth(first) == next_depth(again)
    assert next_depth(first)[0].estimate != next_depth(other)[0].estimate
    at_best = first.runs.merge(first.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
    errors = 100 * (1 - at_best.groupby("depth")["test_accuracy"].mean())
    assert next_depth(first)[0].estimate == pytest.approx(errors[2] - errors[1], abs=1e-4)


def test_a_reduced_calibration_holds_the_truth_and_would_see_a_standard_error_four_tenths_too_small() -> None:
    design = Design(12, 0, 500, epochs=2, validation=50)
    cell = next_depths("a difference", apart(SKEWED, design, 0.4), design)
    studies = answers((cell, [(0, study) for study in range(60)]))
    families = [study[NEXT] for study in studies]
    assert tally(families)["held"] > 52  # 52 or fewer: 1 of 100 honest calibrations
    narrow = [[_narrowed(answer, 0.6) for answer in family] for family in families]
    assert tally(narrow)["held"] <= 52


def _narrowed(answer: Answer, factor: float) -> Answer:
    low, high = (answer.estimate + factor * (end - answer.estimate) for end in (answer.low, answer.high))
    return replace(answer, low=low, high=high)


def test_arms_of_one_law_differ_by_exactly_nothing_wherever_their_epochs_are_chosen() -> None:
    tables = simulate(SKEWED, SMALL, np.random.default_rng(0))
    assert steps(Truth(SKEWED, SMALL), tables, next_depth(tables)) == [0.0]


def test_networks_of_the_power_table_have_the_spread_and_the_correlation_that_it_promises() -> None:
    decided, spreads = found([(7, study) for study in range(2)])
    assert decided.shape == (2, len(SEEDS), len(POINTS))
    assert decided[:, -1, -1].all()
    assert ONE.arms[0].levels(DESIGN.epochs).shape == (1,)
    assert spreads[:, 0].mean() == pytest.approx(0.3, abs=0.06)
    assert spreads[:, 1].mean() == pytest.approx(0.5, abs=0.2)


def test_arms_of_an_a_a_split_share_no_network_and_keep_to_their_folds() -> None:
    recipe = simulate(replace(NORMAL, arms=NORMAL.arms[:1]), replace(SMALL, seeds=30), np.random.default_rng(3))
    both = divided(recipe, 10, np.random.default_rng(4)).runs
    assert both["run"].is_unique
    assert (both.groupby(["depth", "fold"]).size() == 2).all()
    assert set(both["depth"]) == {1, 2}
    (finding,) = next_depth(divided(recipe, 10, np.random.default_rng(4)))
    assert finding.seeds == 10


def test_figures_that_are_missed_are_called_so() -> None:
    row = {"question": NEXT, "studies": 1000, "comparisons": 1, "truth": 0.0}
    assert misses(row | {"held": 950, "false": 50}) == []
    assert misses(row | {"held": 929, "false": 71}) == ["coverage", "false claims"]
    assert misses(row | {"held": 980, "false": 10}) == ["coverage"]
    assert misses(row | {"held": 980, "false": 10, "comparisons": 5}) == []


def test_only_claims_of_what_is_not_there_or_is_the_other_way_round_are_false() -> None:
    claims = [("helps", 0.0), ("hurts", 0.0), ("hurts", -0.4), ("helps", -0.4), ("hurts", 0.4), ("equivalent", 0.0)]
    false = [Answer(0.0, -1.0, 1.0, truth, conclusion).false for conclusion, truth in claims]
    assert false == [True, True, True, False, False, False]


def test_a_share_carries_its_own_sampling_error() -> None:
    assert share(950, 1000) == pytest.approx((95.0, 93.46, 96.27), abs=0.01)


@pytest.mark.breadth
def test_networks_of_a_null_have_learned_their_own_labels_and_a_planted_truth_is_found_where_they_have_nothing() -> (
    None
):
    examples, like = nulls.examples(0)
    shuffled, fitted = nulls.on_shuffled_labels(0)
    assert fitted > 0.2, "of ten classes by lot 0.1 where nothing was fitted"
    tested = folds.test_rows(nulls.digits(), 0)
    assert (shuffled.predict(examples.inputs) == nulls.digits().labels[tested]).mean() < 0.25
    few = np.arange(0, len(tested), 4)
    some = Examples(examples.inputs[few], tuple(each.of(few) for each in examples.concepts), like)
    others = [replace(like, layers=initial_layers(like.spec, 10 + k)) for k in range(nulls.UNTRAINED)]
    judge = Judge(like, some, others)
    trained = lw.train("digits", hidden=nulls.HIDDEN, epochs=10, learning_rates=0.01)
    assert nulls.found(judge, trained)["any"]
    assert not nulls.found(judge, replace(like, layers=initial_layers(like.spec, 5)))["any"]


def test_a_null_that_is_found_more_often_than_promised_is_called_missed() -> None:
    row = {"kind": "never trained", "networks": 200, "concepts": 3, "units": 8, "bound": 9, "lot": 200, "fitted": None}
    assert pages.missed("nulls", row | {"any": 10}) == []
    assert pages.missed("nulls", row | {"any": 11}) == ["nothing learned"]
    assert "5.0 (2.4–9.0)" in pages.line("nulls", row | {"any": 10})


def test_the_page_shows_every_part_that_was_measured(tmp_path: Path) -> None:
    counts = tally([[Answer(0.1, -0.2, 0.4, 0.0, "undecided")], [Answer(0.5, 0.2, 0.8, 0.0, "hurts")]])
    where = {"question": NEXT, "setting": "no difference", "design": ROTATING.name}
    power = [
        {"seeds": seeds, "points": points, "studies": 10, "found": 5, "error": 4.3, "seed_sd": 0.3, "correlation": 0.5}
        for seeds in SEEDS for points in POINTS
    ]  # fmt: skip
    parts = {"differences": [where | counts], "power": power, "aa": [{"data": "mnist", "skipped": "no MNIST"}]}
    told = {"date": "2026-11-23", "machine": {"cores": 2, "processor": "x"}, "minutes": 1.0, "command": "c"}
    for part, rows in parts.items():
        kept = told | {"versions": {"layerwise": "1", "numpy": "2", "scipy": "1"}, "rows": rows}
        (tmp_path / f"{part}.json").write_text(json.dumps(kept), encoding="utf-8")
    pages.write(tmp_path)
    page = (tmp_path / pages.PAGE).read_text(encoding="utf-8")
    assert "50.0 (1.3–98.7)" in page
    assert "coverage, false claims missed" in page
    assert "**50.0" in page
    assert "no MNIST" in page


def test_ceilings_and_overfitting_are_asked_of_the_same_studies() -> None:
    cell = replace(ceilings.cells()[2], design=replace(ceilings.FIXED, images=300, seeds=5))
    (study,) = answers((cell, [(0, 0)]))
    assert {code: len(family) for code, family in study.items()} == {
        "ceiling": 1, "difference of ceilings": 1, "overfitting": 2,
    }  # fmt: skip


def test_studies_of_many_shapes_have_curves_of_their_own_and_are_judged_by_them() -> None:
    design = replace(ceilings.FIXED, images=300, seeds=5)
    cell = replace(next(each for each in ceilings.cells() if each.drawn is ceilings.mixed), design=design)
    worlds = [cell.drawn(cell.world, design, np.random.default_rng(key)) for key in (1, 1, 2)]
    assert worlds[0] == worlds[1] != worlds[2]
    first, second = Truth(worlds[0], design).curves(horizon=4)
    assert (np.diff(first) < 0).all()
    assert second[15] - first[15] == pytest.approx(0.4, abs=1e-6)
    falls = [curve[15] - curve[-1] for curve in (first, second)]
    assert abs(falls[0] - falls[1]) > 0.05, "the second is no copy of the first, moved"
    one, other = answers((cell, [(0, 0), (0, 1)]))
    assert one["ceiling"][0].truth != other["ceiling"][0].truth


def test_where_all_seeds_choose_the_last_epoch_nothing_lies_past_it_and_the_interval_of_nothing_holds() -> None:
    design = replace(ceilings.FIXED, images=200, seeds=7, epochs=4)
    world = replace(NORMAL, arms=(Curve(-5.0, "falling"),) * 2, wander=0.0)
    drawn = simulate(world, design, np.random.default_rng(0))
    tables = replace(drawn, epochs=drawn.epochs.assign(val_accuracy=drawn.epochs["epoch"] / 10))
    cell = replace(ceilings.cells()[0], world=world, design=design)
    findings = cell.ask(tables)[ceilings.OVERFIT]
    assert [(finding.low, finding.high) for finding in findings] == [(0, 0), (0, 0)]
    assert cell.truths[ceilings.OVERFIT](Truth(world, design), tables, findings) == [0.0, 0.0]


def test_a_finding_without_its_truth_is_no_row() -> None:
    cell = Cell(_nothing, {NEXT: steps}, "", NORMAL, SMALL)
    assert answers((cell, [(0, 0)])) == [{NEXT: []}]
    with pytest.raises(ValueError, match="longer"):
        answers((replace(cell, truths={NEXT: lambda truth, tables, findings: [0.0]}), [(0, 0)]))


def _nothing(tables: Tables) -> Families:
    return {NEXT: []}


def test_the_method_tells_the_results_that_lie_in_their_folder() -> None:
    told = summary.METHOD.read_text(encoding="utf-8")
    assert summary.renewed(told, summary.summary(summary.RESULTS)) == told, "python -m calibrate.summary"


def test_a_result_that_changes_changes_the_methods_table(tmp_path: Path) -> None:
    for path in summary.RESULTS.glob("*.json"):
        found = json.loads(path.read_text(encoding="utf-8"))
        if path.stem == "differences":
            found["rows"][0] |= {"studies": 1_000, "held": 871, "false": 129}
        (tmp_path / path.name).write_text(json.dumps(found), encoding="utf-8")
    table = summary.summary(tmp_path)
    assert "87.1–" in table
    assert "≤ 12.9 %" in table


def test_worlds_with_failing_networks_have_the_share_they_promise_and_are_judged_by_those_that_train() -> None:
    cell = failing._cell(-1.0, 0.3, 20, 10)
    tables = simulate(cell.world, cell.design, np.random.default_rng(5))
    lost = tables.runs.groupby("depth")["failed"].mean()
    assert lost[1] == 0
    assert 0.1 <= lost[2] <= 0.5
    (study,) = answers((cell, [(5, 0)]))
    assert study[NEXT][0].truth == pytest.approx(-1.0, abs=0.1)
    assert study[failing.SHARE][0].truth == pytest.approx(30)


def test_what_is_not_answered_is_counted_apart_and_a_false_equivalence_is_seen() -> None:
    nothing = Answer(float("nan"), float("nan"), float("nan"), -1.0, "undecided")
    alike = [Answer(-0.9, -1.2, -0.5, -1.0, "equivalent", margin=0.95) for _ in range(2)]
    row = failing.row([nothing, *alike])
    assert (row["studies"], row["unanswered"], row["alike"], row["held"]) == (2, 1, 2, 2)
    assert pages.missed("failing", row) == ["equivalence"]
    assert pages.missed("failing", failing.row([nothing])) == []
