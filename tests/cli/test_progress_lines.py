"""Progress on standard error: a line now and then where it is no terminal, one live line where it is."""

from __future__ import annotations

import io
import sys

import pytest

from layerwise.cli import progress as shown_progress
from layerwise.cli.progress import shown
from layerwise.nets.spec import NetworkSpec
from layerwise.study import progress as study_progress
from layerwise.study.design import Block, Job
from layerwise.study.progress import Progress
from layerwise.train.recipe import Member


@pytest.fixture
def halfway() -> Progress:
    member = Member(NetworkSpec(2, (3,), 2), 0.1)
    block = Block("measure-0-c0", "measure", 0, (Job("a", 0, member), Job("b", 1, member)))
    progress = Progress(epochs=10, total=8, done=2, stage="measure")
    progress.heard(block, 5, 0.25)
    return progress


def test_a_line_says_stage_networks_epoch_and_error_in_both_languages(halfway: Progress, capsys) -> None:
    for language in ("en", "zh"):
        with shown("few[x]", language) as tell:  # type: ignore[arg-type]
            tell(halfway)
    english, chinese = capsys.readouterr().err.splitlines()
    assert english == "few[x]: measuring, 2 of 8 networks, epoch 5 of 10, best validation error 25.0%"
    assert "第 5 / 10 轮" in chinese


def test_plain_lines_come_now_and_then_not_at_every_epoch(halfway: Progress, capsys, monkeypatch) -> None:
    clock = iter([100.0, 100.1, 105.0, 110.5, 111.0])
    with shown("few", "en") as tell:
        monkeypatch.setattr(shown_progress.time, "monotonic", lambda: next(clock))
        monkeypatch.setattr(Progress, "seconds_left", property(lambda _: None))
        for _ in range(5):
            tell(halfway)
    assert capsys.readouterr().err.count("\n") == 2


def test_a_terminal_gets_a_live_line_with_the_name_as_it_is(halfway: Progress, monkeypatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TERM", "xterm")
    with shown("few[x]", "en") as tell:
        tell(halfway)
    assert "few[x]: measuring, 2 of 8 networks" in screen.getvalue()


def test_the_share_done_counts_epochs_of_running_blocks(halfway: Progress) -> None:
    assert halfway.fraction == pytest.approx((2 + 2 * 0.5) / 8)
    halfway.found(3)
    assert halfway.done == 5


def test_time_left_follows_the_pace_since_the_first_epoch_without_the_start_before_it(monkeypatch) -> None:
    now = [0.0]
    monkeypatch.setattr(study_progress.time, "monotonic", lambda: now[0])
    member = Member(NetworkSpec(2, (3,), 2), 0.1)
    block = Block("measure-0-c0", "measure", 0, tuple(Job(label, 0, member) for label in "abcd"))
    progress = Progress(epochs=10, total=12)
    progress.found(4)
    now[0] = 50.0  # compiling
    assert progress.seconds_left is None
    progress.heard(block, 1, 0.5)
    assert progress.seconds_left is None
    now[0] = 60.0
    progress.heard(block, 6, 0.5)
    # 2 networks in 10 s; of 12 are done 4 found and 2.4 now.
    assert progress.seconds_left == pytest.approx(5.6 * 10 / 2)
    now[0] = 68.0
    progress.ended(block)
    assert progress.seconds_left == pytest.approx(4 * 18 / 3.6)
