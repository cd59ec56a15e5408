"""How far apart a layer holds the classes."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA

from layerwise.insight.separability import separability


def test_classes_that_are_points_are_wholly_apart_and_shuffled_ones_not_at_all() -> None:
    draw = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 60)
    points = np.eye(3)[labels] + 1e-6 * draw.standard_normal((180, 3))
    assert separability(points, labels).within < 1e-9
    assert separability(points, labels).accuracy == 1.0
    shuffled = separability(points, draw.permutation(labels))
    assert shuffled.within > 0.95
    assert shuffled.accuracy < 0.5


def test_the_map_is_that_of_scikit_learns_pca_up_to_its_signs() -> None:
    x = np.random.default_rng(1).standard_normal((100, 6)) * [5, 3, 1, 1, 1, 1]
    theirs = PCA(2).fit(x)
    found = separability(x, np.arange(100) % 2)
    assert np.abs(found.places) == pytest.approx(np.abs(theirs.transform(x)), abs=1e-8)
    assert found.shown == pytest.approx(theirs.explained_variance_ratio_.sum())


def test_a_layer_of_one_unit_and_one_that_never_changes_have_a_map_too() -> None:
    labels = np.arange(60) % 2
    assert separability(labels[:, None] * 2.0, labels).places[:, 1].tolist() == [0.0] * 60
    still = separability(np.ones((60, 3)), labels)
    assert np.isnan(still.within)
    assert not still.places.any()
