"""The margin: how small a difference has no practical meaning, unless the reader names one.

A tenth of the error, never above one percentage point; of a loss a tenth, never above 0.05 nats, by which the
probability of the right class changes by a factor of 1.05. Reasons and figures: docs/decisions/0024.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from math import isnan

SHARE = 0.1
LARGEST = 1.0
LARGEST_OF_A_LOSS = 0.05


def usual_margin(error: float) -> float:
    """A tenth of the error, at most 1 percentage point: 0.2 at 2 %, 0.9 at 9 %, 1 at 40 % and at chance.

    Args:
        error: of the reference, on validation data where there are any; percentage points; NaN stays NaN.
    """
    return _capped(SHARE * error, LARGEST)


def usual_margin_of_a_loss(loss: float) -> float:
    """A tenth of the loss, at most 0.05 nats.

    Args:
        loss: of the reference, on validation data; nats; NaN stays NaN.
    """
    return _capped(SHARE * loss, LARGEST_OF_A_LOSS)


def bound(margin: float, least: int = 1) -> str:
    """A margin as it is printed beside what it bounds: rounded up, never down, by no more than a fifth of it.

    Args:
        margin: 0 or above: "1.0" for 0.95, "0.16" for 0.152, "0.021" for 0.0205; "–" for NaN.
        least: decimals at least.
    """
    if isnan(margin):
        return "–"
    decimals = next((each for each in range(least, 10) if margin >= 5 * 10**-each), 2)
    # Of 0.1 × 7 the binary number lies above 0.7: what is behind the twelfth digit comes from there.
    exact, step = Decimal(f"{margin:.12g}"), Decimal(1).scaleb(-decimals)
    return str(exact.quantize(step, ROUND_CEILING))


def _capped(margin: float, largest: float) -> float:
    return largest if margin > largest else margin
