"""How alike two layers are: debiased linear CKA, 1 for the same geometry, 0 on average for independent layers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from jaxtyping import Float

from layerwise.errors import DataError

FEWEST_EXAMPLES = 4
# Of more examples so many are compared: a matrix of examples × examples is made for every layer.
MOST_EXAMPLES = 2_000


def cka(first: Float[np.ndarray, "examples _"], second: Float[np.ndarray, "others _"]) -> float:
    """Debiased linear CKA of two layers' answers to the same examples.

    The unbiased estimate of HSIC between the two, divided by the geometric mean of those of each with itself. Unlike
    the plain CKA it does not grow with the number of units: independent layers have 0 on average, and single values
    lie on both sides of it. It is a similarity, not a distance, and the same for a layer that is shifted, turned or
    scaled as a whole.

    Args:
        first, second: one row an example, in the same order.

    Returns:
        At most 1; 1 for the same geometry. NaN where a layer answers the same to every example, which has none.

    Raises:
        DataError: fewer than 4 examples, differing numbers of them, or numbers that are not finite.

    Source: Kornblith et al. 2019; Nguyen, Raghu & Kornblith 2021 for the debiased form; Song et al. 2012 for HSIC.
    """
    return cka_of_grams(gram(first), gram(second))


def gram(answers: Float[np.ndarray, "examples units"]) -> Float[np.ndarray, "examples examples"]:
    """The layer's centred inner products between examples, U-centred: zero diagonal, rows that sum to 0.

    Raises:
        DataError: fewer than 4 examples, or numbers that are not finite.
    """
    count = len(answers)
    if count < FEWEST_EXAMPLES or not np.isfinite(answers).all():
        raise DataError(
            "cannot compare layers",
            got=f"{count} examples" + ("" if np.isfinite(answers).all() else ", with numbers that are not finite"),
            expected=f"at least {FEWEST_EXAMPLES} examples and finite answers",
            remedy="Give more examples, or a network that has not diverged.",
        )
    # Centring changes nothing in exact arithmetic; without it a large common offset costs all digits.
    centred = answers - answers.mean(axis=0)
    products = centred @ centred.T
    np.fill_diagonal(products, 0.0)
    sums = products.sum(axis=0) / (count - 2)
    products -= sums[:, None] + sums[None, :]
    products += sums.sum() / (count - 1)
    np.fill_diagonal(products, 0.0)
    return products


def cka_of_grams(first: Float[np.ndarray, "examples examples"], second: Float[np.ndarray, "others others"]) -> float:
    """`cka` from what `gram` made of each layer, so that each is made once."""
    if len(first) != len(second):
        raise DataError(
            "cannot compare layers that answered different examples",
            got=f"{len(first):,} and {len(second):,} examples",
            expected="the same examples in the same order",
            remedy="Show both networks the same examples.",
        )
    own, other = float((first * first).sum()), float((second * second).sum())
    scale = np.sqrt(own * other)
    if own <= 0 or other <= 0 or not np.isfinite(scale):
        return float("nan")
    return float(np.clip((first * second).sum() / scale, -1.0, 1.0))


def between(layers: Sequence[Float[np.ndarray, "examples _"]]) -> Float[np.ndarray, "layers layers"]:
    """Every layer against every other, of one network or of several, on the same examples.

    Of more than 2,000 examples the first 2,000 are compared.

    Returns:
        A symmetric matrix with 1 on its diagonal; NaN in the rows of layers that never change.
    """
    grams = [gram(np.asarray(each[:MOST_EXAMPLES], np.float64)) for each in layers]
    found = np.diag([1.0 if (each != 0).any() else np.nan for each in grams])
    for i, j in combinations(range(len(grams)), 2):
        found[i, j] = found[j, i] = cka_of_grams(grams[i], grams[j])
    return found
