"""`layerwise inspect`, as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command


@pytest.mark.breadth
def test_a_network_is_inspected_in_both_languages(command: Command, net: Path) -> None:
    told = command("inspect", net, "--lang", "en").done()
    assert "the class" in told.out
    assert "hidden unit" in told.out
    assert "Integrated gradients account for the logit within 1 %" in " ".join(told.out.split())
    assert "类别" in command("inspect", net, "--lang", "zh").done().out


def test_a_network_is_inspected_for_programs(command: Command, net: Path) -> None:
    found = json.loads(command("inspect", net, "--json").done().out)
    assert found["readable"]["layers"] == ["pixels", "hidden-1", "logits"]
    assert {each["code"] for each in found["findings"]} >= {"hierarchy", "concept", "ablation"}


@pytest.mark.breadth
def test_a_study_is_inspected(command: Command, study: Path, few: Path) -> None:
    found = json.loads(command("inspect", study, "--data", few, "--json").done().out)
    assert found["networks"] > 0
    assert {row["layer"] for row in found["readable"]} >= {"pixels", "hidden-1", "logits"}


def test_a_concept_without_a_folder_is_wrong_usage(command: Command, net: Path) -> None:
    ended = command("inspect", net, "--concept", "striped")
    assert ended.status == 2
    assert "NAME=FOLDER" in ended.err


def test_own_concepts_of_a_study_are_refused_rather_than_left_aside(command: Command, tmp_path: Path) -> None:
    ended = command("inspect", tmp_path, "--concepts", "own.csv")
    assert ended.status == 2
    assert "one network" in ended.err


def test_a_network_that_is_not_there_is_named(command: Command) -> None:
    ended = command("inspect", "nowhere.safetensors")
    assert ended.status == 1
    assert "no network at nowhere.safetensors" in ended.err
