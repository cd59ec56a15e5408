"""What those who watch a study are told: the newest of each kind of event, so that latecomers miss nothing."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from typing import Any

# Seconds between two messages to one watcher, and from which a silent line is kept open with a comment.
EVERY, SILENT = 0.2, 15.0
# Numbers of another run of the server mean nothing here: ids carry which run they are of.
_RUN = secrets.token_hex(3)


class Watched:
    """The newest event of each kind, numbered: every one tells all that is to be known of its kind.

    So a watcher who comes back with the number it heard last is told what has changed since, however long it was away,
    and the memory held does not grow with what happens.
    """

    def __init__(self) -> None:
        self.number = 0
        self.newest: dict[str, tuple[int, dict[str, Any]]] = {}
        self.ended = self.closed = False
        self._changed = asyncio.Event()

    def tell(self, kind: str, values: dict[str, Any]) -> None:
        """Takes the place of the event of this kind before it."""
        self.number += 1
        self.newest[kind] = self.number, values
        self._wake()

    def end(self) -> None:
        """Nothing more will happen for now: watchers are sent home when they have heard all."""
        self.ended = True
        self._wake()

    def begin(self) -> None:
        """The study goes on, and may be watched again."""
        self.ended = False

    def close(self) -> None:
        """The server ends: watchers are let go without an end, and come back when there is a server again."""
        self.closed = True
        self._wake()

    def last(self, kind: str) -> dict[str, Any] | None:
        """The newest event of a kind."""
        return self.newest[kind][1] if kind in self.newest else None

    async def stream(self, last_id: str | None) -> AsyncIterator[str]:
        """Server-sent events: those newer than `last_id`, then each as it comes, until the study ends.

        Args:
            last_id: what the watcher heard last, as `Last-Event-ID` gives it; None or anything odd: nothing yet.
        """
        heard = _number(last_id)
        while not self.closed:
            changed = self._changed
            ended = self.ended
            news = sorted((number, kind) for kind, (number, _) in self.newest.items() if number > heard)
            for number, kind in news:
                yield _event(f"{_RUN}-{number}", kind, self.newest[kind][1])
                heard = max(heard, number)
            if ended:
                yield _event(f"{_RUN}-{heard}", "end", {})
                return
            try:
                await asyncio.wait_for(changed.wait(), SILENT)
                await asyncio.sleep(EVERY)
            except TimeoutError:
                yield ": still here\n\n"

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _number(last_id: str | None) -> int:
    run, _, number = (last_id or "").partition("-")
    return int(number) if run == _RUN and number.isdecimal() and len(number) < 10 else 0


def _event(identity: str, kind: str, values: dict[str, Any]) -> str:
    return f"id: {identity}\nevent: {kind}\ndata: {json.dumps(values, ensure_ascii=False)}\n\n"
