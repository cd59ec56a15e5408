"""`layerwise reproduce`: what it lists, and what it refuses before anything is trained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import Command
from rich.cells import cell_len

from layerwise.lab.published.catalogue import FINDINGS

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_without_a_name_the_published_findings_are_listed(command: Command) -> None:
    english, chinese = (command("reproduce", "--lang", language).done().out for language in ("en", "zh"))
    assert "96.48, 96.90, 96.57, 96.53 %" in " ".join(english.split())
    assert "comes later" in " ".join(english.split())
    assert not CHINESE.search(english)
    assert CHINESE.search(chinese)
    assert max(map(len, english.splitlines())) <= 80
    assert max(map(cell_len, chinese.splitlines())) <= 80
    assert "…" not in chinese
    whole = "".join(line.split("│")[2].strip() for line in chinese.splitlines() if line.startswith("│"))
    for finding in FINDINGS.values():
        assert re.sub(r"\s", "", finding.title.zh) in re.sub(r"\s", "", whole)


def test_the_list_as_json_holds_source_published_figures_and_expected_minutes(command: Command) -> None:
    told = command("reproduce", "--json").done().json
    ladder = next(each for each in told["findings"] if each["name"] == "nielsen-ladder")
    assert ladder["published"]["en"] == "96.48, 96.90, 96.57, 96.53 %"
    assert "Nielsen" in ladder["source"]
    assert all(0 < each["minutes"]["quick"] <= 3 for each in told["findings"])
    assert {each["name"] for each in told["later"]} == {"mimic"}


@pytest.mark.parametrize(("name", "said"), [("spirls", "Did you mean 'spirals'?"), ("mimic", "comes later")])
def test_a_finding_that_is_none_is_refused(command: Command, tmp_path: Path, name: str, said: str) -> None:
    ended = command("reproduce", name)
    assert ended.status == 2
    assert said in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_left_alone(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine", encoding="utf-8")
    ended = command("reproduce", "spirals", "-o", "mine", "--json")
    assert ended.status == 1
    assert ended.json["got"] == "other files (thesis.txt)"
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
