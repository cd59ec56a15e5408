"""Tables in CSV and Parquet, and tables that Python already holds, as `Raw`."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from layerwise.curves.account import Account
from layerwise.curves.columns import check_once
from layerwise.curves.errors import CurvesError
from layerwise.curves.raw import Raw
from layerwise.tabular.layout import Layout, as_plain_csv, layout_of, separator_of
from layerwise.tabular.numerals import decimal_mark, may_be_two
from layerwise.words import Text

SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".csv.gz", ".tsv.gz", ".csv.bz2", ".tsv.bz2")
_MOST_TEXTS = 2_000_000  # different texts of a column: so many names of runs are still no mistake
_LINES = Text(
    "{count} of {where} left out: not as many cells as the header names ({names}).",
    "{where} 中有 {count}未计入：单元格数与表头不符（{names}）。",
)
_QUOTE = Text(
    "{count} of {where} left out: a quotation mark that is not closed in its line makes one cell of them ({names}).",
    "{where} 中有 {count}未计入：引号未在同一行内闭合，使这些行成为一个单元格（{names}）。",
)
_COMMA = Text("Numbers of {where} are read with a decimal comma.", "{where} 中的数字按小数逗号读取。")


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
    flat.columns = pd.Index([str(name) for name in flat.columns])
    check_once(list(flat.columns), where)
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
        table, skipped = _parquet(path) if path.suffix.lower() == ".parquet" else _csv(path, account)
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
    return frame, read


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


def _csv(path: Path, account: Account) -> tuple[pa.Table, int]:
    layout = layout_of(path)
    odd: list[str] = []
    quoted: list[str] = []

    def skip(row: Any) -> str:
        (quoted if "\n" in row.text.strip() else odd).append(row.text.strip())
        return "skip"

    def parse(types: Mapping[str, pa.DataType], mark: str = ".") -> pa.Table:
        odd.clear()
        quoted.clear()
        return pyarrow.csv.read_csv(
            str(path) if layout.plain else io.BytesIO(as_plain_csv(path, layout)),
            parse_options=pyarrow.csv.ParseOptions(delimiter=separator_of(layout), invalid_row_handler=skip),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=types,
                strings_can_be_null=True,
                auto_dict_encode=True,
                auto_dict_max_cardinality=_MOST_TEXTS,
                decimal_point=mark,
            ),
        )

    table = _parsed(parse)
    if _comma_decimals(table, layout):  # whose points may then mark thousands, so that no number is taken for granted
        table = _parsed(lambda types: parse(types, ","))
        account.note(_COMMA, where=str(path))
    table = table.rename_columns(_stripped(table.column_names))
    check_once(table.column_names, str(path))
    of_quotes = sum(len(text.splitlines()) for text in quoted)
    account.leave_out("not-as-many-cells", _LINES, rows=len(odd), names=map(_begun, odd), where=str(path))
    account.leave_out("open-quote", _QUOTE, rows=of_quotes, names=map(_begun, quoted), where=str(path))
    return _without_index(table), len(odd) + of_quotes


def _comma_decimals(table: pa.Table, layout: Layout) -> bool:
    """Whether numbers have decimal commas: any that can be nothing else; or, beside semicolons and tabs, any at all."""
    columns = [chunk.dictionary.to_pylist() for chunk in _dictionaries(table)]
    mark = decimal_mark(columns)
    if mark or layout.separator not in ";\t":
        return mark == ","
    fractions = any(pa.types.is_floating(field.type) for field in table.schema)
    return not fractions and any(may_be_two(text) for column in columns for text in column)


def _dictionaries(table: pa.Table) -> list[pa.DictionaryArray]:
    return [chunk for column in table.columns if pa.types.is_dictionary(column.type) for chunk in column.chunks]


def _stripped(names: list[str]) -> list[str]:
    """Column names without the blanks and quotation marks around them."""
    return [re.sub(r'^[\s"]+|[\s"]+$', "", name) for name in names]


def _without_index(table: pa.Table) -> pa.Table:
    """Without the row numbers that pandas and R write into a first column that has no name."""
    if table.num_columns > 1 and re.fullmatch(r"|Unnamed: 0", table.column_names[0]):
        first = table.column(0)
        if (
            pa.types.is_integer(first.type)
            and first.null_count == 0
            and len(first)
            and pc.min_max(first)["min"].as_py() in (0, 1)
        ):
            numbers = first.to_numpy()
            if (numbers[1:] - numbers[:-1] == 1).all():
                return table.drop_columns([table.column_names[0]])
    return table.rename_columns([name or f"column {place + 1}" for place, name in enumerate(table.column_names)])


def _begun(text: str) -> str:
    return f"“{text[:40]}”" if text else "…"


def _parsed(parse: Callable[[Mapping[str, pa.DataType]], pa.Table]) -> pa.Table:
    """Arrow takes a column's type from its beginning; where a text comes later, the column is read again as texts."""
    types: dict[str, pa.DataType] = {}
    while True:
        try:
            return parse(types)
        except pa.ArrowInvalid as error:
            column = re.search(r"In CSV column #\d+(?: with name '(.*?)')?: CSV conversion error", str(error))
            name = column and column[1]
            if not name or name in types:
                raise
            types[name] = pa.string()


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
