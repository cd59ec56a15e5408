"""Do the intervals of ceilings, of their differences and of overfitting hold the truth?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, get_args

from calibrate.cells import Cell, Families, measure
from calibrate.differences import NORMAL, POINTS
from calibrate.truth import Truth, apart
from calibrate.worlds import Curve, Design, Shape
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


def cells() -> list[Cell]:
    """Each shape of curve, in both designs; the second arm errs more."""
    truths = {CEILING: _lowest, APART: _lowest_apart, OVERFIT: _rises}
    found = []
    for design in (FIXED, ROTATING):
        for shape in get_args(Shape):
            world = apart(replace(NORMAL, arms=(Curve(shape=shape),) * 2, seeds="skewed"), design, POINTS)
            found.append(Cell(asked, truths, f"{shape}, skewed seeds", world, design))
    return found


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
