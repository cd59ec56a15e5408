"""A study that is killed or interrupted loses at most the block in hand, and goes on to the same tables."""

from __future__ import annotations

import random
import shutil
import signal
import time
from pathlib import Path

import psutil
import pytest
from small_studies import (
    BLOCKS,
    assert_all_is_whole,
    assert_same_tables,
    contents,
    kill_group,
    on_the_command_line,
    run,
    wait_for_parts,
)

from layerwise.data.dataset import Dataset
from layerwise.study.store import StudyFolder


def parts_in(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in contents(folder).items() if name.startswith("parts/")}


def test_a_study_killed_between_two_blocks_ends_with_the_same_tables(
    few: Dataset, few_file: Path, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, chance = tmp_path / "killed", random.Random(4)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with on_the_command_line(few_file, folder) as process:
        wait_for_parts(folder, chance.randint(1, BLOCKS - 4), process)
        time.sleep(chance.uniform(0, 0.1))
        kill_group(process)
        assert process.wait() == -signal.SIGKILL
    assert_all_is_whole(folder)
    assert list(temporary.iterdir()) == []
    kept = parts_in(folder)
    assert 0 < len([name for name in kept if name.endswith(".npz") and "/." not in name]) < BLOCKS
    run(few, folder)
    assert_same_tables(folder, finished)
    after = parts_in(folder)
    assert {name: after.get(name) for name in kept if not name.startswith("parts/.")}.items() <= after.items()
    assert not [name for name in contents(folder) if name.endswith(".part") or "handover" in name]


@pytest.mark.breadth
@pytest.mark.parametrize("seed", range(4))
def test_a_study_killed_or_interrupted_at_random_instants_again_and_again_ends_with_the_same_tables(
    few: Dataset, few_file: Path, finished: Path, tmp_path: Path, seed: int
) -> None:
    folder, chance = tmp_path / "killed", random.Random(seed)
    for _ in range(5):
        with on_the_command_line(few_file, folder) as process:
            begun = len(list((folder / "parts").glob("*.npz")))
            wait_for_parts(folder, begun + chance.randint(0, 2), process)
            time.sleep(chance.uniform(0, 0.6))
            kill_group(process, chance.choice([signal.SIGKILL, signal.SIGINT]))
            process.communicate(timeout=20)
        assert_all_is_whole(folder)
    run(few, folder)
    assert_same_tables(folder, finished)
    assert_all_is_whole(folder)


@pytest.mark.parametrize("what", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_ctrl_c_and_sigterm_end_with_status_130_a_whole_folder_and_no_worker_left(
    few_file: Path, tmp_path: Path, what: int
) -> None:
    folder = tmp_path / "interrupted"
    # Long enough that it cannot end before the signal comes, however busy the machine is.
    with on_the_command_line(few_file, folder, "--epochs", "2000") as process:
        wait_for_parts(folder, 1, process)
        workers = psutil.Process(process.pid).children(recursive=True)
        assert workers
        kill_group(process, what)
        message = process.communicate(timeout=20)[1]
        assert process.returncode == 130
    assert "interrupted. A study goes on where it stopped" in message
    assert "Traceback" not in message
    assert psutil.wait_procs(workers, timeout=5)[1] == []
    assert_all_is_whole(folder)
    assert StudyFolder(folder).has_study()
    assert not StudyFolder(folder).handover.exists()


@pytest.mark.breadth
def test_no_worker_outlives_a_study_that_is_killed_alone(few_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    with on_the_command_line(few_file, folder) as process:
        wait_for_parts(folder, 1, process)
        workers = psutil.Process(process.pid).children(recursive=True)
        assert workers
        process.kill()
        assert psutil.wait_procs(workers, timeout=10)[1] == []


def test_a_finished_study_run_again_trains_nothing_and_changes_nothing(few: Dataset, finished: Path) -> None:
    before = contents(finished)
    run(few, finished)
    assert contents(finished) == before


def test_the_time_of_every_session_is_counted(few: Dataset, finished: Path, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(finished, folder)
    for part in (folder / "parts").glob("measure-[02]*"):
        part.unlink()
    run(few, folder)
    card = StudyFolder(folder).card()
    assert [session["trained"] for session in card["sessions"]] == [30, 4]
    assert all(session["seconds"] > 0 for session in card["sessions"])
    assert set(card["blocks"].values()) == {"done"}
    assert_same_tables(folder, finished)
