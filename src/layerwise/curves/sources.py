"""One door to curves from anywhere: a table, a file, a folder of logs or of tables, histories that Python holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from layerwise.curves.errors import CurvesError
from layerwise.curves.formats import json_files, mlflow, tensorboard_csv, wandb
from layerwise.curves.formats.cross_validation import is_cross_validation, runs_of
from layerwise.curves.formats.huggingface import in_epochs
from layerwise.curves.formats.records import is_records, table_of
from layerwise.curves.histories import read_histories
from layerwise.curves.names import names_runs
from layerwise.curves.raw import Raw
from layerwise.curves.run_folders import read_run_folders
from layerwise.curves.tables import SUFFIXES, from_frame, read_runs, read_table
from layerwise.curves.tensorboard import has_events, read_logs

_DATABASES = (".db", ".sqlite")
_EXPECTED = (
    "a study folder; a table (.csv, .tsv, .csv.gz, .parquet); a history or log (.json, .jsonl); MLflow's mlflow.db; a "
    "folder with runs and epochs as such tables, with one table or log a run, with TensorBoard's event files, or of "
    "MLflow"
)


def read(source: Any, runs: pd.DataFrame | str | Path | None = None, columns: Mapping[str, str] | None = None) -> Raw:
    """Curves as they are found.

    Args:
        source: a DataFrame; a path; a history or many, see `histories.read_histories`.
        runs: a second table with a row a run.
        columns: name of the contract → column or tag, as the user maps them.

    Raises:
        CurvesError: nothing there that can be read as curves.
    """
    if isinstance(source, pd.DataFrame):
        raw = recognised(from_frame(source, runs if isinstance(runs, pd.DataFrame) else None), columns)
    elif is_records(source) and names_runs(name for each in source for name in each):
        raw = recognised(from_frame(table_of(source)), columns)
    elif not isinstance(source, str | Path):
        raw = read_histories(source)
    elif Path(source).is_dir():
        raw = _folder(Path(source), columns)
    else:
        raw = read_file(Path(source), columns)
    if runs is None or raw.runs is not None:
        return raw
    return replace(raw, runs=runs if isinstance(runs, pd.DataFrame) else read_runs(runs, raw.account))


def read_file(path: Path, columns: Mapping[str, str] | None = None) -> Raw:
    """The curves in one file, by its ending.

    Raises:
        CurvesError: no such file, no such ending, or no curves in it.
    """
    name = path.name.lower()
    if path.is_file() and name.endswith(json_files.SUFFIXES):
        return recognised(json_files.read_json(path), columns)
    if path.is_file() and name.endswith(_DATABASES):
        return mlflow.read_database(path, columns)
    if name.endswith(SUFFIXES):
        return recognised(read_table(path), columns)
    raise _unknown(path, "no such file" if not path.exists() else f"a file named {path.suffix or 'without an end'}")


def recognised(raw: Raw, columns: Mapping[str, str] | None = None) -> Raw:
    """A table as a run's row an epoch, where it is one of those that a tool writes otherwise."""
    if wandb.is_chart(raw.rows):
        return wandb.runs_of_chart(raw, columns)
    if tensorboard_csv.is_download(raw.rows) and "Value" not in (columns or {}).values():
        raw.account.read = 0  # counted anew, by epochs
        return tensorboard_csv.runs_of_downloads(
            [(Path(raw.where), raw.rows)], name=raw.name, where=raw.where, given=columns, account=raw.account
        )
    if is_cross_validation(raw.rows):
        rows = runs_of(raw.rows, raw.account)
        raw.account.read = len(rows)
        return replace(raw, rows=rows)
    return replace(raw, rows=in_epochs(raw.rows, raw.account))


def _folder(path: Path, columns: Mapping[str, str] | None) -> Raw:
    for suffix in (".parquet", ".csv"):
        runs, epochs = (path / f"{name}{suffix}" for name in ("runs", "epochs"))
        if runs.is_file() and epochs.is_file():
            return replace(read_table(epochs, runs), name=path.resolve().name, where=str(path))
    if has_events(path):
        return read_logs(path, columns)
    if mlflow.has_runs(path):
        return mlflow.read_runs_folder(path, columns)
    if (path / "mlflow.db").is_file():
        return mlflow.read_database(path / "mlflow.db", columns)
    raw = read_run_folders(path, lambda file: read_file(file, columns), columns)
    if raw is None:
        raise _unknown(path, "a folder with none of these")
    return raw


def _unknown(path: Path, got: str) -> CurvesError:
    return CurvesError(
        f"cannot read curves from {path}",
        got=got,
        expected=_EXPECTED,
        remedy="Check the path; of anything else make a table with a row a run and epoch: "
        "pandas.DataFrame(...).to_csv('curves.csv').",
    )
