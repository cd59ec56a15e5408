"""Probes against scikit-learn run by hand, and what their scores mean."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import RidgeCV

from layerwise.insight.concepts import Concept, class_concept
from layerwise.insight.probes import FOLDS, STRENGTHS, fold_numbers, read, ridge, shuffled
from layerwise.words import Text


def concept(values: np.ndarray, kind: str = "amount") -> Concept:
    return Concept("c", Text("c", "c"), np.asarray(values, np.float64), kind, "own")  # type: ignore[arg-type]


def drawn(examples: int, units: int, seed: int = 0) -> tuple[np.random.Generator, np.ndarray]:
    draw = np.random.default_rng(seed)
    return draw, draw.standard_normal((examples, units)) @ draw.standard_normal((units, units))


@pytest.mark.parametrize(("examples", "units"), [(120, 8), (60, 90)])
def test_a_ridge_is_that_of_scikit_learn_with_leave_one_out(examples: int, units: int) -> None:
    draw, x = drawn(examples, units)
    y = x[:, :3] + 3 * draw.standard_normal((examples, 3))
    fitted, judged = slice(0, examples - 20), slice(examples - 20, None)
    mean = x[fitted].mean(axis=0)
    scale = np.sqrt(((x[fitted] - mean) ** 2).mean())
    count = examples - 20
    theirs = RidgeCV(alphas=[strength * count for strength in STRENGTHS], alpha_per_target=True)
    theirs.fit((x[fitted] - mean) / scale, y[fitted])
    expected = theirs.predict((x[judged] - mean) / scale)
    assert ridge(x[fitted], y[fitted], x[judged]) == pytest.approx(expected, abs=1e-6)


def test_the_score_is_r_squared_of_scikit_learns_predictions_on_the_same_folds() -> None:
    draw, x = drawn(200, 6, 1)
    y = x[:, 0] + 2 * draw.standard_normal(200)
    parts = fold_numbers(200)
    said, plain = np.zeros(200), np.zeros(200)
    for part in range(FOLDS):
        fitted, judged = parts != part, parts == part
        said[judged] = ridge(x[fitted], y[fitted][:, None], x[judged])[:, 0]
        plain[judged] = y[fitted].mean()
    expected = 1 - ((y - said) ** 2).sum() / ((y - plain) ** 2).sum()
    assert read(x, [concept(y)]).scores[0] == pytest.approx(expected, abs=1e-12)


def test_what_is_there_is_read_and_what_is_dealt_by_lot_is_not() -> None:
    _, x = drawn(400, 5, 2)
    exact = concept(x @ np.arange(5.0))
    assert read(x, [exact]).scores[0] > 0.999
    assert read(x, shuffled([exact])).scores[0] < 0.05


def test_a_class_is_read_as_columns_and_its_accuracy_is_told() -> None:
    draw, _ = drawn(10, 2)
    labels = draw.integers(0, 3, 300)
    x = np.eye(3)[labels] + 0.05 * draw.standard_normal((300, 3))
    found = read(x, [class_concept(labels, ("a", "b", "c"))])
    assert found.agreement[0] == 1.0
    assert found.scores[0] > 0.95


def test_units_that_never_change_are_read_as_nothing() -> None:
    found = read(np.full((100, 4), 3.0), [concept(np.arange(100.0))])
    assert found.scores[0] == pytest.approx(0.0, abs=1e-9)


def test_values_that_are_not_known_are_neither_fitted_nor_judged() -> None:
    draw, x = drawn(200, 4, 3)
    y = x[:, 0] + draw.standard_normal(200)
    known = np.arange(200) < 150
    partly = concept(np.where(known, y, np.nan))
    both = read(x, [partly, concept(y)])
    assert np.isnan(both.errors[~known, 0]).all()
    assert np.isfinite(both.errors[known, 0]).all()
    # A product of other columns beside it may be summed in another order.
    assert both.scores[1] == pytest.approx(read(x, [concept(y)]).scores[0], rel=1e-12)


def test_the_interval_of_a_difference_covers_it() -> None:
    """Two noisy copies of the same signal: the true difference of their scores is 0."""
    draw = np.random.default_rng(4)
    inside = 0
    for _ in range(100):
        y = draw.standard_normal(300)
        one, two = (y[:, None] + draw.standard_normal((300, 1)) for _ in range(2))
        _, low, high = read(one, [concept(y)]).above(read(two, [concept(y)]))
        inside += bool(low[0] <= 0 <= high[0])
    assert inside >= 88
