"""The Pareto front is chosen by validation, its errors are test errors, and a wish is reached surely or it is not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from simulated import World, simulate

from layerwise.verdict.advice.pareto import least_error, pareto
from layerwise.verdict.advice.reach import reach
from layerwise.verdict.advice.reached import Reach
from layerwise.verdict.errors import TableError
from layerwise.verdict.readings.architectures import architectures
from layerwise.verdict.tables import Tables

WORLD = World({2: -0.8, 3: -0.4, 4: -1.6})


@cache
def study(**asked: object) -> Tables:
    return simulate(WORLD, **({"depths": (1, 2, 3, 4), "epochs": 6, "seeds": 10, "images": 80} | asked))  # type: ignore[arg-type]


def test_a_network_is_on_the_front_where_no_smaller_one_is_as_good() -> None:
    rows = pareto(study(widths=(8, 16)))
    for row in rows.itertuples():
        beaten = any(
            (other.parameters <= row.parameters and other.val_error < row.val_error)
            or (other.parameters < row.parameters and other.val_error <= row.val_error)
            for other in rows.itertuples()
        )  # fmt: skip
        assert row.front_parameters == (not beaten)
    assert rows["front_parameters"].sum() < len(rows)
    assert list(rows["parameters"]) == sorted(rows["parameters"])


def test_the_test_set_has_no_say_in_the_front() -> None:
    tables = study()
    mixed = tables.epochs.assign(test_accuracy=tables.epochs["test_accuracy"].sample(frac=1, random_state=1).to_numpy())
    before, after = (pareto(each).set_index("network") for each in (tables, replace(tables, epochs=mixed)))
    assert (before["front_parameters"] == after["front_parameters"]).all()


def test_of_equal_validation_errors_the_smaller_network_is_the_best_whatever_the_test_set_says() -> None:
    tables = simulate(World({2: -0.5}), depths=(1, 2), seeds=5, folds=0, images=200, epochs=3)
    even = replace(tables, epochs=tables.epochs.assign(val_accuracy=0.9))
    front = pareto(even)
    assert front["error"].iloc[1] < front["error"].iloc[0]
    assert least_error(front)["network"] == front.query("front_parameters")["network"].item() == "relu 16"
    best = reach(even, 0.999).best
    assert best is not None
    assert best.network == "relu 16"


def test_errors_are_means_of_the_best_epochs_with_intervals_for_all_rows_at_once() -> None:
    tables = study(folds=0)
    best = tables.runs.merge(tables.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
    expected = 100 * (1 - best.groupby("network")["test_accuracy"].mean())
    rows = pareto(tables).set_index("network")
    assert rows["error"].to_numpy() == pytest.approx(expected[rows.index].to_numpy(), abs=1e-3)
    alone = pareto(tables, comparisons=1).set_index("network")
    assert ((rows["low"] < alone["low"]) & (alone["high"] < rows["high"])).all()


def test_inference_costs_a_product_and_a_sum_for_each_weight() -> None:
    one, two = architectures(study(depths=(1, 2)))
    # 784-16-10 and 784-16-16-10: 12,704 and 12,960 weights, and 10 biases that the tables cannot tell from weights.
    assert (one.inference_flops, two.inference_flops) == (2 * (12_704 + 10), 2 * (12_960 + 10))
    normed = study(depths=(2,))
    (layer,) = architectures(replace(normed, runs=normed.runs.assign(normalisation="layer", parameters=13002 + 64)))
    assert layer.inference_flops == two.inference_flops


def test_folds_of_unequal_size_are_one_training_set_size() -> None:
    tables = study(depths=(2,))
    rows = np.where(tables.runs["fold"] == 4, 3501, 3500)
    assert len(architectures(replace(tables, runs=tables.runs.assign(train_rows=rows)))) == 1


def test_a_wish_is_reached_surely_on_average_or_not_at_all() -> None:
    tables = study(folds=0, images=400)
    rows = pareto(tables).set_index("depth")
    sure = reach(tables, float(100 - rows["high"][2] - 0.2) / 100)
    assert (smallest := sure.surely["parameters"])
    assert smallest.depth == 2
    mean = reach(tables, float(100 - max(rows["error"][4], rows["val_error"][4]) - 0.05) / 100)
    assert mean.surely["parameters"] is None
    assert (average := mean.on_average["parameters"])
    assert average.depth == 4
    never = reach(tables, 1.0)
    assert (never.surely["parameters"], never.on_average["parameters"]) == (None, None)
    assert never.best is not None
    assert never.best.depth == 4
    assert sure.text.en.startswith("The smallest network that surely reaches")
    assert mean.text.en.startswith("No network of this study surely reaches")
    assert "None does on average either" in never.text.en


def test_a_lucky_test_error_reaches_no_wish() -> None:
    """Of equal networks one is called good only if validation agrees: its luck on the test images is no evidence."""
    tables = study(folds=0, depths=(1, 4))
    bad = tables.runs.loc[tables.runs["depth"] == 4, "run"]
    worse = tables.epochs["run"].isin(bad)
    epochs = tables.epochs.assign(val_accuracy=tables.epochs["val_accuracy"].where(~worse, 0.2))
    lucky = replace(tables, epochs=epochs)
    assert (reached := reach(tables, 0.85).surely["parameters"] or reach(tables, 0.85).on_average["parameters"])
    assert reached.depth in (1, 4)
    for found in (reach(lucky, 0.8), reach(lucky, 0.99)):
        for chosen in (*found.surely.values(), *found.on_average.values(), found.best):
            assert chosen is None or chosen.depth == 1


def test_intervals_hold_for_the_front_or_for_all_where_folds_rotate() -> None:
    fixed, rotating = reach(study(folds=0), 0.9), reach(study(), 0.9)
    assert fixed.networks == pareto(study(folds=0))["front_parameters"].sum() < 4
    assert rotating.networks == 4


def test_without_validation_the_test_data_chooses_and_it_is_said() -> None:
    tables = study(folds=0)
    found = reach(replace(tables, epochs=tables.epochs.assign(val_accuracy=np.nan)), 0.9)
    assert not found.by_validation
    assert found.networks == 4
    assert "this flatters" in found.text.en
    assert "偏乐观" in found.text.zh


@pytest.mark.parametrize("accuracy", [0.0, -0.5, 97.0, float("nan")])
def test_a_wish_that_is_no_fraction_is_refused(accuracy: float) -> None:
    with pytest.raises(TableError, match=r"Write 97 % as 0\.97"):
        reach(study(depths=(1,), seeds=5, images=10), accuracy)


def test_few_seeds_give_no_sure_answer_and_networks_that_diverged_none() -> None:
    few = reach(study(seeds=2), 0.5)
    assert few.surely["parameters"] is None
    assert few.on_average["parameters"] is not None
    assert "too few seeds" in few.text.en
    gone = study(depths=(2,), seeds=5, diverged=tuple((2, seed) for seed in range(5)))
    assert reach(gone, 0.9).best is None
    assert not pareto(gone)["front_parameters"].any()


def test_no_number_hides_on_which_side_of_the_wish_it_lies() -> None:
    tables = study(folds=0)
    high = float(pareto(tables, comparisons=reach(tables, 0.5).networks).set_index("depth")["high"][4])
    wish = round(100 - high, 1) + (0.0 if round(100 - high, 1) > 100 - high else 0.1)
    found: Reach = reach(tables, wish / 100)
    shown = [float(low) for low in re.findall(r"interval ([\d.]+) to", found.text.en)]
    assert all(low < wish for low in shown)


def test_both_languages_carry_the_same_numbers() -> None:
    for wish in (0.5, 0.9, 1.0):
        found = reach(study(), wish)
        en, zh = (sorted(re.findall(r"\d[\d,.]*\d|\d", text)) for text in (found.text.en, found.text.zh))
        assert en == zh
        json.dumps(found.as_dict(), allow_nan=False)
