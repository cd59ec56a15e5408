"""Several rows of one run and epoch: the column that tells them apart is named, and none of them is picked silently."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from small_tables import curves

import layerwise as lw

Table = pd.DataFrame


def long(column: str, values: list[object], **shifts: float) -> Table:
    """A row for each value of a column, in each run and epoch, with an accuracy that differs between them."""
    table = curves().drop(columns=["train_accuracy", "test_accuracy"])
    return pd.concat(
        [
            table.assign(**{column: value, "val_accuracy": table["val_accuracy"] - 0.01 * k})
            for k, value in enumerate(values)
        ]
    )


SEVERAL: dict[str, tuple[str, list[object]]] = {
    "parts of the data": ("part_of_data", ["fit", "heldout", "final"]),
    "phases": ("when", ["start", "end"]),
    "metrics": ("which", ["top1", "top5"]),
    "repetitions": ("repeat", [0, 1, 2]),
    "checkpoints": ("checkpoint", ["last", "best", "ema"]),
    "attacks": ("attack", ["none", "fgsm"]),
    "domains": ("domain", ["photo", "sketch", "art"]),
    "data loaders": ("loader", [0, 1]),
    "corruptions": ("severity", [1, 2, 3, 4, 5]),
    "whether averaged": ("averaged", [True, False]),
    "languages": ("lang", ["de", "en"]),
}


@pytest.mark.parametrize("name", SEVERAL)
@pytest.mark.parametrize("named", [True, False])
def test_a_column_that_differs_within_one_run_and_epoch_is_named_with_its_values(name: str, named: bool) -> None:
    column, values = SEVERAL[name]
    table = long(column, values)
    with pytest.raises(lw.LayerwiseError) as refused:
        lw.verdict(table if named else table.drop(columns="run"))
    assert repr(column) in str(refused.value)
    assert all(str(value) in refused.value.got for value in values)
    kept = table[table[column] == values[0]]
    assert lw.verdict(kept).account.used == len(curves())


def test_a_setting_without_a_name_of_ours_is_evaluated_value_by_value_once_it_is_named() -> None:
    table = long("optimizer", ["adam", "sgd"]).drop(columns="run")
    with pytest.raises(lw.LayerwiseError) as refused:
        lw.verdict(table)
    (way,) = refused.value.ways_out
    assert [each.facts["data"]["name"] for each in lw.verdict(table, **way.keywords()).results] == ["adam", "sgd"]


def test_leaving_such_a_column_aside_does_not_hide_what_it_explains() -> None:
    with pytest.raises(lw.LayerwiseError, match="'repeat'"):
        lw.verdict(long("repeat", [0, 1, 2]), ignore=["repeat"])


def test_repetitions_that_are_runs_are_read_once_they_are_named() -> None:
    table = long("attempt", [0, 1, 2]).drop(columns=["run", "seed"])
    table = table.drop_duplicates(["depth", "epoch", "attempt"])
    with pytest.raises(lw.LayerwiseError) as refused:
        lw.verdict(table)
    (way,) = refused.value.ways_out
    found = lw.verdict(table, **way.keywords())
    assert {each.seeds for each in found if each.estimate == each.estimate} == {3}


def test_most_epochs_told_twice_with_nothing_that_says_why_are_refused() -> None:
    table = curves()
    with pytest.raises(lw.LayerwiseError, match="differ in val_accuracy, and no column that says why"):
        lw.verdict(pd.concat([table, table.assign(val_accuracy=0.5)]))


@pytest.mark.parametrize(
    ("make", "column"),
    [
        (lambda: curves().rename(columns={"train_accuracy": "train_acc"}).drop(columns="test_accuracy"), "train_acc"),
        (lambda: curves().rename(columns={"train_accuracy": "Accuracy/Training"}), "Accuracy/Training"),
        (lambda: curves().assign(phase="train").rename(columns={"train_accuracy": "accuracy"}), "accuracy"),
        (lambda: curves().assign(subset="Training").rename(columns={"train_accuracy": "acc"}), "acc"),
    ],
)
@pytest.mark.parametrize("name", ["test_accuracy", "val_accuracy"])
def test_accuracies_on_training_rows_never_become_the_test_error(
    make: Callable[[], Table], column: str, name: str
) -> None:
    table = make().drop(columns=[each for each in ("test_accuracy", "val_accuracy") if each != column], errors="ignore")
    with pytest.raises(lw.LayerwiseError, match="training set"):
        lw.verdict(table, columns={name: column})


@pytest.mark.parametrize("name", ["test_accuracy", "val_accuracy"])
def test_rows_of_several_sets_are_read_as_what_they_are_whatever_they_are_mapped_to(name: str) -> None:
    table = long("split", ["train", "val", "test"]).rename(columns={"val_accuracy": "accuracy"})
    (found,) = lw.verdict(table, columns={name: "accuracy"}).results
    known = found.tables.epochs.astype({"run": str}).set_index(["run", "epoch"])
    for part in ("train", "val", "test"):
        expected = table[table["split"] == part].set_index(["run", "epoch"])["accuracy"]
        assert known[f"{part}_accuracy"].to_dict() == pytest.approx(expected.to_dict())


def test_runs_of_training_rows_alone_have_no_test_error() -> None:
    table = pd.concat([curves().assign(set=part, run=lambda t, p=part: t["run"] + p) for part in ("train", "test")])
    table = table.drop(columns=["val_accuracy", "test_accuracy"]).rename(columns={"train_accuracy": "acc"})
    with pytest.raises(lw.LayerwiseError, match=r"no test accuracy in that epoch .*train"):
        lw.verdict(table, columns={"test_accuracy": "acc"})


@pytest.mark.parametrize("ignore", [[], ["source"]])
def test_a_step_that_goes_on_does_not_make_the_last_of_several_sources_count(ignore: list[str]) -> None:
    table = long("source", ["heldout", "other", "fit"])
    order = table["source"].map({"heldout": 0, "other": 1, "fit": 2}).astype(int)
    table = table.assign(step=100 * table["epoch"] + order).sort_values(["run", "step"])
    with pytest.raises(lw.LayerwiseError, match="'source' says different things"):
        lw.verdict(table, ignore=ignore)
