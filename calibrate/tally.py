"""What many simulated studies say of one promise: counts with their own sampling error, against the figure to reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

import numpy as np
from scipy import stats

# The figures to reach: docs/method.md, "Calibration".
COVERAGE = (93.0, 97.0)
MOST_FALSE = 6.4
MOST_ALIKE = 5.0
LEAST_POWER = 80.0
LEAST_FORETOLD = 85.0
MOST_FOUND = 5.0
# Of advice that says a step or to stop: within the margin of the best option, worse than before; regret in points.
LEAST_WITHIN = 97.0
MOST_WORSE = 1.0
MOST_REGRET = 0.15
MOST_RETUNED = 5.0


@dataclass(frozen=True)
class Answer:
    """One comparison of one study, beside the truth; percentage points.

    Args:
        estimate: what the study says.
        low: lower end of its interval.
        high: upper end.
        truth: what it should hold.
        conclusion: of the finding.
        comparisons: that the interval holds for at once.
        margin: that equivalence was tested against; NaN where it was not.
    """

    estimate: float
    low: float
    high: float
    truth: float
    conclusion: str
    comparisons: int = 1
    margin: float = nan

    @property
    def answered(self) -> bool:
        """Whether there is an interval."""
        return isfinite(self.low) and isfinite(self.high)

    @property
    def alike(self) -> bool:
        """Whether equivalence was claimed of a difference that is as large as the margin."""
        return self.conclusion == "equivalent" and abs(self.truth) >= self.margin

    @property
    def holds(self) -> bool:
        """Whether the interval holds the truth."""
        return self.low <= self.truth <= self.high

    @property
    def false(self) -> bool:
        """Whether a difference was claimed that is not there, or is the other way round."""
        return (self.conclusion == "helps" and self.truth >= 0) or (self.conclusion == "hurts" and self.truth <= 0)


def tally(families: Sequence[Sequence[Answer]]) -> dict[str, Any]:
    """Counts over studies, each with the answers of one family of comparisons.

    Returns:
        studies; comparisons that the intervals hold for at once; held: in how many studies all intervals held; false:
        in how many any claim was; conclusions, how often each; and of the family's first comparison truth, bias, sd (of
        the estimates) and half_width, percentage points.
    """
    first = [family[0] for family in families]
    estimates = np.array([answer.estimate for answer in first])
    conclusions = [answer.conclusion for family in families for answer in family]
    return {
        "studies": len(families),
        "comparisons": max((answer.comparisons for answer in families[0]), default=1),
        "held": sum(all(answer.holds for answer in family) for family in families),
        "false": sum(any(answer.false for answer in family) for family in families),
        "conclusions": {each: conclusions.count(each) for each in sorted(set(conclusions))},
        "truth": float(np.mean([answer.truth for answer in first])),
        "bias": float(np.mean(estimates - [answer.truth for answer in first])),
        "sd": float(estimates.std(ddof=1)),
        "half_width": float(np.mean([(answer.high - answer.low) / 2 for answer in first])),
    }


def misses(row: Mapping[str, Any]) -> list[str]:
    """Which figures a row of `tally` misses: `coverage`, `false claims`, both or none.

    Intervals that hold for several comparisons at once may be wider than needed: only too narrow counts there.
    """
    held, false = (100 * row[name] / row["studies"] for name in ("held", "false"))
    most = COVERAGE[1] if row["comparisons"] == 1 else 100.0
    found = [] if COVERAGE[0] <= held <= most else ["coverage"]
    return found + ["false claims"] * (false > MOST_FALSE)


def share(count: int, studies: int) -> tuple[float, float, float]:
    """A share in percent, with its 95 % interval (Clopper and Pearson 1934)."""
    interval = stats.binomtest(count, studies).proportion_ci(0.95, "exact")
    return 100 * count / studies, 100 * interval.low, 100 * interval.high


def shown(count: int, studies: int) -> str:
    """`95.1 (93.6–96.4)`."""
    middle, low, high = share(count, studies)
    return f"{middle:.1f} ({low:.1f}–{high:.1f})"
