"""Where a mean can lie at all: intervals of levels are cut to it, those of differences are not.

Student's interval of a mean knows no ends: of ten accuracies, nine at 100 % and one at 60 %, it reaches to 105 %. The
true mean lies in its range for certain, so it is never in the part outside: without that part the interval holds it
exactly as often. It is never empty, since the mean of the runs lies in the range too. (Logits would end by themselves,
but a run without an error has none, and the mean of logits is not the logit of the mean.)

Source: Mandelkern 2002, "Setting confidence intervals for bounded parameters", for the choices there are.
"""

from __future__ import annotations

from math import inf

import numpy as np

Range = tuple[float, float]
ANYTHING: Range = (-inf, inf)
# An accuracy or an error: a share of the images, percent.
SHARE: Range = (0.0, 100.0)
# How many times as much.
FACTOR: Range = (0.0, inf)


def cut(ends: tuple[float, float], possible: Range = SHARE) -> tuple[float, float]:
    """An interval without the part in which its mean cannot lie; ends that are NaN stay so.

    Args:
        ends: low and high of an interval of a level.
        possible: where the level can lie.
    """
    low, high = np.clip(ends, *possible)
    return float(low), float(high)
