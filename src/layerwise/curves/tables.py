"""Tables in CSV and Parquet, and tables that Python already holds, as `Raw`."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from layerwise.curves.account import Account
from layerwise.curves.columns import check_once
from layerwise.curves.errors import CurvesError
from layerwise.curves.formats.delimited import read_delimited
from layerwise.curves.raw import Raw

SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".csv.gz", ".tsv.gz", ".csv.bz2", ".tsv.bz2")
_UNNAMED = ("", "Unnamed: 0")


def read_table(path: str | Path, runs: str | Path | None = None) -> Raw:
    """A table of curves in a file, with a second one of what holds for whole runs where there is one.

    Args:
        path: `.csv` (comma, semicolon or tab; UTF-8) or `.parquet`: a row a run and epoch.
        runs: the same: a row a run; its rows are found by the column `run`.

    Raises:
        CurvesError: no such file, or no table in it; the message names the file.
    """
    account = Account()
    rows, read = _read(Path(path), account)
    account.read = read
    second = read_runs(runs, account) if runs is not None else None
    return Raw(stem(Path(path)), str(path), rows, second, account)


def read_runs(path: str | Path, account: Account) -> pd.DataFrame:
    """A table with a row a run; its own lines are none of those that `account.read` counts.

    Raises:
        CurvesError: as `read_table`.
    """
    aside = Account()
    runs = _read(Path(path), aside)[0]
    account.notes += aside.notes
    account.left_out += [replace(each, rows=0) for each in aside.left_out]
    return runs


def stem(path: Path) -> str:
    """The name of a file without its ending, ".csv.gz" being one."""
    return re.sub(r"\.(csv|tsv|txt|json|jsonl|ndjson)$", "", path.stem, flags=re.I)


def from_frame(rows: pd.DataFrame, runs: pd.DataFrame | None = None) -> Raw:
    """A table that Python holds already; named levels of its index count as columns.

    Raises:
        CurvesError: no rows, or several levels of column names.
    """
    named = _flat(rows, "the table")
    return Raw("", "the table", named, None if runs is None else _flat(runs, "the table of runs"), Account(len(named)))


def _flat(table: pd.DataFrame, where: str) -> pd.DataFrame:
    if table.columns.nlevels > 1:
        raise CurvesError(
            f"cannot read {where}",
            got=f"{table.columns.nlevels} levels of column names",
            expected="one name a column",
            remedy="Join them: table.columns = ['_'.join(names) for names in table.columns]",
        )
    named = [name for name in table.index.names if name is not None and name not in table.columns]
    flat = table.reset_index(level=named) if named else table
    flat = flat.reset_index(drop=True)
    flat.columns = pd.Index(_stripped(map(str, flat.columns)))
    check_once(list(flat.columns), where)
    flat = _without_index(flat)
    if not len(flat):
        raise _no_rows(where)
    return flat


def _read(path: Path, account: Account) -> tuple[pd.DataFrame, int]:
    """The table, and how many rows its file has."""
    if not path.is_file():
        raise CurvesError(
            f"cannot read {path}",
            got="a folder" if path.is_dir() else "no such file",
            expected="a table in .csv or .parquet",
            remedy="Check the path.",
        )
    if not path.stat().st_size:
        raise CurvesError(f"cannot read {path}", got="an empty file", expected=_EXPECTED, remedy="Export it again.")
    try:
        table, skipped = _parquet(path) if path.suffix.lower() == ".parquet" else read_delimited(path, account)
        table = table.rename_columns(_stripped(table.column_names))
        check_once(table.column_names, str(path))
        read = table.num_rows + skipped
        frame = _frame(table)
    except (pa.ArrowException, OSError, UnicodeDecodeError, EOFError, zlib.error) as error:
        raise CurvesError(
            f"cannot read {path}",
            got=str(error).strip().splitlines()[0][:300] if str(error).strip() else type(error).__name__,
            expected=_EXPECTED,
            remedy="Correct it, or save it anew as CSV (UTF-8).",
        ) from error
    if frame.empty:
        raise _no_rows(str(path))
    return _without_index(frame), read


_EXPECTED = "a table with a header and a row a run and epoch, in CSV (UTF-8) or Parquet"


def _no_rows(where: str) -> CurvesError:
    return CurvesError(
        f"cannot use {where}", got="no rows", expected="a row a run and epoch", remedy="Check how it was exported."
    )


def _parquet(path: Path) -> tuple[pa.Table, int]:
    """The table; no row of such a file is skipped."""
    file = pq.ParquetFile(path)
    check_once(file.schema_arrow.names, str(path))
    texts = [field.name for field in file.schema_arrow if pa.types.is_string(field.type)]
    return pq.read_table(path, read_dictionary=texts), 0


def _stripped(names: Iterable[str]) -> list[str]:
    """Column names without the blanks and quotation marks around them."""
    return [re.sub(r'^[\s"]+|[\s"]+$', "", name) for name in names]


def _without_index(table: pd.DataFrame) -> pd.DataFrame:
    """Without the row numbers that pandas and R write into a first column without a name; others go by their place."""
    first = table.iloc[:, 0]
    if len(table.columns) > 1 and table.columns[0] in _UNNAMED and pd.api.types.is_integer_dtype(first.dtype):
        numbers = first.to_numpy()
        if numbers[0] in (0, 1) and (np.diff(numbers) == 1).all():
            return table.drop(columns=table.columns[0])
    names = [name or f"column {place + 1}" for place, name in enumerate(table.columns)]
    return table.set_axis(names, axis="columns") if "" in table.columns else table


def _lists_values(kind: pa.DataType) -> bool:
    lists = pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    return lists and (pa.types.is_primitive(kind.value_type) or pa.types.is_string(kind.value_type))


def _frame(table: pa.Table) -> pd.DataFrame:
    """As pandas: texts as categories, lists of numbers as texts like "16-16"; column by column, to spare memory."""
    columns: dict[str, Any] = {}
    for name in table.column_names:
        column = table.column(name)
        table = table.drop_columns([name]) if table.num_columns > 1 else table
        kind = column.type
        if _lists_values(kind):
            joined = pc.binary_join(pc.cast(pc.cast(column, pa.list_(kind.value_type)), pa.list_(pa.string())), "-")
            column = pc.if_else(pc.equal(joined, ""), "linear", joined)
            kind = column.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            column = column.dictionary_encode()
        columns[name] = (
            column.unify_dictionaries().to_pandas() if pa.types.is_dictionary(column.type) else (column.to_pandas())
        )
    return pd.DataFrame(columns, copy=False)
