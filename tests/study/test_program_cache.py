"""Compiled programs that are kept between runs: trusted only where they are whole, of this machine and this version."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_studies import assert_same_tables, run

from layerwise.data.dataset import Dataset
from layerwise.study import environment
from layerwise.study.environment import program_cache


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def another_program(path: Path) -> None:
    path.write_bytes(b"\x7fELF of another machine" * 100)


@pytest.mark.breadth
def test_damaged_programs_are_compiled_again(few: Dataset, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("LAYERWISE_CACHE", str(tmp_path / "cache"))
    run(few, tmp_path / "first")
    programs = [path for path in program_cache().rglob("*") if path.is_file() and "atime" not in path.name]
    damages = half, flipped, emptied, another_program
    assert len(programs) >= len(damages)
    for number, path in enumerate(sorted(programs)):
        damages[number % len(damages)](path)
    run(few, tmp_path / "second")
    assert_same_tables(tmp_path / "first", tmp_path / "second")


@pytest.mark.parametrize("fact", ["_processor", "_instructions"])
def test_programs_of_another_machine_lie_elsewhere(monkeypatch, fact):
    here = program_cache()
    monkeypatch.setattr(environment, fact, lambda: "another one")
    assert program_cache() != here


@pytest.mark.parametrize("package", ["jax", "jaxlib"])
def test_programs_of_another_version_lie_elsewhere(monkeypatch, package):
    here, own = program_cache(), environment.version
    monkeypatch.setattr(environment, "version", lambda name: "0.0.1" if name == package else own(name))
    assert program_cache() != here
