"""The next step: told only where it was measured, recommended only where its gain is sure, the cheapest of the best."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import pytest
from simulated import World, simulate

from layerwise.verdict.advice.advising import advice
from layerwise.verdict.advice.budget import stopped_by
from layerwise.verdict.advice.choosing import choose, expected_gains
from layerwise.verdict.advice.next_step import Advice, Step
from layerwise.verdict.errors import TableError
from layerwise.verdict.finding import Finding
from layerwise.verdict.readings.architectures import architectures
from layerwise.verdict.steps import CHEAP, FREE
from layerwise.verdict.tables import Tables
from layerwise.words import Text

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


# Two layers of 16 on 3,500 rows after 4 of 8 epochs, and what each step leads to: depth, width, rows, epoch.
START = (2, 16, 1750, 4)
PLACES = {
    "deeper": (3, 16, 1750, 4), "shallower": (1, 16, 1750, 4), "wider": (2, 32, 1750, 4), "narrower": (2, 8, 1750, 4),
    "longer": (2, 16, 1750, 8), "early-stopping": (2, 16, 1750, 2), "data": (2, 16, 3500, 4),
}  # fmt: skip


@dataclass(frozen=True)
class Even:
    """Five seeds of one test set, all at one error, but for the steps that change it, seed by seed."""

    changes: dict[str, list[float]]
    error: float

    def at(self, place: tuple[int, int, int, int], seed: int) -> float:
        names = [name for name, to in PLACES.items() if to == place]
        return self.error + (self.changes[names[0]][seed] if names and names[0] in self.changes else 0.0)


def even(changes: dict[str, list[float]] | None = None, error: float = 20.0) -> Even:
    return Even(changes or {}, error)


def advised(world: Even, without: str = "") -> Advice:
    """Advice on the start, in a study of every step but the one named."""
    gone = PLACES.get(without)
    places = [START, *(to for name, to in PLACES.items() if name not in ("longer", "early-stopping"))]
    runs, epochs = [], []
    for place, seed in product([place for place in places if place != gone], range(5)):
        depth, width, rows, _ = place
        run = f"{depth}-{width}-{rows}-{seed}"
        # Validation sees the early epoch as the best one and nothing else; without it nothing can stop early.
        last = 4 if place == START and without == "longer" else 8
        for epoch in (2, 4, 8)[: 2 if last == 4 else 3]:
            error = world.at((depth, width, rows, epoch), seed)
            seen = np.nan if without == "early-stopping" else 0.9 if epoch == 2 else 0.8
            epochs.append((run, epoch, seen, 1 - error / 100))
        runs.append((run, seed, [width] * depth, depth, width, 1000 * depth * width, 2, rows))
    names = ["run", "seed", "hidden", "depth", "width", "parameters", "best_epoch", "train_rows"]
    table = pd.DataFrame(runs, columns=names).assign(
        network=lambda rows: ["relu " + "-".join(map(str, hidden)) for hidden in rows["hidden"]], fold=-1,
        stage="measure", activation="relu", initialisation="he", normalisation="none", residual=False, dropout=0.0,
        weight_decay=0.0, learning_rate=0.01, flops_per_epoch=lambda rows: rows["parameters"], diverged=False,
    )  # fmt: skip
    seen = pd.DataFrame(epochs, columns=["run", "epoch", "val_accuracy", "test_accuracy"]).assign(
        seconds=0.0, train_loss=np.nan, train_accuracy=np.nan, val_loss=np.nan, test_loss=np.nan
    )
    return advice(Tables(table, seen), "2-16-1750-0", 4, margin=1.0)


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


def test_where_every_cheap_step_is_shown_to_bring_too_little_the_advice_is_to_stop() -> None:
    found = advised(even())
    assert (found.outcome, found.recommended, found.needed_seeds) == ("stop", None, None)
    assert {each.state for each in found.steps if each.name in CHEAP} == {"too-little"}
    assert found.text.en.startswith("Stop here")
    assert found.text.zh.startswith(f"训练 4 轮的 {NAME}")
    assert "到此为止" in found.text.zh


@pytest.mark.parametrize("name", CHEAP)
def test_no_stop_where_one_cheap_step_was_not_measured(name: str) -> None:
    found = advised(even(), without=name)
    assert (found.outcome, found.recommended) == ("not-measured", None)
    missing = step(found, name)
    assert (missing.state, missing.finding) == ("not-measured", None)
    assert missing.short.en in found.text.en
    assert "Stop here" not in found.text.en
    assert "到此为止" not in found.text.zh


@pytest.mark.parametrize("name", CHEAP)
def test_no_stop_where_one_cheap_step_is_undecided_and_the_seeds_that_would_tell_are_said(name: str) -> None:
    """Longer training of −11.7 (−32.5 to +9.1) among them: what may bring much is not nothing."""
    found = advised(even({name: [-24.0, 4.0, -14.0, -2.0, -22.5]}))
    assert (found.outcome, found.recommended) == ("undecided", None)
    assert step(found, name).state == "undecided"
    assert found.needed_seeds is not None
    assert found.needed_seeds > 5
    assert f"{found.needed_seeds} seeds" in found.text.en
    assert f"{found.needed_seeds} 个随机种子" in found.text.zh


@pytest.mark.parametrize("name", FREE)
def test_a_gain_that_is_free_and_sure_is_advice_however_small(name: str) -> None:
    found = advised(even({name: [-0.11, -0.10, -0.09, -0.10, -0.10]}))
    assert found.outcome == "step"
    assert found.recommended is step(found, name)
    assert "no more training" in found.text.en


def test_a_gain_that_costs_something_and_is_sure_to_be_below_the_margin_does_not_keep_from_stopping() -> None:
    assert advised(even({"longer": [-0.11, -0.10, -0.09, -0.10, -0.10]})).outcome == "stop"


def test_a_sure_gain_whose_interval_reaches_past_the_margin_is_advice() -> None:
    """−0.76 (−1.07 to −0.45) at a margin of one point: it may be more than a point, and it is sure."""
    found = advised(even({"longer": [-0.66, -0.87, -0.76, -0.62, -0.90]}))
    longer = step(found, "longer").finding
    assert longer is not None
    assert longer.low < -1 < longer.high < 0
    assert (found.outcome, found.recommended) == ("step", step(found, "longer"))


def test_beside_a_sure_step_stands_what_is_undecided_and_may_bring_more() -> None:
    found = advised(even({"longer": [-3.0, -3.1, -2.9, -3.0, -3.0], "wider": [-24.0, 4.0, -14.0, -2.0, -22.5]}))
    assert found.recommended is step(found, "longer")
    assert f"may bring more: {step(found, 'wider').short.en}" in found.text.en
    assert f"可能更有帮助：{step(found, 'wider').short.zh}" in found.text.zh


def test_fewer_layers_are_a_step() -> None:
    found = advised(even({"shallower": [-3.0, -3.02, -2.98, -3.1, -2.9]}))
    assert (found.outcome, found.recommended) == ("step", step(found, "shallower"))
    assert found.text.en.startswith(f"Next step for {NAME} after 4 epochs: 1 hidden layer instead of 2.")
    assert found.as_dict()["recommended"] == "shallower"


@pytest.mark.parametrize("error", [50.0, 65.0, 80.0, 90.0, 99.0])
def test_a_network_that_may_be_at_chance_is_never_told_to_stop(error: float) -> None:
    for without in ("", "data"):
        found = advised(even(error=error), without)
        assert (found.outcome, found.recommended) == ("undecided", None)
        assert "chance" in found.text.en
        assert "随机猜测" in found.text.zh


def test_a_known_error_of_guessing_says_what_may_be_chance() -> None:
    steps = advised(even()).steps
    assert choose(steps, 4.9, guessing=5.0) == replace(choose(steps, 4.9), outcome="undecided", chance=True)
    assert choose(steps, 60.0, guessing=90.0).outcome == "stop"


def test_a_network_of_which_some_seeds_fail_to_train_is_never_told_to_stop() -> None:
    found = choose(advised(even()).steps, 8.0, failed=1)
    assert (found.outcome, found.fails) == ("undecided", True)


def test_a_step_to_a_network_that_fails_more_often_is_no_sure_gain() -> None:
    sure = measured("deeper", 6.0, 0.5)
    assert sure.finding is not None
    assert sure.state == "gains"
    assert replace(sure, finding=replace(sure.finding, failed_b=1)).state == "undecided"
    assert replace(sure, finding=replace(sure.finding, failed_a=2, failed_b=1)).state == "gains"


def test_of_many_noisy_gains_the_largest_is_not_taken_at_its_word() -> None:
    """Of ten gains that are noise the largest is expected to bring nothing; one that is none is kept."""
    noise = [measured(f"{k}", gain, 0.5) for k, gain in enumerate(np.linspace(-0.6, 0.6, 10))]
    assert max(expected_gains(noise).values()) < 0.1
    real = measured("real", 6.0, 0.5)
    assert expected_gains([*noise, real])[id(real)] > 5.5


def measured(name: str, gain: float, error: float) -> Step:
    half = 1.96 * error
    here = Text(name, name)
    numbers = {"estimate": -gain, "low": -gain - half, "high": -gain + half}
    finding = Finding("next-step", here, **numbers, unit="percentage points", seeds=10, conclusion="undecided",
                      within_margin=False, p_better=0.5, margin=1.0, text=here, label=here)  # fmt: skip
    return Step(name, here, here, finding)


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
    known = [each for each in found.steps if each.finding]
    assert [each.name for each in known] == ["deeper", "shallower", "wider", "longer", "activation", "early-stopping"]
    assert {each.finding.comparisons for each in known if each.finding} == {6}


def test_a_step_that_was_not_measured_names_its_option_and_holds_no_number() -> None:
    found = advice(deep(depths=(2,), epochs=1))
    options = {each.name: each.option for each in found.steps}
    assert options == {
        "deeper": "--depths 2,3",
        "shallower": "--depths 1,2",
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
