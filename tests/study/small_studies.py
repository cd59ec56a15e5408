"""Studies that take a second: little pictures, narrow networks, a handful of epochs."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from safetensors.numpy import load_file

from layerwise.data import load
from layerwise.data.dataset import Dataset
from layerwise.lab.options import StudyOptions, make_plan
from layerwise.study.design import Plan
from layerwise.study.run import run_study
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables
from layerwise.verdict.tables import Tables

ROWS, CLASSES = 250, 5
# The same study in Python and on the command line.
OPTIONS = StudyOptions(depths=[1, 2], widths=[4], epochs=4, seeds=5, learning_rates=[0.003, 0.03])
ARGUMENTS = ["--depths", "1-2", "--widths", "4", "--epochs", "4", "--seeds", "5", "--learning-rates", "0.003,0.03"]
BLOCKS = 10  # five to tune, five to measure


def pictures(rows: int = ROWS) -> tuple[np.ndarray, np.ndarray]:
    """Pictures of 8×8 in five classes that a small network can nearly tell apart; their border is always 0."""
    random = np.random.default_rng(8)
    labels = np.arange(rows) % CLASSES
    patterns = random.uniform(0, 140, (CLASSES, 8, 8))
    noisy = np.clip(patterns[labels] + random.normal(0, 45, (rows, 8, 8)), 0, 255).astype(np.uint8)
    noisy[:, [0, -1]] = noisy[:, :, [0, -1]] = 0
    return noisy, labels


def write_pictures(path: Path) -> Path:
    X, y = pictures()
    np.savez(path, X=X, y=y)
    return path


def plan_of(dataset: Dataset, options: StudyOptions = OPTIONS) -> Plan:
    return make_plan(dataset, options, workers=1)


def run(data: Dataset | Path, folder: Path, options: StudyOptions = OPTIONS, workers: int = 1) -> Tables:
    dataset = load(data) if isinstance(data, Path) else data
    return run_study(dataset, plan_of(dataset, options), StudyFolder(folder), workers=workers, command="the same again")


@contextmanager
def on_the_command_line(data: Path, folder: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    """The study in a process group of its own, with one worker; killed at the end where it is still alive."""
    command = [sys.executable, "-m", "layerwise.cli.app", "study", str(data), *ARGUMENTS, *more, "--workers", "1"]
    process = subprocess.Popen(
        [*command, "-o", str(folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        kill_group(process)
        process.communicate()


def kill_group(process: subprocess.Popen[str], what: int = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, what)


def wait_for_parts(folder: Path, count: int, process: subprocess.Popen[str], seconds: float = 90) -> None:
    """Returns once the study has finished `count` blocks, or has ended."""
    end = time.monotonic() + seconds
    while len(list((folder / "parts").glob("*.npz"))) < count and process.poll() is None:
        assert time.monotonic() < end, "no block has ended in time"
        time.sleep(0.01)


def assert_same_tables(one: Path, other: Path) -> None:
    """Byte for byte, but for what the clock says."""
    for name in ("runs.parquet", "correct.npz", "rows.npz", "trained.npz"):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    epochs = [pd.read_parquet(folder / "epochs.parquet").drop(columns="seconds") for folder in (one, other)]
    pd.testing.assert_frame_equal(*epochs, check_exact=True)


def assert_all_is_whole(folder: Path) -> None:
    """Every file under a final name reads to its end."""
    study = StudyFolder(folder)
    study.parts()
    for path in (folder / "weights").glob("[!.]*"):
        load_file(path)
    if study.has_study():
        study.card()
    if (folder / "epochs.parquet").is_file():
        pd.read_parquet(folder / "epochs.parquet")
    if (folder / "correct.npz").is_file():
        read_tables(study)


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder and what is in it, but for the lock."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


@contextmanager
def small_disk(place: Path, kibibytes: int) -> Iterator[Path]:
    """A disk of its own that holds this much; skips where none can be made."""
    place.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "layerwise-test", str(place)]
    try:
        made = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        made = False
    if not made:
        pytest.skip("no small disk can be made here: that needs the rights to mount one")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def make_read_only(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
