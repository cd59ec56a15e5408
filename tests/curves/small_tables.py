"""Small tables in shapes that people export: finished runs, and curves of a few epochs, with known errors."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

# Test error of each depth at the end of training, percentage points.
ERRORS = {1: 12.0, 2: 7.0}


def finished(*, seeds: int = 4, depths: Iterable[int] = (1, 2), **columns: object) -> pd.DataFrame:
    """A row a finished run: depth, seed, val_accuracy, test_accuracy; runs of a seed differ by 5 points.

    Args:
        seeds: of each depth.
        depths: hidden layers.
        **columns: further ones, each a value or a list.
    """
    rows = [
        {"depth": depth, "seed": seed, "val_accuracy": _accuracy(depth, seed) + 0.01,
         "test_accuracy": _accuracy(depth, seed)}
        for depth in depths
        for seed in range(seeds)
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(**columns)


def curves(*, epochs: int = 6, seeds: int = 4, depths: Iterable[int] = (1, 2), peak: int = 0) -> pd.DataFrame:
    """A row a run and epoch: run, depth, seed, epoch, train_accuracy, val_accuracy, test_accuracy.

    Args:
        epochs: of each run.
        seeds: of each depth.
        depths: hidden layers.
        peak: the epoch after which accuracy on new data falls by 4 points an epoch; 0: it rises to the end.
    """
    rows = []
    for depth in depths:
        for seed in range(seeds):
            for epoch in range(1, epochs + 1):
                past = max(0, epoch - peak) if peak else 0
                new = _accuracy(depth, seed) - 0.05 / min(epoch, peak or epoch) - 0.04 * past
                rows.append(
                    {"run": f"d{depth}s{seed}", "depth": depth, "seed": seed, "epoch": epoch,
                     "train_accuracy": min(1.0, 0.9 + 0.015 * epoch), "val_accuracy": new + 0.004, "test_accuracy": new}
                )  # fmt: skip
    return pd.DataFrame(rows)


def _accuracy(depth: int, seed: int) -> float:
    wobble = np.random.default_rng(100 * depth + seed).normal(scale=0.002)
    return float(1 - ERRORS.get(depth, 5.0) / 100 + 0.003 * (seed % 3) + wobble)
