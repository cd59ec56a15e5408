"""Which networks are equal in epochs, in training cost or in parameters, though one is deeper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log
from typing import Literal

import numpy as np
import pandas as pd

from layerwise.verdict.readings.pairs import Arm
from layerwise.verdict.readings.reading import last_epoch
from layerwise.verdict.readings.series import DepthSeries
from layerwise.verdict.tables import Tables

Terms = Literal["epochs", "flops", "parameters"]
TERMS: tuple[Terms, ...] = ("epochs", "flops", "parameters")

# Two costs count as equal where they differ by 1 %, as a whole number of epochs allows; else the nearest within 5 %.
ALIKE, NEAR = 0.01, 0.05
# Two networks have equally many parameters where these differ by 10 %.
SIZES_ALIKE = 0.1


@dataclass(frozen=True, eq=False)
class Match:
    """A shallower and a deeper network that are compared on one of the terms.

    Args:
        series: of the shallower one.
        a: the shallower one's networks and epoch.
        b: the deeper one's.
    """

    series: DepthSeries
    a: Arm
    b: Arm


def equal_arms(
    tables: Tables, everything: Sequence[DepthSeries], terms: Terms, series: DepthSeries, start: int, to: int
) -> Match | None:
    """Two networks of one series' depths `start` and `to`, or their nearest of kin, that are equal in the terms.

    Args:
        tables: the study.
        everything: all depth series of it.
        terms: "epochs": both after the last epoch they share; "flops": both at the latest epochs of equal training
            cost; "parameters": of depth `to` the network, of any width and else alike, nearest in parameters.
        series: of the shallower network.
        start: its depth.
        to: the deeper one's.

    Returns:
        None where the study has no such pair.
    """
    shallow, deep = series.depths[start], series.depths[to]
    if terms == "parameters":
        nearest = _as_large(everything, series, start, to)
        return None if nearest is None else Match(series, Arm(shallow, "best"), Arm(nearest, "best"))
    last = last_epoch(tables, shallow), last_epoch(tables, deep)
    if terms == "epochs":
        return Match(series, Arm(shallow, min(last)), Arm(deep, min(last)))
    ratio = float(deep["flops_per_epoch"].mean() / shallow["flops_per_epoch"].mean())
    epochs = equally_dear(_recorded(tables, last[0]), _recorded(tables, last[1]), ratio)
    return None if epochs is None else Match(series, Arm(shallow, epochs[0]), Arm(deep, epochs[1]))


def equally_dear(of_a: list[int], of_b: list[int], ratio: float) -> tuple[int, int] | None:
    """The latest epochs of A and B that cost the same within 1 %; else the nearest in cost within 5 %; else None.

    Args:
        of_a: recorded epochs of A.
        of_b: recorded epochs of B.
        ratio: cost of one epoch of B over that of one of A, above 0.
    """
    if not np.isfinite(ratio) or ratio <= 0:
        return None
    a, b = np.meshgrid(np.array(of_a), np.array(of_b), indexing="ij")
    off = np.abs(np.log(b * ratio / a))
    # Latest first; of equally late ones the nearest in cost.
    for place in np.lexsort((off.ravel(), -np.maximum(a, b).ravel(), -np.minimum(a, b).ravel())):
        if off.flat[place] <= np.log(1 + ALIKE):
            return int(a.flat[place]), int(b.flat[place])
    place = off.argmin()
    return (int(a.flat[place]), int(b.flat[place])) if off.flat[place] <= np.log(1 + NEAR) else None


def _recorded(tables: Tables, last: int) -> list[int]:
    known = tables.curves("test_accuracy").columns if tables.correct is None else tables.correct.epochs
    return [epoch for epoch in map(int, known) if epoch <= last]


def _as_large(everything: Sequence[DepthSeries], series: DepthSeries, start: int, to: int) -> pd.DataFrame | None:
    """The networks of depth `to`, of any width and else alike, nearest to the series' depth `start` in parameters.

    Of equally near ones those of the nearest width, then of the smaller one.
    """
    size, own = float(series.depths[start]["parameters"].mean()), series.width
    alike = {name: str(value) for name, value in series.settings.items() if name != "width"}
    found: dict[tuple[float, int, int], pd.DataFrame] = {}
    for each in everything:
        if to in each.depths and {name: str(each.settings[name]) for name in alike} == alike:
            parameters, width = float(each.depths[to]["parameters"].mean()), each.width
            # Of tables that do not know the parameters (0 or missing) nothing is near.
            distance = abs(log(parameters / size)) if parameters > 0 and size > 0 else inf
            found[distance, abs(width - own), width] = each.depths[to]
    nearest = min(found, default=None)
    return found[nearest] if nearest and nearest[0] <= log(1 + SIZES_ALIKE) else None
