"""`layerwise explore`: one file that opens from a disk, and a server that says where it is."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from command_line import Command

SERVE = [sys.executable, "-m", "layerwise", "explore", "--no-browser", "--json", "--port", "0"]


def test_a_study_and_a_network_become_one_file_each(command: Command, study: Path, net: Path, tmp_path: Path) -> None:
    for place in (study, net):
        told = command("explore", place, "-o", "page.html", "--json", "--lang", "zh").done().json
        page = (tmp_path / "page.html").read_text(encoding="utf-8")
        assert told == {"page": "page.html", "bytes": len(page.encode()), "examples": True}
        assert 'data-lang="zh"' in page
        assert 'id="bundle-card"' in page


def test_without_its_data_the_page_says_that_it_has_no_examples(command: Command, study: Path, tmp_path: Path) -> None:
    card = json.loads((study / "study.json").read_text(encoding="utf-8"))
    lost = tmp_path / "lost" / "study"
    lost.parent.mkdir()
    shutil.copytree(study, lost)
    card["data"]["source"], card["command"] = "gone.npz", "layerwise study gone.npz -o study"
    (lost / "study.json").write_text(json.dumps(card), encoding="utf-8")
    ended = command("explore", lost, "-o", "page.html").done()
    assert "without examples" in ended.err
    assert "--data" in ended.err
    with_them = command("explore", lost, "-o", "page.html", "--data", study.parent / "few.npz", "--json").done()
    assert with_them.json["examples"]
    other = command("explore", lost, "-o", "page.html", "--data", "spirals")
    assert other.status == 1
    assert "is not the data that this was learned from" in other.err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["nowhere", "-o", "page.html"], 1, "no study in nowhere"),
        (["-o", "page.html"], 2, "one page shows one study or network: got none, and no study in studies"),
        (["a", "b", "-o", "page.html"], 2, "got a, b"),
        (["nowhere", "--no-browser"], 1, "cannot find"),
        (["--host", "no.such.host.invalid", "--no-browser"], 1, "cannot listen on no.such.host.invalid"),
        (["--token", "a b", "--no-browser"], 1, "unusable token"),
        (["--data", "nothing.npz", "--no-browser"], 1, "cannot find the data set 'nothing.npz'"),
    ],
)
def test_what_cannot_be_shown_is_told(command: Command, arguments: list[str], status: int, said: str) -> None:
    ended = command("explore", *arguments)
    assert ended.status == status
    assert said in ended.err


def test_a_port_that_is_taken_is_an_error_only_where_it_was_asked_for(command: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = command("explore", "--port", port, "--no-browser")
        assert ended.status == 1
        assert f"cannot listen on 127.0.0.1:{port}: got a port that is taken" in ended.err
        assert "Leave --port out" in ended.err


@contextmanager
def serving(folder: Path, *arguments: object) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The server as a process of its own, and its address."""
    with subprocess.Popen(
        [*SERVE, *map(str, arguments)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = ""
        while not told.endswith("}\n"):
            line = process.stdout.readline()
            assert line, process.stderr and process.stderr.read()
            told += line
        try:
            yield json.loads(told)["address"], process
        finally:
            process.kill()


def read(address: str, **headers: str) -> Any:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
        return answer.read().decode()


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.breadth
def test_the_server_shows_a_real_study_and_ends_in_order_at_ctrl_c(study: Path, tmp_path: Path) -> None:
    with serving(tmp_path, study) as (address, process):
        assert 'data-bundle="/api/bundles/study"' in read(address)
        card = json.loads(read(f"{address}api/bundles/study"))
        assert [network["depth"] for network in card["networks"]] == [1, 2]
        assert card["samples"]
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 0
        assert said.splitlines()[-1] == "layerwise: ended. Studies that were at work can be resumed."
        assert "Traceback" not in said


@pytest.mark.breadth
def test_where_others_can_reach_it_a_token_is_made_up_and_asked_for(tmp_path: Path) -> None:
    with serving(tmp_path, "--host", "0.0.0.0") as (address, _):
        port, _, token = address.rpartition(":")[2].partition("/?token=")
        assert len(token) >= 20
        here = f"http://127.0.0.1:{port}/api/places"
        assert json.loads(read(here, authorization=f"Bearer {token}")) == []
        with pytest.raises(urllib.error.HTTPError, match="401"):
            read(here)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *(("verdict.json", b"{}"), ("verdict.json", b"[]"), ("verdict.json", b"{"), ("study.json", b"[]")),
        *(("study.json", b'{"schema": 99}'), ("runs.parquet", b"PAR1"), ("correct.npz", b"")),
    ],
)
def test_a_damaged_or_newer_study_is_told_in_one_message(
    command: Command, study: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    shutil.copytree(study, tmp_path / "damaged")
    (tmp_path / "damaged" / name).write_bytes(content)
    ended = command("explore", "damaged", "-o", "page.html")
    assert ended.status == 1
    assert "damaged" in ended.err
    assert "does not know" not in ended.err
    assert not (tmp_path / "page.html").exists()
