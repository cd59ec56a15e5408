"""Folders with a table or log a run: the names of folders and files tell runs and their settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from layerwise.curves.account import Account
from layerwise.curves.errors import CurvesError
from layerwise.curves.formats import json_files, tensorboard_csv
from layerwise.curves.names import ERRORS, MEASURES, meaning, part_named, part_of
from layerwise.curves.raw import Raw
from layerwise.curves.scalars import settings_in
from layerwise.curves.tables import SUFFIXES, read_table, stem
from layerwise.words import Text

# Where loggers leave the settings of a run beside its table.
_SETTINGS = ("hparams.yaml", "args.yaml", "config.yaml", "params.yaml", "hparams.yml", "config.yml")
_CHECKPOINT = re.compile(r"checkpoint-(\d+)")

_OTHERS = Text("Files without curves, left out: {names}.", "不含曲线的文件，未计入：{names}。")
_NAMES = Text(
    "Each file is a run, named after its folder or itself; settings read from these names: {names}.",
    "每个文件是一次训练，以其文件夹或文件名命名；从名称读出的设置：{names}。",
)
_FILES = Text("Settings read from {names} beside the tables.", "设置读自表格旁的 {names}。")


def read_run_folders(folder: Path, read: Callable[[Path], Raw], given: Mapping[str, str] | None) -> Raw | None:
    """The runs of a folder with a table or log each, as the tables below it; None where it holds none.

    Args:
        folder: with such files in it or below.
        read: reads one file.
        given: name of the contract → column, as the user maps them.

    Raises:
        CurvesError: files that should hold curves and cannot be read, where no other one can.
    """
    paths = _last_checkpoints(sorted(path for path in folder.rglob("*") if _may_be(path)))
    downloads = [(path, table) for path in paths if (table := _download(path)) is not None]
    account = Account()
    if downloads:
        account.read = 0
        return tensorboard_csv.runs_of_downloads(
            downloads, name=folder.resolve().name, where=str(folder), given=given, account=account
        )
    raws, faults = _read_all(paths, read, set((given or {}).values()))
    if not raws:
        if len(faults) == 1:
            raise next(iter(faults.values()))
        return None
    others = [str(path.relative_to(folder)) for path in paths if path not in raws]
    account.leave_out("other-file", _OTHERS, names=others)
    frames = _named(raws, folder, account)
    for raw in raws.values():
        account.read += raw.account.read
        account.left_out += raw.account.left_out
        account.notes += [note for note in raw.account.notes if note not in account.notes]
    return Raw(folder.resolve().name, str(folder), pd.concat(frames, ignore_index=True), None, account)


def _may_be(path: Path) -> bool:
    hidden = path.name.startswith((".", "_"))
    return path.is_file() and not hidden and path.name.lower().endswith((*SUFFIXES, *json_files.SUFFIXES))


def _last_checkpoints(paths: list[Path]) -> list[Path]:
    """Of the logs that a run keeps with each of its checkpoints the last one, which holds all the others."""
    last: dict[Path, tuple[int, Path]] = {}
    for path in paths:
        match = _CHECKPOINT.fullmatch(path.parent.name)
        place = path.parent.parent / path.name if match else path
        # Beside its checkpoints the run has the log of the whole training.
        number = int(match[1]) if match else 10**12
        if place not in last or number > last[place][0]:
            last[place] = (number, path)
    return [path for _, path in last.values()]


def _download(path: Path) -> pd.DataFrame | None:
    if not path.name.lower().endswith(".csv"):
        return None
    try:
        table = read_table(path).rows
    except CurvesError:
        return None
    return table if tensorboard_csv.is_download(table) else None


def _read_all(
    paths: list[Path], read: Callable[[Path], Raw], mapped: set[str]
) -> tuple[dict[Path, Raw], dict[Path, CurvesError]]:
    raws, faults = {}, {}
    for path in paths:
        try:
            raw = read(path)
        except CurvesError as error:
            faults[path] = error
            continue
        names = list(map(str, raw.rows.columns))
        if any(name in mapped or meaning(name) in (*MEASURES, *ERRORS) for name in names):
            raws[path] = raw
    return raws, faults


def _named(raws: Mapping[Path, Raw], folder: Path, account: Account) -> list[pd.DataFrame]:
    """The tables with a column `run`, and with the settings that names and files beside them tell."""
    # Where every folder has a file of the same name, that name tells nothing.
    alike = len({stem(path) for path in raws}) == 1 and len(raws) > 1
    frames: list[pd.DataFrame] = []
    from_names: dict[str, None] = {}
    beside: dict[str, None] = {}
    for path, raw in raws.items():
        place = path.parent.parent if _CHECKPOINT.fullmatch(path.parent.name) else path.parent
        part, inside = part_named(stem(path)), place.relative_to(folder).as_posix()
        alone = alike or part or (len(raws) == 1 and inside != ".")
        run = inside if alone else f"{inside}/{stem(path)}".removeprefix("./")
        recorded = _recorded(place)
        said = settings_in(run) or settings_in(folder.resolve().name)
        own = {meaning(str(name)) or str(name) for name in raw.rows.columns}
        from_names |= dict.fromkeys(name for name in said if (meaning(name) or name) not in own)
        beside |= dict.fromkeys(name for name, _ in recorded)
        settings = {key: value for _, values in recorded for key, value in values.items()} | said
        told = {name: value for name, value in settings.items() if (meaning(name) or name) not in own}
        frames.append(_of_run(raw.rows.assign(**told), run, part, several=len(raws) > 1))
    if from_names:
        account.note(_NAMES, names=", ".join(from_names))
    if beside:
        account.note(_FILES, names=", ".join(beside))
    return frames


def _of_run(table: pd.DataFrame, run: str, part: str | None, *, several: bool) -> pd.DataFrame:
    """The table with its run; where it names runs itself, these are of this one."""
    if part and not any(part_of(str(name)) for name in table.columns):
        table = table.assign(split=part)
    named = next((str(name) for name in table.columns if meaning(str(name)) == "run"), None)
    if named is None:
        return table.assign(run=run)
    own = table[named].astype(str)
    return table.drop(columns=named).assign(run=run + "/" + own if several else own)


def _recorded(place: Path) -> list[tuple[str, dict[str, str]]]:
    """File and settings, for each file of settings in a folder: "name: value" a line, and lists of values."""
    return [(name, _settings(place / name)) for name in _SETTINGS if (place / name).is_file()]


def _settings(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if match := re.fullmatch(r"([A-Za-z_]\w*):\s*(.*?)\s*", line):
            last, found[match[1]] = match[1], match[2].strip("'\"")
        elif (match := re.fullmatch(r"\s*-\s+(\S+)\s*", line)) and found:
            found[last] = f"{found[last]}-{match[1]}".lstrip("-")
    return {name: value for name, value in found.items() if value not in ("", "null", "~", "{}")}
