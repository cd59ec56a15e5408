"""Pages made by a real study, and a real browser to open them in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layerwise.data import load
from layerwise.explorer.bundle import Bundle, study_bundle
from layerwise.explorer.page import one_file
from layerwise.lab.running import study as run_study
from layerwise.study.store import StudyFolder
from tests.explorer.browser import Watched, watched


@pytest.fixture(scope="session")
def digits_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study of digits: three depths, two activations, eight epochs."""
    folder = tmp_path_factory.mktemp("explorer") / "digits"
    options: dict[str, Any] = {"depths": [1, 2, 3], "activations": ["relu", "tanh"], "epochs": 8, "seeds": 5}
    run_study("digits", folder=folder, widths=[16], learning_rates=0.003, workers=1, **options)
    return folder


@pytest.fixture(scope="session")
def spirals_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study of points in the plane."""
    folder = tmp_path_factory.mktemp("explorer") / "spirals"
    options: dict[str, Any] = {"depths": [1, 2], "activations": ["relu"], "epochs": 8, "seeds": 5}
    run_study("spirals", folder=folder, widths=[8], learning_rates=0.01, workers=1, **options)
    return folder


def bundle_of(folder: Path, data: str | None) -> Bundle:
    """The bundle of a study's page."""
    verdict = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    return study_bundle(StudyFolder(folder), load(data) if data else None, verdict)


@pytest.fixture(scope="session")
def digits_page(digits_study: Path) -> Path:
    """The one-file page of the study of digits."""
    path = digits_study.parent / "digits.html"
    path.write_text(one_file(bundle_of(digits_study, "digits")), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def spirals_page(spirals_study: Path) -> Path:
    """The one-file page of the study of points in the plane."""
    path = spirals_study.parent / "spirals.html"
    path.write_text(one_file(bundle_of(spirals_study, "spirals")), encoding="utf-8")
    return path


@pytest.fixture
def page(chromium: Any) -> Iterator[Watched]:
    """A fresh page; nothing may have gone wrong in it by the end of a test, nor anything have been asked for."""
    found = watched(chromium)
    yield found
    found.page.context.close()
    assert found.errors == []
    assert found.requests == []
