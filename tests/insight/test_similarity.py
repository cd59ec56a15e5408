"""CKA against a written-out reference, its invariances, and the values it must have."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from layerwise.errors import DataError
from layerwise.insight.similarity import between, cka


def drawn(examples: int, *widths: int, seed: int = 0) -> list[np.ndarray]:
    draw = np.random.default_rng(seed)
    return [draw.standard_normal((examples, width)) for width in widths]


def hsic_by_counting(k: np.ndarray, m: np.ndarray) -> float:
    """The U-statistic itself: over all ordered quadruples of different examples (Song et al. 2012, equation 4)."""
    total, count = 0.0, 0
    for i, j, q, r in permutations(range(len(k)), 4):
        total += k[i, j] * (m[i, j] + m[q, r] - 2 * m[i, q])
        count += 1
    return total / count


def test_it_is_the_u_statistic_counted_out_over_all_quadruples() -> None:
    x, y = drawn(8, 3, 5)
    k, m = x @ x.T, y @ y.T
    expected = hsic_by_counting(k, m) / np.sqrt(hsic_by_counting(k, k) * hsic_by_counting(m, m))
    assert cka(x, y) == pytest.approx(expected, abs=1e-10)


def test_identical_layers_have_1_whatever_their_place_turn_and_scale() -> None:
    x, square = drawn(50, 6, 6)
    turn, _ = np.linalg.qr(square[:6])
    for other in (x, x + 1000.0, 3 * x, x @ turn, np.concatenate([x, np.zeros((50, 4))], axis=1)):
        assert cka(x, other) == pytest.approx(1.0, abs=1e-9)


def test_it_changes_under_a_map_that_is_no_turn_and_is_symmetric() -> None:
    x, y = drawn(60, 5, 7)
    assert cka(x, x * np.array([1, 1, 1, 1, 30.0])) < 0.9
    assert cka(x, y) == pytest.approx(cka(y, x), abs=1e-12)


@pytest.mark.parametrize("width", [5, 400])
def test_independent_layers_have_0_on_average_even_with_more_units_than_examples(width: int) -> None:
    values = [cka(*drawn(60, width, width, seed=seed)) for seed in range(60)]
    assert abs(np.mean(values)) < 4 * np.std(values) / np.sqrt(60) + 0.005
    assert min(values) < 0


def test_a_layer_that_never_changes_has_no_geometry() -> None:
    (x,) = drawn(20, 3)
    assert np.isnan(cka(x, np.ones((20, 2))))
    table = between([x, np.ones((20, 2)), 2 * x])
    assert np.isnan(table[1]).all()
    assert table[0, 2] == pytest.approx(1.0)
    assert table[0, 0] == 1.0


def test_what_cannot_be_compared_is_refused() -> None:
    x, y = drawn(20, 3, 3)
    with pytest.raises(DataError, match="different examples"):
        cka(x, y[:10])
    with pytest.raises(DataError, match="at least 4"):
        cka(x[:3], y[:3])
    with pytest.raises(DataError, match="not finite"):
        cka(x, np.full((20, 1), np.nan))
