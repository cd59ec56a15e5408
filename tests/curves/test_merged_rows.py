"""One epoch in several rows: those that fill each other's blanks are one, those that contradict each other are not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from reading import ACCURACIES, codes, epochs_of, measure, notes, small_table, tidied

import layerwise as lw

Table = pd.DataFrame
LOSSES = {run: [1.0, 0.5, round(1 / 3, 9)] for run in ACCURACIES}


def spread(table: Table, train_first: bool = False) -> Table:
    """Each epoch in a row of validation and one of training."""
    val = table.assign(train_loss=np.nan, part=0)
    train = table.assign(val_accuracy=np.nan, part=1)
    both = pd.concat([train, val] if train_first else [val, train])
    return both.sort_values(["run", "epoch"], kind="stable").drop(columns="part").reset_index(drop=True)


def with_steps(table: Table) -> Table:
    """As trainers log: the loss at three steps of each epoch, then validation at the last one."""
    rows = []
    for row in table.to_dict("records"):
        for step in (1, 2, 3):
            loss = row["train_loss"] if step == 3 else 9.0
            rows.append({**row, "step": 3 * row["epoch"] + step, "val_accuracy": None, "train_loss": loss})
        rows.append({**row, "step": 3 * row["epoch"] + 3, "train_loss": None})
    return pd.DataFrame(rows).astype({"val_accuracy": float, "train_loss": float})


FORMS: dict[str, Callable[[Table], Table]] = {
    "validation first": spread,
    "training first": lambda table: spread(table, train_first=True),
    "one after the other": lambda table: pd.concat(
        [table.drop(columns="train_loss"), table.drop(columns="val_accuracy")], ignore_index=True
    ),
    "in any order": lambda table: spread(table).sample(frac=1, random_state=3),
    "without names of runs": lambda table: spread(table).drop(columns="run"),
    "with steps": lambda table: spread(table).assign(step=lambda each: 10 * each["epoch"]),
    "with steps that differ": lambda table: spread(table).assign(step=range(2 * len(table))),
    "with a row of settings": lambda table: pd.concat(
        [spread(table), table.assign(train_loss=np.nan, val_accuracy=np.nan, learning_rate=0.1)]
    ),
    "with the same numbers twice": lambda table: spread(table).assign(
        train_loss=lambda each: each["train_loss"].fillna(1 / each["epoch"])
    ),
    "as texts": lambda table: spread(table).astype({"val_accuracy": str}).replace("nan", None),
    "several steps an epoch": with_steps,
    "several steps of one run": lambda table: with_steps(table[table["run"] == "a"]).drop(columns=["run", "seed"]),
}


@pytest.mark.parametrize("name", FORMS)
def test_rows_that_fill_each_others_blanks_are_one_row(name: str) -> None:
    found, account = tidied(FORMS[name](small_table()))
    accuracies, losses = measure(found, "val_accuracy"), measure(found, "train_loss")
    one = "one run" in name
    assert sorted(accuracies.values()) == sorted(ACCURACIES.values())[: 1 if one else 3]
    assert list(losses.values()) == list(LOSSES.values())[: 1 if one else 3]
    if "run" in FORMS[name](small_table()):
        assert accuracies == {run: ACCURACIES[run] for run in accuracies}
    assert account.merged == (3 if one else 18 if "settings" in name else 9)
    assert not found.runs["diverged"].any()
    assert codes(account) == ({"later-in-epoch"} if "several" in name else set())


def test_merged_rows_are_told_and_counted() -> None:
    _, account = tidied(spread(small_table()))
    assert "9 rows merged with another row of the same run and epoch" in notes(account)
    assert account.as_dict()["rows"] == {"read": 18, "used": 9, "merged": 9}


def test_rows_that_contradict_each_other_are_not_merged() -> None:
    table = spread(small_table())
    other = table["train_loss"].isna() & (table["run"] == "a")
    table.loc[other, "train_loss"] = 7.0
    found, account = tidied(table)
    # Of run a each epoch is told twice, with two losses: the last row counts, which has no validation.
    assert set(measure(found, "val_accuracy")) == {"b", "c"}
    assert "told-otherwise" in codes(account)


def test_two_runs_without_a_name_are_not_taken_for_steps_of_one() -> None:
    table = small_table().drop(columns=["run", "seed"])
    for apart in (table, spread(small_table()).drop(columns=["run", "seed"])):
        for steps in (apart, apart.assign(step=range(len(apart)))):
            with pytest.raises(lw.LayerwiseError, match="cannot tell the runs of the table apart"):
                tidied(steps)


def test_a_test_after_training_in_a_row_of_its_own_is_no_divergence() -> None:
    table = small_table()
    last = table[table["epoch"] == 3].assign(
        epoch=4, train_loss=np.nan, val_accuracy=np.nan, test_loss=0.4, test_accuracy=0.7
    )
    found, _ = tidied(pd.concat([table.assign(val_loss=1.0), last]))
    assert not found.runs["diverged"].any()


@pytest.mark.parametrize("every", [2, 3, 5])
def test_who_validates_every_nth_epoch_has_not_diverged_at_the_blank_end(every: int) -> None:
    epochs = np.arange(1, 18)
    table = pd.DataFrame({"run": "a", "depth": 1, "epoch": epochs, "train_loss": 1 / epochs, "val_accuracy": 0.5})
    table["val_loss"] = table["train_loss"] + 1
    table.loc[epochs % every != 0, ["val_loss", "val_accuracy"]] = np.nan
    found, _ = tidied(table)
    assert not found.runs["diverged"].any()
    assert epochs_of(found) == {"a": list(range(every, 18, every))}
    # Blank for longer than it ever was before: the loss is gone.
    assert tidied(table.assign(val_loss=table["val_loss"].where(epochs < 3 * every)))[0].runs["diverged"].all()


# Long tables


def long(table: Table, names: dict[str, str], column: str) -> Table:
    """A row a part of the data, as people keep them: run, depth, epoch, the part, accuracy."""
    parts = {"train": table["val_accuracy"] + 0.1, "val": table["val_accuracy"], "test": table["val_accuracy"] - 0.1}
    base = table.drop(columns=["val_accuracy", "train_loss"])
    told = [base.assign(**{column: names[part], "accuracy": parts[part]}) for part in names]
    return pd.concat(told).sort_values(["run", "epoch"], kind="stable")


WORDS = {"train": "train", "val": "val", "test": "test"}
LONG: dict[str, Callable[[Table], Table]] = {
    "split": lambda table: long(table, WORDS, "split"),
    "in any order": lambda table: long(table, WORDS, "split").sample(frac=1, random_state=1),
    "phase, other words": lambda table: long(table, {"train": "Training", "val": "dev", "test": "Testing"}, "phase"),
    "sets": lambda table: long(table, {"train": "train set", "val": "validation set", "test": "test set"}, "subset"),
    "in Chinese": lambda table: long(table, {"train": "训练集", "val": "验证集", "test": "测试集"}, "数据"),
    "another name": lambda table: long(table, WORDS, "evaluated_on"),
    "as the data set": lambda table: long(table, WORDS, "dataset"),
    "as errors": lambda table: (
        long(table, WORDS, "split").assign(error=lambda each: 1 - each["accuracy"]).drop(columns="accuracy")
    ),
    "top-1": lambda table: long(table, WORDS, "split").rename(columns={"accuracy": "top1"}),
    "beside another measure": lambda table: long(table, WORDS, "split").assign(loss=1.0),
    "melted": lambda table: long(table, WORDS, "split").melt(
        id_vars=["run", "seed", "depth", "epoch", "split"], value_vars=["accuracy"]
    ),
    "a row a measure": lambda table: long(
        table, {"train": "train_acc", "val": "val_acc", "test": "test_acc"}, "metric"
    ).rename(columns={"accuracy": "value"}),
    "MLflow's names": lambda table: long(table, {"train": "acc", "val": "val_acc", "test": "test_acc"}, "key").rename(
        columns={"accuracy": "value"}
    ),
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_table_is_judged_part_by_part(name: str) -> None:
    found, account = tidied(LONG[name](small_table()))
    assert measure(found, "val_accuracy") == ACCURACIES
    for part, more in (("train", 0.1), ("test", -0.1)):
        expected = {run: [round(value + more, 9) for value in values] for run, values in ACCURACIES.items()}
        assert measure(found, f"{part}_accuracy") == expected
    assert found.judged == "test"
    assert account.merged == 18
    assert "read for each of them" in notes(account) or "names what the column" in notes(account)


def test_a_mapping_does_not_make_training_rows_the_test() -> None:
    table = long(small_table(), WORDS, "split")
    for columns in ({"test_accuracy": "accuracy"}, {"val_accuracy": "accuracy"}):
        found, _ = tidied(table, columns=columns)
        assert measure(found, "val_accuracy") == ACCURACIES
        assert found.judged == "test"
    only, _ = tidied(table[table["split"] != "test"], columns={"test_accuracy": "accuracy"})
    assert only.judged == "validation"
    assert measure(only, "test_accuracy") == ACCURACIES


@pytest.mark.parametrize(
    ("column", "values"),
    [("split", WORDS), ("measured_on", {"train": "clean", "val": "noisy", "test": "blurred"}), ("rank", {0: 0, 1: 1})],
)
def test_a_column_that_varies_within_an_epoch_is_named_and_nothing_is_judged(
    column: str, values: dict[object, object]
) -> None:
    base = small_table().drop(columns="train_loss")
    told = [base.assign(**{column: word}, val_accuracy=base["val_accuracy"] + k / 10) for k, word in enumerate(values)]
    table = pd.concat([each.assign(**{column: values[word]}) for each, word in zip(told, values, strict=True)])
    table = table.rename(columns={"val_accuracy": "score_of_it"})
    options = {"columns": {"test_accuracy": "score_of_it"}, "ignore": [column]}
    # Of a column that names training rows it is refused to take the rest of its numbers for the test.
    said = f"training set, as the column '{column}'" if column == "split" else f"of which the column '{column}' says"
    with pytest.raises(lw.LayerwiseError, match=said):
        tidied(table, **options)  # type: ignore[arg-type]
    with pytest.raises(lw.LayerwiseError, match=said):
        tidied(table.drop(columns=["run", "seed"])[table["run"] == "a"], **options)  # type: ignore[arg-type]
