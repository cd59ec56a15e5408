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

from calibrate.tally import Answer, tally
from layerwise.data.dataset import Dataset
from layerwise.data.digits import digits
from layerwise.data.draws import order
from layerwise.lab.options import StudyOptions, make_plan, worker_count
from layerwise.study.run import run_study
from layerwise.study.store import StudyFolder
from layerwise.verdict.finding import Finding
from layerwise.verdict.questions.deeper import next_depth
from layerwise.verdict.questions.longer import twice_the_epochs
from layerwise.verdict.tables import Tables

OPTIONS = StudyOptions(
    depths=(1, 2, 3, 4), widths=(16,), activations=("relu", "tanh"), seeds=20, epochs=100, keep="none"
)
QUESTIONS = {"deeper": next_depth, "longer": twice_the_epochs}
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
    """How often the interval of a study holds the mean of the other studies, each comparison and study for itself."""
    findings = [QUESTIONS[question](tables) for tables in studies]
    estimates = np.array([[each.estimate for each in family] for family in findings])
    others = (estimates.sum(0) - estimates) / (len(studies) - 1)
    families = [
        [_answer(each, float(mean))] for family, means in zip(findings, others, strict=True)
        for each, mean in zip(family, means, strict=True)
    ]  # fmt: skip
    return {"question": question, "seeds": OPTIONS.seeds, "retuned": len(studies)} | tally(families)


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


def _answer(found: Finding, mean: float) -> Answer:
    return Answer(found.estimate, found.low, found.high, mean, found.conclusion)
