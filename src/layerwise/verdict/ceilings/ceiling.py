"""What is known of the ceiling of a recipe: the test error that it attains, however long it trains.

That is the expected error at the epoch that the other seeds' validation chooses, over all that it might choose: not the
lowest point of the expected curve, which such an epoch misses (docs/decisions/0026). People read "attainable error".

- *turned*: the last epoch errs more than the epoch that the other seeds' validation chose, by the interval of that
  difference. The ceiling is the error at the chosen epoch.
- *flat*: the gain of the last doubling of epochs is equivalent to 0. The ceiling is the error at the chosen epoch; if
  that gain, small as it is, is above 0 by its interval, it is foretold as below (docs/decisions/0020).
- *falling*: that gain is above 0 by its interval. The ceiling is foretold for four times the epochs seen.
- *undecided*: none of these can be told. The ceiling is foretold, or was reached before, whatever is lower in a draw.

It is said of this recipe alone: double descent and grokking exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan
from typing import Literal

from layerwise.verdict.ceilings.extrapolation import Model
from layerwise.words import Text

Case = Literal["turned", "flat", "falling", "undecided"]
How = Literal["chosen", "forecast", "few-epochs", "gaps", "no-validation", "schedule", "few-seeds"]
# A level or a change with the ends of its interval.
Bounded = tuple[float, float, float]
UNKNOWN: Bounded = (nan, nan, nan)


@dataclass(frozen=True)
class Ceiling:
    """The ceiling of one architecture's recipe; errors in percentage points.

    Args:
        label: its depth series, e.g. "relu, width 16".
        depth: hidden layers.
        width: of them; 0 where there is none or the tables do not know it.
        case: turned, flat, falling or undecided.
        level: the ceiling; NaN where no network was sound.
        low: lower end of its interval, over new seeds and new test images; NaN below 3 seeds.
        high: its upper end.
        seeds: sound networks it rests on.
        epoch: mean over seeds of the epoch chosen by the others' validation; the last one where nothing can choose.
        earliest: the earliest epoch chosen.
        latest: the latest.
        last: epochs seen.
        horizon: the epoch that `level` is for: four times `last` where it is foretold, else `last`.
        how: where level and interval come from: "chosen", the error at the chosen epoch with the interval of the
            two-way layout and the noise of the choice; "forecast", rival curves over a bootstrap of seeds, images and
            rivals; else the error at the chosen or last epoch and why it is no more than that: "few-epochs", "gaps"
            (epochs are missing), "no-validation" (the last epoch, where it may have risen again), "schedule" (of a
            decaying learning rate epochs are no shorter runs), "few-seeds".
        reached: the error at the chosen epoch, with the ends of its interval.
        doubling: the last epoch of which twice is known too, and twice it; None where there is none.
        gain: test error after those minus before, with the ends of its interval; NaN where unknown.
        rise: test error after the last epoch minus at the chosen one, likewise.
        margin: the gain that does not matter.
        images: tested images behind it; 0 where the interval holds the noise of the seeds alone.
        weights: of the rival models, where it is foretold.
        settings: what the series' networks share, for programs.
    """

    label: Text
    depth: int
    width: int
    case: Case
    level: float
    low: float
    high: float
    seeds: int
    epoch: float
    earliest: int
    latest: int
    last: int
    horizon: int
    how: How
    reached: Bounded = UNKNOWN
    doubling: tuple[int, int] | None = None
    gain: Bounded = UNKNOWN
    rise: Bounded = UNKNOWN
    margin: float = nan
    images: int = 0
    weights: Mapping[Model, float] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
