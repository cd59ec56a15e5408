"""The local workers: one single-threaded process a core, fed with blocks until none is left."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

from layerwise import errors
from layerwise.errors import LayerwiseError, WorkerError
from layerwise.study.environment import usable_cores, worker_environment

Event = dict[str, Any]
Task = dict[str, Any]


class Workers:
    """Worker processes of one study, started at their first block and ended with the context.

    Args:
        count: how many processes.
        data: folder that `hand_over` filled.
        folder: the study folder.
    """

    def __init__(self, count: int, data: Path, folder: Path) -> None:
        self.count, self.data, self.folder = count, data, folder
        self.events: queue.Queue[tuple[int, Event | None]] = queue.Queue()
        self.processes: list[subprocess.Popen[str]] = []
        self.logs: list[IO[str]] = []
        self.memory: dict[int, int] = {}

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream:
                    stream.close()
        for log in self.logs:
            log.close()

    @property
    def peak_memory(self) -> int:
        """The sum of what each worker held at most, bytes."""
        return sum(self.memory.values())

    def run(self, tasks: Iterable[Task], on_event: Callable[[Event], Iterable[Task] | None]) -> None:
        """Has all tasks done, whichever worker is free taking the next; returns when the last has ended.

        Args:
            tasks: blocks as `Trainer.train` takes them.
            on_event: told each event of a worker; hands back what is to be done as well, now that it is known.

        Raises:
            LayerwiseError: what a worker could not do, as it said it.
            WorkerError: a worker ended without saying why.
        """
        waiting, idle = deque(tasks), set(range(len(self.processes)))
        while True:
            while waiting and (idle or len(self.processes) < self.count):
                self._send(idle.pop() if idle else self._start(), waiting.popleft())
            if len(idle) == len(self.processes):
                return
            number, event = self._next_event()
            if event is None:
                raise self._died(number)
            self.memory[number] = max(self.memory.get(number, 0), event.pop("memory"))
            if event["event"] == "failed":
                raise _as_error(event)
            waiting.extend(on_event(event) or ())
            if event["event"] == "done":
                idle.add(number)

    def _next_event(self) -> tuple[int, Event | None]:
        while True:
            try:
                # Not without end: on Windows Ctrl-C is heard only between two waits.
                return self.events.get(timeout=1.0)
            except queue.Empty:
                continue

    def _start(self) -> int:
        number = len(self.processes)
        log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 (closed in __exit__)
        process = subprocess.Popen(
            [sys.executable, "-m", "layerwise.study.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            text=True, encoding="utf-8", env=worker_environment(),
        )  # fmt: skip
        self.processes.append(process)
        self.logs.append(log)
        cores = usable_cores()
        core = cores[-1 - number] if self.count <= len(cores) else None
        self._send(number, {"data": str(self.data), "folder": str(self.folder), "core": core})
        threading.Thread(target=self._listen, args=(number, process), daemon=True).start()
        return number

    def _listen(self, number: int, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                self.events.put((number, json.loads(line)))
        except ValueError:
            pass  # cut off in the middle of a line: it has died, which the next line says
        self.events.put((number, None))

    def _send(self, number: int, message: dict[str, Any]) -> None:
        stream = self.processes[number].stdin
        assert stream is not None
        try:
            stream.write(json.dumps(message) + "\n")
            stream.flush()
        except OSError as error:
            raise self._died(number) from error

    def _died(self, number: int) -> WorkerError:
        status = self.processes[number].wait()
        self.logs[number].seek(0)
        last = self.logs[number].read().strip().splitlines()[-1:]
        killed = "killed by signal " + str(-status) if status < 0 else f"exit status {status}"
        return WorkerError(
            f"worker {number} ended before its block did",
            got=f"{killed}{': ' + last[0] if last else ''}",
            remedy="Where memory ran out, use fewer --workers. Run the same command again: finished blocks are kept.",
        )


def _as_error(event: Event) -> LayerwiseError:
    kind = getattr(errors, event["kind"], LayerwiseError)
    return kind(event["what"], got=event["got"], expected=event["expected"], remedy=event["remedy"])
