"""Error against size: which networks no smaller one beats, and how sure their errors are."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, nan

import numpy as np
import pandas as pd

from layerwise.verdict.possible import cut
from layerwise.verdict.readings.architectures import Architecture, architectures, largest_sets
from layerwise.verdict.readings.reading import errors, mean_error
from layerwise.verdict.tables import Tables

# The two costs of a trained network: what it stores, and the operations of reading one example.
COSTS = ("parameters", "inference_flops")
_COLUMNS = (
    *("network", "hidden", "activation", "depth", "width", "parameters", "inference_flops", "training_flops"),
    *("epoch", "seeds", "val_error", "error", "low", "high"),
)


def pareto(tables: Tables, level: float = 0.95, comparisons: int | None = None) -> pd.DataFrame:
    """Each architecture with its costs and its error at its best epoch, and whether it is on the Pareto front.

    A network is on the front of a cost where no other that costs as much or less errs as little or less. VALIDATION
    error says which those are, so that no lucky test error puts one there; without a validation set the test error
    has to. The errors shown are TEST errors.

    Args:
        tables: the study; of several training-set sizes the largest counts.
        level: coverage of the intervals.
        comparisons: how many intervals hold at once; None: those of all rows.

    Returns:
        A row an architecture, smallest first: network (its name), hidden ("16-16"; "?-?" where not known), activation,
        depth, width, parameters, inference_flops (of one example), training_flops (of all its epochs), epoch (mean of
        the best ones), seeds (that did not diverge), val_error, error, low, high (percentage points; low and high NaN
        below 3 seeds), front_parameters, front_inference_flops. Where every network diverged or the parameters are not
        known, it is on no front.
    """
    found = largest_sets(architectures(tables))
    at_once = comparisons or len(found)
    rows = pd.DataFrame([_row(tables, each, level, at_once) for each in found], columns=list(_COLUMNS))
    for cost in COSTS:
        rows[f"front_{cost}"] = _front(rows[cost].to_numpy(float), _chooser(rows))
    return rows.sort_values(["parameters", "val_error"], kind="stable", ignore_index=True)


def chosen_by_validation(front: pd.DataFrame) -> bool:
    """Whether validation chose the front of `pareto`; else the test error did, which flatters."""
    return bool(front["val_error"].notna().any())


def least_error(rows: pd.DataFrame, cost: str = "parameters") -> pd.Series:
    """The row of `pareto` of least error, of equals the cheapest: nothing but what chooses the front has a say.

    Args:
        rows: at least one.
        cost: "parameters" or "inference_flops".
    """
    return rows.iloc[np.lexsort((rows[cost].to_numpy(float), _chooser(rows)))[0]]


def _chooser(rows: pd.DataFrame) -> np.ndarray:
    return rows["val_error" if chosen_by_validation(rows) else "error"].to_numpy(float)


def _row(tables: Tables, architecture: Architecture, level: float, comparisons: int) -> dict[str, object]:
    runs = architecture.runs
    sound = runs[~runs["failed"].astype(bool)]
    estimate = mean_error(tables, runs, "best")
    low, high = cut(estimate.interval(level, comparisons)) if estimate else (nan, nan)
    return {
        "network": architecture.name,
        "hidden": "-".join(str(width or "?") for width in architecture.hidden),
        "activation": architecture.settings["activation"],
        "depth": len(architecture.hidden),
        "width": max(architecture.hidden, default=0),
        "parameters": architecture.parameters,
        "inference_flops": architecture.inference_flops,
        "training_flops": _whole_training(tables, architecture),
        "epoch": float(sound["best_epoch"].mean()) if len(sound) else nan,
        "seeds": len(sound),
        "val_error": _over_folds(tables, sound, "val_accuracy"),
        "error": estimate.mean if estimate else _over_folds(tables, sound, "test_accuracy"),
        "low": low,
        "high": high,
    }


def _whole_training(tables: Tables, architecture: Architecture) -> float:
    known = tables.epochs["epoch"][tables.epochs["run"].isin(architecture.runs["run"])]
    return architecture.training_flops(int(known.max())) if len(known) else nan


def _over_folds(tables: Tables, sound: pd.DataFrame, measure: str) -> float:
    """Mean error at the best epoch, folds weighted equally; NaN without a network."""
    if sound.empty:
        return nan
    found = pd.Series(errors(tables, sound["run"], "best", measure), sound.index)
    return float(found.groupby(sound["fold"]).mean().mean())


def _front(costs: Sequence[float] | np.ndarray, judged: Sequence[float] | np.ndarray) -> list[bool]:
    """Of each network whether none costs and errs as little or less, one of the two truly less."""
    both = list(zip(costs, judged, strict=True))
    return [
        isfinite(cost)
        and isfinite(error)
        and not any(
            other_cost <= cost and other <= error and (other_cost, other) != (cost, error) for other_cost, other in both
        )
        for cost, error in both
    ]
