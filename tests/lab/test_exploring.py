"""The page in a notebook, and the process that runs what the live page asks for."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import layerwise as lw
from layerwise.errors import StudyError
from layerwise.lab import at_hand
from layerwise.lab.arriving import Arriving
from layerwise.lab.page import Page
from layerwise.nets.initialisation import initial_layers
from layerwise.nets.network import Network
from layerwise.nets.preprocessing import Preprocessing
from layerwise.nets.spec import NetworkSpec
from layerwise.study.store import StudyFolder

OPTIONS: dict[str, Any] = {
    "depths": [1, 2], "widths": [4], "epochs": 300, "seeds": 8, "learning_rates": [0.01], "workers": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def net() -> Network:
    spec = NetworkSpec(inputs=2, hidden=(3,), classes=2)
    spirals = lw.data.load("spirals")
    facts = {"data": "spirals", "checksum": spirals.checksum, "seed": 0}
    return Network(spec, initial_layers(spec, 0), Preprocessing(np.zeros(2), np.ones(2)), ("0", "1"), facts)


def test_a_notebook_gets_the_page_in_a_frame_that_holds_all_of_it(net: Network, tmp_path: Path) -> None:
    page = lw.explore(net, language="zh")
    shown = page._repr_html_()
    inside = re.search(r'<iframe srcdoc="([^"]*)"', shown)
    assert inside
    assert unescape(inside[1]) == page.html
    assert 'data-lang="zh"' in page.html
    assert page.has_examples
    assert page.save(tmp_path / "page.html").read_text(encoding="utf-8") == page.html
    with pytest.raises(StudyError, match="cannot write the page"):
        page.save(tmp_path)


def test_data_of_another_checksum_are_refused_and_lost_ones_passed_over(net: Network) -> None:
    with pytest.raises(StudyError, match="is not the data"):
        lw.explore(net, "digits")
    lost = Network(net.spec, net.layers, net.preprocessing, net.classes, {"data": "gone", "source": "gone.npz"})
    assert not lw.explore(lost).has_examples
    assert isinstance(lw.explore(lost), Page)


def test_a_data_set_is_found_by_its_name_by_its_path_and_beside_the_study(tmp_path: Path) -> None:
    inputs = np.random.default_rng(0).normal(size=(60, 3)).astype(np.float32)
    np.savez(tmp_path / "few.npz", X=inputs, y=np.arange(60) % 2)
    few = lw.data.load(tmp_path / "few.npz")
    card = {"command": "", "data": {"name": "few", "checksum": few.checksum, "source": ""}}

    def found(**changes: Any) -> bool:
        told = {**card, **changes}
        return at_hand.of_study(told, tmp_path / "study") is not None

    assert found(command=f"layerwise study {tmp_path / 'few.npz'} --depths 1-2")
    assert found(command="layerwise study elsewhere/few.npz")
    assert found(data={**card["data"], "source": str(tmp_path / "few.npz")})  # type: ignore[dict-item]
    assert not found()
    assert not found(command="layerwise study few.npz", data={**card["data"], "checksum": "0"})  # type: ignore[dict-item]


class Requested:
    """The process, asked for a study; its input stays open."""

    def __init__(self, folder: Path, do: str = "study", data: str = "spirals") -> None:
        request = {"do": do, "data": data, "target": None, "folder": str(folder), "command": "again"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "layerwise.lab.requested"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ},
        )  # fmt: skip
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({**request, "options": OPTIONS, "language": "en"}) + "\n")
        self.process.stdin.flush()

    def __enter__(self) -> Requested:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()
        self.process.wait(30)

    def events(self) -> Any:
        assert self.process.stdout is not None
        return (json.loads(line) for line in self.process.stdout)


@pytest.mark.breadth
@pytest.mark.parametrize("how", ["the end of its input", "SIGTERM", "Ctrl-C"])
def test_a_study_stopped_on_its_way_goes_on_to_the_same_tables(how: str, tmp_path: Path) -> None:
    with Requested(tmp_path / "study") as first:
        events = first.events()
        for event in events:
            if event["event"] == "curves":
                break
        if how == "the end of its input":
            assert first.process.stdin is not None
            first.process.stdin.close()
        else:
            first.process.send_signal(signal.SIGTERM if how == "SIGTERM" else signal.SIGINT)
        assert [*events][-1]["event"] == "stopped"
        assert first.process.wait(30) == 130
    card = StudyFolder(tmp_path / "study").card()
    assert "networks" not in card
    done = len(list((tmp_path / "study" / "parts").glob("*.npz")))
    assert 0 < done < len(card["blocks"])
    # The curves of the first session are told again.
    told = Arriving(StudyFolder(tmp_path / "study")).look()
    assert told
    assert {curve["depth"]: curve["networks"] for curve in told["curves"]} == {1: done, 2: done}

    with Requested(tmp_path / "study") as second:
        again = [*second.events()]
    assert again[-1]["event"] == "done"
    assert [event for event in again if event["event"] == "progress"][-1]["done"] == 16
    last = [event for event in again if event["event"] == "curves"][-1]
    assert {curve["networks"] for curve in last["curves"]} == {8}
    study = lw.open_study(tmp_path / "study")
    assert len(study.runs) == 16
    at_end = study.epochs.query("epoch == 300").merge(study.runs, on="run").groupby("depth")["val_accuracy"].mean()
    for curve in last["curves"]:
        assert curve["error"][-1] == pytest.approx(1 - at_end[curve["depth"]], abs=1e-3)
    assert study.explore().has_examples


@pytest.mark.breadth
def test_a_plan_is_made_and_a_plan_that_cannot_be_is_told(tmp_path: Path) -> None:
    with Requested(tmp_path / "study", do="plan") as asked:
        ended = [*asked.events()][-1]
    assert ended["event"] == "planned"
    assert ended["plan"]["networks"] == 16
    assert ended["plan"]["expected"]["seconds"] > 0
    assert not (tmp_path / "study").exists()


@pytest.mark.breadth
def test_what_cannot_be_studied_is_told_as_an_error(tmp_path: Path) -> None:
    with Requested(tmp_path / "study", data="nothing") as asked:
        told = [*asked.events()]
        assert asked.process.wait(30) == 1
    assert [(event["event"], event["error"]) for event in told] == [("failed", "DataError")]
    assert told[0]["message"].startswith("cannot find the data set 'nothing'")
