"""Names of columns: blanks around them, other spellings, and names whose cells tell what they mean."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from reading import ACCURACIES, codes, measure, notes, small_table, tidied

import layerwise as lw
from layerwise.curves.names import meaning
from layerwise.curves.sources import read
from layerwise.curves.tidy import tidy


@pytest.mark.parametrize(
    ("column", "name"),
    [
        *[("valAcc", "val_accuracy"), ("ValAcc", "val_accuracy"), ("val_top1", "val_accuracy")],
        *[("Val acc@1", "val_accuracy"), ("eval_accuracy", "val_accuracy"), ("eval_loss", "val_loss")],
        *[("metrics/accuracy_top1", "val_accuracy"), ("metrics.val_acc", "val_accuracy")],
        *[("validation_0-merror", "val_error"), ("validation_0-logloss", "val_loss"), ("valid_0 error", "val_error")],
        *[("MulticlassAccuracy/val", "val_accuracy"), ("val_acc (%)", "val_accuracy")],
        *[("Val Acc [pct]", "val_accuracy"), ("te_acc", "test_accuracy"), ("test_nll", "test_loss")],
        *[("trainLoss", "train_loss"), ("tr_loss", "train_loss")],
        *[("  epoch  ", "epoch"), ("trainer/epoch", "epoch"), ("Epoch number", "epoch"), ("epoch_idx", "epoch")],
        *[("params.depth", "depth"), ("param_hidden_layer_sizes", "hidden"), ("config.seed", "seed")],
        *[("nLayers", "depth"), ("num_hidden_layers", "depth"), ("n_neurons", "width"), ("hidden_dim", "width")],
        *[("n_train", "train_rows"), ("training_set_size", "train_rows"), ("lr-Adam", "learning_rate")],
        *[("验证准确率", "val_accuracy"), ("测试误差（%）", "test_error"), ("层数", "depth"), ("随机种子", "seed")],
        *[("top1", None), ("metrics/top1", None), ("metrics/accuracy_top5", None), ("val_f1", None)],
        *[("val_loss_step", None), ("validation_1-error", None), ("size", None), ("n_hidden", None), ("score", None)],
        *[("test_val_acc", None), ("balanced_accuracy", None), ("lossless", None), ("valuable", None)],
    ],
)  # fmt: skip
def test_a_name_is_read_where_it_means_one_thing(column: str, name: str | None) -> None:
    assert meaning(column) == name


@pytest.mark.parametrize("pad", ["{}  ", "   {}", "  {} ", '"{}"', " \u00a0{}"])
def test_blanks_and_quotation_marks_around_names_do_not_count(pad: str, tmp_path: Path) -> None:
    table = small_table().rename(columns={"val_accuracy": "held out"})
    padded = table.rename(columns=pad.format)
    padded.to_csv(tmp_path / "a.csv", index=False)
    for source in (padded, tmp_path / "a.csv"):
        for asked in ("held out", " held out "):
            found, account = tidied(source, columns={"val_accuracy": asked})
            assert measure(found, "val_accuracy") == ACCURACIES
            assert "Columns not used" not in notes(account)


def test_a_column_that_is_not_there_is_told_with_the_names_in_quotes() -> None:
    with pytest.raises(lw.LayerwiseError, match="'run', 'seed', 'depth', 'epoch'"):
        tidied(small_table(), columns={"test_accuracy": "nothere"})


@pytest.mark.parametrize(
    ("column", "cells", "hidden"),
    [
        ("hidden_layers", [1, 2, 3], [1, 2, 3]),
        ("hidden_layers", ["1", "2", "3"], [1, 2, 3]),
        ("hidden layers", [1.0, 2.0, 2.0], [1, 2, 2]),
        ("Hidden_Layers", [0, 1, 2], [0, 1, 2]),
        ("hidden_layers", ["16", "16-16", "16-16-16"], [1, 2, 3]),
        ("hidden_layers", ["[16]", "[16, 16]", "[]"], [1, 2, 0]),
        ("hidden_layers", ["(16,)", "(16, 16)", "(16, 16, 16)"], [1, 2, 3]),
        ("layers", ["16x16", "16", "8"], [2, 1, 1]),
        ("arch", ["16-16", "16-16-16", "16"], [2, 3, 1]),
        ("model", ["[32, 32]", "[32]", "[32, 32]"], [2, 1, 2]),
    ],
)
def test_a_column_of_layers_is_read_as_its_cells_have_it(column: str, cells: list[object], hidden: list[int]) -> None:
    table = small_table().drop(columns="depth")
    table[column] = pd.Series([cells["abc".index(run)] for run in table["run"]], dtype=object)
    found, account = tidied(table)
    assert list(found.runs["depth"]) == hidden
    assert (
        f"Column '{column}' is read as {'depth' if '-' not in str(cells) and '[' not in str(cells[1]) else 'hidden'}"
        in (notes(account))
        or "read as hidden" in notes(account)
    )


def test_whole_numbers_too_large_for_a_depth_are_asked_about() -> None:
    table = small_table().drop(columns="depth").assign(hidden_layers=[64, 128, 64] * 3)
    with pytest.raises(lw.LayerwiseError, match="cannot tell"):
        tidied(table.assign(hidden_layers=64))
    assert set(tidied(table.assign(hidden_layers=64), columns={"hidden": "hidden_layers"})[0].runs["depth"]) == {1}


# Inputs and outputs among the layers

NAMES = {"a": "784-64-10", "b": "784-64-64-10", "c": "784-32-64-10"}


def named(names: dict[str, str], **columns: object) -> pd.DataFrame:
    table = small_table().drop(columns="depth")
    return table.assign(hidden=table["run"].map(names), **columns)


@pytest.mark.parametrize(
    ("names", "column"),
    [
        (NAMES, "hidden"),
        ({"a": "784-10", "b": "784-64-64-10", "c": "784-32-64-10"}, "hidden"),
        ({"a": "3072x64x10", "b": "3072x64x64x10", "c": "3072x8x8x10"}, "hidden"),
        ({"a": "[784, 64, 10]", "b": "[784, 64, 64, 10]", "c": "[784, 1, 1, 10]"}, "architecture"),
        ({"a": "784-64-10", "b": "784-64-10", "c": "784-64-10"}, "hidden"),
    ],
)
def test_inputs_and_outputs_are_no_hidden_layers(names: dict[str, str], column: str) -> None:
    found, account = tidied(named(names).rename(columns={"hidden": column}))
    lists = [
        pd.Series(text.strip("[]").replace("x", "-").replace(", ", "-").split("-")).astype(int)
        for text in names.values()
    ]
    assert [list(each) for each in found.runs["hidden"]] == [list(each[1:-1]) for each in lists]
    assert "names inputs and outputs too" in notes(account)


@pytest.mark.parametrize(
    ("names", "depth"),
    [
        ({"a": "16", "b": "16-16", "c": "16-16-16"}, [1, 2, 3]),
        ({"a": "64-32", "b": "64-16", "c": "32-16"}, [2, 2, 2]),
        ({"a": "64-32", "b": "64-32", "c": "64-32"}, [2, 2, 2]),
        ({"a": "64-64", "b": "64-64-64", "c": "64-8-64"}, [2, 3, 3]),
    ],
)
def test_hidden_layers_alone_stay_as_they_are(names: dict[str, str], depth: list[int]) -> None:
    found, account = tidied(named(names))
    assert list(found.runs["depth"]) == depth
    assert "inputs and outputs" not in notes(account)


def test_where_it_cannot_be_told_it_is_asked_and_either_answer_leads_on() -> None:
    table = named({"a": "128-64-10", "b": "128-64-64-10", "c": "128-32-10"})
    with pytest.raises(lw.LayerwiseError, match=r"cannot tell whether hidden .* hidden layers alone") as refused:
        tidied(table)
    assert [way.columns for way in refused.value.ways_out] == [{"hidden": "hidden"}, {"layer_sizes": "hidden"}]
    assert list(tidied(table, columns={"hidden": "hidden"})[0].runs["depth"]) == [3, 4, 3]
    assert list(tidied(table, columns={"layer_sizes": "hidden"})[0].runs["depth"]) == [1, 2, 1]
    # A depth beside them tells.
    for depth, expected in (([1, 2, 1], [1, 2, 1]), ([3, 4, 3], [3, 4, 3])):
        beside = table.assign(depth=[depth["abc".index(run)] for run in table["run"]])
        assert list(tidied(beside)[0].runs["depth"]) == expected


# Other columns


@pytest.mark.parametrize(
    "folds", [["fold_1", "fold_2", "fold_3"], ["x", "y", "z"], ["A", "B", "C"], [1, 2, 3], [1.5, 2.5, 3]]
)
def test_folds_named_by_text_are_folds(folds: list[object]) -> None:
    table = small_table().drop(columns="seed")
    table["fold"] = [folds["abc".index(run)] for run in table["run"]]
    runs = tidied(table)[0].runs
    assert runs["fold"].nunique() == 3
    assert len(runs[["seed", "fold"]].drop_duplicates()) == 3


def test_a_size_beside_a_depth_is_the_number_of_training_rows_and_a_share_is_none() -> None:
    table = small_table()
    both = pd.concat([table.assign(n=500), table.assign(n=100, run=table["run"] + "-")])
    for name in ("train_size", "n_train", "training_set_size", "train_samples"):
        runs = tidied(both.rename(columns={"n": name}))[0].runs
        assert list(runs["train_rows"]) == [500] * 3 + [100] * 3
    apart = tidy(read(both.assign(n=both["n"] / 1000).rename(columns={"n": "train_size"})))
    assert [each.name for each in apart] == ["share in train_size=0.5", "share in train_size=0.1"]
    assert [set(each.runs["train_rows"]) for each in apart] == [{0}, {0}]


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("name", ["", "Unnamed: 0"])
def test_row_numbers_without_a_name_are_not_mentioned(first: int, name: str, tmp_path: Path) -> None:
    table = small_table()
    table.index = pd.RangeIndex(first, first + len(table))
    table.to_csv(tmp_path / "a.csv", index_label=name)
    _, account = tidied(tmp_path / "a.csv")
    assert "Columns not used" not in notes(account)
    assert codes(account) == set()


def test_another_column_without_a_name_goes_by_its_place(tmp_path: Path) -> None:
    table = small_table()
    table.insert(2, "", np.arange(len(table)) % 3)
    table.to_csv(tmp_path / "a.csv", index=False)
    for source in (table, tmp_path / "a.csv"):
        _, account = tidied(source)
        assert "Columns not used: column 3." in notes(account)
