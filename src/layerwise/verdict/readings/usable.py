"""Which networks of two arms can be compared: those that were read at their epoch, and whose seed has its twin."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.readings.pairs import Arm
from layerwise.verdict.readings.reading import errors
from layerwise.verdict.tables import Tables
from layerwise.words import Text

NOT_READ = Text(
    "Seeds left out because the table lacks that epoch of one of their networks: {seeds}.",
    "因表格缺少其中一个网络的该轮数据而未计入的随机种子数：{seeds}。",
)
UNPAIRED = Text(
    "Seeds left out because only one of the two networks has them: {seeds}.",
    "因只有其中一个网络使用而未计入的随机种子数：{seeds}。",
)
UNTRAINED = Text(
    "Seeds left out because one of their networks failed to train: {seeds}.",
    "因其中一个网络训练失败而未计入的随机种子数：{seeds}。",
)


@dataclass(frozen=True, eq=False)
class Usable:
    """Two arms as far as they can be compared, and in words what was left out of them."""

    a: Arm
    b: Arm
    left_out: tuple[Text, ...]


def usable(tables: Tables, a: Arm, b: Arm) -> Usable:
    """The arms without networks whose test accuracy at the arm's epoch is not in the tables.

    Diverged networks stay: the pairing counts them.

    Args:
        tables: the study.
        a: the reference.
        b: what is compared with it.
    """
    there = [read(tables, arm) for arm in (a, b)]
    gone = [arm.runs[~kept] for arm, kept in zip((a, b), there, strict=True) if not kept.all()]
    missing = set().union(*map(_seeds, gone))
    one_sided = _seeds(a.runs) ^ _seeds(b.runs)
    counts = ((NOT_READ, len(missing - one_sided)), (UNPAIRED, len(one_sided)))
    told = tuple(Text(**text.both(seeds=seeds)) for text, seeds in counts if seeds)
    kept_a, kept_b = (_kept(arm, kept) for arm, kept in zip((a, b), there, strict=True))
    return Usable(kept_a, kept_b, told)


def read(tables: Tables, arm: Arm, measure: str = "test_accuracy") -> NDArray[np.bool_]:
    """Of each network of an arm, whether it diverged or has the measure at the arm's epoch, shape (runs,)."""
    # Epochs that differ from run to run were chosen among those that the tables have.
    if not isinstance(arm.when, int) and not (isinstance(arm.when, str) and arm.when == "best"):
        return np.ones(len(arm.runs), np.bool_)
    found = np.isfinite(errors(tables, arm.runs["run"], arm.when, measure))
    return np.asarray(found | arm.runs["diverged"].to_numpy(bool), np.bool_)


def _kept(arm: Arm, kept: NDArray[np.bool_]) -> Arm:
    return arm if kept.all() else replace(arm, runs=arm.runs[kept])


def _seeds(runs: pd.DataFrame) -> set[tuple[int, int]]:
    return set(zip(runs["seed"].tolist(), runs["fold"].tolist(), strict=True))
