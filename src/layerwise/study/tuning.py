"""Stage 1: which learning rate each architecture is measured at, chosen by validation loss alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import fmean

import numpy as np

from layerwise.train.early_stopping import stopping_epoch
from layerwise.train.recipe import Recipe

# How often the grid may grow at each end, by half a decade each time.
MOST_EXTENSIONS = 4
HALF_DECADES = (1.0, 3.0)
# Scores within a tenth of the least are one score: seeds of one rate differ by as much (docs/decisions/0022).
NEAR = 1.1


@dataclass
class Tuning:
    """Validation losses found so far, by architecture and group: a fold, or seeds of a data set with its own test set.

    A rate's score in a group is its least validation loss over the epochs, averaged over the group's tuning seeds. One
    tuning run that diverged, at whatever epoch, makes it infinite: what broke on one seed is no rate to measure at.

    Args:
        stops: whether runs may have ended early. Each is then read up to its own `stopping_epoch`, so that its score
            does not depend on the networks it was trained beside.
        choice: `middle` of the rates that are as good as the best, or `least`: the best, of equals the smallest.
    """

    stops: bool = False
    choice: str = "middle"
    losses: dict[tuple[int, int], dict[float, list[float]]] = field(default_factory=dict)

    def add(self, architecture: int, group: int, rate: float, validation_losses: Iterable[float]) -> None:
        """Takes in one tuning run: its validation loss after each epoch."""
        values = np.array(list(validation_losses))
        values = values[: stopping_epoch(values)] if self.stops else values
        least = float(values.min(initial=np.inf)) if np.isfinite(values).all() else float("inf")
        self.losses.setdefault((architecture, group), {}).setdefault(rate, []).append(least)

    def chosen(self) -> dict[tuple[int, int], float]:
        """By architecture and group the middle of the rates whose score is within a tenth of the least.

        The least of noisy scores jumps between neighbours that are equally good; the middle of them hardly does. Of two
        in the middle the larger, which needs fewer epochs. Where all diverged, the smallest.
        """
        near = NEAR if self.choice == "middle" else 1.0
        return {key: _chosen(by_rate, near) for key, by_rate in self.losses.items()}

    def missing(self) -> dict[int, list[float]]:
        """Rates to add, by group, because an architecture's best lies on its grid's edge there.

        All architectures of the group then try them, so that each has had the same number of rates.
        """
        chosen, wanted = self.chosen(), {}
        for group in sorted({group for _, group in self.losses}):
            by_rate = [rates for (_, own), rates in self.losses.items() if own == group]
            tried = sorted({rate for rates in by_rate for rate in rates})
            best = {rate for (_, own), rate in chosen.items() if own == group}
            below = [next_rate(tried[0], -1)] if tried[0] in best else []
            above = [next_rate(tried[-1], +1)] if tried[-1] in best else []
            if below or above:
                wanted[group] = below + above
        return wanted


def _chosen(losses: dict[float, list[float]], near: float) -> float:
    scores = {rate: fmean(found) for rate, found in sorted(losses.items())}
    least = min(scores.values())
    alike = [rate for rate, score in scores.items() if score <= near * least]
    return alike[len(alike) // 2] if near > 1 and np.isfinite(least) else alike[0]


def may_stop(recipe: Recipe) -> bool:
    """Whether tuning runs may end early: a rate that falls to 0 has its best epochs at the end."""
    return recipe.schedule == "constant"


def next_rate(rate: float, direction: int) -> float:
    """The neighbour of a rate on the grid … 1e-3, 3e-3, 1e-2 …; of one that is not on it, 3 times more or less."""
    exponent = int(np.floor(np.log10(rate) + 1e-9))
    mantissa = round(rate / 10.0**exponent, 6)
    if mantissa not in HALF_DECADES:
        return float(f"{rate * 3.0**direction:.6g}")
    if direction > 0:
        return float(f"3e{exponent}") if mantissa == 1.0 else float(f"1e{exponent + 1}")
    return float(f"3e{exponent - 1}") if mantissa == 1.0 else float(f"1e{exponent}")
