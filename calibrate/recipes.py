"""Worlds that advice is asked in: the true mean error of every depth, width, number of epochs and rows of training.

Written down before anything was measured. The logarithm of a network's error is the sum of a base, what its depth, its
width, its rows and its epochs do, and noise: of the fold, whose learning rate was tuned once for each architecture; of
the seed, part of it common to all architectures; of each epoch. Where networks fail, their error is 60 to 90 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.condition import Condition
from layerwise.verdict.tables import Tables

Floats = NDArray[np.float64]
Kind = Literal["deeper", "shallower", "flat", "falling", "overfitting", "mixed", "failing", "tuned", "chance"]
KINDS: tuple[Kind, ...] = (
    *("deeper", "shallower", "flat", "falling", "overfitting", "mixed", "failing", "tuned", "chance"),
)
DEPTHS, WIDTHS, ROWS = (1, 2, 3, 4), (8, 16, 32), (1750, 3500)
EPOCHS = np.array([1, 2, 4, 8, 16, 32, 64])
FOLDS, VALIDATION = 5, 500
_FAILED = (0.6, 0.9)
_SHARED = 0.3


@dataclass(frozen=True)
class Recipe:
    """One architecture of the grid, on one number of rows."""

    depth: int
    width: int
    rows: int

    @property
    def name(self) -> str:
        """As the study folder names it."""
        return f"relu {'-'.join([str(self.width)] * self.depth)}"


GRID = tuple(Recipe(depth, width, rows) for depth in DEPTHS for width in WIDTHS for rows in ROWS)


@dataclass(frozen=True, eq=False)
class World:
    """What is true.

    Args:
        kind: which of `KINDS`.
        levels: the logarithm of each recipe's error, in the order of `GRID`, after each of `EPOCHS`, shape (24, 7).
        seed: standard deviation of a seed's effect, of the logarithm.
        fold: of a fold's, for each architecture: its tuned rate.
        wander: of an epoch's.
        failing: share of networks of three layers and more that fail.
    """

    kind: Kind
    levels: Floats
    seed: float
    fold: float
    wander: float
    failing: float

    @classmethod
    def draw(cls, kind: Kind, draw: np.random.Generator) -> World:
        """A world of a kind."""
        base = np.log(90.0 if kind == "chance" else np.exp(draw.uniform(np.log(1.5), np.log(45.0))))
        depths, widths, rows, epochs = _effects(kind, draw)
        levels = (
            np.array(
                [
                    base + depths[recipe.depth - 1] + widths[WIDTHS.index(recipe.width)] + rows[ROWS.index(recipe.rows)]
                    for recipe in GRID
                ]
            )[:, None]
            + epochs
        )
        noise = (0.003, 0.0, 0.003) if kind == "chance" else (float(np.exp(draw.uniform(-3.9, -2.0))), 0.0, 0.02)
        tuned = draw.uniform(0.02, 0.12) if kind == "tuned" else 0.0
        return cls(kind, levels, noise[0], tuned, noise[2], draw.uniform(0.05, 0.2) if kind == "failing" else 0.0)

    def errors(self, draw: np.random.Generator, recipes: NDArray[np.int_], folds: NDArray[np.int_]) -> Floats:
        """Errors of networks, fractions, shape (recipes, networks, epochs); `folds` numbers the fold of each."""
        shape = (len(recipes), len(folds), len(EPOCHS))
        shared = np.sqrt(_SHARED) * draw.standard_normal((1, len(folds), 1))
        own = np.sqrt(1 - _SHARED) * draw.standard_normal((*shape[:2], 1))
        of_folds = draw.standard_normal((len(recipes), folds.max() + 1))[:, folds, None]
        noise = self.seed * (shared + own) + self.fold * of_folds + self.wander * draw.standard_normal(shape)
        errors = np.exp(self.levels[recipes][:, None] + noise) / 100
        deep = np.array([GRID[recipe].depth > 2 for recipe in recipes])
        fails = (draw.random(shape[:2]) < self.failing) & deep[:, None]
        errors[fails] = draw.uniform(*_FAILED, (int(fails.sum()), 1))
        return np.clip(errors, 0.0, 0.95)


def _effects(kind: Kind, draw: np.random.Generator) -> tuple[Floats, Floats, Floats, Floats]:
    """What depth, width, rows and epochs add to the logarithm of the error."""
    steps = {
        "deeper": -draw.uniform(0.05, 0.5, 3),
        "shallower": draw.uniform(0.03, 0.5, 3),
        "flat": np.zeros(3),
        "chance": np.zeros(3),
    }.get(kind, draw.normal(0, 0.15, 3))
    still = kind in ("flat", "chance")
    depths = np.concatenate([[0.0], np.cumsum(steps)])
    widths = np.zeros(3) if still else np.concatenate([[0.0], np.cumsum(-draw.exponential(0.15, 2))])
    rows = np.array([0.0 if still else draw.exponential(0.2), 0.0])
    at = np.log2(EPOCHS)
    if kind == "chance":
        return depths, widths, rows, np.zeros(len(EPOCHS))
    if kind == "falling":
        return depths, widths, rows, -draw.uniform(0.08, 0.4) * at
    fast = draw.uniform(1.0, 2.0) * np.exp(-at / draw.uniform(0.5, 1.5))
    turns = draw.uniform(0.05, 0.3) * np.maximum(0, at - draw.integers(2, 5)) if kind == "overfitting" else 0.0
    return depths, widths, rows, fast + turns


def study(world: World, seeds: int, draw: np.random.Generator) -> Tables:
    """A study of the whole grid: which test item was answered right is not in it, so its intervals are of seeds alone.

    Args:
        world: that it is drawn from.
        seeds: of each recipe, over five folds.
        draw: of its noise.
    """
    folds = np.arange(seeds) % FOLDS
    errors = world.errors(draw, np.arange(len(GRID)), folds)
    seen = draw.binomial(VALIDATION, errors) / VALIDATION
    runs, histories = [], []
    for place, recipe in enumerate(GRID):
        parameters = 785 * recipe.width + (recipe.depth - 1) * (recipe.width + 1) * recipe.width + 11 * recipe.width
        for seed in range(seeds):
            run = f"{recipe.name}-{recipe.rows}-s{seed}"
            best = EPOCHS[seen[place, seed].argmin()]
            costs = (parameters, 6 * parameters * recipe.rows)
            hidden = [recipe.width] * recipe.depth
            runs.append(
                (run, seed, folds[seed], recipe.name, hidden, recipe.depth, recipe.width, *costs, best, recipe.rows)
            )
            histories.append((run, 1 - seen[place, seed], 1 - errors[place, seed]))
    names = ("run", "seed", "fold", "network", "hidden", "depth", "width", "parameters", "flops_per_epoch")
    table = pd.DataFrame(runs, columns=[*names, "best_epoch", "train_rows"]).assign(
        stage="measure", activation="relu", initialisation="he", normalisation="none", residual=False, dropout=0.0,
        weight_decay=0.0, learning_rate=0.003, diverged=False,
    )  # fmt: skip
    return Tables(table, _epochs(histories), None, Condition("a world", ROWS[1], 5000))


def _epochs(histories: list[tuple[str, Floats, Floats]]) -> pd.DataFrame:
    count, unknown = len(EPOCHS), np.nan
    return pd.DataFrame(
        {
            "run": np.repeat([run for run, _, _ in histories], count),
            "epoch": np.tile(EPOCHS, len(histories)),
            "seconds": 0.0, "train_loss": unknown, "train_accuracy": unknown, "val_loss": unknown,
            "val_accuracy": np.concatenate([seen for _, seen, _ in histories]),
            "test_loss": unknown,
            "test_accuracy": np.concatenate([tested for _, _, tested in histories]),
        }
    )  # fmt: skip
