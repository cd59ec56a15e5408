"""Do intervals hold the truth where learning rates are chosen among noisy ones, one a fold or group of seeds?

The truth is that of rates tuned anew. In some settings all rates are a little off, in some one in twenty fails: of five
folds, three studies of four have none, and they cannot know of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from calibrate.cells import Cell, measure
from calibrate.differences import NEXT, NORMAL, POINTS, ROTATING, TWICE, depths, doubled, next_depths, steps, twice
from calibrate.truth import apart
from calibrate.worlds import Curve, Design, World

# Of a world whose seeds spread by 0.07 on this scale.
OFF, FAILS, FAILURE = 0.12, 0.05, 0.6
NOISY = replace(NORMAL, tuned=OFF)
FAILING = replace(NORMAL, tuned=OFF / 3, rates_fail=FAILS, failure=FAILURE)
GROUPED = Design(20, 0, 2_000, epochs=4, groups=5)
_SIX = 6


def cells() -> list[Cell]:
    """All the settings."""
    found = [
        next_depths("no difference, noisy rates", NOISY, replace(ROTATING, seeds=seeds)) for seeds in (5, 10, 20, 40)
    ]
    found.append(next_depths("no difference, no noise of rates", NORMAL, ROTATING))
    found.append(next_depths("a difference, noisy rates", apart(NOISY, ROTATING, POINTS), ROTATING))
    found += [next_depths("no difference, failing rates", FAILING, design) for design in (ROTATING, GROUPED)]
    for setting, world in (("noisy rates", NOISY), ("failing rates", FAILING)):
        found.append(_depths(f"no difference, six depths, {setting}", world))
        found.append(_twice(f"flat, {setting}", world))
    return found


def run(studies: int) -> Iterator[dict[str, Any]]:
    """The rows of the table."""
    return measure(cells(), studies, key=4)


def _depths(setting: str, world: World) -> Cell:
    return Cell(depths, {NEXT: steps}, setting, replace(world, arms=world.arms[:1] * _SIX), ROTATING)


def _twice(setting: str, world: World) -> Cell:
    alone = replace(world, arms=(Curve(shape="flat"),))
    return Cell(twice, {TWICE: doubled}, setting, alone, replace(ROTATING, epochs=12))
