"""One request to the laboratory's process, from its first line to its end."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from typing import Any

from layerwise.errors import WorkerError
from layerwise.study.environment import worker_environment

# The longest line that is taken, and how much of what goes wrong is remembered, bytes.
LONGEST, REMEMBERED = 2**24, 4_096
# Seconds that a process gets to leave its study in order.
GRACE = 20.0
ENDS = ("planned", "done", "stopped", "failed")


class Commissioned:
    """A process at work on one request.

    Args:
        command: of the process.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self.command = command
        self.process: Process | None = None
        self.stopping = False

    async def events(self, request: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
        """Starts the process and hands out its events; the last one is among `ENDS`.

        Raises:
            WorkerError: it ended without saying how.
        """
        # In a session of its own: Ctrl-C in the server's terminal reaches it through the server alone.
        self.process = await asyncio.create_subprocess_exec(
            *self.command, stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=LONGEST, env=worker_environment(),
            start_new_session=True,
        )  # fmt: skip
        process = self.process
        assert process.stdin is not None
        assert process.stdout is not None
        said = asyncio.create_task(_tail(process.stderr))
        last = ""
        try:
            with suppress(OSError):
                process.stdin.write(json.dumps(request).encode() + b"\n")
                await process.stdin.drain()
            if self.stopping:
                process.stdin.close()
            async for line in process.stdout:
                event = json.loads(line)
                last = event["event"]
                yield event
            status = await process.wait()
            if last not in ENDS:
                raise _died(status, await said)
        finally:
            await self._gone(process, said)

    async def stop(self) -> None:
        """Lets the process end what it is at: a study then goes on from there when it is asked for again."""
        self.stopping = True
        if self.process and self.process.stdin:
            self.process.stdin.close()

    async def _gone(self, process: Process, said: asyncio.Task[str]) -> None:
        """Sees to it that no process is left."""
        if process.stdin:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), GRACE)
        except TimeoutError:
            process.kill()
            await process.wait()
        await said


async def _tail(stream: asyncio.StreamReader | None) -> str:
    """Reads to the end, so that the process never waits for its reader, and remembers the last of it."""
    kept = b""
    while stream and (read := await stream.read(65_536)):
        kept = (kept + read)[-REMEMBERED:]
    return kept.decode("utf-8", "replace")


def _died(status: int, said: str) -> WorkerError:
    how = f"killed by signal {-status}" if status < 0 else f"exit status {status}"
    last = said.strip().splitlines()[-1:]
    return WorkerError(
        "the process of the study ended before the study did",
        got=how + (f": {last[0]}" if last else ""),
        remedy="Resume it: finished blocks are kept. Where memory ran out, ask for narrower networks.",
    )
