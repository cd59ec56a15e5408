"""What is committed works anywhere: no package index, no path of one machine; requirements pinned and hashed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked_files() -> list[Path]:
    """The files that are or would be committed; where git cannot say, those a clone would hold."""
    try:
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
        files = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        folders = ("src", "tests", "docs", "examples", "bench", "requirements", ".ci")
        files = [*ROOT.glob("*"), *(file for folder in folders for file in (ROOT / folder).rglob("*"))]
    return [file for file in files if file.is_file() and not file.is_symlink() and "__pycache__" not in file.parts]


# Spelled in pieces, or this file would break the rule it holds.
INDEX_OPTION = re.compile("|".join(["index" + "[-_]url", "find" + "[-_]links", "trusted" + "[-_]host"]), re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:root|home|Users|work|opt)/[\w.]|\b[A-Z]:\\{1,2}Users\b")


def breaks_of_portability(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if INDEX_OPTION.search(line) or MACHINE_PATH.search(line):
            yield f"{number}: {line.strip()[:100]}"


def unpinned_requirements(text: str) -> Iterator[str]:
    """Requirements that are not `name==version` with at least one hash, and anything but requirements."""
    for entry in re.sub(r"\\\n", " ", text).splitlines():
        line = entry.partition(" #")[0].strip()
        if line and not line.startswith("#"):
            name, *hashes = line.split(" --hash=")
            pinned = re.fullmatch(r"[a-z0-9][a-z0-9._-]*==[^\s;@/]+( ; [^/@]+)?", name.strip())
            if not (pinned and hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", h.strip()) for h in hashes)):
                yield line[:100]


def test_no_file_names_a_package_index_or_a_path_of_one_machine() -> None:
    found = []
    for file in tracked_files():
        content = file.read_bytes()
        if b"\0" not in content:
            name = file.relative_to(ROOT).as_posix()
            found += [f"{name}:{place}" for place in breaks_of_portability(content.decode("utf-8", "replace"))]
    assert found == []


@pytest.mark.parametrize("name", ["run", "dev"])
def test_requirements_are_pinned_and_hashed_and_never_hold_torch(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert list(unpinned_requirements(text)) == []
    assert re.search(r"^jax==", text, re.MULTILINE)
    assert not re.search(r"^torch", text, re.MULTILINE)


def test_dev_requirements_hold_those_of_a_run_in_the_same_versions() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"^([a-z0-9].*?==[^\\]+?)\s*\\$", text, re.MULTILINE))

    assert pins("run")
    assert pins("run") <= pins("dev")


# The checks themselves, on text that breaks one rule each


@pytest.mark.parametrize(
    "line",
    [
        "--extra-index" + "-url https://example.org/simple",
        "UV_INDEX" + "_URL=x",
        "--find" + "-links wheels",
        "see /" + "home/ann/layerwise",
        "path = '/" + "root/x'",
    ],
)
def test_what_ties_a_file_to_one_machine_is_found(line: str) -> None:
    assert len(list(breaks_of_portability(f"fine\n{line}\n../home/x https://example.org/home/x ~/work/x"))) == 1


@pytest.mark.parametrize(
    "line", ["jax", "jax==1.0", "jax>=1 --hash=sha256:" + "0" * 64, "-i https://example.org", "x @ file:///x"]
)
def test_a_requirement_without_pin_or_hash_is_found(line: str) -> None:
    assert len(list(unpinned_requirements(f"# comment\nfine==1.0 \\\n    --hash=sha256:{'a' * 64}\n{line}\n"))) == 1
