"""Text cells of columns that should hold numbers, rewritten as plain numbers by the one rule of `tabular.numerals`."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from layerwise.curves.account import Account
from layerwise.curves.cells import numbers, tell_wrong
from layerwise.curves.names import ERRORS, MEASURES, RUN_NUMBERS
from layerwise.tabular.numerals import Mark, decimal_mark, may_be_two, read_numbers
from layerwise.words import Text

NUMERIC = (
    *("epoch", *MEASURES, *ERRORS, "seconds", "clock"),
    *("seed", "fold", "depth", "width", "dropout", "weight_decay", *RUN_NUMBERS),
)
_COMMA = Text("Numbers of {name} are read with a decimal comma.", "{name} 中的数字按小数逗号读取。")
_THOUSANDS = Text("Numbers of {name} are read with thousands separators.", "{name} 中的数字按带千位分隔符读取。")
_EITHER = Text(
    "Numbers of {name} such as {cell} may be fractions or thousands, so they are not read: write them with a decimal "
    "point, or without thousands separators.",
    "{name} 中 {cell} 这样的数字既可能是小数也可能是千位分隔，因此没有读取：请改用小数点，或去掉千位分隔符。",
)


def plain_numbers(table: pd.DataFrame, columns: Mapping[str, str], account: Account) -> pd.DataFrame:
    """The table with decimal commas, thousands separators and the like gone from its columns of numbers.

    Cells that hold no number stay as they are.

    Args:
        table: any.
        columns: name of the contract → column.
        account: told how numbers were read, and of cells that may be two.
    """
    named = {name: columns[name] for name in NUMERIC if name in columns}
    texts = {name: _texts(table[column]) for name, column in named.items() if _holds_texts(table[column])}
    if not texts:
        return table
    mark = decimal_mark(texts.values(), _mark_of_fractions(table))
    plain = {named[name]: _plain(table[named[name]], cells, name, mark, account) for name, cells in texts.items()}
    table = table.assign(**{column: cells for column, cells in plain.items() if cells is not None})
    for name in (name for name in RUN_NUMBERS if name in texts):
        tell_wrong(table[named[name]], numbers(table[named[name]])[1], name, account)
    return table


def shares_apart(table: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """The table, a training-set size that is told as a share (0.1, 0.5) as a setting of its own: it counts no rows.

    Args:
        table: with plain numbers.
        columns: name of the contract → column; such a column is taken out of it.
    """
    column = columns.get("train_rows")
    if column is None:
        return table
    values = numbers(table[column])[0]
    if not (np.isfinite(values) & (values % 1 != 0)).any():
        return table
    del columns["train_rows"]
    return table.rename(columns={column: f"share in {column}"})


def _holds_texts(column: pd.Series) -> bool:
    categories = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column
    return bool(pd.api.types.is_object_dtype(categories.dtype) or pd.api.types.is_string_dtype(categories.dtype))


def _texts(column: pd.Series) -> list[str]:
    """The different texts of a column."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return list(map(str, column.cat.categories))
    return list(dict.fromkeys(str(cell) for cell in column[column.notna()]))


def _mark_of_fractions(table: pd.DataFrame) -> Mark | None:
    """Where other columns are fractions with a point, commas are no decimal marks."""
    floats = (table[name] for name in table.columns if pd.api.types.is_float_dtype(table[name].dtype))
    return "." if any((column.dropna() % 1 != 0).any() for column in floats) else None


def _plain(column: pd.Series, cells: list[str], name: str, mark: Mark | None, account: Account) -> pd.Series | None:
    """The column with plain numbers; None where it has them already."""
    read = read_numbers(cells, mark)
    either = [cells[place] for place in read.wrong if may_be_two(cells[place])]
    if either:
        account.note(_EITHER, name=name, cell=either[0])
    known = np.isfinite(read.values)
    other = {
        cell: f"{value!r} %" if cell.rstrip().endswith(("%", "\uff05")) else repr(value)
        for cell, value, usable in zip(cells, read.values.tolist(), known, strict=True)
        if usable and not _is_plain(cell)
    }
    if not other:
        return None
    if any("," in cell for cell in other) and not read.thousands:
        account.note(_COMMA, name=name)
    if read.thousands:
        account.note(_THOUSANDS, name=name)
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, values = pd.factorize(np.array([other.get(cell, cell) for cell in cells], dtype=object))
        dtype = pd.CategoricalDtype(pd.Index(values))
        codes = np.append(codes, -1)[column.cat.codes].astype(np.int64)
        return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype), column.index)
    return column.map(lambda cell: other.get(str(cell), cell))


def _is_plain(cell: str) -> bool:
    try:
        float(cell.removesuffix("%"))
    except ValueError:
        return False
    return True
