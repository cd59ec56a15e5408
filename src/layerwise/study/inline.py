"""Blocks trained in this very process: for studies so small that starting workers would take most of their time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

from layerwise.study.environment import peak_memory
from layerwise.study.worker import out_of_memory, unwritable
from layerwise.study.workers import Event, Task


class Inline:
    """Takes the place of `Workers`, without any: one block after the other, and the compiled programs stay in hand.

    Args:
        data: folder that `hand_over` filled.
        folder: the study folder.
    """

    def __init__(self, data: Path, folder: Path) -> None:
        self.data, self.folder = data, folder

    def __enter__(self) -> Inline:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @property
    def peak_memory(self) -> int:
        """What this process held at most, bytes."""
        return peak_memory()

    def run(self, tasks: Iterable[Task], on_event: Callable[[Event], Iterable[Task] | None]) -> None:
        """Has all tasks done; as `Workers.run` does it.

        Raises:
            LayerwiseError: what could not be done.
        """
        from layerwise.study.training import Trainer  # brings JAX along, which a study in workers does not need here

        trainer, waiting = Trainer(self.data, self.folder), deque(tasks)
        while waiting:
            task = waiting.popleft()
            name = task["name"]

            def on_epoch(epoch: int, error: float, name: str = name) -> None:
                on_event({"event": "epoch", "block": name, "epoch": epoch, "error": error})

            try:
                done = trainer.train(task, on_epoch)
            except OSError as error:
                raise unwritable(error, str(self.folder)) from error
            except MemoryError as error:
                raise out_of_memory(name) from error
            waiting.extend(on_event({"event": "done", "block": name, **done}) or ())
