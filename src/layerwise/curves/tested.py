"""Where the test set was used too rarely to say what training on does: validation then stands in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerwise.curves.account import filled, shown
from layerwise.curves.cells import Floats
from layerwise.curves.epochs import spans
from layerwise.curves.rows import Rows
from layerwise.words import Text

# The tested epoch that validation likes best may err by this much more, relative to the best epoch of all.
_TOLERATED = 0.1

_RARELY = Text(
    "The test accuracy is known after epoch {epochs} alone, and the validation error is lowest after epoch {best} "
    "({least:.1f} %, against {tested:.1f} % where the test accuracy is known)",
    "测试准确率只在第 {epochs} 轮有记录，而验证误差在第 {best} 轮最低"
    "（{least:.1f}%，有测试准确率的各轮中最低为 {tested:.1f}%）",
)
_ONCE = Text(
    "The test accuracy is known after one epoch of each run alone ({epochs})",
    "每次运行只有一轮有测试准确率（{epochs}）",
)


@dataclass(frozen=True)
class RarelyTested:
    """Why the test accuracies do not tell what training on does.

    Args:
        text: the reason, the beginning of a sentence.
        at_the_end: whether each run was tested once.
    """

    text: Text
    at_the_end: bool


def rarely_tested(measures: Mapping[str, Floats], rows: Rows, architecture: NDArray[np.int64]) -> RarelyTested | None:
    """Why validation is judged although there are test accuracies; None where these are known where it matters.

    They are not where each run was tested once but validated more often, nor where validation prefers an epoch that
    was not tested: the mean validation error of an architecture, at the tested epoch where it is lowest, exceeds its
    lowest by more than a tenth.

    Args:
        measures: of the rows.
        rows: of the runs.
        architecture: of each run, shape (runs,).
    """
    tested, validated = (np.isfinite(measures.get(f"{part}_accuracy", np.nan * rows.epoch)) for part in ("test", "val"))
    if not tested.any() or not (validated & ~tested).any():
        return None
    of_run = np.bincount(rows.run[tested], minlength=len(rows.names))
    epochs = shown(spans(np.unique(rows.epoch[tested])))
    error = 100 * (1 - measures.get("val_accuracy", np.nan * rows.epoch))
    for group in np.unique(architecture):
        mine = (architecture == group)[rows.run] & validated
        if not (mine & tested).any():
            continue
        at, mean = _mean_by_epoch(rows.epoch[mine], error[mine])
        known = np.isin(at, rows.epoch[mine & tested])
        least, there = float(mean.min()), float(mean[known].min())
        if there > (1 + _TOLERATED) * least:
            text = filled(_RARELY, epochs=epochs, best=int(at[mean.argmin()]), least=least, tested=there)
            return RarelyTested(text, bool(of_run.max() == 1))
    more = np.bincount(rows.run[validated], minlength=len(rows.names)).max() > 1
    return RarelyTested(filled(_ONCE, epochs=epochs), True) if of_run.max() == 1 and more else None


def _mean_by_epoch(epoch: NDArray[np.int64], values: Floats) -> tuple[NDArray[np.int64], Floats]:
    """The epochs that most runs have, ascending, and the mean of the values at each."""
    at, place = np.unique(epoch, return_inverse=True)
    count = np.bincount(place)
    often = count * 2 > count.max()
    return at[often], (np.bincount(place, weights=values) / count)[often]
