"""Do the intervals of ceilings, of their differences and of overfitting hold the truth?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from calibrate.cells import Cell, Families, measure
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
CEILING, APART, OVERFIT = "ceiling", "difference of ceilings", "overfitting"
# A ceiling is foretold for four times the epochs seen, and no further.
_HORIZON = 4
_SHAPES: tuple[Shape, ...] = ("falling", "flat", "turned")
# Of a mixed curve: how many things are learned, and how fast: least and most often by a factor e within a study.
_PARTS, _RATES = 3, (0.3, 30.0)


def cells() -> list[Cell]:
    """Each shape of curve, in both designs; the second arm errs more.

    One curve alone would say how its own shape is foretold, and `falling` is nearly one that the forecast fits. So
    there are studies whose curves are drawn, two a study: sums of exponentials, which none of the rivals is.
    """
    truths = {CEILING: _lowest, APART: _lowest_apart, OVERFIT: _rises}
    found = []
    for design in (FIXED, ROTATING):
        for shape in _SHAPES:
            world = apart(replace(NORMAL, arms=(Curve(shape=shape),) * 2, seeds="skewed"), design, POINTS)
            found.append(Cell(asked, truths, f"{shape}, skewed seeds", world, design))
        each = replace(NORMAL, arms=(Curve(shape="mixed"),) * 2, seeds="skewed")
        found.append(Cell(asked, truths, "curves of many shapes, skewed seeds", each, design, mixed))
    return found


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


def _lowest(truth: Truth, tables: Tables, findings: Sequence[Finding]) -> list[float]:
    return [float(truth.curves(_HORIZON)[0].min())]


def _lowest_apart(truth: Truth, tables: Tables, findings: Sequence[Finding]) -> list[float]:
    return [float(deeper.min() - shallower.min()) for shallower, deeper in pairwise(truth.curves(_HORIZON))]


def _rises(truth: Truth, tables: Tables, findings: Sequence[Finding]) -> list[float]:
    """From the epochs chosen in this very study to the last, as the sentence says; no network chose its own."""
    rises = []
    for curve, (_, runs) in zip(truth.curves(), tables.runs.groupby("depth"), strict=True):
        chosen = chosen_epochs(tables, runs).reindex(runs["run"]).to_numpy()
        rises.append(float((curve[-1] - curve[chosen - 1]).mean()))
    return rises
