"""The smallest network that reaches a wished accuracy: chosen on validation data, claimed on test data."""

from __future__ import annotations

import pandas as pd

from layerwise.verdict.advice.pareto import COSTS, chosen_by_validation, least_error, pareto
from layerwise.verdict.advice.reach_words import told
from layerwise.verdict.advice.reached import Reach, Reached
from layerwise.verdict.errors import TableError
from layerwise.verdict.tables import Tables


def reach(tables: Tables, accuracy: float, level: float = 0.95) -> Reach:
    """The smallest network that reaches a wished test accuracy, for both costs.

    Only networks on the Pareto front of validation error are asked, from the cheapest on. "Surely": the interval of its
    TEST accuracy, which holds for all that were asked at once, begins at the wish or above. "On average": mean
    validation accuracy and mean test accuracy both reach it. Where folds rotate, one seed's validation rows are
    another's test rows, so the choice is not blind to them: there the intervals hold for all networks of the study.

    Args:
        tables: the study.
        accuracy: the wish, a fraction: 0.97.
        level: coverage of the intervals.

    Raises:
        TableError: a wish that is no fraction above 0 and up to 1.
    """
    if not 0 < accuracy <= 1:
        raise TableError(
            "cannot look for this accuracy",
            got=f"{accuracy:g}",
            expected="a fraction above 0 and up to 1",
            remedy="Write 97 % as 0.97.",
        )
    every = pareto(tables, level)
    networks, rows = _asked(tables, every, level)
    wish = 100 * accuracy
    found = {cost: _cheapest(rows[rows[f"front_{cost}"]].sort_values(cost), wish) for cost in COSTS}
    surely, on_average = ({cost: pair[k] for cost, pair in found.items()} for k in (0, 1))
    judged = rows.dropna(subset=["error"])
    best = _reached(least_error(judged)) if len(judged) else None
    by_validation = chosen_by_validation(every)
    text = told(wish, surely, on_average, best, networks, by_validation, tables.condition.text)
    return Reach(wish, surely, on_average, best, networks, by_validation, text)


def _asked(tables: Tables, every: pd.DataFrame, level: float) -> tuple[int, pd.DataFrame]:
    """How many networks the intervals hold for, and the rows with these intervals."""
    on_front = every["front_parameters"] | every["front_inference_flops"]
    blind = chosen_by_validation(every) and set(tables.measured["fold"]) == {-1}
    networks = int(on_front.sum()) if blind else len(every)
    if networks == len(every) or not networks:
        return len(every), every
    return networks, pareto(tables, level, comparisons=networks)


def _cheapest(front: pd.DataFrame, wish: float) -> tuple[Reached | None, Reached | None]:
    """The cheapest that surely reaches the wish, and the cheapest that does on average."""
    surely = front[100 - front["high"] >= wish]
    # Without validation errors the test error alone has the say.
    validated = front["val_error"].fillna(front["error"])
    on_average = front[(100 - validated >= wish) & (100 - front["error"] >= wish)]
    return tuple(_reached(rows.iloc[0]) if len(rows) else None for rows in (surely, on_average))  # type: ignore[return-value]


def _reached(row: pd.Series) -> Reached:
    return Reached(
        network=str(row["network"]),
        hidden=str(row["hidden"]),
        depth=int(row["depth"]),
        parameters=float(row["parameters"]),
        inference_flops=float(row["inference_flops"]),
        accuracy=float(100 - row["error"]),
        low=float(100 - row["high"]),
        high=float(100 - row["low"]),
        seeds=int(row["seeds"]),
    )
