"""Columns that split the seeds of a network: those that only say where or when a run was made need not."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.curves.account import Account
from layerwise.curves.networks import EXTRA, splitting
from layerwise.errors import Options
from layerwise.words import Text

# A column with one of these words in its name says on which machine, by whom or when a run was made.
_PLACES = {
    *("host", "hostname", "machine", "node", "server", "computer", "cluster", "worker", "ip", "pid", "job", "slurm"),
    *("gpu", "device", "user", "username", "author", "owner", "path", "dir", "folder", "directory", "logdir", "url"),
    *("date", "day", "time", "datetime", "timestamp", "started", "created", "finished", "git", "commit", "sha"),
}

_JOINED = Text(
    "Column '{column}' says where or when a run was made and does not split the seeds: {after} of a network in place "
    "of {now}, as with {aside}. All networks of a seed have the same value in it, so what it may do cancels in "
    "differences. To evaluate each value by itself: {split}",
    "列“{column}”只说明运行的地点或时间，不按它拆分随机种子：每种网络有 {after} 个种子，而不是 {now} 个，"
    "与 {aside} 相同。同一种子的所有网络在该列取值相同，其影响在差值中抵消。若要分别评估各取值：{split}",
)
_WOULD_JOIN = Text(
    "Column '{column}' splits the seeds: at most {now} of a network. If it is no setting of the networks, leaving it "
    "aside gives {after}: {aside}",
    "列“{column}”拆分了随机种子：每种网络最多 {now} 个。若它不是网络的设置，忽略它可得到 {after} 个：{aside}",
)


def joined(runs: pd.DataFrame, architecture: NDArray[np.int64], account: Account) -> pd.DataFrame:
    """The settings without columns that say where or when a run was made, where leaving them aside can do no harm.

    It can do none where all networks of a seed have the same value: differences are taken within seeds
    (docs/decisions/0030). Of any other column that splits seeds it is said how many seeds leaving it aside would give.

    Args:
        runs: settings as texts, a row a run; columns without a name of the contract are called "extra: …".
        architecture: of each run, shape (runs,).
        account: told what was joined, and what could be.
    """
    for name in splitting(runs, architecture):
        now, after = _seeds(runs, architecture, name), _seeds(runs, architecture)
        if after <= now:
            continue
        column = name.removeprefix(EXTRA)
        told = {"column": column, "now": now, "after": after, "aside": Options(ignore=(column,))}
        if _PLACES & set(re.split(r"[^a-z]+", column.lower())) and _alike_within_seeds(runs, name):
            account.note(_JOINED, **told, split=Options(columns={"data": column}))
            runs = runs.drop(columns=name)
        else:
            account.note(_WOULD_JOIN, **told)
    return runs


def _seeds(runs: pd.DataFrame, architecture: NDArray[np.int64], apart: str | None = None) -> int:
    """The most seeds that any architecture has, within one value of the column that keeps runs apart."""
    keys = {"architecture": architecture, "apart": runs[apart].astype(str) if apart else ""}
    table = pd.DataFrame(keys, index=runs.index).assign(seed=_seed_of(runs))
    return int(table.drop_duplicates().groupby(["architecture", "apart"]).size().max()) if len(table) else 0


def _seed_of(runs: pd.DataFrame) -> pd.Series:
    """Seed and fold of each run; its number where there are no seeds."""
    if "seed" not in runs or runs["seed"].isna().all():
        return pd.Series([str(number) for number in range(len(runs))], index=runs.index)
    fold = runs["fold"].astype(str) if "fold" in runs else ""
    return runs["seed"].astype(str) + " " + fold


def _alike_within_seeds(runs: pd.DataFrame, name: str) -> bool:
    """Whether all runs of each seed have one value of a column; never where there are no seeds to pair by."""
    if "seed" not in runs or runs["seed"].isna().any():
        return False
    return bool((runs[name].astype(str).groupby(_seed_of(runs)).nunique() == 1).all())
