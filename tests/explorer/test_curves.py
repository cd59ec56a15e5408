"""The curves of the page say what the tables say, of any study."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from layerwise.explorer.curves import study_curves
from layerwise.explorer.headlines import headlines, result_of
from layerwise.report.answers import StudyResult
from layerwise.verdict.finding import findings_as_dict
from layerwise.verdict.overfit import overfit
from layerwise.verdict.questions.deeper import next_depth
from layerwise.verdict.questions.longer import twice_the_epochs
from layerwise.verdict.tables import Tables
from tests.verdict.simulated import World, simulate

WORLD = World({2: -0.3, 3: 0.4})


def curves_of(tables: Tables) -> dict[str, Any]:
    return study_curves(StudyResult(tables, (), {}))


@pytest.fixture(scope="module")
def tables() -> Tables:
    return simulate(WORLD, activations=("relu", "tanh"), epochs=12, images=40, diverged=[(3, 4)])


@pytest.fixture(scope="module")
def told(tables: Tables) -> dict[str, Any]:
    return curves_of(tables)


@pytest.fixture(scope="module")
def verdict(tables: Tables) -> dict[str, Any]:
    return findings_as_dict([*next_depth(tables), *twice_the_epochs(tables), *overfit(tables)])


def test_a_curve_is_the_mean_over_seeds_in_a_band_that_holds_the_middle_of_them(
    tables: Tables, told: dict[str, Any]
) -> None:
    assert told["epochs"] == list(range(1, 13))
    own = tables.runs[tables.runs["network"] == "relu 16-16"]["run"]
    for name, column in {"test_error": "test_accuracy", "train_error": "train_accuracy"}.items():
        rows = tables.epochs[tables.epochs["run"].isin(own)]
        errors = 100 * (1 - rows.pivot(index="run", columns="epoch", values=column).to_numpy())
        band = told["networks"]["relu 16-16"][name]
        np.testing.assert_allclose(band["mean"], errors.mean(0), rtol=1e-3)
        np.testing.assert_allclose(band["low"], np.quantile(errors, 0.1, axis=0), rtol=1e-3)
        np.testing.assert_allclose(band["high"], np.quantile(errors, 0.9, axis=0), rtol=1e-3)
    losses = tables.epochs[tables.epochs["run"].isin(own)].groupby("epoch")["test_loss"].mean()
    np.testing.assert_allclose(told["networks"]["relu 16-16"]["test_loss"]["mean"], losses, rtol=1e-3)


def test_the_best_epoch_is_each_seeds_own(tables: Tables, told: dict[str, Any]) -> None:
    own = tables.runs[(tables.runs["network"] == "tanh 16") & ~tables.runs["diverged"]]
    at = own.merge(tables.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
    best = told["networks"]["tanh 16"]["best"]
    assert best["epoch"] == pytest.approx(own["best_epoch"].mean(), rel=1e-3)
    assert best["test_error"] == pytest.approx(100 * (1 - at["test_accuracy"].mean()), rel=1e-3)


def test_diverged_networks_are_counted_and_left_out(told: dict[str, Any]) -> None:
    own = told["networks"]["relu 16-16-16"]
    assert (own["seeds"], own["diverged"]) == (19, 1)
    assert None not in own["test_error"]["mean"]


def test_networks_that_all_diverged_have_no_curve_and_no_level() -> None:
    tables = simulate(WORLD, depths=(1, 2), seeds=3, folds=0, epochs=3, diverged=[(2, 0), (2, 1), (2, 2)])
    told = curves_of(tables)["networks"]["relu 16-16"]
    assert (told["seeds"], told["diverged"], told["test_error"], told["best"]) == (0, 3, None, None)
    assert told["levels"]["last"]["gap"] is None


def test_series_name_every_network_shallow_to_deep(tables: Tables, told: dict[str, Any]) -> None:
    assert [each["label"]["zh"] for each in told["series"]] == ["relu，宽度 16", "tanh，宽度 16"]
    for series in told["series"]:
        assert [member["depth"] for member in series["members"]] == [1, 2, 3]
        assert {member["id"] for member in series["members"]} <= set(told["networks"])
    assert set(told["networks"]) == set(tables.runs["network"])


def test_architectures_of_uneven_widths_and_without_layers_have_curves_too() -> None:
    tables = simulate(WORLD, depths=(0, 1), shapes=[(12, 6)], seeds=3, folds=0, images=40, epochs=4)
    told = curves_of(tables)
    assert {"relu linear", "relu 16", "relu 12-6"} == set(told["networks"])
    assert [[member["id"] for member in each["members"]] for each in told["series"]] == [
        ["relu linear", "relu 16"],
        ["relu 12-6"],
    ]


def test_one_seed_is_a_curve_without_a_band() -> None:
    told = curves_of(simulate(WORLD, depths=(1,), seeds=1, folds=0, images=40, epochs=5))["networks"]["relu 16"]
    assert told["seeds"] == 1
    assert told["test_error"]["low"] == told["test_error"]["mean"] == told["test_error"]["high"]
    assert told["levels"]["last"]["known"] == "unknown"


def test_a_long_run_is_told_at_about_a_hundred_epochs_and_the_map_has_its_own() -> None:
    told = curves_of(simulate(WORLD, depths=(1,), seeds=2, folds=0, images=10, epochs=700))
    assert 100 <= len(told["epochs"]) <= 110
    assert told["epochs"][0] == 1
    assert told["epochs"][-1] == 700
    assert told["shown"] == [1, 2, 5, 10, 20, 50, 100, 200, 500, 700]
    assert set(told["shown"]) <= set(told["epochs"])


def test_of_a_decaying_learning_rate_the_map_has_the_last_epoch_alone(tables: Tables) -> None:
    told = curves_of(replace(tables, schedule="cosine"))
    assert (told["shown"], told["shorter"], told["schedule"]) == ([12], False, "cosine")


def test_what_was_not_recorded_is_not_told(tables: Tables) -> None:
    epochs = tables.epochs.assign(train_accuracy=np.nan, train_loss=np.nan)
    told = curves_of(replace(tables, epochs=epochs))["networks"]["relu 16"]
    assert told["train_error"] is None
    assert told["train_loss"] is None
    assert told["test_error"] is not None


def test_only_the_largest_training_set_has_curves(tables: Tables) -> None:
    small = tables.runs["run"].str.endswith(("s0", "s5", "s10", "s15"))
    runs = tables.runs.assign(train_rows=np.where(small, 500, 3500))[tables.runs["network"] == "relu 16"]
    assert curves_of(replace(tables, runs=runs))["networks"]["relu 16"]["seeds"] == 16


def test_the_card_is_plain_json_and_small(told: dict[str, Any]) -> None:
    assert len(json.dumps(told, allow_nan=False)) < 40_000


def test_headlines_answer_each_question_in_both_languages(tables: Tables, verdict: dict[str, Any]) -> None:
    told = headlines(result_of(tables, verdict))
    assert set(told) == {"deeper", "longer", "overfit", "memorising"}
    assert all(text["en"].endswith(".") and text["zh"].endswith("。") for text in told.values())


def test_a_verdict_of_an_older_version_has_no_headlines(tables: Tables, verdict: dict[str, Any]) -> None:
    old = {"findings": [{**verdict["findings"][0], "code": "one-more-layer"}]}
    assert set(headlines(result_of(tables, old))) == {"memorising"}
