"""The codes of the questions, as findings, tables and `verdict.json` name them, in the order they are asked."""

from __future__ import annotations

DEEPER = "deeper"
WIDER = "wider"
LONGER = "longer"
OVERFIT = "overfit"
CEILING = "ceiling"
CEILING_DIFFERENCE = "ceiling-difference"
DEGRADATION = "degradation"
ACTIVATION = "activation"
LUCKY_SEED = "lucky-seed"
DATA = "data"
BY_HEART = "by-heart"
FAILING = "failing"
CHANCE = "chance"
# What is known of a network with fewer seeds than an interval needs.
OBSERVED = "observed"
