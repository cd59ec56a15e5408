"""Do the intervals of ceilings, of their differences and of overfitting hold the truth?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from calibrate.cells import Cell, Families, Truths, measure
from calibrate.differences import NORMAL, POINTS
from calibrate.truth import Truth, apart
from calibrate.worlds import Curve, Design, Shape, World
from layerwise.verdict.ceilings.findings import ceiling_findings
from layerwise.verdict.family import UNIT
from layerwise.verdict.finding import Finding
from layerwise.verdict.overfit import overfit
from layerwise.verdict.readings.chosen import chosen_epochs
from layerwise.verdict.tables import Tables

FIXED, ROTATING = Design(12, 0, 3_000, epochs=16), Design(20, 5, 2_000, epochs=16)
# As few seeds as an interval takes, and as people start with.
FEW = (
    Design(3, 0, 3_000, epochs=16),
    Design(5, 0, 3_000, epochs=16),
    Design(5, 5, 2_000, epochs=16),
    Design(10, 5, 2_000, epochs=16),
)
CEILING, APART, OVERFIT = "ceiling", "difference of ceilings", "overfitting"
# A ceiling is foretold for four times the epochs seen, and no further.
_HORIZON = 4
_SHAPES: tuple[Shape, ...] = ("falling", "flat", "turned")
# A curve whose lowest point is missed at a price, and little else that varies: the choice of the epoch is the noise.
_SHARP = replace(
    NORMAL, arms=(Curve(shape="turned", rise=1.0),) * 2, spread=0.03, wander=0.03, interaction=0.6, taste=0.05
)
_FEW_VALIDATED = 200
# Studies whose choice of an epoch is simulated for the truth: of one world, and of a world that one study alone has.
_CHOOSING, _CHOOSING_FOR_ONE = 400, 50
# Of a mixed curve: how many things are learned, and how fast: least and most often by a factor e within a study.
_PARTS, _RATES = 3, (0.3, 30.0)


def cells() -> list[Cell]:
    """Each shape of curve, in both designs; the second arm errs more.

    One curve alone would say how its own shape is foretold, and `falling` is nearly one that the forecast fits. So
    there are studies whose curves are drawn, two a study: sums of exponentials, which none of the rivals is.
    """
    found = []
    for design in (FIXED, ROTATING, *FEW):
        for shape in _SHAPES:
            world = apart(replace(NORMAL, arms=(Curve(shape=shape),) * 2, seeds="skewed"), design, POINTS)
            found.append(Cell(asked, _truths(_CHOOSING), f"{shape}, skewed seeds", world, design))
        sharp = replace(design, validation=_FEW_VALIDATED)
        found.append(Cell(asked, _truths(_CHOOSING), "turned sharply, no difference", _SHARP, sharp))
        each = replace(NORMAL, arms=(Curve(shape="mixed"),) * 2, seeds="skewed")
        truths = _truths(_CHOOSING_FOR_ONE)
        found.append(Cell(asked, truths, "curves of many shapes, skewed seeds", each, design, mixed))
    return found


def _truths(studies: int) -> dict[str, Truths]:
    return {CEILING: partial(_level, studies), APART: partial(_apart, studies), OVERFIT: _rises}


def mixed(world: World, design: Design, draw: np.random.Generator) -> World:
    """A world whose two curves fall as sums of exponentials, with shares and rates drawn for each alone."""
    lowest, highest = np.log(_RATES)
    arms = []
    for arm in world.arms:
        shares, rates = draw.dirichlet(np.ones(_PARTS)), np.exp(draw.uniform(lowest, highest, _PARTS))
        parts = tuple((float(share), float(rate)) for share, rate in zip(shares, rates, strict=True))
        arms.append(replace(arm, parts=parts))
    return apart(replace(world, arms=tuple(arms)), design, POINTS)


def run(studies: int) -> Iterator[dict[str, Any]]:
    """The rows of the table."""
    return measure(cells(), studies, key=2)


def asked(tables: Tables) -> Families:
    """The findings about test errors; the first ceiling stands for all, since their intervals hold each for itself."""
    found = ceiling_findings(tables)
    return {
        CEILING: [finding for finding in found if finding.code == "ceiling"][:1],
        APART: [finding for finding in found if finding.code == "ceiling-difference"],
        OVERFIT: [finding for finding in overfit(tables) if finding.unit == UNIT],
    }


def _level(studies: int, truth: Truth, tables: Tables, findings: Sequence[Finding]) -> list[float]:
    return [_levels(studies, truth, [str(finding.subject["how"])])[0] for finding in findings]


def _apart(studies: int, truth: Truth, tables: Tables, findings: Sequence[Finding]) -> list[float]:
    return [
        float(np.diff(_levels(studies, truth, [str(finding.subject[f"how_{end}"]) for end in ("from", "to")]))[0])
        for finding in findings
    ]


def _levels(studies: int, truth: Truth, how: Sequence[str]) -> list[float]:
    """Of the first arms what their sentences speak of: where a curve is extrapolated, the least up to the horizon; else
    the error where validation chooses, over all that it might choose."""
    lowest, chosen = truth.curves(_HORIZON).min(1), truth.at_chosen(studies)
    return [float((lowest if each == "forecast" else chosen)[arm]) for arm, each in enumerate(how)]


def _rises(truth: Truth, tables: Tables, findings: Sequence[Finding]) -> list[float]:
    """From the epochs chosen in this very study to the last, as the sentence says; no network chose its own."""
    rises = []
    for curve, (_, runs) in zip(truth.curves(), tables.runs.groupby("depth"), strict=True):
        chosen = chosen_epochs(tables, runs).reindex(runs["run"]).to_numpy()
        rises.append(float((curve[-1] - curve[chosen - 1]).mean()))
    return rises
