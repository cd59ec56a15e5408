"""Deeper or longer at equal cost: error against training operations, and what validation would have bought."""

from __future__ import annotations

from math import log2, nan

import numpy as np
import pandas as pd

from layerwise.verdict.advice.budget import known_epochs
from layerwise.verdict.possible import cut
from layerwise.verdict.readings.reading import PERCENT, mean_error
from layerwise.verdict.readings.series import DepthSeries, depth_series
from layerwise.verdict.tables import Tables

MOST_BUDGETS = 8

_CURVES = ("series", "series_zh", "depth", "epoch", "flops", "val_error", "error")
_BUDGETS = ("series", "series_zh", "budget", "depth", "epoch", "flops", "error", "low", "high", "seeds")


def error_by_cost(tables: Tables) -> pd.DataFrame:
    """Mean validation and test error of each depth after each known epoch, with what that training cost.

    Of a decaying learning rate only the last epoch is there: the others are no shorter runs.

    Returns:
        A row an architecture and epoch: series, series_zh, depth, epoch, flops (operations of training one network so
        far), val_error, error (percentage points, means over seeds, folds weighted equally). Architectures whose
        operations are not known, or whose networks all diverged, are left out.
    """
    found = courses(tables)
    return found[found["flops"] > 0].reset_index(drop=True)


def courses(tables: Tables) -> pd.DataFrame:
    """The same rows, those whose operations are not known among them: their `flops` are NaN."""
    found = [
        rows
        for series in depth_series(tables)
        for depth, runs in series.depths.items()
        if len(rows := _curve(tables, series, depth, runs))
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(_CURVES))


def budgets(tables: Tables, level: float = 0.95) -> pd.DataFrame:
    """What the best use of a training budget is: budgets that double, and the network that validation buys with each.

    With each budget, of all depths and epochs that cost as much or less the one of least mean validation error is
    taken. Its test error stands with an interval that holds for all budgets of its series at once.

    Returns:
        A row a series and budget, at most eight of a series: series, series_zh, budget (operations), depth, epoch,
        flops (what the chosen one costs), error, low, high (percentage points), seeds.
    """
    curves = error_by_cost(tables)
    rows = [row for series in depth_series(tables) for row in _bought(tables, series, curves, level)]
    return pd.DataFrame(rows, columns=list(_BUDGETS))


def _curve(tables: Tables, series: DepthSeries, depth: int, runs: pd.DataFrame) -> pd.DataFrame:
    sound = runs[~runs["failed"].astype(bool)]
    cost = float(runs["flops_per_epoch"].astype(float).mean())
    if sound.empty:
        return pd.DataFrame(columns=list(_CURVES))
    epochs = known_epochs(tables, runs)
    label = series.label
    return pd.DataFrame(
        {
            "series": label.en,
            "series_zh": label.zh,
            "depth": depth,
            "epoch": epochs,
            "flops": (cost if cost > 0 else nan) * epochs,
            "val_error": _mean(tables, sound, "val_accuracy", epochs),
            "error": _mean(tables, sound, "test_accuracy", epochs),
        }
    )


def _mean(tables: Tables, sound: pd.DataFrame, measure: str, epochs: np.ndarray) -> np.ndarray:
    curves = tables.curves(measure).reindex(index=list(sound["run"]), columns=epochs)
    by_fold = curves.groupby(sound["fold"].to_numpy()).mean()
    return np.asarray(PERCENT * (1 - by_fold.mean()), np.float64)


def _bought(tables: Tables, series: DepthSeries, curves: pd.DataFrame, level: float) -> list[dict[str, object]]:
    own = curves[curves["series"] == series.label.en]
    judged = own["val_error"].fillna(own["error"])
    if own.empty or judged.isna().all():
        return []
    spent = _doublings(float(own.groupby("depth")["flops"].min().max()), float(own["flops"].max()))
    found = []
    for budget in spent:
        affordable = own["flops"] <= budget * (1 + 1e-9)
        best = own[affordable].iloc[int(judged[affordable].argmin())]
        runs = series.depths[int(best["depth"])]
        estimate = mean_error(tables, runs, int(best["epoch"]))
        low, high = cut(estimate.interval(level, len(spent))) if estimate else (nan, nan)
        row = {name: best[name] for name in ("series", "series_zh", "depth", "epoch", "flops")}
        error, seeds = estimate.mean if estimate else best["error"], int((~runs["failed"]).sum())
        found.append(row | {"budget": budget, "error": error, "low": low, "high": high, "seeds": seeds})
    return found


def _doublings(least: float, most: float) -> list[float]:
    """From the largest budget downwards, by halves, none that a depth could not be trained with at all."""
    count = min(MOST_BUDGETS, int(log2(most / least)) + 1)
    return [most / 2**step for step in reversed(range(count))]
