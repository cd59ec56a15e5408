"""The next step: told only where it was measured, recommended only where its gain is sure, the cheapest of the best."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from simulated import World, simulate

from layerwise.verdict.advice.advising import advice
from layerwise.verdict.advice.budget import stopped_by
from layerwise.verdict.advice.next_step import Advice, Step
from layerwise.verdict.errors import TableError
from layerwise.verdict.readings.architectures import architectures
from layerwise.verdict.tables import Tables

NAME = "relu 16-16"


def step(found: Advice, name: str) -> Step:
    (one,) = [each for each in found.steps if each.name == name]
    return one


def deep(world: World | None = None, **asked: object) -> Tables:
    """A study whose third layer helps, unless another world is given."""
    if world is None and not asked:
        return third_layer_helps()
    return simulate(world or World({3: -1.0}), **({"epochs": 8, "seeds": 10, "images": 80} | asked))  # type: ignore[arg-type]


@cache
def third_layer_helps() -> Tables:
    return deep(World({3: -1.0}))


def with_column(tables: Tables, name: str, rows: pd.Series, value: object) -> Tables:
    return replace(tables, runs=tables.runs.assign(**{name: tables.runs[name].where(~rows, value)}))


def test_a_layer_that_helps_is_recommended_with_its_gain_and_its_cost() -> None:
    found = advice(deep())
    assert (found.network, found.epochs) == (NAME, 4)
    assert found.recommended is step(found, "deeper")
    assert found.recommended is not None
    assert found.recommended.finding is not None
    assert found.recommended.finding.high < 0
    assert found.recommended.parameters == pytest.approx((12458 + 3 * 272) / 13002)
    assert found.text.en.startswith("Next step for relu 16-16 after 4 epochs: 3 hidden layers instead of 2.")


def test_where_nothing_helps_the_advice_is_to_stop() -> None:
    found = advice(deep(World(falling=0.0)))
    assert found.recommended is None
    assert found.text.en.startswith("Stop here")
    assert found.text.zh.startswith(f"训练 4 轮的 {NAME}")
    assert "到此为止" in found.text.zh


def test_a_gain_that_is_sure_but_below_the_margin_is_not_recommended() -> None:
    tables = deep()
    assert advice(tables).recommended is not None
    assert advice(tables, margin=50.0).recommended is None


def test_the_change_is_the_difference_of_the_mean_errors_at_these_epochs() -> None:
    tables = deep(folds=0)
    error = 100 * (1 - tables.runs.merge(tables.epochs, on="run").groupby(["depth", "epoch"])["test_accuracy"].mean())
    found = advice(tables)
    for name, (depth, epoch) in {"deeper": (3, 4), "longer": (2, 8)}.items():
        finding = step(found, name).finding
        assert finding is not None
        assert finding.estimate == pytest.approx(error[depth, epoch] - error[2, 4], abs=1e-4)
    assert found.error == pytest.approx(error[2, 4], abs=1e-4)


def test_all_measured_steps_are_one_family() -> None:
    found = advice(deep(activations=("relu", "tanh"), widths=(16, 32)))
    measured = [each for each in found.steps if each.finding]
    assert [each.name for each in measured] == ["deeper", "wider", "longer", "activation", "early-stopping"]
    assert {each.finding.comparisons for each in measured if each.finding} == {5}


def test_a_step_that_was_not_measured_names_its_option_and_holds_no_number() -> None:
    found = advice(deep(depths=(2,), epochs=1))
    options = {each.name: each.option for each in found.steps}
    assert options == {
        "deeper": "--depths 2,3",
        "wider": "--widths 16,32",
        "longer": "--epochs 2",
        "activation": "--activations relu,tanh",
        "normalisation": "--normalisation layer",
        "data": "--sizes 1750,3500",
    }
    assert all(each.finding is None for each in found.steps)
    assert np.isnan([[each.training, each.inference, each.parameters] for each in found.steps]).all()
    assert found.text.en.startswith("No next step was measured")


def test_of_equally_good_steps_the_cheapest_to_train_is_recommended() -> None:
    tables = deep(World({3: -1.0}), activations=("relu", "tanh"))
    assert (better := advice(tables, network=NAME).recommended)
    assert better.name == "deeper"
    tanh = tables.runs["activation"] == "tanh"
    twins = tables.runs[(tables.runs["activation"] == "relu") & (tables.runs["depth"] == 3)]
    correct = tables.correct
    assert correct is not None
    # A tanh network as good as the deeper one, at the price of the start.
    runs = tables.runs[~tanh]
    copies = twins.assign(
        run=twins["run"] + "-twin", depth=2, hidden=[[16, 16]] * len(twins), activation="tanh", network="tanh 16-16",
        parameters=13002,
    )  # fmt: skip
    places = [correct.runs.index(run) for run in twins["run"]]
    both = replace(
        correct, runs=(*correct.runs, *copies["run"]), fold=np.concatenate([correct.fold, correct.fold[places]]),
        bits=np.concatenate([correct.bits, correct.bits[places]]),
        best_bits=np.concatenate([correct.best_bits, correct.best_bits[places]]),
    )  # fmt: skip
    own = tables.epochs[tables.epochs["run"].isin(twins["run"])]
    epochs = pd.concat([tables.epochs, own.assign(run=own["run"] + "-twin")], ignore_index=True)
    dear = runs.assign(flops_per_epoch=runs["flops_per_epoch"] + runs["depth"])
    made = replace(tables, runs=pd.concat([dear, copies], ignore_index=True), epochs=epochs, correct=both)
    assert (cheapest := advice(made, network=NAME).recommended)
    assert cheapest.name == "activation"


def test_early_stopping_is_judged_by_what_validation_had_seen_by_then() -> None:
    tables = deep(World(turning=0.05), epochs=20)
    runs = architectures(tables)[1].runs
    seen = stopped_by(tables, runs, 10)
    for row in seen.runs[seen.runs["run"].isin(runs["run"])].itertuples():
        history = tables.epochs[(tables.epochs["run"] == row.run) & (tables.epochs["epoch"] <= 10)]
        assert row.best_epoch == history.set_index("epoch")["val_accuracy"].idxmax()
        assert seen.correct is not None
        assert tables.correct is not None
        assert (seen.correct.best(str(row.run)) == tables.correct.at(str(row.run), int(str(row.best_epoch)))).all()
    others = ~tables.runs["run"].isin(runs["run"])
    assert (seen.runs.loc[others, "best_epoch"] == tables.runs.loc[others, "best_epoch"]).all()


def test_early_stopping_that_helps_is_recommended_and_free() -> None:
    found = advice(deep(World(turning=0.15, seed_effect=0.05), epochs=16, seeds=20, images=300), epochs=16)
    assert found.recommended is step(found, "early-stopping")
    assert "no more training" in found.text.en
    assert step(found, "longer").option == "--epochs 32"


def test_networks_are_found_by_name_run_and_shape_and_refused_where_unclear() -> None:
    tables = deep(activations=("relu", "tanh"), shapes=[(32, 16)])
    assert advice(tables, "tanh 16-16-16").network == "tanh 16-16-16"
    assert advice(tables, "tanh 16-s3").network == "tanh 16"
    only = replace(tables, runs=tables.runs[tables.runs["activation"] == "relu"])
    for shape in ("32-16", "32,16", "784-32-16-10"):
        assert advice(only, shape).network == "relu 32-16"
    with pytest.raises(TableError, match=r"several of that shape, expected one of relu 16-16, tanh 16-16\."):
        advice(tables, "16-16")
    with pytest.raises(TableError, match="no such network"):
        advice(tables, "gelu-7x7")


def test_an_epoch_that_was_not_trained_is_refused() -> None:
    with pytest.raises(TableError, match="9 epochs, expected 1 to 8"):
        advice(deep(), epochs=9)
    decaying = replace(deep(), schedule="cosine")
    with pytest.raises(TableError, match="no shorter run"):
        advice(decaying, epochs=4)
    found = advice(decaying)
    assert found.epochs == 8
    assert step(found, "longer").finding is None


def test_more_data_is_compared_at_equal_everything_and_other_steps_keep_the_data() -> None:
    tables = deep(World({3: -1.0}), depths=(2, 3))
    large = tables.runs["depth"] == 3
    runs = tables.runs.assign(train_rows=np.where(large, 3500, 1750), network=NAME, depth=2)
    runs["hidden"] = [[16, 16]] * len(runs)
    sized = replace(tables, runs=runs)
    found = advice(sized, str(runs["run"].iloc[0]))
    assert (chosen := found.recommended)
    assert (chosen.name, chosen.what.en) == ("data", "3,500 training examples instead of 1,750")
    assert step(found, "deeper").finding is None
    assert step(advice(sized), "data").option == "--sizes 1750,3500"


def test_normalisation_and_residual_links_are_steps_where_the_study_varies_them() -> None:
    tables = deep(World({3: -1.0}), depths=(2, 3))
    three = tables.runs["depth"] == 3
    runs = tables.runs.assign(depth=2)
    runs["hidden"] = [[16, 16]] * len(runs)
    both = replace(tables, runs=runs)
    start = str(runs["run"].iloc[0])
    normed = advice(with_column(both, "normalisation", three, "layer"), start)
    assert (chosen := normed.recommended)
    assert chosen.name == "normalisation"
    assert (linked := advice(with_column(both, "residual", three, True), start).recommended)
    assert linked.name == "residual"


def test_order_and_names_of_runs_change_nothing() -> None:
    tables = deep()
    first = advice(tables).as_dict()
    mixed = replace(tables, runs=tables.runs.sample(frac=1, random_state=3), epochs=tables.epochs.sample(frac=1))
    assert advice(mixed).as_dict() == first


def test_too_few_seeds_and_diverged_networks_are_no_advice_but_no_failure() -> None:
    few = advice(deep(seeds=2))
    assert few.recommended is None
    assert few.text.en.startswith("No next step was measured")
    gone = advice(deep(depths=(2, 3), diverged=[(2, seed) for seed in range(10)]))
    assert gone.recommended is None
    json.dumps(gone.as_dict(), allow_nan=False)


def test_both_languages_carry_the_same_numbers_and_the_condition() -> None:
    for found in (advice(deep()), advice(deep(World(falling=0.0))), advice(deep(depths=(2,), epochs=1))):
        en, zh = (sorted(re.findall(r"\d[\d,.]*\d|\d", text)) for text in (found.text.en, found.text.zh))
        assert en == zh
        assert "trained on 3,500 of these 5,000 images" in found.text.en
        json.dumps(found.as_dict(), allow_nan=False)
