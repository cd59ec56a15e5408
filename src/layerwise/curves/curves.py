"""Curves that can be judged: of runs that belong together, the rows that count and the tables they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.curves import networks
from layerwise.curves.account import Account, shown
from layerwise.curves.cells import Floats
from layerwise.curves.epochs import (
    best_epochs,
    common_epochs,
    diverged,
    last_of_runs,
    shared_epochs,
    spans,
    tested_alone,
    without,
)
from layerwise.curves.measures import parts_known
from layerwise.curves.names import MEASURES
from layerwise.curves.rows import Rows
from layerwise.curves.tested import rarely_tested
from layerwise.words import Text

Judged = Literal["test", "validation"]

_NO_ACCURACY = Text(
    "{count} left out: no {part} accuracy in that epoch (runs {names}).",
    "{count}未计入：该轮没有{part}准确率（训练 {names}）。",
)
_PARTS: dict[Judged, Text] = {"test": Text("test", "测试"), "validation": Text("validation", "验证")}
_ON_VALIDATION = Text(
    "{name}{why}: errors on the validation set are judged. They are optimistic, since the same set chose the epoch, "
    "and whether training on past that epoch hurts cannot be asked.",
    "{name}{why}：只能以验证集的误差来判断。由于训练轮数也是由它选出的，这些误差偏乐观；"
    "也无法判断超过该轮数继续训练是否有害。",
)
_NO_VALIDATION = Text(
    "{name}{why}, and the test set must not choose an epoch: each network is read at its last epoch, and whether "
    "training on hurts cannot be asked.",
    "{name}{why}，而测试集不应参与轮数的选择：每个网络都取最后一轮，也无法判断继续训练是否有害。",
)
_FINAL_VALIDATION = Text(
    "{name}{why}: errors on the validation set are compared. They are optimistic where it chose anything.",
    "{name}{why}：只能比较验证集的误差。若曾用验证集做过选择，这些误差偏乐观。",
)
_ONE_EPOCH = Text(
    "Only one epoch of each run is in use ({epochs}): epochs, longer training, overfitting and ceilings are not "
    "evaluated.",
    "每次运行只使用一轮（第 {epochs} 轮）：不评估训练轮数、更长的训练、过拟合和误差下限。",
)
_AT_THE_END = Text(
    "The test errors at the end of the runs are compared apart: {name}.", "各运行结束时测试集上的误差另行比较：{name}。"
)
_TEST_ALONE = Text(
    "{count} left out of the curves: a test alone, in no epoch of training (runs {names}).",
    "{count}未计入曲线：只有测试结果，不属于任何一轮训练（训练 {names}）。",
)
_NO_SET = {
    "test": Text("There is no test set", "没有测试集"),
    "val": Text("There is no validation set", "没有验证集"),
}
_NO_NUMBER = {
    "test": Text("The test accuracy holds no usable number", "测试准确率中没有可用的数字"),
    "val": Text("The validation accuracy holds no usable number", "验证准确率中没有可用的数字"),
}
_DIVERGED = Text(
    "Runs that diverged, their seeds in no comparison: {names}.", "发散的训练，其随机种子不参与比较：{names}。"
)


@dataclass(frozen=True, eq=False)
class Curves:
    """Runs that belong together, in the columns of a study's tables.

    Args:
        name: of the data set, or of the file.
        runs: a row a run: run, seed, fold, stage, network, hidden, depth, width, the settings, learning_rate,
            parameters, flops_per_epoch, train_rows (0: unknown), best_epoch, diverged. Unknown settings are "unknown",
            unknown numbers NaN.
        epochs: a row a run and epoch: run, epoch, seconds, and losses and accuracies (fractions).
        judged: whose accuracy `test_accuracy` is.
        validated: whether a validation set apart from it chose `best_epoch`; without any it is the last epoch.
        schedule: of the learning rate; "constant" where the table does not say.
        finished: whether each run is known at one moment alone, such as its end; without a column of epochs its
            number, 1, says nothing.
    """

    name: str
    runs: pd.DataFrame
    epochs: pd.DataFrame
    judged: Judged
    validated: bool
    schedule: str
    finished: bool = False


@dataclass(frozen=True, eq=False)
class Part:
    """Runs that belong together, before it is known which of their rows count.

    Args:
        rows: of the whole table.
        measures: of these rows.
        settings: of the runs of this part.
        networks: their architectures.
        runs: their numbers in `rows`.
        finished: as in `Curves`.
    """

    rows: Rows
    measures: Mapping[str, Floats]
    settings: pd.DataFrame
    networks: pd.DataFrame
    runs: NDArray[np.int64]
    finished: bool = False

    def judged_curves(self, name: str, several: bool, account: Account) -> list[Curves]:
        """The curves of this part: one, or none where no row is left.

        Two where the test set was used at the runs' end alone: validation errors by epoch, and the test errors of
        several architectures at the end.
        """
        rows, measures = _of(self.rows, self.measures, self.runs)
        known = parts_known(measures)
        if not {"val", "test"} & set(known):
            names = rows.names
            account.leave_out("no-accuracy", _NO_ACCURACY, rows=len(rows.run), names=names, part=_PARTS["test"])
            return []
        head = f"{name}: " if several else ""
        rarely = None if self.finished else rarely_tested(measures, rows, networks.architectures(self.networks))
        if rarely is not None:
            account.note(_ON_VALIDATION, name=head, why=rarely.text)
            ends = self._test_at_the_end(name, rows, measures, account) if rarely.at_the_end else []
            alone = tested_alone(rows, measures)
            account.leave_out("test-alone", _TEST_ALONE, rows=int(alone.sum()), names=rows.named(alone))
            rows, measures = without(rows, measures, alone)
            return [*self._judged(name, rows, _on_validation(measures), "validation", account), *ends]
        judged: Judged = "test" if "test" in known else "validation"
        if judged == "validation":
            account.note(_FINAL_VALIDATION if self.finished else _ON_VALIDATION, name=head, why=_why("test", measures))
            measures = _on_validation(measures)
        elif "val" not in known and not self.finished:
            account.note(_NO_VALIDATION, name=head, why=_why("val", measures))
        return self._judged(name, rows, measures, judged, account)

    def _test_at_the_end(self, name: str, rows: Rows, measures: Mapping[str, Floats], account: Account) -> list[Curves]:
        """The test errors of finished runs, where there are architectures to be compared."""
        if len(np.unique(networks.architectures(self.networks))) < 2:
            return []
        own = " · ".join(filter(None, (name, "test_accuracy")))
        account.note(_AT_THE_END, name=own)
        # What is said of these rows is in the account already.
        return replace(self, finished=True)._judged(own, rows, dict(measures), "test", Account())

    def _judged(
        self, name: str, rows: Rows, measures: dict[str, Floats], judged: Judged, account: Account
    ) -> list[Curves]:
        known = parts_known(measures)
        settings = self.settings.reset_index(drop=True)
        table = self.networks.reset_index(drop=True)
        told = list(settings["diverged"]) if "diverged" in settings else [None] * len(settings)
        lost = diverged(measures, rows, told)
        account.note(_DIVERGED, names=shown(rows.names[run] for run in np.flatnonzero(lost))) if lost.any() else None
        architecture = networks.architectures(table)
        seed, stays = networks.seeds(settings, architecture, rows.names, rows.count(), account)
        table["seed"], table["fold"] = seed, networks.folds(settings)
        keep = stays[rows.run]
        blank = ~np.isfinite(measures["test_accuracy"]) & ~lost[rows.run] & keep
        account.leave_out(
            "no-accuracy", _NO_ACCURACY, rows=int(blank.sum()), names=rows.named(blank), part=_PARTS[judged]
        )
        table["diverged"] = lost
        keep &= ~blank
        if self.finished:
            keep &= last_of_runs(rows, keep)
        rows, measures, table, architecture = _kept(rows, measures, table, architecture, keep)
        if not len(rows.run):
            return []
        if self.finished:
            rows = replace(rows, epoch=np.ones_like(rows.epoch))
        keep = common_epochs(rows, architecture, ~table["diverged"].to_numpy(bool), list(table["network"]), account)
        rows, measures, table, architecture = _kept(rows, measures, table, architecture, keep)
        keep = shared_epochs(rows, architecture, ~table["diverged"].to_numpy(bool), measures, account)
        rows, measures, table, architecture = _kept(rows, measures, table, architecture, keep)
        _, error = best_epochs(measures, rows)
        stays = networks.one_rate(table, architecture, error, rows.names, rows.count(), account)
        rows, measures, table, architecture = _kept(rows, measures, table, architecture, stays[rows.run])
        table["best_epoch"] = best_epochs(measures, rows)[0]
        table["run"], table["stage"] = rows.names, "measure"
        table["train_rows"] = table["train_rows"].fillna(0).astype(int)
        epochs = pd.DataFrame(
            {
                "run": pd.Categorical.from_codes(rows.run.astype(np.int32), categories=pd.Index(rows.names)),
                "epoch": rows.epoch,
                **{each: measures.get(each, np.nan) for each in ("seconds", *MEASURES)},
            },
            copy=False,
        )
        schedules = sorted(set(settings["schedule"].dropna())) if "schedule" in settings else []
        validated, schedule = "val" in known and judged == "test", next(iter(schedules), "constant")
        once = bool((rows.count() == 1).all())
        if once and not self.finished:
            account.note(_ONE_EPOCH, epochs=shown(spans(np.unique(rows.epoch))))
        return [Curves(name, table, epochs, judged, validated, schedule, once)]


def _on_validation(measures: Mapping[str, Floats]) -> dict[str, Floats]:
    """The measures with those of the validation set in the place of the test set's."""
    val = {f"test_{kind}": measures[f"val_{kind}"] for kind in ("loss", "accuracy") if f"val_{kind}" in measures}
    return {**{name: values for name, values in measures.items() if not name.startswith("test_")}, **val}


