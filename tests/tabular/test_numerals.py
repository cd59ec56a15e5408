"""Numbers in text cells: one meaning is read, two are not guessed between."""

from __future__ import annotations

import math

import pytest

from layerwise.tabular.numerals import decimal_mark, may_be_two, read_numbers

NBSP, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        *[("0.853", 0.853), ("0,853", 0.853), (" 0,853 ", 0.853), (",5", 0.5), ("12,5", 12.5), ("-0,25", -0.25)],
        *[(f"{MINUS}0,25", -0.25), ("1,5e-3", 0.0015), ("1.5E-3", 0.0015), ("7", 7.0), ("12 345", 12345.0)],
        *[(f"12{NBSP}345,6", 12345.6), (f"1{NARROW}234.5", 1234.5), ("1'234.5", 1234.5), ("1.234,5", 1234.5)],
        *[("1,234.5", 1234.5), ("1,234,567", 1234567.0), ("1.234.567", 1234567.0), ("inf", math.inf)],
    ],
)
def test_a_cell_with_one_meaning_is_read_as_that(cell: str, number: float) -> None:
    read = read_numbers([cell])
    assert read.values.tolist() == [number]
    assert not read.wrong
    assert not read.percent


@pytest.mark.parametrize("cell", ["85,1 %", "85.1%", f"85,1{NBSP}%", "85.1 \uff05", "85,1%"])
def test_a_percent_sign_is_told_and_the_number_kept(cell: str) -> None:
    read = read_numbers([cell])
    assert (read.values.tolist(), read.percent) == ([85.1], True)


@pytest.mark.parametrize("cell", ["", " ", "nan", "NA", "n/a", "None", "null"])
def test_an_empty_cell_is_no_wrong_one(cell: str) -> None:
    read = read_numbers([cell, "1"])
    assert math.isnan(read.values[0])
    assert read.wrong == []


@pytest.mark.parametrize("cell", ["high", "1;5", "0.8.5", "1,23,4", "0,85 points", "--", "1 23", "16-16", "1,234,56"])
def test_a_text_is_wrong_and_has_no_number(cell: str) -> None:
    assert read_numbers([cell]).wrong == [0]


@pytest.mark.parametrize(
    ("cells", "mark", "numbers"),
    [
        (["1,234", "0,5"], None, [1.234, 0.5]),  # a decimal comma beside it
        (["1,234", "1,234.5"], None, [1234, 1234.5]),  # a point after the comma
        (["1,234", "0.5"], None, [1234, 0.5]),
        (["1,234", "2,345"], ",", [1.234, 2.345]),  # the table's mark
        (["1,234", "2,345"], ".", [1234, 2345]),
        (["1.234", "2.345"], ",", [1234, 2345]),
        (["1.234", "2.345"], None, [1.234, 2.345]),  # a point alone is a decimal one
        (["1.234", "0,5"], None, [1234, 0.5]),
        (["1,234", "2,345"], None, [None, None]),  # nothing tells
        (["1,234", "0,5", "0.5"], None, [None, 0.5, 0.5]),  # the column contradicts itself
        (["1.234", "0,5", "0.5"], None, [None, 0.5, 0.5]),
    ],
)
def test_a_cell_with_two_meanings_is_settled_by_its_column_then_its_table_or_not_read(
    cells: list[str], mark: str | None, numbers: list[float | None]
) -> None:
    read = read_numbers(cells, mark)  # type: ignore[arg-type]
    assert [None if math.isnan(value) else value for value in read.values] == numbers
    assert read.wrong == [place for place, number in enumerate(numbers) if number is None]
    assert may_be_two(cells[0])


@pytest.mark.parametrize(
    ("columns", "mark"),
    [
        ([["0,85", "1,234"]], ","),
        ([["1,234"], ["0,5"]], ","),
        ([["0.85"]], "."),
        ([["1,234.5"]], "."),
        ([["1.234,5"]], ","),
        ([["1,234", "7"]], None),
        ([["0,85"], ["0.85"]], None),
        ([["a,b", "16-16"]], None),
    ],
)
def test_the_mark_of_a_table_is_what_all_its_cells_agree_on(columns: list[list[str]], mark: str | None) -> None:
    assert decimal_mark(columns) == mark
    assert decimal_mark([["7"]], ",") == ","
