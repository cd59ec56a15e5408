"""Studies drawn from a world, as the tables that the verdict reads."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibrate.worlds import GUESSING, Design, Floats, Images, World
from layerwise.verdict.condition import Condition
from layerwise.verdict.correctness import Correctness
from layerwise.verdict.tables import Tables

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_CONSTANT = {
    "stage": "measure", "width": 16, "activation": "relu", "initialisation": "he", "normalisation": "none",
    "residual": False, "dropout": 0.0, "weight_decay": 0.0, "learning_rate": 0.003, "flops_per_epoch": 10**9,
    "diverged": False,
}  # fmt: skip


def simulate(world: World, design: Design, draw: np.random.Generator) -> Tables:
    """A study of one width and activation; the arms of the world are the depths 1, 2, …

    Args:
        world: what is true.
        design: how much of it is seen.
        draw: of all its random numbers.
    """
    courses = world.courses(draw, design.seeds, design.epochs, design.tuned_together)
    validation = validation_errors(world, design, draw, courses)
    failed = world.failures(draw, design.seeds)
    validation[failed] = draw.binomial(design.validation, GUESSING, validation[failed].shape) / design.validation
    best = validation.argmin(-1) + 1
    fold = design.fold_of_seeds
    tested = _tested(design)
    runs = _runs(fold, best)
    if design.groups:
        runs["tuning_group"] = np.tile(design.tuned_together, len(world.arms))
    right: list[Bools] = [np.empty(0, np.bool_)] * len(runs)
    for number, rows in tested.items():
        seeds = np.flatnonzero(fold == number)
        answers = _answers(world, draw, Images.draw(world, draw, len(seeds), len(rows)), courses[:, seeds])
        places = (np.arange(len(world.arms))[:, None] * design.seeds + seeds).ravel()
        for place, bits in zip(places, answers, strict=True):
            right[place] = bits
    for place in np.flatnonzero(failed.ravel()):
        right[place] = draw.random(right[place].shape) >= GUESSING
    chosen = [bits[epoch - 1] for bits, epoch in zip(right, best.ravel(), strict=True)]
    kept = np.arange(1, design.epochs + 1)
    correct = Correctness.pack(list(runs["run"]), list(runs["fold"]), tested, kept, right, chosen)
    epochs = _histories(runs, validation, right, failed)
    condition = Condition("simulated", 3_500, 4_000 + design.images, classes=world.classes)
    return Tables(runs, epochs, correct, condition)


def validation_errors(world: World, design: Design, draw: np.random.Generator, courses: Floats) -> Floats:
    """Validation error of each network at each epoch, fractions, shape (arms, seeds, epochs).

    A seed's validation rows are its own and common to its arms, as in a study.
    """
    images = Images.draw(world, draw, courses.shape[1], design.validation, own=True)
    return 1 - _answers(world, draw, images, courses).mean(-1).reshape(courses.shape)


def _answers(world: World, draw: np.random.Generator, images: Images, courses: Floats) -> Bools:
    """Which images each network gets right at each epoch, shape (networks, epochs, images)."""
    arms, seeds, epochs = courses.shape
    levels = np.repeat(world.levels(epochs), seeds, axis=0)
    right = np.empty((arms * seeds, epochs, images.count), np.bool_)
    for epoch in range(epochs):
        right[:, epoch] = ~images.wrong(draw, levels[:, epoch], courses[..., epoch].ravel())
    return right


def _tested(design: Design) -> dict[int, Ints]:
    """The tested rows, by fold; folds of equal size."""
    if not design.folds:
        return {-1: np.arange(design.images)}
    size = design.images // design.folds
    return {fold: np.arange(fold * size, (fold + 1) * size) for fold in range(design.folds)}


def _runs(fold: Ints, best: Ints) -> pd.DataFrame:
    arms, seeds = best.shape
    depth = np.repeat(np.arange(1, arms + 1), seeds)
    seed = np.tile(np.arange(seeds), arms)
    varying = {
        "run": [f"{d}-{s}" for d, s in zip(depth, seed, strict=True)],
        "seed": seed,
        "fold": np.tile(fold, arms),
        "network": [f"relu {'-'.join(['16'] * d)}" for d in depth],
        "hidden": [[16] * d for d in depth],
        "depth": depth,
        "parameters": 12_458 + 272 * depth,
        "best_epoch": best.ravel(),
    }
    return pd.DataFrame(varying | _CONSTANT)


def _histories(runs: pd.DataFrame, validation: Floats, right: list[Bools], failed: Bools) -> pd.DataFrame:
    """Accuracies, and as losses, which are not simulated, three times the error."""
    epochs = validation.shape[-1]
    errors = {"val": validation.ravel(), "test": np.concatenate([1 - bits.mean(-1) for bits in right])}
    errors["train"] = np.where(np.repeat(failed.ravel(), epochs), GUESSING, 0.8 * errors["val"])
    at = {"run": np.repeat(runs["run"].to_numpy(), epochs), "epoch": np.tile(np.arange(1, epochs + 1), len(runs))}
    accuracies = {f"{part}_accuracy": 1 - error for part, error in errors.items()}
    losses = {f"{part}_loss": 3 * error for part, error in errors.items()}
    return pd.DataFrame(at | accuracies | losses | {"seconds": 0.01})
