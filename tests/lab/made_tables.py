"""Tables of a study that was never run: accuracies as a test wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from layerwise.verdict.condition import Condition
from layerwise.verdict.correctness import Correctness, recorded_epochs
from layerwise.verdict.tables import Tables

# Percent by epoch: of training, validation and test; or one sequence for all three.
Course = Sequence[float] | Mapping[str, Sequence[float]]
SPREAD = 0.2


def made(
    courses: Mapping[tuple[int, ...], Course], *, seeds: int = 8, spread: float = SPREAD, diverged: Sequence[int] = ()
) -> Tables:
    """A study whose seed k lies `spread` × (a number fixed by k, mean 0) percentage points from the given courses.

    Args:
        courses: accuracies by hidden widths, percent.
        seeds: of each architecture.
        spread: standard deviation over seeds, roughly.
        diverged: seeds that diverged, of every architecture.
    """
    offsets = spread * np.linspace(-1.5, 1.5, seeds)
    rows, histories = [], []
    for hidden, course in courses.items():
        parts = course if isinstance(course, Mapping) else dict.fromkeys(("train", "val", "test"), course)
        # Architectures of one seed are not equally lucky: the order of the offsets is another one for each.
        own = np.random.default_rng([len(hidden), *hidden]).permutation(offsets)
        for seed in range(seeds):
            run = f"{hidden}-s{seed}"
            epochs = len(parts["test"])
            history = pd.DataFrame({"run": run, "epoch": np.arange(1, epochs + 1), "seconds": 0.01})
            for part in ("train", "val", "test"):
                values = np.clip(np.asarray(parts.get(part, parts["test"])) + own[seed], 0, 100)
                history[f"{part}_loss"], history[f"{part}_accuracy"] = 1 - values / 100, values / 100
            histories.append(history)
            rows.append(
                {
                    "run": run, "seed": seed, "fold": -1, "stage": "measure", "network": str(hidden),
                    "hidden": list(hidden), "depth": len(hidden), "width": max(hidden, default=0),
                    "activation": "relu", "initialisation": "he", "normalisation": "none", "residual": False,
                    "dropout": 0.0, "weight_decay": 0.0, "learning_rate": 0.003, "parameters": 100,
                    "flops_per_epoch": 1000, "best_epoch": 0 if seed in diverged else epochs,
                    "diverged": seed in diverged,
                }
            )  # fmt: skip
    return Tables(pd.DataFrame(rows), pd.concat(histories, ignore_index=True), None, Condition("made", 100, 200))


def with_images(errors: np.ndarray, hidden: tuple[int, ...]) -> Tables:
    """A study of one architecture whose seeds erred on these images, (seeds, images) of 0 and 1, at one epoch."""
    right = errors == 0
    found = made({hidden: [100 * right.mean()]}, seeds=len(errors))
    runs, tested = list(found.runs["run"]), {-1: np.arange(errors.shape[1])}
    kept = recorded_epochs(1)
    correct = Correctness.pack(runs, [-1] * len(runs), tested, kept, list(right[:, None]), list(right))
    return Tables(found.runs, found.epochs, correct, found.condition)
