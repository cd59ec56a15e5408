"""What `make` says where Python cannot serve, and what it leaves behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What `make` reads, in a folder of its own."""
    for name in ("Makefile", "pyproject.toml", "requirements"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


def stand_in(folder: Path, *, version: str = "3.12", venv: bool = True, after: str = "exit 0") -> Path:
    """A program that answers as a Python would when it is asked for its version and its venv."""
    old = tuple(map(int, version.split("."))) < (3, 11)
    path = folder / "python-stand-in"
    path.write_text(
        f"""#!/bin/sh
case "$2" in
    *print*) echo {version} ;;
    *exit*) exit {int(old)} ;;
    *ensurepip*) exit {int(not venv)} ;;
    *) {after} ;;
esac
""",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


def make(clone: Path, python: Path | str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", ".venv/run.stamp", f"PYTHON={python}"]
    return subprocess.run(command, cwd=clone, capture_output=True, text=True, timeout=60)


def sentences(ended: subprocess.CompletedProcess[str]) -> list[str]:
    """What is said on stderr but for make's own last line."""
    return [line for line in ended.stderr.splitlines() if not line.startswith("make")]


def test_a_python_that_is_too_old_is_named_in_one_sentence(clone: Path) -> None:
    ended = make(clone, stand_in(clone, version="3.10"))
    assert ended.returncode != 0
    assert len(sentences(ended)) == 1
    assert "is Python 3.10, and 3.11 or later is needed" in ended.stderr


def test_a_python_without_venv_is_told_how_to_get_it_in_one_line(clone: Path) -> None:
    ended = make(clone, stand_in(clone, venv=False))
    assert ended.returncode != 0
    assert len(sentences(ended)) == 1
    assert "lacks venv" in ended.stderr
    assert "sudo apt install python3.12-venv" in ended.stderr


def test_no_python_at_all_is_one_line(clone: Path) -> None:
    ended = make(clone, "no-such-python")
    assert ended.returncode != 0
    assert len(sentences(ended)) == 1
    assert "no-such-python does not run" in ended.stderr


@pytest.mark.parametrize("goal", ["run", "dev"])
def test_an_installation_is_called_whole_only_when_it_is(clone: Path, goal: str) -> None:
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "run.stamp").touch()
    (clone / ".venv" / "dev.stamp").touch()
    failing_pip = clone / ".venv" / "bin" / "python"
    failing_pip.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    failing_pip.chmod(0o755)
    command = ["sh", "requirements/install.sh", goal, str(stand_in(clone))]
    ended = subprocess.run(command, cwd=clone, capture_output=True, text=True, timeout=60)
    assert ended.returncode != 0
    assert "the installation did not end" in ended.stderr
    assert not list(clone.glob(".venv/*.stamp"))


def test_what_an_interrupted_installation_left_is_thrown_away(clone: Path) -> None:
    (clone / ".venv").mkdir()
    (clone / ".venv" / "half").touch()
    ended = make(clone, stand_in(clone, after='echo "asked: $*"; exit 1'))
    assert ended.returncode != 0
    assert "asked: -m venv --clear .venv" in ended.stdout


def test_a_second_call_installs_nothing(clone: Path) -> None:
    (clone / ".venv").mkdir()
    (clone / ".venv" / "run.stamp").touch()
    ended = make(clone, "no-such-python")
    assert ended.returncode == 0
    assert "up to date" in ended.stdout


@pytest.mark.parametrize("changed", ["requirements/run.txt", "pyproject.toml"])
def test_changed_requirements_are_installed_into_the_same_venv(clone: Path, changed: str) -> None:
    (clone / ".venv" / "bin").mkdir(parents=True)
    stamp = clone / ".venv" / "run.stamp"
    stamp.touch()
    pip = clone / ".venv" / "bin" / "python"
    pip.write_text('#!/bin/sh\necho "asked: $*"\n', encoding="utf-8")
    pip.chmod(0o755)
    os.utime(clone / changed, (stamp.stat().st_mtime + 5, stamp.stat().st_mtime + 5))
    ended = make(clone, "no-such-python")
    assert ended.returncode == 0
    assert "--require-hashes -r requirements/run.txt" in ended.stdout
    assert "--no-deps --no-build-isolation -e ." in ended.stdout
    assert stamp.exists()


@pytest.mark.breadth
def test_the_pinned_requirements_have_no_conflict() -> None:
    ended = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stdout
