from __future__ import annotations

import numpy as np

from layerwise.data import load
from layerwise.data.folds import split

CHECKSUM = "352dd667209ff8cfd22c7c60ba87c4e3a60d28fdd005ce7ae29fdc1b65182991"


def test_spirals_have_the_promised_sizes_and_balanced_classes_in_every_part() -> None:
    parts = split(load("spirals"), 3)
    labels = load("spirals").labels
    sizes = [np.bincount(labels[rows]).tolist() for rows in (parts.train, parts.validation, parts.test)]
    assert sizes == [[500, 500], [250, 250], [2000, 2000]]


def test_spirals_are_the_same_on_every_machine() -> None:
    assert load("spirals").checksum == CHECKSUM


def test_spirals_wind_three_times_with_the_promised_noise() -> None:
    data = load("spirals")
    x, y = data.inputs.astype(np.float64).T
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    assert data.inputs.dtype == np.float32
    assert radius.max() < 1.1
    # On an arm, angle = 6π·radius + π·label: the nearest turn of the arm lies within the noise.
    turns = (angle - np.pi * data.labels) / (2 * np.pi)
    off = (radius * 3 - turns + 0.5) % 1 - 0.5
    outer = radius > 0.3
    assert abs(np.std(off[outer] / 3) - 0.02) < 0.002


def test_a_straight_line_cannot_tell_the_spirals_apart() -> None:
    data = load("spirals")
    features = np.column_stack([data.inputs, np.ones(len(data))])
    weights = np.linalg.lstsq(features, data.labels * 2 - 1.0, rcond=None)[0]
    assert np.mean((features @ weights > 0) == data.labels) < 0.6
