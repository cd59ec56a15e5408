"""`verdict --reach` names the smallest network that reaches a wish; `report --figures` writes pictures and tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Command


def test_the_smallest_network_for_a_wish_is_named(study: Path, command: Command) -> None:
    found = command("verdict", study, "--reach", "30%", "--json").done().json
    (reached,) = found["reach"]
    assert reached["wish"] == pytest.approx(30)
    assert reached["best"]["network"]
    told = command("verdict", study, "--reach", "0.3", "--lang", "en").done().out
    assert " ".join(reached["text"]["en"].split()) in " ".join(told.split())


def test_a_wish_beyond_all_networks_is_not_granted(study: Path, command: Command) -> None:
    (reached,) = command("verdict", study, "--reach", "99.99%", "--json").done().json["reach"]
    assert not any(reached["surely"].values())


@pytest.mark.parametrize("wish", ["high", "0", "97", "120%", "-5%", "nan"])
def test_a_wish_that_is_no_accuracy_is_refused(study: Path, command: Command, wish: str) -> None:
    ended = command("verdict", study, f"--reach={wish}")
    assert ended.status == 2
    assert wish in ended.err


@pytest.mark.breadth
def test_every_figure_and_table_is_written(study: Path, command: Command, tmp_path: Path) -> None:
    found = command("report", study, "--figures", "figures", "--json").done().json
    written = {Path(path).name for path in found["figures"]}
    assert {path.name for path in (tmp_path / "figures").iterdir()} == written
    assert "findings.tex" in written
    assert {Path(name).suffix for name in written} == {".svg", ".png", ".tex"}
    assert all((tmp_path / "figures" / name).stat().st_size > 100 for name in written)
