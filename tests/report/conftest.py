"""The simulated studies of `tests/verdict` are the studies these tests report on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "verdict"))

from simulated import World, simulate
from told import facts

from layerwise.report.answers import StudyResult
from layerwise.verdict.compare import compare


@pytest.fixture(scope="session")
def digits() -> StudyResult:
    world = World({2: -0.3, 3: 0.4}, turning=0.02)
    tables = simulate(world, activations=("relu", "tanh"), diverged=[(3, 4)], epochs=20)
    return StudyResult(tables, compare(tables), facts(), "studies/digits/report.html")


@pytest.fixture(scope="session")
def spirals() -> StudyResult:
    from dataclasses import replace

    from layerwise.verdict.condition import Condition

    tables = simulate(World({2: -1.5, 3: -2}, level=-0.5), widths=(8, 16), folds=0, seeds=10, epochs=20)
    tables = replace(tables, condition=Condition("spirals", 1000, 5500, "points"))
    told = facts("spirals", rows=5500, train=1000, test=4000, folds=0)
    return StudyResult(tables, compare(tables), told, "studies/spirals/report.html")
