"""Studies whose truth is known: tables and per-image correctness drawn from seed, image and interaction effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pandas as pd

from layerwise.verdict.condition import Condition
from layerwise.verdict.correctness import Correctness, recorded_epochs
from layerwise.verdict.tables import Tables


@dataclass(frozen=True)
class World:
    """What is true of a simulated study; the level of a network is the logit of its error, roughly.

    Args:
        depth_effect: added to the level at each depth, beyond the first; 0 where not named.
        falling: how far the level falls from the first epoch on, as 1/epoch.
        turning: how far it rises again, per epoch.
        seed_effect: standard deviation of a network's own effect, over seeds.
        memorised: how much lower the level of training images gets, at the last epoch.
    """

    depth_effect: dict[int, float] = field(default_factory=dict)
    level: float = -2.4
    falling: float = 2.0
    turning: float = 0.0
    seed_effect: float = 0.15
    memorised: float = 1.5


def simulate(
    world: World = World(),
    *,
    depths: Sequence[int] = (1, 2, 3),
    activations: Sequence[str] = ("relu",),
    widths: Sequence[int] = (16,),
    seeds: int = 20,
    folds: int = 5,
    images: int = 200,
    epochs: int = 20,
    diverged: Sequence[tuple[int, int]] = (),
    shapes: Sequence[Sequence[int]] = (),
    key: int = 0,
) -> Tables:
    """A study of `seeds` networks of each architecture.

    Args:
        world: the truth.
        folds: 5, or 0 for a test set of its own.
        images: tested images of each fold (the last fold has one less, where there are folds).
        diverged: (depth, seed) of networks that diverged at once.
        shapes: hidden widths of further architectures, of each activation.
        key: of the random numbers.
    """
    draw = np.random.default_rng(key)
    numbers = range(folds) if folds else (-1,)
    sizes = {fold: images - (fold == folds - 1 > 0) for fold in numbers}
    hard = {fold: draw.standard_t(4, size) * 0.9 for fold, size in sizes.items()}
    shared = {(seed, fold): draw.normal(size=sizes[fold]) * 0.3 for seed in range(seeds) for fold in numbers}
    kept, rows, histories, correct, best = recorded_epochs(epochs), [], [], [], []
    even = [(width,) * depth for width, depth in product(widths, depths)]
    for activation, hidden in product(activations, [*dict.fromkeys(even), *map(tuple, shapes)]):
        depth = len(hidden)
        taste = {fold: draw.normal(size=size) * 0.4 for fold, size in sizes.items()}
        for seed in range(seeds):
            fold = seed % folds if folds else -1
            network = f"{activation} {'-'.join(map(str, hidden)) or 'linear'}"
            run = f"{network}-s{seed}"
            fails = (depth, seed) in diverged
            own = world.level + world.depth_effect.get(depth, 0.0) + draw.normal() * world.seed_effect
            at = np.arange(1, epochs + 1)
            level = own + world.falling / at + world.turning * at
            noise = hard[fold] + taste[fold] + shared[seed, fold] + draw.logistic(size=sizes[fold]) * 0.6
            right = level[:, None] + noise + draw.logistic(size=(epochs, len(noise))) * 0.15 < 0
            val_error, train_error = (
                draw.binomial(rows_, 1 / (1 + np.exp(-(level - drop)))) / rows_
                for rows_, drop in ((500, 0.0), (3500, world.memorised * at / epochs))
            )
            history = pd.DataFrame({"run": run, "epoch": at, "seconds": 0.01})
            for part, error in (("train", train_error), ("val", val_error), ("test", 1 - right.mean(1))):
                history[f"{part}_loss"] = error * 3
                history[f"{part}_accuracy"] = np.nan if fails else 1 - error
            histories.append(history)
            chosen = 0 if fails else int(val_error.argmin()) + 1
            correct.append(right[kept - 1] & (not fails))
            best.append(right[max(chosen, 1) - 1] & (not fails))
            rows.append(
                {
                    "run": run,
                    "seed": seed,
                    "fold": fold,
                    "stage": "measure",
                    "network": network,
                    "hidden": list(hidden),
                    "depth": depth,
                    "width": max(hidden, default=0),
                    "activation": activation,
                    "initialisation": "he",
                    "normalisation": "none",
                    "residual": False,
                    "dropout": 0.0,
                    "weight_decay": 0.0,
                    "learning_rate": 0.003,
                    "parameters": 12458 + 272 * depth,
                    "flops_per_epoch": 10**9,
                    "best_epoch": chosen,
                    "diverged": fails,
                }
            )
    start = np.cumsum([0, *sizes.values()])
    tested = {fold: np.arange(start[k], start[k + 1]) for k, fold in enumerate(sizes)}
    runs = pd.DataFrame(rows)
    correctness = Correctness.pack(list(runs["run"]), list(runs["fold"]), tested, kept, correct, best)
    return Tables(runs, pd.concat(histories, ignore_index=True), correctness, Condition("digits", 3500, 5000))
