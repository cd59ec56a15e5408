from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from layerwise.data import load
from layerwise.errors import DataError

ROWS = [f"{i},{i * i / 7},{'cat' if i % 2 else 'dog'}" for i in range(20)]


@pytest.fixture
def write(tmp_path: Path):
    def write(*lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "pets.csv"
        path.write_bytes("\n".join(lines).encode(encoding))
        return path

    return write


def test_a_table_is_read_with_its_columns_and_classes(write: Callable[..., Path]) -> None:
    data = load(write("size,weight,kind", *ROWS), target="kind")
    assert (data.name, data.columns, data.classes) == ("pets", ("size", "weight"), ("cat", "dog"))
    assert data.scaling == "standardise"
    assert np.allclose(data.inputs, [[i, i * i / 7] for i in range(20)])
    assert data.labels[:3].tolist() == [1, 0, 1]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_tabs_and_a_byte_order_mark_make_no_difference(write: Callable[..., Path], separator: str) -> None:
    plain = load(write("size,weight,kind", *ROWS), target="kind")
    lines = [line.replace(",", separator) for line in ("size,weight,kind", *ROWS)]
    assert load(write(*lines, encoding="utf-8-sig"), target="kind").checksum == plain.checksum


def test_number_classes_are_sorted_by_size_and_codes_kept_as_they_are_written(write: Callable[..., Path]) -> None:
    numbers = load(write("a,y", *[f"{i},{9 + i % 3}" for i in range(20)]), target="y")
    assert numbers.classes == ("9", "10", "11")
    codes = load(write("a,y", *[f"{i},0{i % 2}" for i in range(20)]), target="y")
    assert codes.classes == ("00", "01")


@pytest.mark.parametrize(("target", "got"), [(None, "no target"), ("Kind", "target 'Kind'")])
def test_a_missing_target_lists_the_columns(write: Callable[..., Path], target: str | None, got: str) -> None:
    with pytest.raises(DataError, match=rf"pets.csv names the class: got {got}, expected one of size, weight, kind"):
        load(write("size,weight,kind", *ROWS), target=target)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1,big,cat", r"column 'weight', row 2 below the header, is not a number: got 'big', and 1 more such"),
        ("1,nan,cat", r"column 'weight', row 2 below the header, is not a number: got 'nan'"),
        ("1,inf,cat", r"column 'weight', row 2 below the header, is not a number: got 'inf'"),
        ("1,,cat", r"column 'weight', row 2 below the header, is empty"),
        ("1,-1e300,cat", r"column 'weight', row 2 below the header, is too large: got '-1e\+300'"),
        ("1,2,", r"target column 'kind' is empty in row 2 below the header"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_with_its_column_and_row(
    write: Callable[..., Path], line: str, message: str
) -> None:
    with pytest.raises(DataError, match=message) as caught:
        load(write("size,weight,kind", ROWS[0], line, *ROWS[2:], line), target="kind")
    assert all(caught.value.as_dict().values())


def test_a_column_of_text_is_named(write: Callable[..., Path]) -> None:
    with pytest.raises(
        DataError, match=r"column 'kind', row 1 below the header, is not a number: got 'dog', and 19 more such"
    ):
        load(write("size,weight,kind", *ROWS), target="size")


@pytest.mark.parametrize(
    ("lines", "got"),
    [
        ([], "an empty file"),
        (["size,kind", "1,2", "1,2,3"], "Expected 2 fields"),
        (["size,kind", *["1,2,3"] * 9], "Length of header"),
        (["kind", *"ab" * 10], "'kind' as its only column"),
        (["size,kind"], "a header line and no rows"),
        (["size,kind", *[f"{i},{i / 7:.3f}" for i in range(20)]], "20 different numbers such as 0.000"),
        (["size,kind", *[f"{i},a" for i in range(20)]], "the single class 'a'"),
    ],
)
def test_a_table_that_cannot_be_learnt_from_is_refused(write: Callable[..., Path], lines: list[str], got: str) -> None:
    with pytest.raises(DataError, match=got):
        load(write(*lines), target="kind")


def test_a_file_that_is_not_utf8_is_refused(write: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match=r"pets.csv: got .*expected a table in UTF-8"):
        load(write("größe,kind", "1,a", encoding="latin-1"), target="kind")


def test_a_target_for_anything_but_a_table_is_refused() -> None:
    with pytest.raises(DataError, match="cannot take 'kind' as the target column of digits"):
        load("digits", target="kind")


@pytest.mark.parametrize("header", ["0.5,2,3", "5,6,7", "nan,-1e3,inf"])
def test_a_first_line_of_numbers_is_not_taken_for_a_header(write: Callable[..., Path], header: str) -> None:
    for target in (None, header.split(",")[2]):
        with pytest.raises(
            DataError, match=rf"first line names no columns: got only numbers, {header.split(',')[0]}, .*Add one"
        ):
            load(write(header, *[f"{i},{i},{i % 2}" for i in range(20)]), target=target)


def test_columns_that_pandas_numbered_are_names(write: Callable[..., Path]) -> None:
    assert load(write("0,1", *[f"{i},{i % 2}" for i in range(20)]), target="1").columns == ("0",)


def test_whole_numbers_too_large_to_be_told_apart_are_refused(write: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match=r"within column 'size' are lost in rounding"):
        load(write("size,weight,kind", *[f"{2**61 + i},0.{i},{i % 2}" for i in range(20)]), target="kind")


@pytest.mark.parametrize("name", ["good.txt", "Good.TSV", "good"])
def test_a_table_under_another_name_is_asked_for_as_csv(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("size,weight,kind\n" + "\n".join(ROWS))
    with pytest.raises(DataError, match=rf"{name} as a table: got .*, expected one that ends in \.csv\. Save it as"):
        load(tmp_path / name, target="kind")
    (tmp_path / name).rename(tmp_path / "good.CSV")
    assert len(load(tmp_path / "good.CSV", target="kind")) == 20


def test_a_file_called_like_a_data_set_of_ours_goes_by_its_whole_name(tmp_path: Path) -> None:
    path = tmp_path / "digits.csv"
    path.write_text("a,b,class\n" + "".join(f"{n},{n * n % 7},{'xy'[n % 2]}\n" for n in range(40)))
    assert load(path, target="class").name == "digits.csv"


# Numbers and layouts are read by the rule that learning curves are read by.


def comma(line: str) -> str:
    return line.replace(",", ";").replace(".", ",")


LAYOUTS: dict[str, list[str]] = {
    "decimal commas": [comma(line) for line in ("size,weight,kind", *ROWS)],
    "decimal commas in quotes": [
        "size,weight,kind",
        *[f'{i},"{i * i / 7}",{"cat" if i % 2 else "dog"}'.replace(".", ",") for i in range(20)],
    ],
    "blanks around names and cells": [line.replace(",", " ,  ") for line in ("size,weight,kind", *ROWS)],
    "sep=;": ["sep=;", *[comma(line) for line in ("size,weight,kind", *ROWS)]],
    "a comment": ["# measured in May", "size,weight,kind", *ROWS],
    "pipes": [line.replace(",", "|") for line in ("size,weight,kind", *ROWS)],
    "Markdown": ["| size | weight | kind |", "|---|---|---|", *[f"| {line.replace(',', ' | ')} |" for line in ROWS]],
    "percent": ["size,weight,kind", *[f"{i} %,{i * i / 7} %,{'cat' if i % 2 else 'dog'}" for i in range(20)]],
    "thousands with blanks": [
        "size;weight;kind",
        *[f"{i};{i * i / 7} ;{'cat' if i % 2 else 'dog'}".replace(".", ",") for i in range(20)],
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_table_is_the_same_however_it_is_written(write: Callable[..., Path], name: str) -> None:
    plain = load(write("size,weight,kind", *ROWS), target="kind")
    other = load(write(*LAYOUTS[name]), target="kind")
    assert other.columns == plain.columns
    assert other.classes == plain.classes
    assert np.array_equal(other.inputs, plain.inputs)
    assert np.array_equal(other.labels, plain.labels)


def test_a_table_in_utf16_is_read(write: Callable[..., Path]) -> None:
    plain = load(write("size,weight,kind", *ROWS), target="kind")
    lines = [line.replace(",", "\t") for line in ("size,weight,kind", *ROWS)]
    assert load(write(*lines, encoding="utf-16"), target="kind").checksum == plain.checksum


@pytest.mark.parametrize("cells", [["1,234", "2,345"], ["12,345", "-1,000"]])
def test_cells_that_may_be_two_numbers_are_refused(write: Callable[..., Path], cells: list[str]) -> None:
    rows = [f'"{cells[i % 2]}",{i},{"cat" if i % 2 else "dog"}' for i in range(20)]
    with pytest.raises(DataError, match="column 'size', row 1 below the header, may be a fraction or thousands"):
        load(write("size,weight,kind", *rows), target="kind")
    # Another column tells: fractions with a point there, thousands here; decimal commas there, a decimal comma here.
    number = float(cells[0].replace(",", ""))
    thousands = load(
        write("size,weight,kind", *[row.replace(f",{i},", f",{i}.5,") for i, row in enumerate(rows)]), target="kind"
    )
    assert thousands.inputs[0, 0] == number
    fractions = load(
        write("size,weight,kind", *[row.replace(f",{i},", f',"{i},5",') for i, row in enumerate(rows)]), target="kind"
    )
    assert fractions.inputs[0, 0] == number / 1000


@pytest.mark.parametrize(
    "price", [lambda i: f"{100 + i}.0", lambda i: f"{100 + i}", lambda i: f"{100 + i},0", lambda i: f"{i % 7}.5"]
)
def test_a_target_of_measurements_is_called_so(write: Callable[..., Path], price: Callable[[int], str]) -> None:
    with pytest.raises(DataError, match="holds measurements, not classes"):
        load(write("size;price", *[f"{i};{price(i)}" for i in range(60)]), target="price")


def test_classes_that_are_written_as_whole_fractions_are_classes(write: Callable[..., Path]) -> None:
    assert load(write("a,y", *[f"{i},{i % 3}.0" for i in range(30)]), target="y").classes == ("0.0", "1.0", "2.0")
    assert len(load(write("a,y", *[f"{i},{i % 30}" for i in range(150)]), target="y").classes) == 30
