"""One setting of a calibration: a world, a design and what is asked; and its measurement by many simulated studies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import numpy as np

from calibrate.pool import over_cores
from calibrate.simulation import simulate
from calibrate.tally import Answer, tally
from calibrate.truth import Truth
from calibrate.worlds import Design, World
from layerwise.verdict.finding import Finding
from layerwise.verdict.tables import Tables

# Studies that a process simulates at a time: a few seconds' work.
_BATCH = 25

Families = dict[str, list[Finding]]
# What is true of the findings of one family, in their order: of the law, and where the study chose, of its choice.
Truths = Callable[[Truth, Tables, Sequence[Finding]], list[float]]
Drawn = Callable[[World, Design, np.random.Generator], World]


def as_it_is(world: World, design: Design, draw: np.random.Generator) -> World:
    """The same world for all studies of a cell."""
    return world


@dataclass(frozen=True)
class Cell:
    """One setting.

    Args:
        ask: a function of a module that gives a study's findings, by the name of their family.
        truths: what is true of each family: functions of a module.
        setting: what is special, for the table: "no difference, skewed seeds".
        world: what is true.
        design: what a study sees of it.
        drawn: the world of one study, where each has its own: a function of a module.
    """

    ask: Callable[[Tables], Families]
    truths: dict[str, Truths]
    setting: str
    world: World
    design: Design
    drawn: Drawn = as_it_is


def measure(cells: Sequence[Cell], studies: int, key: int) -> Iterator[dict[str, Any]]:
    """A row a cell and family: the setting and the `tally` of that many studies.

    Args:
        cells: all the settings.
        studies: simulated of each.
        key: of the random numbers.
    """
    batches = [range(first, min(first + _BATCH, studies)) for first in range(0, studies, _BATCH)]
    tasks = [
        (cell, [(key, number, study) for study in batch]) for number, cell in enumerate(cells) for batch in batches
    ]
    answered = over_cores(answers, tasks)
    for cell in cells:
        found = [study for batch in islice(answered, len(batches)) for study in batch]
        for name in cell.truths:
            where = {"question": name, "setting": cell.setting, "design": cell.design.name}
            told = {"world": asdict(cell.world), "drawn": cell.drawn.__name__}
            yield where | tally([study[name] for study in found]) | told


def answers(task: tuple[Cell, Sequence[tuple[int, ...]]]) -> list[dict[str, list[Answer]]]:
    """The answers of some simulated studies of a cell, by family.

    Args:
        task: the cell, and the key of each study.
    """
    cell, keys = task
    studies = []
    for key in keys:
        draw = np.random.default_rng(key)
        world = cell.drawn(cell.world, cell.design, draw)
        law, tables = Truth(world, cell.design), simulate(world, cell.design, draw)
        families = cell.ask(tables)
        studies.append(
            {name: _family(families[name], true(law, tables, families[name])) for name, true in cell.truths.items()}
        )
    return studies


def _family(findings: Sequence[Finding], truths: Sequence[float]) -> list[Answer]:
    return [
        Answer(
            finding.estimate, finding.low, finding.high, truth, finding.conclusion, finding.comparisons, finding.margin
        )
        for finding, truth in zip(findings, truths, strict=True)
    ]
