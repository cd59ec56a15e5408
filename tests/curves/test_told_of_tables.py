"""What a verdict says of the table it read: cells that do not count, columns that contradict each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from long_tables import codes, leading, rows_of, told, whole

import layerwise as lw
from layerwise.lab.verdicts import CurvesVerdict

Table = pd.DataFrame

# How a table is read shows in the leading questions.
pytestmark = pytest.mark.usefixtures("leading")


def in_chinese(found: CurvesVerdict) -> str:
    return "\n".join(text.say("zh") for text in (*found.notes, *(each.text for each in found.account.left_out)))


def test_structs_and_lists_of_structs_in_an_unused_column_do_no_harm(
    table: Table, plain: CurvesVerdict, tmp_path: Path
) -> None:
    config = [{"optimizer": "adam", "sizes": [1, 2]}] * len(table)
    table.assign(config=config, parts=[[each] for each in config]).to_parquet(tmp_path / "a.parquet")
    for source in (tmp_path / "a.parquet", table.assign(config=config)):
        found = whole(lw.verdict(source))
        assert [each.low for each in found] == [each.low for each in leading(plain)]


def test_lines_that_a_stray_quotation_mark_swallows_are_counted(table: Table, tmp_path: Path) -> None:
    lines = table.to_csv(index=False).splitlines()
    lines[91] = '"' + lines[91]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    found = whole(lw.verdict(tmp_path / "a.csv"))
    assert rows_of(found, "open-quote") == 10
    assert found.account.read == len(table)
    assert "quotation mark that is not closed" in told(found)
    assert "引号未在同一行内闭合" in in_chinese(found)


def test_an_error_beside_its_accuracy_is_not_used_and_a_contradiction_is_said(
    table: Table, plain: CurvesVerdict
) -> None:
    rounded = (100 * (1 - table["test_accuracy"])).round(1)
    for error, said in ((rounded, False), (1 - table["test_accuracy"], False), (0.5, True)):
        found = whole(lw.verdict(table.assign(test_error=error)))
        assert "test_error is not used: test_accuracy is there too." in told(found)
        assert ("contradict each other in 100 rows" in told(found)) == said
        assert ("100 行中互相矛盾" in in_chinese(found)) == said
        assert [each.low for each in found] == [each.low for each in leading(plain)]


def test_a_test_column_without_a_number_is_no_missing_test_set(table: Table) -> None:
    found = whole(lw.verdict(table.assign(test_accuracy=np.nan)))
    assert "The test accuracy holds no usable number: errors on the validation set are judged" in told(found)
    assert "测试准确率中没有可用的数字" in in_chinese(found)
    assert "There is no test set" not in told(found)
    found = whole(lw.verdict(table.assign(val_accuracy=np.nan)))
    assert "The validation accuracy holds no usable number, and the test set must not choose an epoch" in told(found)


def test_validation_numbers_that_are_mapped_to_the_test_set_are_called_so(table: Table) -> None:
    found = whole(
        lw.verdict(table.rename(columns={"val_accuracy": "valid top1"}), columns={"test_accuracy": "valid top1"})
    )
    assert "Column 'valid top1' is named after the validation set and was mapped to test_accuracy" in told(found)
    assert "列“valid top1”的名称指验证集，却被映射为 test_accuracy" in in_chinese(found)
    other = whole(lw.verdict(table.rename(columns={"test_accuracy": "top1"}), columns={"test_accuracy": "top1"}))
    assert "named after" not in told(other)


def test_of_runs_that_share_a_name_none_counts_and_the_others_do(table: Table) -> None:
    named = table["run"].where(~table["run"].isin(["relu 16-s0", "relu 16-16-s0"]), "x")
    found = whole(lw.verdict(table.assign(run=named)))
    assert rows_of(found, "changing-setting") == 20
    assert "within a run there are several values of depth (x)" in told(found)
    assert "told-otherwise" not in codes(found)


@pytest.mark.parametrize(
    ("seconds", "code", "cells", "left"),
    [
        (["abc", *["2.0"] * 99], "no-number", 1, 198.0),
        ([-3.0, *[2.0] * 99], "negative-seconds", 1, 198.0),
        (pd.to_timedelta([2.0] * 100, unit="s"), None, 0, 200.0),
    ],
)
def test_seconds_that_are_none_are_counted(
    seconds: object, code: str | None, cells: int, left: float, table: Table
) -> None:
    found = whole(lw.verdict(table.assign(seconds=seconds)))
    assert codes(found) == ({code} if code else set())
    assert sum(each.cells for each in found.account.left_out) == cells
    assert found.results[0].tables.epochs["seconds"].sum() == left


def test_beside_a_step_back_of_a_clock_no_difference_counts(table: Table) -> None:
    clock = table.groupby("run", sort=False).cumcount() * 1.5 + 1000
    clock.iloc[8] = 900.0
    found = whole(lw.verdict(table.assign(clock=clock)))
    assert set(found.results[0].tables.epochs["seconds"].dropna()) == {1.5}
    assert [each.cells for each in found.account.left_out] == [3]


def test_seeds_of_different_learning_rates_are_averaged_and_the_rates_named(table: Table) -> None:
    mixed = table.assign(lr=np.where(table["seed"] > 2, 0.1, 0.01))
    found = whole(lw.verdict(mixed))
    assert "differ in the learning rate (0.01, 0.1): what is said of relu 16, relu 16-16 is an average" in told(found)
    assert "不同的学习率（0.01、0.1）：关于 relu 16、relu 16-16 的说法" in in_chinese(found)
    # A rate that is tuned in each fold is one recipe.
    for one in (mixed.assign(fold=mixed["seed"]), mixed.assign(lr=0.01 * mixed["depth"])):
        assert "average over these rates" not in told(whole(lw.verdict(one)))


def test_what_the_table_of_runs_says_otherwise_is_said_and_its_lines_are_not_counted_as_epochs(
    table: Table, tmp_path: Path
) -> None:
    table.to_csv(tmp_path / "epochs.csv", index=False)
    runs = table[["run", "seed"]].drop_duplicates()
    runs.loc[runs["run"] == "relu 16-s3", "seed"] = 7
    (tmp_path / "runs.csv").write_text(runs.to_csv(index=False) + "odd,1,2\n", encoding="utf-8")
    found = whole(lw.verdict(tmp_path / "epochs.csv", tmp_path / "runs.csv"))
    assert codes(found) == {"tables-disagree", "not-as-many-cells"}
    assert "another seed than their own rows, which count: relu 16-s3." in told(found)
    assert found.account.used == len(table)
