"""A `.csv` table: one column names the class, the others are numbers."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.errors import EmptyDataError, ParserError, ParserWarning

from layerwise.data.arrays import from_arrays
from layerwise.data.columns import fitting_type
from layerwise.data.dataset import Dataset
from layerwise.errors import DataError

_SHOWN_COLUMNS = 20


def read_csv(path: Path, *, target: str | None) -> Dataset:
    """The data set in a table with a header line, separated by commas, semicolons or tabs.

    The distinct values of `target` are the classes; every other column must hold numbers, standardised later on the
    training rows alone. Messages count rows from 1, the header not among them.

    Args:
        path: the file, UTF-8.
        target: the column that names the class.

    Raises:
        DataError: no such file, no header, no rows, no such column, texts or empty cells among the numbers, or labels
            that are no classes.
    """
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
            remedy="Check the separator: comma, semicolon or tab.",
        )
    columns = [str(name) for name in features.columns]
    numbers = np.column_stack([_numbers(features[name], path) for name in features.columns])
    labels = _labels(table[target], path)
    return from_arrays(numbers, labels, name=path.stem, columns=columns, source=str(path))


def _parse(path: Path, target: str | None) -> pd.DataFrame:
    """The table as pandas reads it, the target column as text."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
        separator = max(",;\t", key=header.count)
        with warnings.catch_warnings():
            warnings.simplefilter("error", ParserWarning)
            return pd.read_csv(
                path,
                sep=separator,
                encoding="utf-8-sig",
                dtype={target: str} if target is not None else None,
                index_col=False,
                keep_default_na=False,
                low_memory=False,
            )
    except EmptyDataError as error:
        raise _unreadable(path, "an empty file", "Export the table again.") from error
    except (OSError, UnicodeDecodeError, ParserError, ParserWarning) as error:
        got = str(error).strip().replace("\n", " ") or type(error).__name__
        raise _unreadable(path, got, "Correct it, or save it anew as CSV (UTF-8).") from error


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


def _numbers(column: pd.Series, path: Path) -> np.ndarray:
    """A feature column as float64; anything else in it is an error that names the first row."""
    read = pd.to_numeric(column, errors="coerce")
    if read.dtype.kind in "iu":  # beside a column of fractions they will become such
        fitting_type(read.to_numpy()[:, None], where=str(path), columns=[str(column.name)], standardised=True)
    numbers = read.to_numpy(dtype=np.float64, na_value=np.nan)
    with np.errstate(over="ignore"):
        wrong = ~np.isfinite(numbers.astype(np.float32))
    if not wrong.any():
        return numbers
    row = int(np.argmax(wrong))
    cell = str(column.iloc[row])
    empty, large = not cell.strip(), bool(np.isfinite(numbers[row]))
    fault = "empty" if empty else "too large" if large else "not a number"
    raise DataError(
        f"cannot use {path}: column {str(column.name)!r}, row {row + 1} below the header, is {fault}",
        got=f"{'nothing' if empty else repr(cell)}, and {np.count_nonzero(wrong) - 1:,} more such cells in this column",
        expected="finite numbers below 3.4e38 in every column but the target",
        remedy="Fill the cells in or leave out their rows."
        if empty
        else "Correct the cells or leave out their rows."
        if large
        else "Leave the column out, or encode it as numbers.",
    )


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
    if all(re.fullmatch(r"0|[1-9]\d{0,17}", value) for value in values):
        return cells.astype(np.int64)
    if all(re.fullmatch(r"[+-]?\d+[.,]\d+(e[+-]?\d+)?", value, re.I) for value in values) and _fractional(values):
        raise DataError(
            f"cannot use {path}: the target column {str(column.name)!r} holds measurements, not classes",
            got=f"{len(values):,} different numbers such as {values[0]}",
            expected="one of a few classes in every row",
            remedy="Name another --target, or cut the values into classes first.",
        )
    return cells


def _fractional(values: np.ndarray) -> bool:
    return any(float(value.replace(",", ".")) % 1 for value in values)


def _no_target(path: Path, target: str | None, table: pd.DataFrame) -> DataError:
    names = [str(name) for name in table.columns]
    more = f" and {len(names) - _SHOWN_COLUMNS:,} more" if len(names) > _SHOWN_COLUMNS else ""
    return DataError(
        f"cannot tell which column of {path} names the class",
        got="no target" if target is None else f"target {target!r}",
        expected=f"one of {', '.join(names[:_SHOWN_COLUMNS])}{more}",
        remedy="Name it: --target COLUMN, or load(path, target='COLUMN').",
    )
