"""Bad tables: what can be answered is answered, what cannot is named; never a traceback, never a silent drop."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from long_tables import assert_refused, codes, leading, long_table, measured, rows_of, study, told, whole

import layerwise as lw
from layerwise.lab.verdicts import CurvesVerdict
from layerwise.verdict.codes import CEILING, CEILING_DIFFERENCE, DEGRADATION, FAILING

Table = pd.DataFrame
# Degradation is about training data; ceilings are compared by their "attainable error"; failing counts networks.
ON_ANY_ERROR = {DEGRADATION, CEILING_DIFFERENCE, FAILING}


def changed(table: Table, column: str, value: object, where: object) -> Table:
    other = table.copy()
    other.loc[where, column] = value
    return other


# What can be answered is answered


def test_missing_epochs_are_left_out_of_all_runs_of_the_architecture(table: Table) -> None:
    one = table["run"] == table["run"].iloc[0]
    found = whole(lw.verdict(table[~(one & table["epoch"].isin([4, 5]))]))
    assert rows_of(found, "not-in-all-runs") == 2 * 4
    assert "4–5" in told(found)
    assert {each.seeds for each in measured(found)} == {5}
    assert any("Epochs are missing" in note.en for each in found for note in each.notes)
    assert not found.results[0].tables.curves("test_accuracy").loc[table["run"].iloc[0]].isna().all()


@pytest.mark.usefixtures("leading")
def test_a_run_that_was_broken_off_is_left_out_rather_than_cutting_the_others_short(table: Table) -> None:
    one = table["run"] == table["run"].iloc[0]
    found = whole(lw.verdict(table[~(one & (table["epoch"] > 2))]))
    assert rows_of(found, "too-few-epochs") == 2
    assert [each.names for each in found.account.left_out] == [(table["run"].iloc[0],)]
    assert found[0].seeds == 4
    assert {each.seeds for each in measured(found)} == {4, 5}


@pytest.mark.usefixtures("leading")
def test_a_row_that_stands_there_twice_counts_once(table: Table, plain: CurvesVerdict) -> None:
    found = whole(lw.verdict(pd.concat([table, table.iloc[[3, 17]]])))
    assert rows_of(found, "same-row-again") == 2
    assert codes(found) == {"same-row-again"}
    assert [each.text for each in found] == [each.text for each in leading(plain)]


@pytest.mark.usefixtures("leading")
def test_of_two_rows_that_tell_one_epoch_differently_the_last_counts_and_the_run_is_named(
    table: Table, plain: CurvesVerdict
) -> None:
    wrong = table.iloc[[3]].assign(test_accuracy=0.01)
    found = whole(lw.verdict(pd.concat([wrong, table])))
    assert rows_of(found, "told-otherwise") == 1
    assert table["run"].iloc[3] in told(found)
    assert [each.text for each in found] == [each.text for each in leading(plain)]


@pytest.mark.usefixtures("leading")
def test_an_accuracy_above_1_among_fractions_is_no_accuracy(table: Table) -> None:
    found = whole(lw.verdict(changed(table, "test_accuracy", 1.7, table.index[5])))
    assert {"impossible-accuracy", "no-accuracy"} <= codes(found)
    assert sum(each.cells for each in found.account.left_out) == 1
    assert "percent" not in told(found)


def test_one_seed_concludes_nothing(table: Table) -> None:
    for one in (table[table["seed"] == 0], table[table["seed"] == 0].drop(columns="seed")):
        found = whole(lw.verdict(one))
        assert {each.conclusion for each in found} == {"undecided"}
        assert all(np.isnan(each.low) for each in found)
        assert "nothing is concluded" in told(found)


@pytest.mark.usefixtures("leading")
def test_without_seeds_repeated_runs_are_repetitions(table: Table) -> None:
    found = whole(lw.verdict(table.drop(columns="seed")))
    assert "no seeds" in told(found)
    assert {each.seeds for each in measured(found)} == {5}


@pytest.mark.usefixtures("leading")
def test_a_diverged_run_is_named_and_its_seed_is_in_no_comparison(table: Table) -> None:
    tables = study(diverged=[(2, 3)])
    lost = long_table(tables)
    lost.loc[lost["test_accuracy"].isna(), ["train_loss", "val_loss", "test_loss"]] = np.nan
    later = (table["run"] == table["run"].iloc[0]) & (table["epoch"] > 6)
    measures = [name for name in table if name.endswith(("loss", "accuracy"))]
    gone = table.copy()
    gone.loc[later, measures] = np.nan
    infinite = changed(table, "train_loss", np.inf, table.index[9])
    for one, run in ((lost, "relu 16-16-s3"), (gone, table["run"].iloc[0]), (infinite, table["run"].iloc[0])):
        found = whole(lw.verdict(one))
        runs = found.results[0].tables.runs.set_index("run")
        assert list(runs.index[runs["diverged"]]) == [run]
        assert f"Runs that diverged, their seeds in no comparison: {run}." in told(found)
        assert found[0].seeds == 4


@pytest.mark.usefixtures("leading")
def test_each_of_several_data_sets_has_a_verdict_of_its_own(table: Table, plain: CurvesVerdict) -> None:
    worse = table.assign(data="fashion", test_accuracy=table["test_accuracy"] / 2, run=table["run"] + "-f")
    found = whole(lw.verdict(pd.concat([table.assign(data="digits"), worse])))
    assert [result.facts["data"]["name"] for result in found.results] == ["digits", "fashion"]
    assert [each.text.en for each in found.results[0].findings] == [
        each.text.en.replace("this data set", "digits") for each in leading(plain)
    ]
    assert "each judged by itself: digits, fashion" in told(found)


@pytest.mark.usefixtures("leading")
def test_a_setting_without_a_name_of_its_own_is_never_mixed(table: Table) -> None:
    other = table.assign(optimizer="sgd", run=table["run"] + "-sgd", test_accuracy=table["test_accuracy"] - 0.2)
    both = pd.concat([table.assign(optimizer="adam"), other])
    found = whole(lw.verdict(both))
    assert [result.facts["data"]["name"] for result in found.results] == ["optimizer=adam", "optimizer=sgd"]
    assert "ignore=['COLUMN']" in told(found)
    ignored = whole(lw.verdict(both, ignore=["optimizer"]))
    assert len(ignored.results) == 1
    assert rows_of(ignored, "same-seed-again") == len(table)


@pytest.mark.usefixtures("leading")
def test_a_clock_that_runs_back_costs_the_times_and_nothing_else(table: Table, plain: CurvesVerdict) -> None:
    clock = 1.7e9 + np.arange(len(table)) * 2.0
    clock[[5, 25]] -= 100
    found = whole(lw.verdict(table.assign(wall_time=clock)))
    assert codes(found) == {"clock-runs-back"}
    # The step back, the difference before it and the one after it.
    assert sum(each.cells for each in found.account.left_out) == 2 * 3
    seconds = found.results[0].tables.epochs["seconds"]
    assert (seconds.dropna() >= 0).all()
    assert [each.text for each in found] == [each.text for each in leading(plain)]
    negative = changed(table.assign(seconds=1.0), "seconds", -3.0, table.index[7])
    assert codes(whole(lw.verdict(negative))) == {"negative-seconds"}


@pytest.mark.usefixtures("leading")
def test_cells_that_are_no_numbers_are_counted_by_column(table: Table, tmp_path: Path) -> None:
    other = table.astype({"test_accuracy": object, "epoch": object})
    other.iloc[4, other.columns.get_loc("test_accuracy")] = "high"
    other.iloc[15, other.columns.get_loc("epoch")] = "last"
    other.to_csv(tmp_path / "a.csv", index=False)
    for source in (other, tmp_path / "a.csv"):
        found = whole(lw.verdict(source))
        assert {"no-number", "no-epoch", "no-accuracy"} <= codes(found)
        assert "'high'" in told(found) or "(high)" in told(found)
        assert "(last)" in told(found)


@pytest.mark.usefixtures("leading")
def test_lines_with_too_many_or_too_few_cells_are_counted(table: Table, tmp_path: Path) -> None:
    lines = table.to_csv(index=False).splitlines()
    lines[4] += ",1,2"
    lines[9] = "half a li"
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    found = whole(lw.verdict(tmp_path / "a.csv"))
    assert rows_of(found, "not-as-many-cells") == 2
    assert found.account.read == len(table)


def test_without_a_test_set_validation_is_judged_and_called_so(table: Table, tmp_path: Path) -> None:
    found = whole(lw.verdict(table.drop(columns=["test_accuracy", "test_loss"])))
    assert "optimistic" in told(found)
    assert all("validation error" in each.text.en for each in measured(found) if each.code not in ON_ANY_ERROR)
    assert all("验证误差" in each.text.zh for each in measured(found) if each.code not in ON_ANY_ERROR)
    said = [text for each in found for text in (each.question, each.text, *each.notes)]
    assert not [text.en for text in said if re.search(r"\b[Tt]est\b", text.en.replace("place of a test set", ""))]
    assert not [text.zh for text in said if "测试" in text.zh.replace("代替测试集", "")]
    # The set that is judged may not choose the epoch that it is judged at.
    assert {each.subject["epoch"] for each in found if each.code == CEILING} == {10.0}
    assert not {each.code for each in found} & {"overfit"}
    page = found.write_report(tmp_path / "report.html")[0].read_text(encoding="utf-8")
    assert "test error" not in page
    assert "测试误差" not in page
    assert "test accuracy" not in page
    assert "测试准确率" not in page
    # Of curves there are no networks to look into.
    assert "layerwise inspect" not in page


def test_without_a_validation_set_the_test_set_chooses_no_epoch(table: Table) -> None:
    found = whole(lw.verdict(table.drop(columns=["val_accuracy", "val_loss"])))
    assert set(found.results[0].tables.runs["best_epoch"]) == {10}
    assert not {each.code for each in found} & {"overfit"}
    assert "last epoch" in told(found)


def test_without_training_accuracy_nothing_is_said_of_memorising(table: Table) -> None:
    found = whole(lw.verdict(table.drop(columns=["train_accuracy"])))
    assert not any("Memorising" in text["en"] for text in found.as_dict()["studies"][0]["text"])


@pytest.mark.usefixtures("leading")
def test_runs_whose_shape_is_not_known_or_contradicts_itself_are_left_out(table: Table) -> None:
    one, two = table["run"] == table["run"].iloc[0], table["run"] == table["run"].iloc[-1]
    unknown = changed(table.astype({"depth": float}), "depth", np.nan, one)
    found = whole(lw.verdict(unknown))
    assert rows_of(found, "no-shape") == 10
    assert rows_of(whole(lw.verdict(changed(table, "depth", 7, two & (table["epoch"] > 5)))), "changing-setting") == 10
    widths = changed(table.assign(hidden=["-".join(["16"] * depth) for depth in table["depth"]]), "hidden", "8", two)
    assert rows_of(whole(lw.verdict(widths)), "no-shape") == 10


@pytest.mark.usefixtures("leading")
def test_names_with_braces_do_no_harm(table: Table) -> None:
    odd = table.assign(run=table["run"] + "{x}", activation="{relu}", data="{0}")
    found = whole(lw.verdict(pd.concat([odd, odd.iloc[[0]]])))
    assert "{x}" in told(found)
    assert "{relu}" in found[0].label.en
    assert "{0}" in found[0].text.en
    assert "{x}" in found.as_dict()["left_out"][0]["names"][0]


# What cannot be answered is refused, with what was got, what was expected and a remedy


def written(content: bytes, name: str) -> Callable[[Path, Table], object]:
    def write(folder: Path, table: Table) -> object:
        (folder / name).write_bytes(content)
        return folder / name

    return write


def without(*columns: str) -> Callable[[Path, Table], object]:
    return lambda folder, table: table.drop(columns=list(columns))


REFUSED: dict[str, tuple[Callable[[Path, Table], object], str]] = {
    "an empty file": (written(b"", "a.csv"), "an empty file"),
    "a header alone": (written(b"run,epoch,test_accuracy\n", "a.csv"), "no rows"),
    "a picture": (written(b"\x89PNG\r\n\x1a\n\0\0\0\xff\xfe", "a.csv"), "cannot read"),
    "text": (written(b"Dear colleague, here are my results.\n", "a.csv"), "no rows"),
    "a letter": (written(b"Dear colleague\nhere are my results\n", "a.csv"), "test_accuracy"),
    "no Parquet": (written(b"PAR2 and more", "a.parquet"), "cannot read"),
    "another kind of file": (written(b"{}", "a.xlsx"), "named .xlsx"),
    "an empty history": (written(b"{}", "a.json"), "got nothing"),
    "no JSON": (written(b'{"loss": [1,', "a.json"), "cannot read"),
    "JSON without curves": (written(b'"curves"', "a.json"), "log_history"),
    "JSON as deep as no history is": (written(b"[" * 100_000, "a.json"), "cannot read"),
    "no such file": (lambda folder, table: folder / "b.csv", "no such file"),
    "an empty folder": (lambda folder, table: folder, "a folder with none of these"),
    "no rows": (lambda folder, table: table.iloc[:0], "no rows"),
    "no accuracy": (
        without("test_accuracy", "val_accuracy", "train_accuracy"),
        "only train_loss, val_loss, test_loss",
    ),
    "only training": (without("test_accuracy", "val_accuracy"), "only train_loss, train_accuracy"),
    "no depth": (without("depth", "width"), "settings={'depth': 2}"),
    "a column of texts": (lambda folder, table: table.assign(test_accuracy="good"), "texts such as 'good'"),
    "runs that cannot be told apart": (without("run", "seed"), "columns={'run': 'COLUMN'}"),
    "accuracies in two units": (
        lambda folder, table: pd.concat(
            [table, table.assign(run=table["run"] + "%", test_accuracy=table["test_accuracy"] * 100)]
        ),
        "unit='percent' or unit='fraction'",
    ),
    "two columns of one meaning": (
        lambda folder, table: table.drop(columns="val_accuracy").assign(val_acc=1.0, valid_acc=0.5),
        "val_acc, valid_acc",
    ),
    "two levels of names": (lambda folder, table: pd.concat({"a": table}, axis=1), "2 levels"),
    "all diverged at once": (
        lambda folder, table: table.assign(test_accuracy=np.nan, val_accuracy=np.nan),
        "test_accuracy or val_accuracy",
    ),
    "something else": (lambda folder, table: 7, "int"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_judged_is_refused_with_a_remedy(name: str, table: Table, tmp_path: Path) -> None:
    make, said = REFUSED[name]
    assert_refused(make(tmp_path, table), said)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"columns": {"test_accuracy": "top1"}}, "no column 'top1'"),
        ({"columns": {"accuracy": "test_accuracy"}}, "unknown name of a column"),
        ({"settings": {"colour": "red"}}, "unknown name of a column"),
        ({"unit": "promille"}, "unknown unit"),
        ({"margin": -1.0}, "unusable margin"),
        ({"margin": float("nan")}, "unusable margin"),
    ],
)
def test_an_option_that_does_not_fit_is_refused(options: dict[str, object], said: str, table: Table) -> None:
    with pytest.raises(lw.LayerwiseError, match=said):
        lw.verdict(table, **options)


@pytest.mark.usefixtures("leading")
def test_the_unit_may_be_said(table: Table) -> None:
    percent = table.assign(run=table["run"] + "%", seed=table["seed"] + 10, test_accuracy=table["test_accuracy"] * 100)
    found = whole(lw.verdict(pd.concat([table, percent]), unit="fraction"))
    assert "impossible-accuracy" in codes(found)
