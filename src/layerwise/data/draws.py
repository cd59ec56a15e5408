"""Random draws that stay the same for ever: the raw bits of PCG64, which NumPy promises never to change.

NumPy's `Generator.permutation` and `.normal` may change between versions; data sets and folds must not.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float64, Int64, UInt64


def raw_bits(count: int, *entropy: int) -> UInt64[np.ndarray, " count"]:
    """`count` random 64-bit numbers that depend on the whole numbers in `entropy` alone."""
    return np.random.PCG64(np.random.SeedSequence(entropy)).random_raw(count)


def uniform(count: int, *entropy: int) -> Float64[np.ndarray, " count"]:
    """`count` numbers spread evenly over (0, 1], of 53 random bits each."""
    return ((raw_bits(count, *entropy) >> np.uint64(11)).astype(np.float64) + 1) * 2.0**-53


def order(count: int, *entropy: int) -> Int64[np.ndarray, " count"]:
    """The numbers 0 … count - 1, shuffled."""
    return np.argsort(raw_bits(count, *entropy), kind="stable").astype(np.int64)
