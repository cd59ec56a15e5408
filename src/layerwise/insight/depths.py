"""How what can be read changes from the first hidden layer to the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan, sqrt
from typing import Literal

import numpy as np
from jaxtyping import Float
from scipy.special import ndtri

from layerwise.insight.concepts import Level
from layerwise.insight.finding import Conclusion
from layerwise.insight.readable import Readable

Change = Literal["rises", "falls", "steady", "undecided"]
# Changes of the score below this do not matter.
MARGIN = 0.05


@dataclass(frozen=True)
class WithDepth:
    """One concept, from the first hidden layer to the last.

    Args:
        concept: its name.
        level: strokes, parts, look, class, own.
        change: score in the last hidden layer minus that in the first.
        low, high: its 95 % interval, for all concepts at once.
        conclusion: rises or falls where 0 lies outside, steady where all of it lies within ±0.05, else undecided.
    """

    concept: str
    level: Level
    change: float
    low: float
    high: float
    conclusion: Change


def judged(concept: str, level: Level, change: float, low: float, high: float) -> WithDepth:
    """The change with its conclusion. Both can be true of a small one: then it is steady."""
    if low > -MARGIN and high < MARGIN:
        conclusion: Change = "steady"
    elif low > 0:
        conclusion = "rises"
    elif high < 0:
        conclusion = "falls"
    else:
        conclusion = "undecided"
    return WithDepth(concept, level, change, low, high, conclusion)


def with_depth(found: Readable) -> list[WithDepth]:
    """The changes of one network; the noise in their intervals is that of the examples alone.

    Empty for a network with fewer than two hidden layers.
    """
    hidden = [place for place, name in enumerate(found.layers) if name.startswith("hidden")]
    if len(hidden) < 2:
        return []
    level = 1 - 0.05 / len(found.concepts)
    first, last = found.readouts[hidden[0]], found.readouts[hidden[-1]]
    change, low, high = last.above(first, level)
    return [
        judged(concept.name, concept.level, *map(float, ends))
        for concept, ends in zip(found.concepts, zip(change, low, high, strict=True), strict=True)
    ]


def gains(found: Readable) -> Float[np.ndarray, "examples concepts"] | None:
    """By example and concept: squared error in the first hidden layer minus that in the last, in units of variance.

    Its mean over the examples is the change of the score. None for a network with fewer than two hidden layers.
    """
    hidden = [place for place, name in enumerate(found.layers) if name.startswith("hidden")]
    if len(hidden) < 2:
        return None
    return found.readouts[hidden[0]].errors - found.readouts[hidden[-1]].errors


def contrast(
    gained: Float[np.ndarray, "examples concepts"], levels: Sequence[Level]
) -> Float[np.ndarray, " examples"] | None:
    """By example: the mean gain of all concepts of parts (loops) minus that of all of strokes; None without either."""
    names = np.array(levels)
    parts, strokes = names == "parts", names == "strokes"
    if not parts.any() or not strokes.any():
        return None
    return np.asarray(np.nanmean(gained[:, parts], axis=1) - np.nanmean(gained[:, strokes], axis=1))


def order(found: Readable) -> tuple[float, float, float]:
    """How much more loops gain from the first hidden layer to the last than strokes do, with its 95 % interval.

    NaN for a network with fewer than two hidden layers, or where loops or strokes were not measured.
    """
    gained = gains(found)
    each = contrast(gained, [concept.level for concept in found.concepts]) if gained is not None else None
    if each is None:
        return nan, nan, nan
    half = float(ndtri(0.975)) * float(each.std(ddof=1)) / sqrt(len(each))
    return float(each.mean()), float(each.mean()) - half, float(each.mean()) + half


def answer(order_low: float, order_high: float, *, strokes: float, loops: bool) -> Conclusion:
    """The answer to the popular claim.

    It holds where the first hidden layer has learned more than half of the stroke concepts, loops are learned
    somewhere, and loops gain more with depth than strokes do; in part where it has learned fewer of the strokes. It is
    not found where no stroke or no loop is learned, or where that gain is below 0.05 for certain. Else it is undecided.

    Args:
        order_low, order_high: ends of the interval of what loops gain more than strokes.
        strokes: share of the stroke concepts that the first hidden layer has learned.
        loops: whether any concept of loops is learned in any layer.
    """
    if isnan(order_low):
        return "not-applicable"
    if strokes > 0 and loops and order_low > 0:
        return "holds" if strokes > 0.5 else "in-part"
    if strokes == 0 or not loops or order_high < MARGIN:
        return "not-found"
    return "undecided"
