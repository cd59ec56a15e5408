"""Do the intervals of differences hold the truth, and is a true zero left alone?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from calibrate.cells import Cell, measure
from calibrate.truth import apart
from calibrate.worlds import Curve, Design, World
from layerwise.verdict.compare import one_more_layer, twice_the_epochs

# MNIST's test set; five folds, smaller than those of `digits` so that a thousand studies stay affordable.
FIXED, ROTATING = Design(12, 0, 10_000, epochs=4), Design(20, 5, 2_000, epochs=4)
NORMAL = World(arms=(Curve(shape="turned"),) * 2)
SKEWED = replace(NORMAL, seeds="skewed")
# What the second arm errs more where there is a difference, percentage points at the last epoch.
POINTS = 0.4


def cells() -> list[Cell]:
    """All the settings."""
    found = []
    for design in (FIXED, ROTATING):
        found.append(_step("no difference, skewed seeds", SKEWED, design))
        found.append(_step("a difference, normal seeds", apart(NORMAL, design, POINTS), design))
        for shape in ("falling", "flat", "turned"):
            alone = replace(SKEWED, arms=(Curve(shape=shape),))
            longer = replace(design, epochs=12)
            found.append(Cell(twice_the_epochs, ("twice-the-epochs",), f"{shape}, skewed seeds", alone, longer))
    for design in (replace(FIXED, seeds=5), replace(ROTATING, seeds=10), replace(ROTATING, seeds=5)):
        found.append(_step("no difference, skewed seeds", SKEWED, design))
    deep = replace(NORMAL, arms=NORMAL.arms[:1] * 6)
    found.append(_step("no difference, 5 comparisons at once", deep, ROTATING))
    return found


def run(studies: int) -> Iterator[dict[str, Any]]:
    """The rows of the table."""
    return measure(cells(), studies, key=1)


def _step(setting: str, world: World, design: Design) -> Cell:
    return Cell(one_more_layer, ("one-more-layer",), setting, world, design)
