"""Numbers as spreadsheets write them, anywhere in a table; a cell that cannot be read is named, and no divergence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from reading import ACCURACIES, codes, measure, notes, small_table, tidied

import layerwise as lw

Table = pd.DataFrame


def comma(value: object) -> object:
    return str(value).replace(".", ",") if isinstance(value, float) else value


def written(change: Callable[[Table], Table], **options: object) -> Callable[[Table, Path], object]:
    def write(table: Table, folder: Path) -> object:
        change(table).to_csv(folder / "a.csv", index=False, **options)  # type: ignore[call-overload]
        return folder / "a.csv"

    return write


def last_with_comma(table: Table) -> Table:
    told = table["val_accuracy"].map(str).tolist()
    return table.assign(val_accuracy=[*told[:-1], told[-1].replace(".", ",")])


FORMS: dict[str, Callable[[Table, Path], object]] = {
    "commas in quotes": written(lambda table: table.map(comma)),
    "commas between semicolons": written(lambda table: table, sep=";", decimal=","),
    "commas between tabs": written(lambda table: table, sep="\t", decimal=","),
    "a comma in the last cell alone": written(last_with_comma),
    "a comma in the last cell alone, semicolons": written(last_with_comma, sep=";"),
    "commas in one column alone": written(lambda table: table.assign(val_accuracy=table["val_accuracy"].map(comma))),
    "percent": written(lambda table: table.assign(val_accuracy=[f"{100 * v:.1f} %" for v in table["val_accuracy"]])),
    "percent with commas": written(
        lambda table: table.assign(val_accuracy=[f"{100 * v:.1f} %".replace(".", ",") for v in table["val_accuracy"]]),
        sep=";",
    ),
    "percent without a blank": written(
        lambda table: table.assign(val_accuracy=[f"{100 * v:.1f}%".replace(".", ",") for v in table["val_accuracy"]])
    ),
    "a blank before the sign that does not break": written(
        lambda table: table.assign(val_accuracy=[f"{100 * v:.1f}\u00a0%" for v in table["val_accuracy"]])
    ),
    "padded": written(lambda table: table.assign(val_accuracy=[f"   {v}  " for v in table["val_accuracy"]])),
    "three digits throughout": written(
        lambda table: table.map(lambda v: f"{v:.3f}".replace(".", ",") if isinstance(v, float) else v), sep=";"
    ),
    "texts in Python": lambda table, folder: table.map(comma),
    "in percent by its name": written(
        lambda table: table.assign(**{"val error (%)": 100 * (1 - table["val_accuracy"])}).drop(columns="val_accuracy")
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_numbers_are_read_however_they_are_written(name: str, tmp_path: Path) -> None:
    found, account = tidied(FORMS[name](small_table(), tmp_path))
    assert measure(found, "val_accuracy") == ACCURACIES
    assert not found.runs["diverged"].any()
    assert codes(account) == set()
    if "comma" in name and "%" not in name:
        assert "decimal comma" in notes(account)


def test_settings_are_numbers_by_the_same_rule(tmp_path: Path) -> None:
    rates = {"a": "0,01", "b": "0,01", "c": "0,1"}
    table = small_table().assign(
        learning_rate=lambda each: each["run"].map(rates), parameters="1 234,0", n_train="12 000", dropout="0,5"
    )
    for source in (table, written(lambda each: each, sep=";")(table, tmp_path)):
        runs = tidied(source)[0].runs
        assert list(runs["learning_rate"]) == [0.01, 0.01, 0.1]
        assert set(runs["parameters"]) == {1234.0}
        assert set(runs["train_rows"]) == {12000}
        assert set(runs["dropout"]) == {0.5}


def test_a_table_of_runs_is_read_by_the_same_rule(tmp_path: Path) -> None:
    table = small_table()
    table.drop(columns=["seed", "depth"]).to_csv(tmp_path / "epochs.csv", index=False)
    (tmp_path / "runs.csv").write_text("sep=;\nrun;seed;hidden_layers;lr\na;0;1;0,5\nb;1;1;0,5\nc;2;1;0,5\n")
    runs = tidied(tmp_path)[0].runs
    assert set(runs["learning_rate"]) == {0.5}
    assert list(runs["depth"]) == [1, 1, 1]


@pytest.mark.parametrize("cell", ["high", "0.7.1", "1,23,4", "7;0", "0.7 points", "?"])
@pytest.mark.parametrize("column", ["train_loss", "val_accuracy"])
def test_a_cell_that_cannot_be_read_is_named_and_is_no_divergence(cell: str, column: str, tmp_path: Path) -> None:
    table = small_table().astype({column: object})
    table.loc[table.index[-1], column] = cell
    table.to_csv(tmp_path / "a.csv", index=False)
    for source in (table, tmp_path / "a.csv"):
        found, account = tidied(source)
        assert not found.runs["diverged"].any()
        (told,) = [each for each in account.left_out if each.code == "no-number"]
        assert (told.cells, told.names) == (1, (cell,))
    # A loss that is no number up to the end is one, however it is written.
    for nan in ("nan", "NaN", ""):
        gone = table.assign(**{column: table[column].replace(cell, nan)}).assign(val_accuracy=0.5)
        assert list(tidied(gone)[0].runs["diverged"]) == [False, False, column == "train_loss"]


@pytest.mark.parametrize("cells", [["1,234", "2,345", "3,456"], ["85,123", "86,234", "87,345"]])
def test_numbers_that_may_be_two_are_refused_or_told_and_never_guessed(cells: list[str]) -> None:
    table = small_table().assign(val_accuracy=cells * 3, train_loss=1)
    with pytest.raises(lw.LayerwiseError, match="may be a fraction or thousands") as refused:
        tidied(table)
    assert "Write decimal points" in refused.value.remedy
    # Where another column has fractions with a point, the commas mark thousands, which no accuracy has.
    with pytest.raises(lw.LayerwiseError, match="none of which can be an accuracy"):
        tidied(table.assign(train_loss=0.5))
    # In a column that no answer needs it is said.
    found, account = tidied(small_table().assign(train_loss=1, val_accuracy=1, parameters=cells[0]))
    assert found.runs["parameters"].isna().all()
    assert "may be fractions or thousands" in notes(account)
    assert "no-number" in codes(account)


@pytest.mark.parametrize("column", ["hidden", "hidden_layers", "arch"])
def test_widths_between_commas_are_no_numbers(column: str, tmp_path: Path) -> None:
    table = small_table().drop(columns="depth").map(comma)
    table[column] = table["run"].map({"a": "16", "b": "16,16", "c": "128,128,128"})
    table.to_csv(tmp_path / "a.csv", index=False)
    for source in (table, tmp_path / "a.csv"):
        found, _ = tidied(source)
        assert list(found.runs["hidden"]) == [[16], [16, 16], [128, 128, 128]]
        assert measure(found, "val_accuracy") == ACCURACIES


def test_thousands_are_told() -> None:
    found, account = tidied(small_table().assign(parameters="1,234,567"))
    assert set(found.runs["parameters"]) == {1234567.0}
    assert "Numbers of parameters are read with thousands separators." in notes(account)


@pytest.mark.parametrize(("encoding", "fault"), [("latin-1", "utf"), ("utf-16-le", "")])
def test_a_file_in_no_known_encoding_is_refused_with_a_remedy(encoding: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(small_table().assign(größe=1).to_csv(index=False).encode(encoding))
    with pytest.raises(lw.LayerwiseError) as refused:
        tidied(tmp_path / "a.csv")
    assert fault in str(refused.value).lower()
    assert refused.value.remedy
