"""A worker process: takes blocks from standard input, one JSON object a line, and trains them one after the other.

Results go to files of the study folder; standard output carries what happens, one JSON object a line. The process ends
when its standard input does, so no worker outlives the study that started it.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from layerwise.errors import LayerwiseError, StudyError
from layerwise.study.environment import peak_memory, pin_to
from layerwise.study.training import Trainer


def main() -> None:
    """Serves blocks until standard input ends."""
    # Both reach the whole group of processes; the study's own process decides what they mean.
    for what in (signal.SIGINT, signal.SIGTERM):
        signal.signal(what, signal.SIG_IGN)
    tasks: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    start = tasks.get()
    if start["core"] is not None:
        pin_to(start["core"])  # before JAX starts its threads, which happens at its first operation
    trainer = Trainer(Path(start["data"]), Path(start["folder"]))
    _tell(event="ready")
    while True:
        task = tasks.get()
        try:
            _tell(event="done", block=task["name"], **trainer.train(task, _progress(task["name"])))
        except LayerwiseError as error:
            _tell(event="failed", kind=type(error).__name__, **_parts_of(error))
        except OSError as error:
            _tell(event="failed", kind="StudyError", **_parts_of(unwritable(error, start["folder"])))
        except MemoryError:
            _tell(event="failed", kind="WorkerError", **_parts_of(out_of_memory(task["name"])))


def _listen(tasks: queue.Queue[dict[str, Any]]) -> None:
    for line in sys.stdin:
        tasks.put(json.loads(line))
    os._exit(0)


def _progress(block: str) -> Any:
    last = 0.0

    def on_epoch(epoch: int, error: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > 0.2:
            last = now
            _tell(event="epoch", block=block, epoch=epoch, error=error)

    return on_epoch


def _tell(**event: Any) -> None:
    print(json.dumps({**event, "memory": peak_memory()}), flush=True)


def _parts_of(error: LayerwiseError) -> dict[str, str]:
    return {"what": error.what, "got": error.got, "expected": error.expected, "remedy": error.remedy}


def unwritable(error: OSError, folder: str) -> StudyError:
    """The error for a study folder that takes no more results."""
    return StudyError(
        f"cannot write {error.filename or 'results'} in the study folder {folder}",
        got=error.strerror or str(error),
        expected="a folder that can be written to, with space left",
        remedy="Free some space; finished blocks are kept, and the same command goes on from them.",
    )


def out_of_memory(block: str) -> LayerwiseError:
    """The error for a block that is too large."""
    return LayerwiseError(
        f"the block {block} does not fit the memory",
        remedy="Use fewer --workers, a smaller --memory, or narrower networks.",
    )


if __name__ == "__main__":
    main()
