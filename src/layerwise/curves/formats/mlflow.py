"""MLflow's stores: a folder `mlruns` with a file a metric, or a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

from layerwise.curves.account import Account
from layerwise.curves.columns import check_mapped
from layerwise.curves.errors import CurvesError
from layerwise.curves.raw import Raw
from layerwise.curves.scalars import Scalars, gather, raw_of_scalars
from layerwise.words import Text

_LINES = Text(
    "{count} left out: not a time, a value and a step ({names}).", "{count}未计入：不是时间、数值和步数（{names}）。"
)
# A run: its id, its name, its parameters, and (tag, step, time, value) of its metrics.
Run = tuple[str, str, dict[str, str], list[tuple[str, int, float, float]]]


def has_runs(folder: Path) -> bool:
    """Whether there are runs of MLflow in the folder or below."""
    return next(_run_folders(folder), None) is not None


def read_runs_folder(folder: Path, given: Mapping[str, str] | None = None) -> Raw:
    """The runs below a folder, deleted ones apart.

    Args:
        folder: `mlruns`, an experiment in it, or what holds it.
        given: name of the contract → metric, for metrics whose meaning is not plain.

    Raises:
        CurvesError: no run has an accuracy.
    """
    account = Account()
    runs = [_run(each, account) for each in sorted(_run_folders(folder))]
    return _raw(runs, folder.resolve().name, str(folder), given, account)


def read_database(path: Path, given: Mapping[str, str] | None = None) -> Raw:
    """The runs in a database, `mlflow.db`; it is opened for reading alone.

    Raises:
        CurvesError: no database of MLflow, or no run in it has an accuracy.
    """
    try:
        with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as store:
            named = store.execute(
                "SELECT run_uuid, name FROM runs WHERE lifecycle_stage = 'active' ORDER BY start_time"
            )
            runs = [(run, name or run, _params(store, run), _series(store, run)) for run, name in named.fetchall()]
    except sqlite3.Error as error:
        raise CurvesError(
            f"cannot read {path}", got=str(error), expected="a database of MLflow with runs, metrics and params",
            remedy="Check that it is the tracking store, mlflow.db.",
        ) from error  # fmt: skip
    return _raw(runs, path.stem, str(path), given, Account())


def _params(store: sqlite3.Connection, run: str) -> dict[str, str]:
    told = store.execute("SELECT key, value FROM params WHERE run_uuid = ?", (run,))
    return {str(key): str(value) for key, value in told}


def _series(store: sqlite3.Connection, run: str) -> list[tuple[str, int, float, float]]:
    query = "SELECT key, step, timestamp, value FROM metrics WHERE run_uuid = ? AND NOT is_nan ORDER BY timestamp, step"
    return [(str(tag), int(step), time / 1000, float(value)) for tag, step, time, value in store.execute(query, (run,))]


def _raw(runs: list[Run], name: str, where: str, given: Mapping[str, str] | None, account: Account) -> Raw:
    check_mapped(given or {}, account)
    tags = {tag: contract for contract, tag in (given or {}).items()}
    found: dict[str, Scalars] = {}
    settings: dict[str, dict[str, str]] = {}
    seen = set()
    for identity, called, params, series in runs:
        run = f"{called} {identity[:8]}" if called in found else called
        seen |= {tag for tag, _, _, _ in series}
        settings[run] = params
        gather(series, "", tags, run, found.setdefault(run, {}), account)
    return raw_of_scalars(found, settings, seen, name=name, where=where, given=given, account=account)


def _run_folders(folder: Path) -> Iterator[Path]:
    """Folders of runs: with a `meta.yaml` and a folder `metrics` beside it."""
    return (meta.parent for meta in folder.rglob("meta.yaml") if (meta.parent / "metrics").is_dir())


def _run(folder: Path, account: Account) -> Run:
    meta = dict(line.partition(": ")[::2] for line in _text(folder / "meta.yaml").splitlines())
    name = meta.get("run_name", folder.name).strip("'\" ") or folder.name
    if meta.get("lifecycle_stage", "active") == "deleted":
        return folder.name, name, {}, []
    params = {path.name: _text(path).strip() for path in _files(folder / "params")}
    series, odd = [], []
    for path in _files(folder / "metrics"):
        tag = path.relative_to(folder / "metrics").as_posix()
        for line in _text(path).splitlines():
            try:
                time, value, step = line.split()
                series.append((tag, int(step), float(time) / 1000, float(value)))
            except ValueError:
                odd.append(f"{name} {tag}")
    account.leave_out("no-metric-line", _LINES, cells=len(odd), names=dict.fromkeys(odd))
    return folder.name, name, params, series


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
