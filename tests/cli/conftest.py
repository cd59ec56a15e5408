"""One small data set, one network and one study for all commands."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from command_line import STUDY, Command, CommandServer

from layerwise.data import load

# 25 pictures of each digit: five folds of 50, and for each seed 25 to choose by and 175 to learn from.
EACH = 25


@pytest.fixture(scope="session")
def served() -> Iterator[CommandServer]:
    server = CommandServer()
    yield server
    server.close()


@pytest.fixture
def command(served: CommandServer, tmp_path: Path) -> Command:
    """Runs a command in an empty folder."""
    return partial(served, cwd=tmp_path)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("commands")


@pytest.fixture(scope="session")
def few(place: Path) -> Path:
    digits = load("digits")
    rows = np.concatenate([np.flatnonzero(digits.labels == digit)[:EACH] for digit in range(10)])
    np.savez(place / "few.npz", X=digits.inputs[rows].reshape(-1, 28, 28), y=digits.labels[rows])
    return place / "few.npz"


@pytest.fixture(scope="session")
def net(served: CommandServer, few: Path) -> Path:
    arguments = ["--hidden", "8", "--epochs", "12", "--learning-rates", "0.01", "--seed", "3", "-o", "net.safetensors"]
    served("train", few, *arguments, cwd=few.parent).done()
    return few.parent / "net.safetensors"


@pytest.fixture(scope="session")
def study(served: CommandServer, few: Path) -> Path:
    """A finished study; to be read, not written to."""
    served("study", "few.npz", *STUDY, "-o", "study", cwd=few.parent).done()
    return few.parent / "study"
