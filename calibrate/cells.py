"""One setting of a calibration: a world, a design and what is asked; and its measurement by many simulated studies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice, pairwise
from typing import Any

import numpy as np

from calibrate.pool import over_cores
from calibrate.simulation import simulate
from calibrate.tally import Answer, tally
from calibrate.truth import Truth
from calibrate.worlds import Design, World
from layerwise.verdict.chosen import chosen_epochs
from layerwise.verdict.family import UNIT
from layerwise.verdict.finding import Finding
from layerwise.verdict.tables import Tables

# Studies that a process simulates at a time: a few seconds' work.
_BATCH = 25
# A ceiling is foretold for four times the epochs seen, and no further.
_HORIZON = 4


def _steps(truth: Truth) -> list[float]:
    return [float(deeper - shallower) for shallower, deeper in pairwise(truth.at_best)]


def _doublings(truth: Truth) -> list[float]:
    last = truth.design.epochs
    return [float(curve[last - 1] - curve[last // 2 - 1]) for curve in truth.curves()]


def _lowest(truth: Truth) -> list[float]:
    return [float(curve.min()) for curve in truth.curves(_HORIZON)]


def _lowest_apart(truth: Truth) -> list[float]:
    return [deeper - shallower for shallower, deeper in pairwise(_lowest(truth))]


def _rises(truth: Truth, tables: Tables) -> list[float]:
    """From the epochs chosen in this very study to the last: what the sentence says; no seed chooses its own."""
    rises = []
    for curve, (_, runs) in zip(truth.curves(), tables.runs.groupby("depth"), strict=True):
        chosen = chosen_epochs(tables, runs).reindex(runs["run"]).to_numpy()
        rises.append(float(curve[-1] - curve[chosen - 1].mean()))
    return rises


# What is true of each comparison of a question, by the code of its findings and in their order.
TRUE: dict[str, Callable[[Truth], list[float]]] = {
    "one-more-layer": _steps,
    "twice-the-epochs": _doublings,
    "ceiling": _lowest,
    "ceiling-difference": _lowest_apart,
}
# The same where it depends on what a study chose.
TRUE_IN: dict[str, Callable[[Truth, Tables], list[float]]] = {"overfit": _rises}
# Whose intervals hold each for itself: the first stands for all.
_EACH_FOR_ITSELF = ("ceiling",)


@dataclass(frozen=True)
class Cell:
    """One setting.

    Args:
        ask: what is asked of its studies: a function of a module that gives findings.
        codes: of the findings that are judged.
        setting: what is special, for the table: "no difference, skewed seeds".
        world: what is true.
        design: what a study sees of it.
    """

    ask: Callable[[Tables], list[Finding]]
    codes: tuple[str, ...]
    setting: str
    world: World
    design: Design


def measure(cells: Sequence[Cell], studies: int, key: int) -> Iterator[dict[str, Any]]:
    """A row a cell and code: the setting and the `tally` of that many studies.

    Args:
        cells: all the settings.
        studies: simulated of each.
        key: of the random numbers.
    """
    truths = list(over_cores(true_values, cells))
    batches = [range(first, min(first + _BATCH, studies)) for first in range(0, studies, _BATCH)]
    tasks = [
        (cell, values, [(key, number, study) for study in batch])
        for number, (cell, values) in enumerate(zip(cells, truths, strict=True))
        for batch in batches
    ]
    answered = over_cores(answers, tasks)
    for cell in cells:
        found = [study for batch in islice(answered, len(batches)) for study in batch]
        for code in cell.codes:
            where = {"question": code, "setting": cell.setting, "design": cell.design.name}
            yield where | tally([study[code] for study in found]) | {"world": asdict(cell.world)}


def true_values(cell: Cell) -> dict[str, list[float]]:
    """What is true of each comparison of a cell whatever its studies chose, percentage points, by code."""
    truth = Truth(cell.world, cell.design)
    return {code: TRUE[code](truth) for code in cell.codes if code in TRUE}


def answers(task: tuple[Cell, dict[str, list[float]], Sequence[tuple[int, ...]]]) -> list[dict[str, list[Answer]]]:
    """Of some simulated studies of a cell, the answers of each question: by code, a family.

    Args:
        task: the cell, what is true of each comparison, and the key of each study.
    """
    cell, truths, keys = task
    studies = []
    for key in keys:
        tables = simulate(cell.world, cell.design, np.random.default_rng(key))
        findings = cell.ask(tables)
        here = {code: TRUE_IN[code](Truth(cell.world, cell.design), tables) for code in cell.codes if code in TRUE_IN}
        studies.append({code: _family(code, findings, (truths | here)[code]) for code in cell.codes})
    return studies


def _family(code: str, findings: Sequence[Finding], truths: Sequence[float]) -> list[Answer]:
    found = [finding for finding in findings if finding.code == code and finding.unit == UNIT]
    family = [
        Answer(finding.estimate, finding.low, finding.high, truth, finding.conclusion)
        for finding, truth in zip(found, truths, strict=True)
    ]
    return family[:1] if code in _EACH_FOR_ITSELF else family
