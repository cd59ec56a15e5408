"""Folders of TensorBoard's event files as curves: a run a folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from pathlib import Path

import numpy as np
import pandas as pd

from layerwise.curves.account import Account
from layerwise.curves.columns import check_mapped
from layerwise.curves.errors import CurvesError
from layerwise.curves.events import PATTERN, Events, read_events
from layerwise.curves.names import MEASURES, meaning
from layerwise.curves.raw import Raw
from layerwise.curves.rows import FROM_ZERO
from layerwise.words import Text

_PARTS = {"train": "train", "training": "train", "validation": "val", "val": "val", "test": "test"}
_SETTING = re.compile(r"(?:^|[\s_,;/-])([A-Za-z][A-Za-z_]*)=(.*?)(?=[\s_,;/-]+[A-Za-z][A-Za-z_]*=|/|$)")

_CUT = Text(
    "{names} ends within a record, after {records:n whole record}: those are used.",
    "{names} 在一条记录中间断开，其前有 {records:,} 条完整记录：使用这些记录。",
)
_DAMAGED = Text(
    "{names} is damaged after {records:n whole record}: those are used, the rest is not.",
    "{names} 在 {records:,} 条完整记录之后损坏：使用这些记录，其余不用。",
)
_EMPTY = Text("{names} is empty.", "{names} 是空文件。")
_FAULTS = {"cut": _CUT, "damaged": _DAMAGED, "empty": _EMPTY}
_NO_CURVE = Text(
    "Folders of event files without accuracies, left out: {names}.", "没有准确率的事件文件夹，未计入：{names}。"
)
_RESTARTED = Text(
    "{count} left out: a later record tells the same step again, and the last one counts (runs {names}).",
    "{count}未计入：后面的记录重复了同一步，以最后一条为准（训练 {names}）。",
)
_STEPS = Text(
    "Steps of {names} are no epochs (such as {first}, {second}, …): each step with an accuracy is counted as an epoch.",
    "{names} 的步数不是轮数（如 {first}、{second}……）：每个有准确率的步计为一轮。",
)
_BETWEEN = Text("{count} between the epochs not used ({names}).", "轮与轮之间的 {count}未使用（{names}）。")
_FROM_NAMES = Text("Settings read from the names of folders: {names}.", "从文件夹名读出的设置：{names}。")
_FROM_FILES = Text("Settings read from recorded hyper-parameters: {names}.", "从记录的超参数读出的设置：{names}。")


def has_events(folder: Path) -> bool:
    """Whether there is an event file in the folder or below."""
    return next(folder.rglob(PATTERN), None) is not None


def read_logs(folder: str | Path, given: Mapping[str, str] | None = None) -> Raw:
    """The runs below a folder; each folder with event files is one.

    The folders `train` and `validation` in a run (as Keras writes them) are parts of it. Settings come from recorded
    hyper-parameters and from names such as `depth=2_seed=3`, the names winning.

    Args:
        folder: that TensorBoard would be pointed at.
        given: name of the contract → tag, for tags whose meaning is not plain.

    Raises:
        CurvesError: no event files, none with an accuracy, or the extra `tensorboard` is missing.
        CurvesOptionError: `given` holds an unknown name, or one tag for two.
    """
    root, account = Path(folder), Account()
    check_mapped(given or {}, account)
    tags = {tag: name for name, tag in (given or {}).items()}
    found: dict[str, dict[str, dict[int, tuple[float, float]]]] = {}
    settings: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    for path in sorted(path for path in root.rglob(PATTERN) if path.is_file()):
        events = read_events(path)
        if events.fault:
            names = [str(path.relative_to(root))]
            account.leave_out(f"{events.fault}-file", _FAULTS[events.fault], names=names, records=events.records)
        seen |= {scalar[0] for scalar in events.scalars}
        place = path.parent.relative_to(root)
        part = _PARTS.get(place.name.lower(), "")
        run = _name(place.parent if part else place)
        settings.setdefault(run, {}).update(events.settings)
        _gather(events, part, tags, run, found.setdefault(run, {}), account)
    if not found:
        raise CurvesError(
            f"no event files below {root}", got="none named *tfevents*", expected="a folder of TensorBoard's logs",
            remedy="Give the folder that TensorBoard would be pointed at.",
        )  # fmt: skip
    frames = {run: _rows(run, curves, account) for run, curves in found.items()}
    _share_recorded(settings, frames)
    empty = [run for run, frame in frames.items() if frame is None and not _belongs(run, frames)]
    account.leave_out("no-accuracy-recorded", _NO_CURVE, names=empty)
    rows = [frame for frame in frames.values() if frame is not None]
    if not rows:
        raise CurvesError(
            f"cannot judge the logs in {root}",
            got=_got(seen, account),
            expected="whole event files with tags such as accuracy/validation or test_acc",
            remedy="Name a tag, --map test_accuracy=TAG; where files are damaged, copy them again.",
        )
    table = pd.concat(rows, ignore_index=True)
    table["run"] = table["run"].astype("category")
    account.read += len(table)
    mapped = frozenset(name for name, tag in (given or {}).items() if tag in seen)
    return Raw(root.resolve().name, str(root), table, _runs(settings, frames, account), account, mapped)


def _got(tags: Set[str], account: Account) -> str:
    """Which tags there are, and which files could not be read to their end."""
    among = "no accuracy among the tags " + ", ".join(sorted(tags)[:20]) if tags else "no tag"
    faults = [each.text.say("en").rstrip(".") for each in account.left_out if each.code.endswith("-file")]
    more = [f"and {len(faults) - 3:,} more such"] if len(faults) > 3 else []
    return "; ".join([among, *faults[:3], *more])


def _name(place: Path) -> str:
    return place.as_posix()


def _gather(
    events: Events, part: str, tags: Mapping[str, str], run: str,
    curves: dict[str, dict[int, tuple[float, float]]], account: Account,
) -> None:  # fmt: skip
    """Adds the scalars of a file to those of its run: measure → step → (value, time)."""
    again = 0
    for tag, step, time, value in events.scalars:
        plain = meaning(tag)
        # What the user maps is read from there alone.
        name = tags.get(tag) or (None if plain in tags.values() else plain)
        if part and tag not in tags and name and name.startswith("train_"):
            name = f"{part}_{name.removeprefix('train_')}"
        if name is None or not (name in MEASURES or name == "epoch" or name.endswith("_error")):
            continue
        of_name = curves.setdefault(name, {})
        again += step in of_name
        of_name[step] = (value, time)
    account.leave_out("step-again", _RESTARTED, cells=again, names=[run] if again else [])


def _rows(run: str, curves: Mapping[str, Mapping[int, tuple[float, float]]], account: Account) -> pd.DataFrame | None:
    """A row each step that has a test or else a validation accuracy; None where there is none."""
    judged = next(
        (curves[name] for part in ("test", "val") for name in (f"{part}_accuracy", f"{part}_error") if name in curves),
        None,
    )
    if judged is None:
        return None
    steps = sorted(judged)
    last = len(steps) - 1
    if "epoch" in curves and all(step in curves["epoch"] for step in steps):
        epochs = [round(curves["epoch"][step][0]) for step in steps]
    elif steps[0] in (0, 1) and steps[-1] - steps[0] == last:
        epochs = list(range(1, last + 2))
        if not steps[0]:
            account.note(FROM_ZERO)
    else:
        epochs = list(range(1, last + 2))
        if last:
            account.note(_STEPS, names=run, first=steps[0], second=steps[1])
    between = {name: len(set(values) - set(judged)) for name, values in curves.items() if name != "epoch"}
    account.leave_out(
        "between-epochs", _BETWEEN, cells=sum(between.values()),
        names=[f"{run} {name}" for name, count in between.items() if count],
    )  # fmt: skip
    frame = pd.DataFrame({"run": run, "epoch": epochs, "clock": [judged[step][1] for step in steps]})
    for name in (name for name in curves if name != "epoch"):
        frame[name] = [curves[name].get(step, (np.nan, 0.0))[0] for step in steps]
    return frame


def _share_recorded(settings: dict[str, dict[str, str]], frames: Mapping[str, pd.DataFrame | None]) -> None:
    """PyTorch records the hyper-parameters of a run in a folder of their own below it."""
    for run, told in settings.items():
        if frames[run] is None and _belongs(run, frames):
            parent = _name(Path(run).parent)
            settings[parent] = {**told, **settings[parent]}


def _belongs(run: str, frames: Mapping[str, pd.DataFrame | None]) -> bool:
    return frames.get(_name(Path(run).parent)) is not None and run != "."


def _runs(
    settings: Mapping[str, Mapping[str, str]], frames: Mapping[str, pd.DataFrame | None], account: Account
) -> pd.DataFrame:
    rows: list[dict[str, str]] = []
    from_names: dict[str, None] = {}
    from_files: dict[str, None] = {}
    for run in (run for run, frame in frames.items() if frame is not None):
        said = dict(_SETTING.findall(run))
        from_names |= dict.fromkeys(said)
        from_files |= dict.fromkeys(settings[run])
        rows.append({"run": run, **settings[run], **said})
    if from_files:
        account.note(_FROM_FILES, names=", ".join(sorted(from_files)))
    if from_names:
        account.note(_FROM_NAMES, names=", ".join(sorted(from_names)))
    return pd.DataFrame(rows)
