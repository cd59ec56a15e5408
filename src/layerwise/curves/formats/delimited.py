"""Tables in text: commas, semicolons, tabs, pipes or blanks between the cells, decimal points or commas in them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from layerwise.curves.account import Account
from layerwise.curves.names import meaning
from layerwise.curves.numerals import NUMERIC
from layerwise.tabular.layout import Layout, as_plain_csv, layout_of, separator_of
from layerwise.tabular.numerals import decimal_mark
from layerwise.words import Text

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


def read_delimited(path: Path, account: Account) -> tuple[pa.Table, int]:
    """The table in a file of text, and how many lines of it could not be taken apart.

    Args:
        path: cells separated by commas, semicolons, tabs, pipes or blanks; UTF-8, or UTF-16 with a byte-order mark.
        account: told of decimal commas and of those lines.

    Raises:
        pyarrow.ArrowException, OSError, UnicodeDecodeError: no such table.
    """
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
        lists = _texts_by_name(table)
        table = _parsed(lambda types: parse({**lists, **types}, ","))
        account.note(_COMMA, where=str(path))
    of_quotes = sum(len(text.splitlines()) for text in quoted)
    account.leave_out("not-as-many-cells", _LINES, rows=len(odd), names=map(_begun, odd), where=str(path))
    account.leave_out("open-quote", _QUOTE, rows=of_quotes, names=map(_begun, quoted), where=str(path))
    return table, len(odd) + of_quotes


def _texts_by_name(table: pa.Table) -> dict[str, pa.DataType]:
    """Text columns whose names are not those of numbers: "16,16" may be two widths."""
    texts = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    return {name: pa.string() for name in texts if meaning(name.strip(' "')) not in NUMERIC}


def _comma_decimals(table: pa.Table, layout: Layout) -> bool:
    """Whether numbers have decimal commas: any that can be nothing else; or, beside semicolons and tabs, any at all."""
    columns = [_with_commas(chunk.dictionary) for chunk in _dictionaries(table)]
    fractions = any(pa.types.is_floating(field.type) for field in table.schema)
    usual = layout.separator in ";\t" and not fractions and any(columns)
    return decimal_mark(columns, "," if usual else None) == ","


def _with_commas(texts: pa.Array) -> list[str]:
    """Those of the texts that may be numbers with a comma."""
    return list(texts.filter(pc.match_substring_regex(texts, r"^\s*[-+]?[\d.]*,\d[\d.,]*[^,;A-Za-z]*$")).to_pylist())


def _dictionaries(table: pa.Table) -> list[pa.DictionaryArray]:
    return [chunk for column in table.columns if pa.types.is_dictionary(column.type) for chunk in column.chunks]


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
