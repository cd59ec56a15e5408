"""Studies retuned from scratch on real digits: the A/A that holds what tuning adds to chance.

Each study sees the same images in an order of its own: other folds, other batches, and rates that are tuned anew. Its
pixels are in an order of their own too, the same for all its rows: a network of full layers knows no neighbourhood, so
equal seeds start from weights that are, pixel by pixel, others.

What is asked: how often the interval of one study misses the mean of all the others. That mean is no truth: it has the
noise of a few studies, which is taken as it comes, so that a sound interval misses slightly more often than it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.data.dataset import Dataset
from layerwise.data.digits import digits
from layerwise.data.draws import order
from layerwise.lab.options import StudyOptions, make_plan, worker_count
from layerwise.study.run import run_study
from layerwise.study.store import StudyFolder
from layerwise.verdict.layout import Estimate
from layerwise.verdict.readings.pairs import Arm, pair
from layerwise.verdict.readings.series import depth_series
from layerwise.verdict.tables import Tables
from layerwise.verdict.tuning_noise import pooled

OPTIONS = StudyOptions(
    depths=(1, 2, 3, 4), widths=(16,), activations=("relu", "tanh"), seeds=20, epochs=100, keep="none"
)
QUESTIONS = ("deeper", "longer")
_ROWS, _COLUMNS = 13_001, 13_002


def run(studies: int, folder: Path) -> Iterator[dict[str, Any]]:
    """A row a question.

    Args:
        studies: from scratch, each kept in a folder of its own: a run that was interrupted goes on.
        folder: of these folders.
    """
    tables = [trained(number, folder) for number in range(studies)]
    for question in QUESTIONS:
        yield judged(question, tables)


def judged(question: str, studies: Sequence[Tables]) -> dict[str, Any]:
    """How often an interval of a study misses the mean of the other studies: three kinds of interval, each comparison.

    Returns:
        intervals, and of these missed: each for itself; missed_at_once: as findings print them, for all comparisons at
        once; missed_by_layout: of seeds and images alone, as if the tuned rates were given.
    """
    families = [_measured(question, tables) for tables in studies]
    means = np.array([[estimate.mean for estimate in family] for family in families])
    others = (means.sum(0) - means) / (len(studies) - 1)
    kinds = {"missed": _single, "missed_at_once": _at_once, "missed_by_layout": _by_layout}
    counts = {}
    for name, kind in kinds.items():
        ends = np.array([kind(family) for family in families])
        counts[name] = int(((others < ends[..., 0]) | (others > ends[..., 1])).sum())
    return {"question": question, "studies": len(studies), "seeds": OPTIONS.seeds, "intervals": means.size, **counts}


def _measured(question: str, tables: Tables) -> list[Estimate]:
    """Of all comparisons, before what they tell together is in them."""
    found = []
    for series in depth_series(tables):
        if question == "deeper":
            pairs = [[Arm(series.depths[depth], "best") for depth in step] for step in series.steps]
        else:
            last = OPTIONS.epochs or 0
            pairs = [[Arm(runs, last // 2), Arm(runs, last)] for runs in series.depths.values()]
        found += [pair(tables, *arms).estimate for arms in pairs]
    return [estimate for estimate in found if estimate]


def _single(family: Sequence[Estimate]) -> list[tuple[float, float]]:
    return [estimate.interval() for estimate in pooled(family)]


def _at_once(family: Sequence[Estimate]) -> list[tuple[float, float]]:
    return [estimate.interval(comparisons=len(family)) for estimate in pooled(family)]


def _by_layout(family: Sequence[Estimate]) -> list[tuple[float, float]]:
    return [replace(estimate, between=0.0).interval() for estimate in family]


def trained(number: int, folder: Path) -> Tables:
    """A study from scratch; trained unless it is there."""
    data = reshuffled(number)
    workers = worker_count(data, OPTIONS)
    plan = make_plan(data, OPTIONS, workers=workers)
    return run_study(data, plan, StudyFolder(folder / f"retuned-{number}"), workers=workers)


def reshuffled(number: int) -> Dataset:
    """`digits` with its rows and its pixels in another order; no pictures any more."""
    data = digits()
    rows, columns = order(len(data), _ROWS, number), order(data.features, _COLUMNS, number)
    inputs = np.ascontiguousarray(data.inputs[rows][:, columns])
    return replace(data, inputs=inputs, labels=data.labels[rows], picture_shape=None)
