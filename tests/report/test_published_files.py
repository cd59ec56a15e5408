"""The files of a finished study: `verdict.json` keeps its contract, and the schedule of the plan is heeded."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from simulated import simulate
from told import facts

from layerwise.lab.results import Verdict, found, publish
from layerwise.study.store import StudyFolder
from layerwise.verdict.compare import compare
from layerwise.verdict.finding import findings_from_dict


class Folder(StudyFolder):
    """A study folder whose card is given."""

    def card(self) -> dict[str, Any]:
        plan = {"recipe": {"epochs": 4, "schedule": "constant"}}
        return {"data": facts()["data"], "plan": plan, "sessions": [], "command": "", "learning_rates": {}}


@pytest.mark.parametrize("schedule", ["constant", "cosine"])
def test_the_written_verdict_has_its_schema_and_is_read_back(tmp_path: Path, schedule: str) -> None:
    folder = Folder(tmp_path)
    tables = replace(simulate(depths=(1, 2), seeds=5, images=20, epochs=4), schedule=schedule)
    result = found(folder, tables)
    publish(folder, result)
    written = json.loads((tmp_path / "verdict.json").read_text(encoding="utf-8"))
    assert written["schema"] == 1
    assert findings_from_dict(written) == list(result.findings)
    assert ("longer" in {each["code"] for each in written["findings"]}) == (schedule == "constant")


@pytest.mark.parametrize(("locale", "title"), [("en_GB.UTF-8", "Is it overfitting?"), ("zh_CN.UTF-8", "过拟合了吗？")])
def test_a_verdict_is_titled_in_the_readers_language(monkeypatch: pytest.MonkeyPatch, locale: str, title: str) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    console = Console(width=120, force_terminal=False)
    with console.capture() as capture:
        console.print(Verdict(tuple(compare(simulate(depths=(1, 2), seeds=5, images=20, epochs=4)))))
    assert title in capture.get()
