"""A/A: real networks of ONE recipe, split at random into two arms again and again, must not be told apart.

The pairs of an A/A comparison are two different seeds, so that each arm is what it would be in a study whose seeds have
nothing in common; the networks of a fold stay in it. Splits of the same networks overlap, so the share of false claims
varies more than a binomial one: what is said of it holds for these networks.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibrate.pool import over_cores
from calibrate.tally import Answer, tally
from layerwise.data.idx_sets import MNIST
from layerwise.data.mnist import where_found
from layerwise.lab.running import study
from layerwise.lab.study import open_study
from layerwise.verdict.questions.deeper import next_depth
from layerwise.verdict.tables import Tables

NETWORKS, EPOCHS, RATE = 200, 10, 0.003
# Seeds of an arm, by data set: of MNIST's own test set, and of five folds.
ARMS = {"mnist": 12, "digits": 20}
_BATCH = 25


def run(splits: int, folder: Path) -> Iterator[dict[str, Any]]:
    """A row a data set; MNIST only where its files are, as nothing is downloaded for a calibration.

    Args:
        splits: of the networks of each.
        folder: where the studies are, or go.
    """
    for name, seeds in ARMS.items():
        if name == "mnist" and not where_found(MNIST):
            yield {"data": name, "skipped": "no MNIST in $LAYERWISE_DATA or the cache"}
            continue
        path = trained(name, folder)
        batches = [range(first, min(first + _BATCH, splits)) for first in range(0, splits, _BATCH)]
        families = [each for batch in over_cores(partial(answers, path, seeds), batches) for each in batch]
        where = {"data": name, "networks": NETWORKS, "epochs": EPOCHS, "learning_rate": RATE, "seeds": seeds}
        yield where | tally(families)


def trained(name: str, folder: Path) -> Path:
    """The study of one recipe; trained unless it is there."""
    path = folder / f"aa-{name}"
    study(
        name, folder=path, depths=[2], widths=[16], activations=["relu"], seeds=NETWORKS, epochs=EPOCHS,
        learning_rates=RATE, keep="none",
    )  # fmt: skip
    return path


def answers(path: Path, seeds: int, splits: range) -> list[list[Answer]]:
    """What is found where nothing is, a family of one comparison a split."""
    tables = _tables(path)
    families = []
    for split in splits:
        (found,) = next_depth(divided(tables, seeds, np.random.default_rng((5, split))))
        families.append([Answer(found.estimate, found.low, found.high, 0.0, found.conclusion)])
    return families


@cache
def _tables(path: Path) -> Tables:
    return open_study(path).tables


def divided(tables: Tables, seeds: int, draw: np.random.Generator) -> Tables:
    """A study of two arms that pretend to be of one and two hidden layers, drawn from the networks of one recipe.

    Args:
        tables: of one recipe.
        seeds: of each arm; the same number of every fold.
        draw: of the split.
    """
    folds = [runs for _, runs in tables.runs.groupby("fold")]
    each = seeds // len(folds)
    arms: list[pd.DataFrame] = []
    drawn = [runs.iloc[draw.permutation(len(runs))[: 2 * each]] for runs in folds]
    for depth in (1, 2):
        arm = pd.concat([runs.iloc[(depth - 1) * each : depth * each] for runs in drawn])
        arms.append(arm.assign(seed=np.arange(len(arm)), depth=depth, hidden=[[16] * depth] * len(arm)))
    runs = pd.concat(arms)
    epochs = tables.epochs[tables.epochs["run"].isin(runs["run"])]
    return Tables(runs, epochs, tables.correct, tables.condition)
