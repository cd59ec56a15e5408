"""scikit-learn's own checks of an estimator: all of them, each on data of its own."""

from __future__ import annotations

from typing import Any

import pytest
from sklearn.utils.estimator_checks import estimator_checks_generator, parametrize_with_checks

import layerwise as lw

# Few networks and epochs: the checks fit some ninety data sets.
SMALL = lw.LayerwiseClassifier(depths=(1, 2), epochs=20, learning_rates=0.01)

# One of each kind; the others are left to `make test-all`.
QUICK = {
    "check_no_attributes_set_in_init",
    "check_estimators_unfitted",
    "check_estimators_empty_data_messages",
    "check_estimator_sparse_array",
    "check_complex_data",
    "check_classifiers_one_label",
    "check_classifiers_regression_target",
    "check_fit2d_1sample",
    "check_fit1d",
    "check_requires_y_none",
}


def name_of(check: Any) -> str:
    return str(check.func.__name__)


@pytest.mark.breadth
@parametrize_with_checks([SMALL])
def test_it_passes_every_check(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.breadth
@pytest.mark.parametrize(
    "check",
    [check for _, check in estimator_checks_generator(lw.LayerwiseClassifier()) if "train" in name_of(check)],
    ids=name_of,
)
def test_it_learns_the_checks_data_as_it_comes(check: Any) -> None:
    check(lw.LayerwiseClassifier())


QUICK_CHECKS = [check for _, check in estimator_checks_generator(SMALL) if name_of(check) in QUICK]


@pytest.mark.parametrize("check", QUICK_CHECKS, ids=name_of)
def test_it_passes_one_check_of_each_kind(check: Any) -> None:
    check(SMALL)


def test_the_quick_checks_are_still_called_so() -> None:
    assert {name_of(check) for check in QUICK_CHECKS} == QUICK
