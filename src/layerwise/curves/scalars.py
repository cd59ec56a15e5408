"""Scalars by step, as loggers record them: which steps are epochs, and which settings the names of runs tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set

import numpy as np
import pandas as pd

from layerwise.curves.account import Account
from layerwise.curves.errors import CurvesError
from layerwise.curves.names import MEASURES, meaning
from layerwise.curves.raw import Raw
from layerwise.curves.rows import FROM_ZERO
from layerwise.errors import Options, hint
from layerwise.words import Text

# Of one run: measure of the contract → step → (value, time).
Scalars = dict[str, dict[int, tuple[float, float]]]
PARTS_BY_FOLDER = {"train": "train", "training": "train", "validation": "val", "val": "val", "test": "test"}
_SETTING = re.compile(r"(?:^|[\s_,;/-])([A-Za-z][A-Za-z_]*)=(.*?)(?=[\s_,;/-]+[A-Za-z][A-Za-z_]*=|/|$)")
# "depth2-seed_0": a name of the contract and a whole number, without an equals sign.
_NUMBERED = re.compile(r"(?<![A-Za-z=])(depth|layers|seed|fold|width|units)[-_]?(\d+)(?![\d.])", re.I)

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

_NO_CURVE = Text("Runs without accuracies, left out: {names}.", "没有准确率的训练，未计入：{names}。")


def gather(
    scalars: Iterable[tuple[str, int, float, float]], part: str, tags: Mapping[str, str], run: str, curves: Scalars,
    account: Account,
) -> None:  # fmt: skip
    """Adds scalars to those of their run.

    Args:
        scalars: (tag, step, time in seconds, value).
        part: "val" or "test" where a bare tag is of that part of the data, else "".
        tags: tag → name of the contract, as the user maps them.
        run: its name.
        curves: of the run so far.
        account: told of steps that come twice.
    """
    again = 0
    for tag, step, time, value in scalars:
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


def rows_of_steps(run: str, curves: Scalars, account: Account) -> pd.DataFrame | None:
    """A row each step that has a test or else a validation accuracy; None where there is none."""
    judged = judged_of(curves)
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


def judged_of(curves: Scalars) -> dict[int, tuple[float, float]] | None:
    """The test accuracies of a run, else those of validation; None where there are none."""
    names = (f"{part}_{kind}" for part in ("test", "val") for kind in ("accuracy", "error"))
    return next((curves[name] for name in names if name in curves), None)


def settings_in(name: str) -> dict[str, str]:
    """The settings that the name of a run, folder or file tells: `depth=2_seed=3`, `depth2-seed3`."""
    said = dict(_SETTING.findall(name))
    return said or {word.lower(): number for word, number in _NUMBERED.findall(name)}


def raw_of_scalars(
    found: Mapping[str, Scalars], settings: Mapping[str, Mapping[str, str]], tags: Set[str], *, name: str, where: str,
    given: Mapping[str, str] | None, account: Account, got: str = "",
) -> Raw:  # fmt: skip
    """Runs of scalars as a table, with a second one of what was recorded of them and what their names say.

    Args:
        found: run → its scalars.
        settings: run → what was recorded of it.
        tags: all that were seen.
        name: for people.
        where: for messages.
        given: name of the contract → tag, as the user maps them.
        account: told what is left out.
        got: what more was found, for the message where there is no accuracy.

    Raises:
        CurvesError: no run has an accuracy.
    """
    frames = {run: rows_of_steps(run, curves, account) for run, curves in found.items()}
    kept = {run: frame for run, frame in frames.items() if frame is not None}
    account.leave_out("no-accuracy-recorded", _NO_CURVE, names=[run for run in frames if run not in kept])
    if not kept:
        among = "no accuracy among the tags " + ", ".join(sorted(tags)[:20]) if tags else "no tag"
        raise CurvesError(
            f"cannot judge the logs in {where}",
            got=among + got,
            expected="whole files with tags such as accuracy/validation or test_acc",
            remedy=hint(
                "Name a tag: {tag}. Where files are damaged, copy them again.",
                tag=Options(columns={"test_accuracy": "TAG"}),
            ),
        )
    table = pd.concat(kept.values(), ignore_index=True)
    table["run"] = table["run"].astype("category")
    account.read += len(table)
    mapped = frozenset(contract for contract, tag in (given or {}).items() if tag in tags)
    return Raw(name, where, table, settings_of_runs(settings, kept, account), account, mapped)


def settings_of_runs(settings: Mapping[str, Mapping[str, str]], runs: Iterable[str], account: Account) -> pd.DataFrame:
    """A row a run: what was recorded of it, and what its name says, the name winning."""
    rows: list[dict[str, str]] = []
    from_names: dict[str, None] = {}
    from_files: dict[str, None] = {}
    for run in runs:
        said = settings_in(run)
        from_names |= dict.fromkeys(said)
        from_files |= dict.fromkeys(settings.get(run, {}))
        rows.append({"run": run, **settings.get(run, {}), **said})
    if from_files:
        account.note(_FROM_FILES, names=", ".join(sorted(from_files)))
    if from_names:
        account.note(_FROM_NAMES, names=", ".join(sorted(from_names)))
    return pd.DataFrame(rows)
