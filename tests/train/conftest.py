"""Small blocks of real digits."""

from __future__ import annotations

import numpy as np
import pytest

from layerwise.data import load
from layerwise.data.dataset import Dataset
from layerwise.data.folds import split
from layerwise.train.batches import BlockData, block_data, live_columns


@pytest.fixture(scope="session")
def digits() -> Dataset:
    return load("digits")


@pytest.fixture(scope="session")
def digits_block(digits: Dataset) -> BlockData:
    return block_data(digits, split(digits, 0), live_columns(digits), with_test=True)


@pytest.fixture(scope="session")
def few_digits(digits_block: BlockData) -> BlockData:
    """20 batches of 64 training rows, and 200 rows each to choose by and to test on."""
    train, validation, test = 1280, 200, 200
    cut, end = digits_block.train, digits_block.train + digits_block.validation
    numbers = np.r_[:train, cut : cut + validation, end : end + test]
    rows = np.zeros((1792, digits_block.rows.shape[1]), digits_block.rows.dtype)
    rows[: len(numbers)] = digits_block.rows[numbers]
    labels = np.zeros(1792, np.int32)
    labels[: len(numbers)] = digits_block.labels[numbers]
    return BlockData(rows, labels, train, validation, test, digits_block.live)
