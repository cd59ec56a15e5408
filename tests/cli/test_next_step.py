"""`verdict --network 784-16-16-10 --epochs 5`: what next for a network that somebody has."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest
from command_line import Command

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "curves"))

from long_tables import long_table


@pytest.fixture(scope="session")
def curves(place: Path) -> Path:
    """Depths 1 and 2, ten epochs, once as relu and once as tanh."""
    relu = long_table()
    tanh = relu.assign(activation="tanh", run=relu["run"] + "-tanh")
    pd.concat([relu, tanh]).to_csv(place / "both.csv", index=False)
    return place / "both.csv"


def test_the_next_step_of_a_given_network_is_told_with_interval_and_cost(curves: Path, command: Command) -> None:
    told = command("verdict", curves, "--network", "relu 16", "--epochs", "5", "--json").done().json
    (advice,) = told["advice"]
    assert (advice["network"], advice["epochs"]) == ("relu 16", 5)
    steps = {step["name"]: step for step in advice["steps"]}
    assert steps["deeper"]["finding"]["conclusion"] == "helps"
    assert steps["longer"]["cost_factors"] == {"training": 2.0, "inference": 1.0, "parameters": 1.0}
    assert not steps["wider"]["measured"]
    text = " ".join(
        command("verdict", curves, "--network", "relu 16", "--epochs", "5", "--lang", "en").done().out.split()
    )
    assert "Next step for relu 16 after 5 epochs" in text
    assert advice["text"]["en"] in text
    assert "--widths 16,32" in text


def test_a_shape_that_several_networks_have_is_answered_for_each(curves: Path, command: Command) -> None:
    told = command("verdict", curves, "--network", "784-16-16-10", "--json").done().json
    assert [each["network"] for each in told["advice"]] == ["relu 16-16", "tanh 16-16"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [(("--network", "784-17-10"), "relu 16-16"), (("--epochs", "11"), "1 to 10"), (("--epochs", "0"), "1 to 10")],
)
def test_a_network_or_epochs_that_nobody_trained_are_refused(
    curves: Path, command: Command, asked: tuple[str, str], said: str
) -> None:
    ended = command("verdict", curves, *asked)
    assert ended.status == 1
    assert asked[1] in ended.err
    assert said in " ".join(ended.err.split())


def test_a_table_whose_shallower_network_is_better_is_told_so_and_one_of_two_undecided_points_how_many_seeds(
    place: Path, command: Command
) -> None:
    better, close = place / "shallower.csv", place / "close.csv"
    table_of({1: [6.1, 6.0, 5.9, 6.05, 5.95], 2: [9.1, 9.0, 8.9, 9.0, 9.0]}).to_csv(better, index=False)
    table_of({1: [31.0, 30.0, 29.0, 30.5, 29.5], 2: [26.4, 26.7, 27.4, 29.6, 29.9]}).to_csv(close, index=False)
    (first,) = command("verdict", better, "--epochs", "2", "--json").done().json["advice"]
    assert (first["outcome"], first["recommended"]) == ("step", "shallower")
    told = command("verdict", close, "--epochs", "2", "--json").done().json
    (second,) = told["advice"]
    deeper = next(each for each in told["studies"][0]["findings"] if each["code"] == "deeper")
    assert (deeper["conclusion"], deeper["margin_shown"]) == ("undecided", "1.0")
    assert deeper["needed_seeds"] > 5
    assert not any("all comparisons" in note["en"] for note in deeper["notes"])
    assert second["outcome"] != "stop"


def table_of(errors: dict[int, list[float]]) -> pd.DataFrame:
    """Test errors of each depth, seed by seed, the same at four epochs."""
    rows = [
        {"depth": depth, "width": 16, "activation": "relu", "seed": seed, "epoch": epoch, "train_accuracy": 0.97}
        | {"val_accuracy": 1 - error / 100, "test_accuracy": 1 - error / 100}
        for depth, found in errors.items()
        for seed, error in enumerate(found)
        for epoch in range(1, 5)
    ]
    return pd.DataFrame(rows)
