"""Long tables, which tell training, validation and test, or several measures, in rows below each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from layerwise.curves.cells import texts
from layerwise.curves.names import ERRORS, MEASURES, meaning, part_named, part_of
from layerwise.curves.raw import Raw
from layerwise.words import Text

_SPLITS = {"split", "phase", "subset", "set", "part", "partition", "mode", "stage"}
_VALUES = {"value", "values", "metric_value", "score"}
_MEASURED = (*MEASURES, *ERRORS)

_BY_SPLIT = Text(
    "Column '{column}' tells {parts} rows apart: {names} are read for each of them by themselves.",
    "列“{column}”区分 {parts} 各行：{names} 按各部分分别读取。",
)
_BY_METRIC = Text(
    "Column '{column}' names what the column '{value}' holds: {names}.", "列“{column}”说明列“{value}”的内容：{names}。"
)


def in_columns(raw: Raw, asked: dict[str, str], ignored: Sequence[str]) -> Raw:
    """The same curves with a column for each measure of each part, where rows told them.

    Each cell keeps its row, so an epoch is still spread over several of them; `merging` joins these.

    Args:
        raw: what a reader found; its account is told of such columns.
        asked: name of the contract → column, as the user says; what is seen to here is taken out of it.
        ignored: columns that the user leaves aside.
    """
    table = raw.rows
    free = [str(name) for name in table.columns if name not in ignored and name not in asked.values()]
    split = next((name for name in free if _is_split(table[name], name)), None)
    key, value = _metric_and_value(table, free)
    if key and value:
        table, names = _by_metric(table, key, value)
        raw.account.note(_BY_METRIC, column=key, value=value, names=", ".join(names))
        free = [str(name) for name in table.columns if name not in ignored and name not in asked.values()]
    if split:
        kinds = _kinds(free, asked)
        if kinds and not _training_alone(table[split], kinds, asked):
            for name in [name for name, column in asked.items() if column in kinds]:
                del asked[name]
            table, parts = _by_split(table, split, kinds)
            raw.account.note(_BY_SPLIT, column=split, parts=", ".join(parts), names=", ".join(kinds))
    return replace(raw, rows=table) if table is not raw.rows else raw


def _is_split(column: pd.Series, name: str) -> bool:
    """Whether all of its cells are words for parts of the data, and several, or its name says so."""
    parts = parts_told(column)
    return len(parts) > 1 or bool(parts and name.strip().lower() in _SPLITS)


def _training_alone(split: pd.Series, kinds: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    """Whether all rows are of training and the user takes them for others: `options` refuses that."""
    taken = [name for name, column in asked.items() if column in kinds and not name.startswith("train_")]
    return bool(taken) and parts_told(split) == {"train"}


def parts_told(column: pd.Series) -> set[str]:
    """The parts of the data that a column names, train, val or test; none where a cell is no word for one of them."""
    if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(column.dtype):
        return set()
    parts = {part_named(text) for text in texts(column)[1]}
    return {part for part in parts if part} if None not in parts else set()


def _metric_and_value(table: pd.DataFrame, free: Sequence[str]) -> tuple[str | None, str | None]:
    """The column that names measures, and the one that holds them."""
    value = next((name for name in free if name.strip().lower() in _VALUES), None)
    if value is None:
        return None, None
    for name in free:
        if name == value or pd.api.types.is_numeric_dtype(table[name].dtype):
            continue
        told = texts(table[name])[1]
        if len(told) <= 100 and any(meaning(text) in _MEASURED or meaning(f"val {text}") in _MEASURED for text in told):
            return name, value
    return None, None


def _by_metric(table: pd.DataFrame, key: str, value: str) -> tuple[pd.DataFrame, list[str]]:
    codes, names = texts(table[key])
    cells = {name: table[value].where(codes == code) for code, name in enumerate(names) if name not in table.columns}
    return table.drop(columns=[key, value]).assign(**cells), list(cells)


def _kinds(free: Sequence[str], asked: Mapping[str, str]) -> dict[str, str]:
    """Columns that hold a measure of whichever part their row is of → "accuracy", "loss" or "error"."""
    mapped = {column: name.partition("_")[2] for name, column in asked.items() if name in _MEASURED}
    plain = {name: meaning(f"val {name}") for name in free if part_of(name) is None}
    return mapped | {name: meant.partition("_")[2] for name, meant in plain.items() if meant in _MEASURED and meant}


def _by_split(table: pd.DataFrame, split: str, kinds: Mapping[str, str]) -> tuple[pd.DataFrame, list[str]]:
    codes, names = texts(table[split])
    parts = {name: part_named(name) for name in names}
    cells: dict[str, pd.Series] = {}
    for column, kind in kinds.items():
        for part in dict.fromkeys(part for part in parts.values() if part):
            of_part = [code for code, name in enumerate(names) if parts[name] == part]
            name = f"{part}_{kind}"
            found = table[column].where(pd.Series(codes, table.index).isin(of_part))
            own = cells.get(name, table[name] if name in table and name != column else None)
            cells[name] = found if own is None else own.where(own.notna(), found)
    return table.drop(columns=[split, *kinds]).assign(**cells), list(dict.fromkeys(map(str, parts.values())))