def _why(part: str, measures: Mapping[str, Floats]) -> Text:
    return (_NO_NUMBER if f"{part}_accuracy" in measures else _NO_SET)[part]


def _of(rows: Rows, measures: Mapping[str, Floats], runs: NDArray[np.int64]) -> tuple[Rows, dict[str, Floats]]:
    """The rows of some runs, which are numbered anew."""
    if len(runs) == len(rows.names):
        return rows, dict(measures)
    number = np.full(len(rows.names), -1)
    number[runs] = np.arange(len(runs))
    keep = number[rows.run] >= 0
    names = [rows.names[run] for run in runs]
    part = Rows(number[rows.run[keep]], names, rows.epoch[keep], rows.place[keep])
    return part, {name: values[keep] for name, values in measures.items()}


def _kept(
    rows: Rows, measures: dict[str, Floats], table: pd.DataFrame, architecture: NDArray[np.int64],
    keep: NDArray[np.bool_],
) -> tuple[Rows, dict[str, Floats], pd.DataFrame, NDArray[np.int64]]:  # fmt: skip
    """The rows that stay and the runs that have any."""
    if keep.all():
        return rows, measures, table, architecture
    present = np.unique(rows.run[keep])
    number = np.full(len(rows.names), -1)
    number[present] = np.arange(len(present))
    left = Rows(number[rows.run[keep]], [rows.names[run] for run in present], rows.epoch[keep], rows.place[keep])
    for name in list(measures):
        measures[name] = measures[name][keep]
    return left, measures, table.iloc[present].reset_index(drop=True), architecture[present]
