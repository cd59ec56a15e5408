"""Do the intervals of ceilings, of their differences and of overfitting hold the truth?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

from calibrate.cells import Cell, measure
from calibrate.differences import NORMAL, POINTS
from calibrate.truth import apart
from calibrate.worlds import Curve, Design, Shape
from layerwise.verdict.ceiling_findings import ceiling_findings
from layerwise.verdict.finding import Finding
from layerwise.verdict.overfit import overfit
from layerwise.verdict.tables import Tables

FIXED, ROTATING = Design(12, 0, 3_000, epochs=16), Design(20, 5, 2_000, epochs=16)
CODES = ("ceiling", "ceiling-difference", "overfit")


def cells() -> list[Cell]:
    """Each shape of curve, in both designs; the second arm errs more."""
    found = []
    for design in (FIXED, ROTATING):
        for shape in get_args(Shape):
            world = apart(replace(NORMAL, arms=(Curve(shape=shape),) * 2, seeds="skewed"), design, POINTS)
            found.append(Cell(asked, CODES, f"{shape}, skewed seeds", world, design))
    return found


def asked(tables: Tables) -> list[Finding]:
    """All findings of the three codes."""
    return [*ceiling_findings(tables), *overfit(tables)]


def run(studies: int) -> Iterator[dict[str, Any]]:
    """The rows of the table."""
    return measure(cells(), studies, key=2)
