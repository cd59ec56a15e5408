"""The smallest network that reaches a wished accuracy: chosen on validation data, claimed on test data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

import pandas as pd

from layerwise.verdict.errors import TableError
from layerwise.verdict.pareto import COSTS, chosen_by_validation, pareto
from layerwise.verdict.reach_words import told
from layerwise.verdict.tables import Tables
from layerwise.words import Text


@dataclass(frozen=True)
class Reached:
    """One network and the accuracy it shows on the test data.

    Args:
        network: its name in the tables.
        hidden: its hidden widths, "16-16".
        depth: hidden layers.
        parameters: it has.
        inference_flops: operations of reading one example.
        accuracy: mean test accuracy at its best epoch, percent.
        low: lower end of its interval, simultaneous over the networks it was chosen among; NaN below 3 seeds.
        high: its upper end.
        seeds: networks behind it.
    """

    network: str
    hidden: str
    depth: int
    parameters: float
    inference_flops: float
    accuracy: float
    low: float
    high: float
    seeds: int


@dataclass(frozen=True)
class Reach:
    """Which networks of a study reach a wish.

    Args:
        wish: test accuracy, percent.
        surely: by cost ("parameters", "inference_flops") the cheapest network whose whole interval reaches the wish;
            None where none does.
        on_average: by cost the cheapest whose mean accuracy reaches it, on validation and on test data.
        best: the network that validation prefers of all; None where none could be measured.
        networks: how many the intervals hold for at once.
        by_validation: whether validation chose; else the test data chose what they judge, and the text says so.
        text: the answer in a sentence.
    """

    wish: float
    surely: dict[str, Reached | None]
    on_average: dict[str, Reached | None]
    best: Reached | None
    networks: int
    by_validation: bool
    text: Text

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; null where no network reaches it, or a number is not known."""
        return {
            "wish": self.wish,
            "surely": {cost: _plain(found) for cost, found in self.surely.items()},
            "on_average": {cost: _plain(found) for cost, found in self.on_average.items()},
            "best": _plain(self.best),
            "networks": self.networks,
            "by_validation": self.by_validation,
            "text": self.text.both(),
        }


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
    judged = rows.dropna(subset=["error"]).sort_values(["val_error", "error", "parameters"])
    best = _reached(judged.iloc[0]) if len(judged) else None
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


def _plain(found: Reached | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        name: None if isinstance(value, float) and not isfinite(value) else value
        for name, value in asdict(found).items()
    }
