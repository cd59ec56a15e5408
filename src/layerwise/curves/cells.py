"""Cells that should hold numbers, and what in them does not."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.curves.account import Account
from layerwise.words import Text

_NO_NUMBERS = Text(
    "{count} of {name} left out: no numbers ({names}).", "{name} 中有 {count}未计入：不是数字（{names}）。"
)
_SHOWN = 40  # characters of a text that is no number
_EXACT = 2**53  # whole numbers up to it are written with all their digits
Floats = NDArray[np.float64]


def numbers(column: pd.Series) -> tuple[Floats, list[str], bool]:
    """A column as float64, NaN where it holds no number.

    Texts that are numbers count as such, "98.5 %" among them; times become seconds.

    Returns:
        The numbers, shape (rows,); the different texts that are none (an empty cell is no such text); whether numbers
        carried a percent sign.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        values, wrong, percent = numbers(pd.Series(column.cat.categories, dtype=object))
        codes = column.cat.codes.to_numpy()
        used = set(np.unique(codes).tolist())
        wrong = [text for text in wrong if column.cat.categories.get_loc(text) in used] if wrong else []
        return np.asarray(np.append(values, np.nan)[codes], np.float64), wrong, percent
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        since = column - pd.Timestamp(0, tz=column.dt.tz)
        return np.asarray(since.dt.total_seconds(), np.float64), [], False
    if pd.api.types.is_timedelta64_dtype(column.dtype):
        return np.asarray(column.dt.total_seconds(), np.float64), [], False
    if pd.api.types.is_complex_dtype(column.dtype):
        column = column.astype(str)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy(np.float64, na_value=np.nan), [], False
    read = pd.to_numeric(column, errors="coerce").to_numpy(np.float64, copy=True, na_value=np.nan)
    percent = False
    odd: dict[str, None] = {}
    for place in np.flatnonzero(np.isnan(read) & column.notna().to_numpy()):
        text = str(column.iloc[place]).strip()
        if text.lower() in ("", "nan", "na", "n/a", "none", "null"):
            continue
        try:
            read[place] = float(text.removesuffix("%"))
            percent = percent or text.endswith("%")
        except ValueError:
            odd[str(column.iloc[place])] = None
    return read, list(odd), percent


def tell_wrong(column: pd.Series, wrong: list[str], name: str, account: Account) -> None:
    """Counts the cells of a column that hold one of these texts and no number."""
    if wrong:
        is_wrong = column.astype(str).isin(wrong).to_numpy()
        names = [as_shown(text) for text in wrong]
        account.leave_out("no-number", _NO_NUMBERS, cells=int(is_wrong.sum()), names=names, name=name)


def as_shown(text: str) -> str:
    """A cell's text for a sentence: its beginning, without what no terminal can print."""
    printable = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text[:_SHOWN])
    return printable + ("…" if len(text) > _SHOWN else "")


def texts(column: pd.Series) -> tuple[NDArray[np.int64], list[str]]:
    """A column as codes of its different texts; whole numbers lose their ".0", −1 stands for an empty cell.

    Returns:
        Codes, shape (rows,), and the texts they stand for, none twice.
    """
    if column.dtype == object:  # lists and dicts, which have no hash, may be among them
        column = column.map(_hashable)
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, values = column.cat.codes.to_numpy(), column.cat.categories
    else:
        codes, values = pd.factorize(column)
    written = [_plain(value) for value in values]
    merged, names = pd.factorize(np.array(written, dtype=object))
    known = np.append(merged, -1)[codes]
    empty = [place for place, name in enumerate(names) if name == ""]
    if empty:
        known[np.isin(known, empty)] = -1
    return known.astype(np.int64), [str(name) for name in names]


def _hashable(value: object) -> object:
    try:
        hash(value)
    except TypeError:
        return _plain(value)
    return value


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        return str(int(value))
    if isinstance(value, list | tuple | np.ndarray):
        return "-".join(_plain(each) for each in value) or "linear"
    return str(value).strip()
