"""Do the intervals of differences hold the truth, and is a true zero left alone?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from calibrate.cells import Cell, Families, measure
from calibrate.truth import Truth, apart
from calibrate.worlds import Curve, Design, World
from layerwise.verdict.finding import Finding
from layerwise.verdict.questions.deeper import best_depth, next_depth
from layerwise.verdict.questions.longer import twice_the_epochs
from layerwise.verdict.tables import Tables

# MNIST's test set; five folds, smaller than those of `digits` so that a thousand studies stay affordable.
FIXED, ROTATING = Design(12, 0, 10_000, epochs=4), Design(20, 5, 2_000, epochs=4)
NORMAL = World(arms=(Curve(shape="turned"),) * 2)
SKEWED = replace(NORMAL, seeds="skewed")
# What the second arm errs more where there is a difference, percentage points at the last epoch.
POINTS = 0.4


NEXT, BEST, TWICE = "next depth", "best depth", "twice the epochs"


def cells() -> list[Cell]:
    """All the settings."""
    found = []
    for design in (FIXED, ROTATING):
        found.append(next_depths("no difference, skewed seeds", SKEWED, design))
        found.append(next_depths("a difference, normal seeds", apart(NORMAL, design, POINTS), design))
        for shape in ("falling", "flat", "turned"):
            alone = replace(SKEWED, arms=(Curve(shape=shape),))
            longer = replace(design, epochs=12)
            found.append(Cell(twice, {TWICE: doubled}, f"{shape}, skewed seeds", alone, longer))
    for design in (replace(FIXED, seeds=5), replace(ROTATING, seeds=10), replace(ROTATING, seeds=5)):
        found.append(next_depths("no difference, skewed seeds", SKEWED, design))
    deep = replace(NORMAL, arms=NORMAL.arms[:1] * 6)
    found.append(Cell(depths, {NEXT: steps, BEST: steps}, "no difference, six depths", deep, ROTATING))
    return found


def run(studies: int) -> Iterator[dict[str, Any]]:
    """The rows of the table."""
    return measure(cells(), studies, key=1)


def next_depths(setting: str, world: World, design: Design) -> Cell:
    """A cell that asks each depth against the next."""
    return Cell(_next, {NEXT: steps}, setting, world, design)


def steps(truth: Truth, tables: Tables, findings: Sequence[Finding]) -> list[float]:
    """Between the depths of each finding, each network at the epoch that its own validation chooses."""
    at_best = truth.at_best()
    return [float(at_best[int(f.subject["to"]) - 1] - at_best[int(f.subject["from"]) - 1]) for f in findings]


def doubled(truth: Truth, tables: Tables, findings: Sequence[Finding]) -> list[float]:
    """From half of the epochs to all of them, of each architecture."""
    last = truth.design.epochs
    return [float(curve[last - 1] - curve[last // 2 - 1]) for curve in truth.curves()]


def _next(tables: Tables) -> Families:
    return {NEXT: next_depth(tables)}


def depths(tables: Tables) -> Families:
    """Each depth against the next, and the best against the first."""
    return {NEXT: next_depth(tables), BEST: best_depth(tables)}


def twice(tables: Tables) -> Families:
    """Half of the epochs against all."""
    return {TWICE: twice_the_epochs(tables)}
