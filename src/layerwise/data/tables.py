"""A `.csv` table: one column names the class, the others are numbers."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas.errors import EmptyDataError, ParserError, ParserWarning

from layerwise.data.arrays import from_arrays
from layerwise.data.columns import fitting_type
from layerwise.data.dataset import Dataset
from layerwise.errors import DataError
from layerwise.tabular.layout import Layout, as_plain_csv, layout_of, separator_of
from layerwise.tabular.numerals import Mark, decimal_mark, may_be_two, read_numbers

_SHOWN_COLUMNS = 20
_MOST_CLASSES_OF_NUMBERS = 20  # more of them, with few rows each, are measurements
_FEWEST_ROWS = 4  # of a class, on average


def read_csv(path: Path, *, target: str | None) -> Dataset:
    """The data set in a table with a header line, separated by commas, semicolons, tabs, pipes or blanks.

    The distinct values of `target` are the classes; every other column must hold numbers, standardised later on the
    training rows alone. Messages count rows from 1, the header not among them.

    Numbers may have decimal commas, thousands separators and percent signs, as `tabular.numerals` reads them.

    Args:
        path: the file, UTF-8, or UTF-16 with a byte-order mark.
        target: the column that names the class.

    Raises:
        DataError: no such file, no header, no rows, no such column, texts or empty cells among the numbers, or labels
            that are no classes.
    """
    target = target.strip() if target is not None else None
    table = _parse(path, target)
    _check_header(path, [str(name) for name in table.columns])
    if target is None or target not in table.columns:
        raise _no_target(path, target, table)
    if table.empty:
        raise _unreadable(path, "a header line and no rows", "Add the rows, or export the table again.")
    features = table.drop(columns=target)
    if features.shape[1] == 0:
        raise DataError(
            f"cannot learn from {path}",
            got=f"{target!r} as its only column",
            expected="at least one column of numbers beside it",
            remedy="Check the separator: comma, semicolon, tab, pipe or blanks.",
        )
    columns = [str(name) for name in features.columns]
    mark = _decimal_mark(features, None)
    numbers = np.column_stack([_numbers(features[name], path, mark) for name in features.columns])
    labels = _labels(table[target], path)
    return from_arrays(numbers, labels, name=path.stem, columns=columns, source=str(path))


def _parse(path: Path, target: str | None) -> pd.DataFrame:
    """The table as pandas reads it, the target column as text."""
    try:
        layout = layout_of(path)
        with warnings.catch_warnings():
            warnings.simplefilter("error", ParserWarning)
            table = _read(path, layout, target, ".")
            if _decimal_mark(table, target, layout) == ",":  # then a point may mark thousands: no number is settled
                table = _read(path, layout, target, ",")
            return table
    except EmptyDataError as error:
        raise _unreadable(path, "an empty file", "Export the table again.") from error
    except (OSError, UnicodeDecodeError, ParserError, ParserWarning) as error:
        got = str(error).strip().replace("\n", " ") or type(error).__name__
        raise _unreadable(path, got, "Correct it, or save it anew as CSV (UTF-8).") from error


def _read(path: Path, layout: Layout, target: str | None, mark: Mark) -> pd.DataFrame:
    def parse(**options: Any) -> pd.DataFrame:
        return pd.read_csv(
            path if layout.plain else io.BytesIO(as_plain_csv(path, layout)),
            sep=separator_of(layout),
            encoding="utf-8-sig",
            index_col=False,
            keep_default_na=False,
            low_memory=False,
            **options,
        )

    names = list(map(str, parse(nrows=0).columns))
    table = parse(dtype={name: str for name in names if name.strip() == target}, decimal=mark)
    table.columns = pd.Index([str(name).strip() for name in table.columns])
    return table


def _decimal_mark(table: pd.DataFrame, target: str | None, layout: Layout | None = None) -> Mark | None:
    """The decimal mark of the columns but the target; beside semicolons and tabs a comma, where nothing tells."""
    columns = [table[name] for name in table.columns if name != target]
    texts = [column.unique() for column in columns if not pd.api.types.is_numeric_dtype(column.dtype)]
    fractions = any(pd.api.types.is_float_dtype(column.dtype) for column in columns)
    commas = (
        layout is not None and layout.separator in ";\t" and any("," in str(cell) for each in texts for cell in each)
    )
    return decimal_mark(texts, "." if fractions else "," if commas else None)


def _unreadable(path: Path, got: str, remedy: str) -> DataError:
    return DataError(
        f"cannot read {path}",
        got=got,
        expected="a table in UTF-8 with a header line, rows, and as many cells in every row",
        remedy=remedy,
    )


def _check_header(path: Path, names: list[str]) -> None:
    """Stop where the first line is one of numbers: as a header it would be lost as a row.

    The numbers 0, 1, 2, … are let through: so pandas writes a table whose columns have no names.
    """
    if names != [str(number) for number in range(len(names))] and all(map(_is_number, names)):
        raise DataError(
            f"cannot use {path}: its first line names no columns",
            got=f"only numbers, {', '.join(names[:3])}{', …' if len(names) > 3 else ''}",
            expected="a header line with a name for each column",
            remedy="Add one above the first row, such as a,b,c,class, and name the class with --target.",
        )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _numbers(column: pd.Series, path: Path, mark: Mark | None) -> np.ndarray:
    """A feature column as float64; anything else in it is an error that names the first row."""
    if column.dtype.kind in "iu":  # beside a column of fractions they will become such
        fitting_type(column.to_numpy()[:, None], where=str(path), columns=[str(column.name)], standardised=True)
    of_text = not pd.api.types.is_numeric_dtype(column.dtype)
    numbers = read_numbers(list(column), mark).values if of_text else column.to_numpy(np.float64, na_value=np.nan)
    with np.errstate(over="ignore"):
        wrong = ~np.isfinite(numbers.astype(np.float32))
    if not wrong.any():
        return numbers
    row = int(np.argmax(wrong))
    cell = str(column.iloc[row])
    fault, remedy = _fault(cell, bool(np.isfinite(numbers[row])))
    raise DataError(
        f"cannot use {path}: column {str(column.name)!r}, row {row + 1} below the header, {fault}",
        got=f"{repr(cell) if cell.strip() else 'nothing'}, and {np.count_nonzero(wrong) - 1:,} more such cells in this "
        "column",
        expected="finite numbers below 3.4e38 in every column but the target",
        remedy=remedy,
    )


def _fault(cell: str, large: bool) -> tuple[str, str]:
    """What is wrong with a cell, and what helps."""
    if not cell.strip():
        return "is empty", "Fill the cells in or leave out their rows."
    if large:
        return "is too large", "Correct the cells or leave out their rows."
    if may_be_two(cell):
        return "may be a fraction or thousands", "Write decimal points and no thousands separators."
    return "is not a number", "Leave the column out, or encode it as numbers."


def _labels(column: pd.Series, path: Path) -> np.ndarray:
    """The target column as whole numbers where all cells are such, else as texts."""
    cells = column.astype(str).str.strip().to_numpy(dtype=np.str_)
    if (empty := cells == "").any():
        raise DataError(
            f"cannot use {path}: the target column {str(column.name)!r} is empty in row "
            f"{int(np.argmax(empty)) + 1} below the header",
            got=f"{np.count_nonzero(empty):,} empty cells",
            expected="a class in every row",
            remedy="Fill it in, or leave out the row.",
        )
    values = np.unique(cells)
    if _are_measurements(values, len(cells)):
        raise DataError(
            f"cannot use {path}: the target column {str(column.name)!r} holds measurements, not classes",
            got=f"{len(values):,} different numbers such as {values[0]}",
            expected="one of a few classes in every row",
            remedy="Name another --target, or cut the values into classes first.",
        )
    whole = all(re.fullmatch(r"0|[1-9]\d{0,17}", value) for value in values)
    return cells.astype(np.int64) if whole else cells


def _are_measurements(values: np.ndarray, rows: int) -> bool:
    """Whether the values of a target are numbers that are no classes: fractions, or many with few rows each."""
    read = read_numbers(values.tolist(), decimal_mark([values]))
    if read.wrong or not np.isfinite(read.values).all():
        return False
    written = all(re.search(r"[.,]", value) for value in values)
    many = len(values) > _MOST_CLASSES_OF_NUMBERS and rows < _FEWEST_ROWS * len(values)
    return many or (written and bool((read.values % 1 != 0).any()))


def _no_target(path: Path, target: str | None, table: pd.DataFrame) -> DataError:
    names = [str(name) for name in table.columns]
    more = f" and {len(names) - _SHOWN_COLUMNS:,} more" if len(names) > _SHOWN_COLUMNS else ""
    return DataError(
        f"cannot tell which column of {path} names the class",
        got="no target" if target is None else f"target {target!r}",
        expected=f"one of {', '.join(names[:_SHOWN_COLUMNS])}{more}",
        remedy="Name it: --target COLUMN, or load(path, target='COLUMN').",
    )
