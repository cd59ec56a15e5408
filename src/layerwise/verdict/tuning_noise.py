"""What tuned learning rates add to the noise of a question's comparisons, told by all of them together.

The seeds of a fold share a learning rate that was chosen among noisy ones, so folds differ by more than their seeds and
images do. Five folds tell a spread badly: t with 4 degrees of freedom is half as wide again as it need be for one
comparison, and 2½ times for ten at once. What the choice of rates adds, in proportion to the noise of seeds and images,
is therefore told by all comparisons of the question; besides, no interval is narrower than that of its own folds' means
alone (`Estimate.interval`). docs/decisions/0022 has what was tried, coverage and power.

Source: Searle, Casella, McCulloch 1992, "Variance Components"; Smyth 2004 for variances that many comparisons share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from layerwise.verdict.layout import Estimate

# Comparisons of a question share networks: n of them tell a spread about as well as two thirds of n apart would.
_APART = 2 / 3


def pooled(estimates: Sequence[Estimate]) -> list[Estimate]:
    """The estimates with what the tuned rates add to their variances.

    In each comparison `between ÷ within_groups` is 1 on average where tuned rates add nothing. Its mean over the
    comparisons, where above 1, is what all variances are multiplied by. The ratio has no unit, so an architecture that
    errs on half of the images and one that errs on few may be told together.

    Args:
        estimates: of one question, one a comparison. A single one is left as it is, and so is what has no groups.
    """
    known = [each for each in estimates if each.groups and each.within_groups > 0]
    if len(known) < 2:
        return list(estimates)
    excess = max(0.0, float(np.mean([each.between / each.within_groups for each in known])) - 1)
    freedom = _APART * sum(each.groups - 1 for each in known)
    return [_with(each, excess, freedom) if excess and each.groups else each for each in estimates]


def _with(estimate: Estimate, excess: float, freedom: float) -> Estimate:
    """Its degrees of freedom are Satterthwaite's of the sum, not below those of its own groups."""
    own = estimate.within_groups
    added = excess * own
    if not added:
        return estimate
    df = (own + added) ** 2 / (own**2 / estimate.df + added**2 / freedom)
    return replace(estimate, variance=own + added, pooled=added, df=max(df, min(estimate.df, estimate.groups - 1.0)))
