"""Which networks of an architecture enter its ceiling, and what is said of those that do not: one place for both."""

from __future__ import annotations

import pandas as pd

from layerwise.words import Text

_DIVERGED = Text("Networks left out because they diverged: {count}.", "因发散而未计入的网络数：{count}。")
_FAILED = Text(
    "Networks left out because they failed to train: {count} of {all}. The error is that of the networks that train.",
    "因训练失败而未计入的网络数：{count}（共 {all} 个）。这里的误差只针对训练成功的网络。",
)


def entering(runs: pd.DataFrame) -> pd.DataFrame:
    """The networks that were trained, sorted by fold and seed.

    One of ten that ends at chance would make of nine at 4 % an error of 13 %, which none of them has.

    Args:
        runs: rows of `Tables.runs`, the networks of one architecture; where they have a column `failed`, networks that
            failed to train are left out with those that diverged.
    """
    return runs[~_lost(runs)].sort_values(["fold", "seed"])


def left_out(runs: pd.DataFrame) -> tuple[Text, ...]:
    """How many of the same do not enter, and why; nothing where all do."""
    diverged = runs["diverged"].astype(bool)
    counts = ((_DIVERGED, int(diverged.sum())), (_FAILED, int((_lost(runs) & ~diverged).sum())))
    return tuple(Text(**text.both(count=count, all=len(runs))) for text, count in counts if count)


def _lost(runs: pd.DataFrame) -> pd.Series:
    diverged = runs["diverged"].astype(bool)
    return diverged | runs["failed"].astype(bool) if "failed" in runs else diverged
