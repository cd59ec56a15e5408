"""Worlds in which some of the deeper networks fail to train: are the answers about those that train true?

The truth of a difference is that of networks that train, and of the share that fails its own; over all seeds it is the
mean of both. What is not answered is counted apart and is never wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from calibrate.cells import Cell, Families, answers
from calibrate.differences import NEXT, NORMAL
from calibrate.pool import over_cores
from calibrate.tally import Answer, tally
from calibrate.truth import PERCENT, Truth, apart
from calibrate.worlds import GUESSING, Design, World
from layerwise.verdict.finding import Finding
from layerwise.verdict.questions.deeper import next_depth
from layerwise.verdict.questions.failing import failing
from layerwise.verdict.tables import Tables

# Small, so that a thousand studies of all these settings stay affordable.
DESIGN = Design(20, 0, 1_000, epochs=3, validation=300)
SEEDS = (3, 5, 10, 20)
RATES = (0.01, 0.05, 0.1, 0.3)
# A deeper network that trains errs a point less, as much or a point more: with this margin the first is no equivalence.
MARGIN = 0.95
EVERYONE, SHARE = "next depth, over all seeds", "share that fails"
_BATCH = 25
_WORDS = {-1.0: "1 point better", 0.0: "no difference", 1.0: "1 point worse"}


def cells() -> list[Cell]:
    """All the settings: with a chance that the tables tell, and for two of the rates without."""
    asked = [(points, rate, seeds, 10) for points, rate, seeds in product((-1.0, 0.0), RATES, SEEDS)]
    asked += [(1.0, rate, seeds, 10) for rate, seeds in product(RATES[-2:], SEEDS)]
    asked += [(-1.0, rate, seeds, 0) for rate, seeds in product(RATES[-2:], SEEDS)]
    return [_cell(*each) for each in asked]


def run(studies: int) -> Iterator[dict[str, Any]]:
    """The rows of the table: of each setting the difference, the same over all seeds, and the share that fails."""
    settings = cells()
    keys = [[(7, number, study) for study in range(studies)] for number in range(len(settings))]
    parts = range(0, studies, _BATCH)
    batches = [(cell, own[k : k + _BATCH]) for cell, own in zip(settings, keys, strict=True) for k in parts]
    answered = over_cores(answers, batches)
    for cell in settings:
        found = [study for _ in parts for study in next(answered)]
        for name in cell.truths:
            where = {"question": name, "setting": cell.setting, "design": cell.design.name}
            yield where | row([study[name][0] for study in found])


def row(found: Sequence[Answer]) -> dict[str, Any]:
    """`tally` of the studies that answered; how many did not, and how many claimed an equivalence that is none."""
    known = [[answer] for answer in found if answer.answered]
    counts = {"unanswered": len(found) - len(known), "alike": sum(answer.alike for (answer,) in known)}
    nothing = {"studies": 0, "comparisons": 1, "held": 0, "false": 0, "conclusions": {}, "truth": found[0].truth}
    return (tally(known) if len(known) > 1 else nothing | dict.fromkeys(("bias", "sd", "half_width"), 0.0)) | counts


def _cell(points: float, rate: float, seeds: int, classes: int) -> Cell:
    world = replace(_world(points), fails=rate, classes=classes)
    known = "" if classes else ", chance unknown"
    setting = f"{_WORDS[points]} where it trains, {PERCENT * rate:.0f} % fail{known}"
    return Cell(
        _asked, {NEXT: _trained, EVERYONE: _everyone, SHARE: _share}, setting, world, replace(DESIGN, seeds=seeds)
    )


@cache
def _world(points: float) -> World:
    return apart(NORMAL, DESIGN, points) if points else NORMAL


def _asked(tables: Tables) -> Families:
    (found,) = next_depth(tables, MARGIN)
    over_all = replace(found, estimate=found.everyone, low=found.everyone_low, high=found.everyone_high)
    return {NEXT: [found], EVERYONE: [replace(over_all, conclusion="undecided")], SHARE: [failing(tables)[-1]]}


def _levels(truth: Truth) -> tuple[float, float]:
    """Of the networks that train, the same for every number of seeds and every share that fails."""
    world = replace(truth.world, fails=0.0, classes=0)
    first, second = Truth(world, replace(truth.design, seeds=DESIGN.seeds)).at_best()
    return float(first), float(second)


def _trained(truth: Truth, tables: Tables, findings: Sequence[Finding]) -> list[float]:
    first, second = _levels(truth)
    return [second - first]


def _everyone(truth: Truth, tables: Tables, findings: Sequence[Finding]) -> list[float]:
    first, second = _levels(truth)
    return [float(np.average([second, PERCENT * GUESSING], weights=[1 - truth.world.fails, truth.world.fails]) - first)]


def _share(truth: Truth, tables: Tables, findings: Sequence[Finding]) -> list[float]:
    return [PERCENT * truth.world.fails]
