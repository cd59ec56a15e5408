"""JSON and JSON lines: saved histories, logs and tables, as Keras, skorch, Hugging Face and pandas write them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from layerwise.curves.errors import CurvesError
from layerwise.curves.formats.cross_validation import is_cross_validation
from layerwise.curves.formats.records import is_records, table_of
from layerwise.curves.histories import read_histories
from layerwise.curves.names import ERRORS, MEASURES, meaning, names_runs, part_named
from layerwise.curves.raw import Raw
from layerwise.curves.scalars import settings_in
from layerwise.curves.tables import from_frame, stem
from layerwise.tabular.layout import opened

SUFFIXES = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz")
_HISTORIES = ("history", "log", "logs", "metrics")  # what a history is called beside the settings of its run
_EXPECTED = "a history (lists of numbers by name), a list of records, or a log with log_history"


def read_json(path: Path) -> Raw:
    """The curves in a file of JSON, or of one JSON object a line.

    Read are: lists of numbers by name (Keras' `History.history`), also under "history"; lists of records (JSON lines,
    skorch's history); `log_history` of Hugging Face's trainer_state.json; what pandas' `to_json` writes; and several of
    these by the name of their run, which may tell settings, or in a list.

    Raises:
        CurvesError: no JSON, or none of these in it.
    """
    try:
        with opened(path) as file:
            text = file.read().decode("utf-8-sig")
        value = _parsed(text)
        found = _read(value)
        raw = from_frame(found) if isinstance(found, pd.DataFrame) else read_histories(found)
    except (OSError, EOFError, UnicodeDecodeError, ValueError, RecursionError) as error:
        if isinstance(error, CurvesError):
            raise
        got = str(error) or type(error).__name__
        raise CurvesError(
            f"cannot read {path}", got=got[:200], expected=_EXPECTED, remedy="Export it again, or as CSV."
        ) from error
    except CurvesError as error:
        raise CurvesError(
            f"cannot read {path}", got=error.got or error.what, expected=_EXPECTED,
            remedy="Make a table of it: pandas.DataFrame(...).to_csv('curves.csv'), a row a run and epoch.",
        ) from error  # fmt: skip
    return replace(raw, name=stem(path), where=str(path))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        return [json.loads(line) for line in lines]


def _read(value: Any) -> Any:
    """A table, one history, or a list of pairs (settings, history)."""
    if isinstance(value, list):
        return table_of(value) if is_records(value) else [_pair(each, {}) for each in value]
    if not isinstance(value, Mapping) or not value:
        raise CurvesError("no curves", got="nothing" if not value else type(value).__name__)
    if isinstance(value.get("data"), list) and isinstance(value.get("columns"), list):  # pandas, orient="split"
        return pd.DataFrame(value["data"], columns=value["columns"])
    if is_records(value.get("data")):  # pandas, orient="table"
        return table_of(value["data"])
    if any(name in value for name in _HISTORIES):
        return [_pair(value, {})]
    if all(isinstance(each, Mapping) for each in value.values()):
        return _of_dicts(value)
    if all(isinstance(each, list) and is_records(each) for each in value.values()):
        return _by_name({name: table_of(each) for name, each in value.items()})
    return [_pair(value, {})]


def _of_dicts(value: Mapping[str, Any]) -> Any:
    inner = [name for each in value.values() for name in each]
    if all(name.isdigit() for name in inner):  # pandas, orient="columns"
        table = pd.DataFrame({name: pd.Series(each) for name, each in value.items()})
        return table.to_dict("list") if _is_history(table) else table
    if all(name.isdigit() for name in value) and is_records(list(value.values())):  # pandas, orient="index"
        return table_of(list(value.values()))
    if all(part_named(name) for name in value):  # {"train": {"loss": […]}, "val": {…}}
        return [({}, {f"{part_named(part)}_{name}": each for part, of in value.items() for name, each in of.items()})]
    if any(isinstance(each, list) for of in value.values() for each in of.values()):
        return [_pair(each, {**settings_in(name), "run": name}) for name, each in value.items()]
    return [_pair(value, {})]


def _is_history(table: pd.DataFrame) -> bool:
    """Whether numbered rows are epochs although none is named: training beside validation, and no setting of a run."""
    meant = [meaning(str(name)) or "" for name in table.columns]
    told = {name.partition("_")[0] for name in meant if name in (*MEASURES, *ERRORS)}
    return {"train", "val"} <= told and "epoch" not in meant and not names_runs(table.columns)


def _by_name(tables: Mapping[str, pd.DataFrame]) -> Any:
    """Tables by part of the data, or by run."""
    if all(part_named(name) for name in tables):
        return pd.concat([table.assign(split=name) for name, table in tables.items()], ignore_index=True)
    return [({**settings_in(name), "run": name}, table) for name, table in tables.items()]


def _pair(value: Any, settings: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
    """Settings and history of one run: single values beside the lists are settings."""
    if not isinstance(value, Mapping):
        raise CurvesError("no history", got=f"a list of {type(value).__name__}")
    if isinstance(value.get("log_history"), list) or is_cross_validation(value):
        return dict(settings), dict(value)
    single = {name: each for name, each in value.items() if isinstance(each, str | int | float)}
    for name in ("settings", "params", "config", "hparams", "hyperparameters", "args"):
        if isinstance(value.get(name), Mapping):
            single |= {key: each for key, each in value[name].items() if isinstance(each, str | int | float | list)}
    told = {name: each for name, each in single.items() if meaning(name) is not None} | dict(settings)
    history = next((value[name] for name in _HISTORIES if name in value), None)
    if history is None:
        history = {name: each for name, each in value.items() if isinstance(each, list)}
    return told, history
