"""Scaling: fitted on training rows alone, exact when it is read back, harmless for columns that never change."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from layerwise.data import from_arrays
from layerwise.data.dataset import Dataset
from layerwise.nets.preprocessing import Preprocessing, fit_preprocessing


def table(inputs: np.ndarray) -> Dataset:
    return from_arrays(inputs, np.arange(len(inputs)) % 2, name="table")


@pytest.fixture
def rows() -> np.ndarray:
    return np.random.default_rng(0).normal(3, 5, (40, 3)).astype(np.float32)


def test_standardised_training_rows_have_mean_0_and_deviation_1(rows: np.ndarray) -> None:
    training = np.arange(0, 40, 2)
    scaled = fit_preprocessing(table(rows), training)(rows[training])
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(scaled.std(axis=0), 1, rtol=1e-6)


def test_only_training_rows_decide_the_scaling(rows: np.ndarray) -> None:
    training = np.arange(30)
    before = fit_preprocessing(table(rows), training)
    rows[30:] *= 1000
    after = fit_preprocessing(table(rows), training)
    assert (before.offset == after.offset).all()
    assert (before.scale == after.scale).all()


@pytest.mark.parametrize("value", [0.0, 0.1, -7.3, 1e30, 1e-30])
def test_a_constant_column_becomes_zero_and_stays_small_for_new_values(rows: np.ndarray, value: float) -> None:
    rows[:, 1] = value
    scaling = fit_preprocessing(table(rows), np.arange(30))
    assert (scaling(rows)[:, 1] == 0).all()
    assert scaling.scale[1] == 1


def test_pixels_are_divided_by_255(rows: np.ndarray) -> None:
    pixels = np.arange(256, dtype=np.uint8).repeat(4).reshape(64, 4, 4)
    dataset = from_arrays(pixels, np.arange(64) % 2, name="pixels")
    scaled = fit_preprocessing(dataset, np.arange(64))(dataset.inputs)
    np.testing.assert_array_equal(scaled.ravel(), (pixels.ravel() / 255).astype(np.float32))


finite = st.floats(-1e30, 1e30)


@given(
    arrays.arrays(np.float64, 4, elements=finite),
    arrays.arrays(np.float64, 4, elements=finite.filter(bool)),
)
def test_a_scaling_reads_back_from_json_exactly(offset: np.ndarray, scale: np.ndarray) -> None:
    back = Preprocessing.from_dict(json.loads(json.dumps(Preprocessing(offset, scale).as_dict())), 4)
    np.testing.assert_array_equal(back.offset, offset)
    np.testing.assert_array_equal(back.scale, scale)


@pytest.mark.parametrize(
    "card",
    [{}, {"offset": 0.0}, {"offset": [1, 2], "scale": 1.0}, {"offset": 0.0, "scale": 0.0},
     {"offset": float("nan"), "scale": 1.0}, {"offset": 0.0, "scale": "wide"}],
)  # fmt: skip
def test_what_is_no_scaling_is_refused(card: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        Preprocessing.from_dict(card, 3)
