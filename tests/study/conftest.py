"""One small study, run to its end once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_studies import run, write_pictures

from layerwise.data import load
from layerwise.data.dataset import Dataset


@pytest.fixture(scope="session")
def few_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pictures(tmp_path_factory.mktemp("data") / "few.npz")


@pytest.fixture(scope="session")
def few(few_file: Path) -> Dataset:
    return load(few_file)


@pytest.fixture(scope="session")
def finished(few: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An uninterrupted study by two workers; to be read, not written to."""
    folder = tmp_path_factory.mktemp("studies") / "finished"
    run(few, folder, workers=2)
    return folder
