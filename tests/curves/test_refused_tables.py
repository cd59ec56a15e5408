"""Tables that nothing can be said of: what was found in them is told, value by value, with a remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from long_tables import assert_refused

import layerwise as lw

Table = pd.DataFrame


def twice(table: Table, folder: Path) -> object:
    return pd.concat([table, table[["test_accuracy"]]], axis=1)


def csv_twice(table: Table, folder: Path) -> object:
    twice(table, folder).to_csv(folder / "a.csv", index=False)  # type: ignore[attr-defined]
    return folder / "a.csv"


def without_header(table: Table, folder: Path) -> object:
    table.to_csv(folder / "a.csv", index=False, header=False)
    return folder / "a.csv"


def with_(**columns: object) -> Callable[[Table, Path], object]:
    return lambda table, folder: table.assign(**columns)


def and_a_half(name: str) -> Callable[[Table, Path], object]:
    return lambda table, folder: table.assign(**{name: table[name] + 0.5})


REFUSED: dict[str, tuple[Callable[[Table, Path], object], str]] = {
    "a column twice": (twice, "2 columns named 'test_accuracy'"),
    "a column twice in CSV": (csv_twice, "2 columns named 'test_accuracy'"),
    "no header": (without_header, "the header is missing: add it"),
    "structs as accuracies": (
        lambda table, folder: table.assign(test_accuracy=[{"top1": 0.5}] * len(table)),
        "texts such as \"{'top1': 0.5}\"",
    ),
    "complex accuracies": (lambda table, folder: table.assign(test_accuracy=0.5 + 1j), "texts such as '(0.5+1j)'"),
    "accuracies below 0": (with_(test_accuracy=-0.25), "values from -0.25 to -0.25, none of which can be an accuracy"),
    "accuracies of 600": (with_(test_accuracy=600.0), "values from 600 to 600"),
    "errors of 600": (
        lambda table, folder: table.drop(columns="test_accuracy").assign(test_error=600.0),
        "none of which can be an error",
    ),
    "several runs of one name": (with_(run="x"), "several values of seed, depth within run x"),
    "epochs and a half": (and_a_half("epoch"), "from the column 'epoch': got 1.5, 2.5, 3.5, 4.5, 5.5 …"),
    "epochs below 0": (lambda table, folder: table.assign(epoch=-table["epoch"]), "got -10, -9, -8, -7, -6 …"),
    "epochs beyond counting": (with_(epoch=1e18), "got 1e+18"),
    "texts as epochs": (with_(epoch="three"), "got three"),
    "depths and a half": (and_a_half("depth"), "got depth 1.5, width 16; depth 2.5, width 16"),
    "depths below 0": (with_(depth=-1), "got depth -1, width 16"),
    "depths beyond counting": (with_(depth=10**9), "got depth 1000000000, width 16"),
    "a depth of 301 digits": (with_(depth=1e300), "got depth 1e+300, width 16"),
    "no depth, but a width": (lambda table, folder: table.drop(columns="depth"), "got columns run, epoch, seed, width"),
    "cells that no terminal can print": (with_(test_accuracy="0.5\0\0" + 300 * "x"), f"'0.5��{35 * 'x'}…'"),
    "widths below 0": (with_(width=-3), "width -3"),
    "layers without units": (with_(width=0), "got depth 1, width 0; depth 2, width 0"),
    "no number to judge by": (
        lambda table, folder: table.drop(columns="val_accuracy").assign(test_accuracy=np.nan),
        "no number in test_accuracy; only train_loss",
    ),
    "settings that change within every run": (
        lambda table, folder: table.assign(activation=np.where(table["epoch"] > 5, "relu", "tanh")),
        "no run that is left: 100 rows left out: within a run there are several values of activation",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_with_a_table_is_shown(name: str, table: Table, tmp_path: Path) -> None:
    make, said = REFUSED[name]
    assert_refused(make(table, tmp_path), said)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"ignore": ["nothere"]}, "no column 'nothere' in the table to leave aside"),
        ({"ignore": ["depth"], "columns": {"depth": "depth"}}, "cannot both read and leave aside the column 'depth'"),
        (
            {"columns": {"test_accuracy": "val_accuracy", "val_accuracy": "val_accuracy"}},
            "cannot read two things from the column 'val_accuracy': got test_accuracy and val_accuracy",
        ),
        ({"settings": {"depth": 2}}, "cannot take depth as 2 for all runs: got a column 'depth' with 1, 2,"),
        ({"settings": {"banana": 2}}, "Take one of these names: settings={'depth': 2}"),
        ({"settings": {"test_accuracy": 0.9}}, "unknown name of a column: got 'test_accuracy'"),
        ({"settings": {"depth": "two"}, "ignore": ["depth"]}, "got depth two, width 16"),
        ({"columns": {"run": "width"}}, "Leave columns={'run': 'width'} out"),
    ],
)
def test_an_option_that_contradicts_the_table_is_refused(options: dict[str, object], said: str, table: Table) -> None:
    with pytest.raises(lw.LayerwiseError) as refused:
        lw.verdict(table, **options)
    assert said in str(refused.value)
    assert refused.value.remedy


def test_a_setting_that_the_second_table_contradicts_is_refused(table: Table) -> None:
    runs = table[["run", "depth"]].drop_duplicates().rename(columns={"depth": "n_layers"})
    with pytest.raises(lw.LayerwiseError, match="a column 'n_layers' with 1, 2"):
        lw.verdict(table.drop(columns="depth"), runs, settings={"depth": 2})
