"""How often a true difference is found, by its size and the number of seeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from calibrate.pool import over_cores
from calibrate.simulation import simulate
from calibrate.truth import Truth, apart
from calibrate.worlds import Curve, Design, World
from layerwise.verdict.decision import decide
from layerwise.verdict.layout import two_way
from layerwise.verdict.readings.reading import wrong

SEEDS = (5, 8, 12, 20, 40)
POINTS = (0.1, 0.2, 0.3, 0.4)
DESIGN = Design(max(SEEDS), 0, 10_000, epochs=1, validation=100)
# Networks whose test errors, about 5 %, have a standard deviation of 0.3 points over seeds and a correlation of 0.5
# between arms; image by image, arms differ no less than the depths of real studies do (docs/decisions/0013).
ONE = World(arms=(Curve(-5.4, "falling"),), spread=0.088, wander=0.0, together=0.53, taste=0.18, interaction=0.8)
_BATCH = 10


def world() -> World:
    """A reference, and an arm that differs by each number of points."""
    moved = [apart(replace(ONE, arms=ONE.arms * 2), DESIGN, points).arms[1] for points in POINTS]
    return replace(ONE, arms=(ONE.arms[0], *moved))


def run(studies: int) -> Iterator[dict[str, Any]]:
    """A row a number of seeds and a difference, with what the networks of this world are like."""
    tasks = [
        [(3, study) for study in range(first, min(first + _BATCH, studies))] for first in range(0, studies, _BATCH)
    ]
    answered = list(over_cores(found, tasks))
    decided = np.concatenate([batch[0] for batch in answered])
    spreads = np.concatenate([batch[1] for batch in answered]).mean(0)
    law = {"error": float(Truth(world(), DESIGN).curves()[0, 0])}
    law |= {"seed_sd": float(spreads[0]), "correlation": float(spreads[1])}
    for k, seeds in enumerate(SEEDS):
        for j, points in enumerate(POINTS):
            count = int(decided[:, k, j].sum())
            yield {"seeds": seeds, "points": points, "studies": studies, "found": count} | law


def found(keys: list[tuple[int, ...]]) -> tuple[Any, Any]:
    """Of some simulated studies, whether each difference was found by each number of seeds, rightly signed.

    Returns:
        Shape (studies, numbers of seeds, differences); and the standard deviation of the reference's test errors over
        seeds (points) with the correlation between reference and the first other arm, shape (studies, 2).
    """
    law = world()
    decided = np.zeros((len(keys), len(SEEDS), len(POINTS)), bool)
    spreads = np.zeros((len(keys), 2))
    for place, key in enumerate(keys):
        tables = simulate(law, DESIGN, np.random.default_rng(key))
        reference, *others = (wrong(tables, runs, 1) for _, runs in tables.runs.groupby("depth")["run"])
        for j, other in enumerate(others):
            difference = other - reference
            for k, seeds in enumerate(SEEDS):
                # No margin has a say in whether a difference is called by its name.
                (decision,) = decide([two_way([difference[:seeds]])], [0.0])
                decided[place, k, j] = decision.conclusion == "hurts"
        errors = reference.mean(1), others[0].mean(1)
        spreads[place] = errors[0].std(ddof=1), np.corrcoef(*errors)[0, 1]
    return decided, spreads
