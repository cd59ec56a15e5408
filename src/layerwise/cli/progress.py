"""A study's progress on standard error: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from layerwise.cli.console import console
from layerwise.study.progress import Progress
from layerwise.words import Language, Text

# Seconds between two plain lines.
PLAIN_EVERY = 10.0

_STAGES = {"tune": Text("tuning the learning rates", "调学习率"), "measure": Text("measuring", "测量")}
_LINE = Text(
    "{name}: {stage}, {done:,} of {total:,} networks, epoch {epoch} of {epochs}, best validation error {error}{left}",
    "{name}：{stage}，已完成 {done:,} / {total:,} 个网络，第 {epoch} / {epochs} 轮，最低验证误差 {error}{left}",
)
_LEFT = Text(", {left} left", "，还需 {left}")


@contextmanager
def shown(name: str, language: Language) -> Iterator[Callable[[Progress], None]]:
    """Shows a study's progress while the context lasts.

    Args:
        name: of the data set.
        language: of the words.
    """
    if sys.stderr.isatty():
        with _live(name, language) as draw:
            yield draw
    else:
        yield _Plain(name, language)


@contextmanager
def _live(name: str, language: Language) -> Iterator[Callable[[Progress], None]]:
    from rich.progress import BarColumn, TextColumn  # only where there is a terminal to draw on
    from rich.progress import Progress as Bar

    words = TextColumn("{task.description}", markup=False)
    bar = Bar(words, BarColumn(bar_width=16), console=console(stderr=True), transient=True)
    with bar:
        task = bar.add_task(name, total=1.0)
        yield lambda progress: bar.update(
            task, completed=progress.fraction, description=_sentence(name, language, progress)
        )


class _Plain:
    """A line now and then, for logs."""

    def __init__(self, name: str, language: Language) -> None:
        self.name, self.language, self.last = name, language, -PLAIN_EVERY

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self.last >= PLAIN_EVERY and progress.epoch:
            self.last = now
            print(_sentence(self.name, self.language, progress), file=sys.stderr, flush=True)


def _sentence(name: str, language: Language, progress: Progress) -> str:
    left = progress.seconds_left
    return _LINE.say(
        language,
        name=name,
        stage=_STAGES[progress.stage].say(language),
        done=progress.done,
        total=progress.total,
        epoch=progress.epoch,
        epochs=progress.epochs,
        error=f"{progress.best_error:.1%}",
        left="" if left is None else _LEFT.say(language, left=_clock(left)),
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
