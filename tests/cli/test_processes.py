"""The command as a process: exit statuses, streams, and no traceback unless it is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import layerwise

UNFORESEEN = """
import sys
import layerwise.data.catalogue as catalogue
from layerwise.cli.app import main

def entries():
    raise {error}

catalogue.entries = entries
sys.argv = ["layerwise", "data", "list", *sys.argv[1:]]
main()
"""


def raising(error: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", UNFORESEEN.format(error=error), *options]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_a_failure_ends_with_status_1_and_shows_its_traceback_only_where_asked(tmp_path: Path) -> None:
    ended = layerwise("data", "get", "cats", cwd=tmp_path)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == (
        "layerwise: cannot get 'cats': got an unknown name, expected one of digits, spirals, mnist, fashion-mnist. "
        "Choose one of them.\n"
    )
    asked = layerwise("data", "get", "cats", "--debug", cwd=tmp_path)
    assert asked.status == 1
    assert "Traceback" in asked.err
    assert "DataError" in asked.err


def test_the_installed_command_helps_and_ends_with_status_0(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("layerwise")
    if not script.is_file():
        pytest.skip("layerwise is not installed in this environment")
    ended = subprocess.run([script, "--help"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0
    for command in ("study", "report", "train", "predict", "evaluate", "data"):
        assert command in ended.stdout


def test_wrong_usage_ends_with_status_2(tmp_path: Path) -> None:
    ended = layerwise("study", "--depths", "6-1", cwd=tmp_path)
    assert ended.status == 2
    assert "Invalid value for --depths: got '6-1', which runs downwards; write 1-6." in ended.err
    for debug in ([], ["--debug"]):
        ended = layerwise("study", "spirals", "--epochs", "0", *debug, cwd=tmp_path)
        assert ended.status == 2
        assert "unusable epochs: got 0" in ended.err
        assert ("Traceback" in ended.err) == bool(debug)


@pytest.mark.parametrize("error", ["MemoryError()", "PermissionError(13, 'no', 'a.npz')", "ZeroDivisionError('x')"])
def test_an_unforeseen_failure_is_one_message_too(error: str) -> None:
    ended = raising(error)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"layerwise: this failed in a way that Layerwise does not know: got {error[:9]}")
    assert ended.stderr.count("\n") == 1
    assert "--debug" in ended.stderr
    assert "Traceback" in raising(error, "--debug").stderr


def test_ctrl_c_while_a_dataclass_is_made_ends_python_m_with_status_130_too(tmp_path: Path) -> None:
    """Found on a busy machine: the study's process was still importing when the signal came."""
    (tmp_path / "interrupted.py").write_text(UNFORESEEN.format(error="exec('raise KeyboardInterrupt')"))
    command = [sys.executable, "-m", "interrupted"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert ended.returncode == 130
    assert "interrupted" in ended.stderr


def test_ctrl_c_ends_with_status_130() -> None:
    ended = raising("KeyboardInterrupt")
    assert ended.returncode == 130
    assert ended.stderr == "layerwise: interrupted. A study goes on where it stopped: give the same command again.\n"


@pytest.mark.parametrize("words", [["--lang", "zh"], ["--lang=zh"]])
def test_ctrl_c_is_told_in_the_language_that_was_asked_for(words: list[str]) -> None:
    ended = raising("KeyboardInterrupt", *words)
    assert ended.returncode == 130
    assert ended.stderr == "layerwise：已中断。再次输入同样的命令，研究会从停下的地方继续。\n"


def test_chinese_reaches_files_and_pipes_whatever_the_systems_encoding(tmp_path: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for words in (["--lang", "zh"], ["--lang", "zh", "--json"]):
        ended = layerwise("data", "check", "spirals", *words, cwd=tmp_path, env=environment)
        assert ended.status == 0, ended.err
        assert "?" not in ended.out
    assert "数" in layerwise("data", "list", "--lang", "zh", cwd=tmp_path, env=environment).out


def test_the_systems_language_is_spoken_where_none_is_asked_for(tmp_path: Path) -> None:
    chinese, english = (
        layerwise("data", "list", cwd=tmp_path, env={**os.environ, "LC_ALL": locale}).out
        for locale in ("zh_CN.UTF-8", "de_DE.UTF-8")
    )
    assert "名称" in chinese
    assert "name" in english


def test_a_reader_that_goes_away_ends_the_command_in_silence(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "layerwise.cli.app", "data", "list"]
    try:
        ended = subprocess.run(command, cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writing)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "BrokenPipe" not in ended.stderr
