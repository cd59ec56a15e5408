"""The studies that were asked for on the page: one at work, the others waiting for it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Container
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any

from layerwise.errors import LayerwiseError
from layerwise.explorer.server.laboratory import Laboratory
from layerwise.explorer.server.messages import Asked, Expected, Progress, Refusal, State, Study
from layerwise.explorer.server.process import Commissioned
from layerwise.explorer.server.records import Commission, Records
from layerwise.explorer.server.refusals import NotNowError, not_there
from layerwise.explorer.server.watching import Watched
from layerwise.words import Language

# Studies that may wait at one time.
MOST_WAITING = 20
_AT_WORK: tuple[State, ...] = ("queued", "running")


class Studies:
    """All studies of a folder that were asked for on the page.

    Args:
        home: the folder they go to.
        laboratory: that runs them.
        language: of their reports.
    """

    def __init__(self, home: Path, laboratory: Laboratory, language: Language) -> None:
        self.home, self.laboratory, self.language = home, laboratory, language
        self.records = Records(home)
        self.known = {each.id: each for each in self.records.all()}
        self.waiting: deque[Commission] = deque()
        self.current: tuple[Commission, Commissioned] | None = None
        self.planning: Commissioned | None = None
        # Where the page of a study is, by its folder.
        self.page_of: Callable[[Path], str | None] = lambda _: None
        self._news = asyncio.Event()

    def all(self) -> list[Study]:
        """How they all stand, newest first."""
        return [self.told(identity) for identity in reversed(self.known)]

    def told(self, identity: str) -> Study:
        """How one stands.

        Raises:
            NotThereError: there is none of that name.
        """
        found = self._find(identity)
        progress = found.watched.last("progress")
        return Study(
            id=found.id,
            data=found.asked.data,
            asked=found.at,
            state=found.state,
            ahead=self.waiting.index(found) + (self.current is not None) if found in self.waiting else 0,
            options=found.asked.options,
            progress=Progress(**progress) if progress else None,
            error=found.error,
            page=self.page_of(self.home / found.id) if found.state == "done" else None,
        )

    def start(self, asked: Asked, taken: Container[str] = ()) -> Study:
        """Puts a new study at the end of the queue, under a name that is not among those `taken`.

        Raises:
            LayerwiseError: its data set is none of the choices, too many wait already, or it cannot be kept.
        """
        source = self._source(asked)
        self._check_room()
        found = self.records.new(asked, source, taken)
        self.known[found.id] = found
        self._enqueue(found)
        return self.told(found.id)

    def resume(self, identity: str) -> Study:
        """Lets a study that was stopped, or that failed, go on where it is.

        Raises:
            LayerwiseError: there is none of that name, it is at work or done, or too many wait already.
        """
        found = self._find(identity)
        if found.state in (*_AT_WORK, "done"):
            raise NotNowError(
                f"cannot resume {identity}",
                got=f"a study that is {found.state}",
                expected="one that was stopped, or that failed",
                remedy="Wait for it to end." if found.state != "done" else "Open its page.",
            )
        self._check_room()
        found.error = None
        self._enqueue(found)
        return self.told(identity)

    async def stop(self, identity: str) -> Study:
        """Takes a study from the queue, or lets the one at work leave off; it can be resumed.

        Raises:
            LayerwiseError: there is none of that name, or it is not at work.
        """
        found = self._find(identity)
        if found in self.waiting:
            self.waiting.remove(found)
            self._set(found, "stopped")
            found.watched.end()
        elif self.current and self.current[0] is found:
            await self.current[1].stop()
        else:
            raise NotNowError(
                f"cannot stop {identity}",
                got=f"a study that is {found.state}",
                expected="one that is at work or waits",
                remedy="See /api/studies for how they stand.",
            )
        return self.told(identity)

    async def plan(self, asked: Asked) -> Expected:
        """What a study would take; a plan that is still being made for somebody gives way to this one.

        Raises:
            LayerwiseError: what makes it no study; or this plan had to give way.
        """
        data, target = self._source(asked)
        if self.planning:
            await self.planning.stop()
        mine = self.planning = Commissioned(self.laboratory.command)
        request = {"do": "plan", "data": data, "target": target, "options": asked.options, "language": self.language}
        busy = self.current is not None
        event: dict[str, Any] = {}
        try:
            async with aclosing(mine.events(request)) as events:
                async for each in events:
                    event, busy = each, busy or self.current is not None
        finally:
            if self.planning is mine:
                self.planning = None
        if event["event"] == "planned":
            plan = event["plan"]
            facts = {"networks": plan["networks"], "workers": plan["workers"], "text": event["text"], "busy": busy}
            return Expected(seconds=plan["expected"]["seconds"], memory=plan["expected"]["memory"], **facts)
        if event["event"] == "stopped":
            raise NotNowError("this plan gave way to a newer one", remedy="Ask again.")
        raise _as_error(event)

    def watch(self, identity: str) -> Watched:
        """What those who watch a study are told.

        Raises:
            NotThereError: there is none of that name.
        """
        found = self._find(identity)
        found.watched.tell("state", self.told(identity).model_dump())
        if found.state not in _AT_WORK:
            found.watched.end()
        return found.watched

    async def serve(self) -> None:
        """Runs one study after the other, as long as the server lives."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self.waiting:
                await self._run(self.waiting.popleft())

    def let_go(self) -> None:
        """Ends what those who watch hear; they come back when there is a server again."""
        for found in self.known.values():
            found.watched.close()

    async def close(self) -> None:
        """Ends what is at work, so that it goes on with the next server."""
        self.waiting.clear()
        for process in [self.planning, *([self.current[1]] if self.current else [])]:
            if process:
                await process.stop()
        while self.current or self.planning:
            await asyncio.sleep(0.05)

    async def _run(self, found: Commission) -> None:
        process = Commissioned(self.laboratory.command)
        self.current = found, process
        self._set(found, "running")
        end: dict[str, Any] = {"event": "stopped"}
        try:
            async with aclosing(process.events(self.records.request(found, self.language))) as events:
                async for event in events:
                    end = event
                    if event["event"] in ("progress", "curves"):
                        found.watched.tell(event["event"], {**event, "event": None})
        except (LayerwiseError, ValueError, OSError) as error:
            told = error if isinstance(error, LayerwiseError) else LayerwiseError("the study broke off", got=str(error))
            end = {"event": "failed", **told.as_dict(), "message": str(told)}
        finally:
            self.current = None
            if end["event"] == "failed":
                found.error = Refusal(**{name: end[name] for name in Refusal.model_fields})
            states: dict[str, State] = {"done": "done", "failed": "failed"}
            self._set(found, states.get(end["event"], "stopped"))
            found.watched.end()

    def _enqueue(self, found: Commission) -> None:
        found.watched.begin()
        self.waiting.append(found)
        self._set(found, "queued")
        self._news.set()

    def _set(self, found: Commission, state: State) -> None:
        found.state = state
        # A record that cannot be written now must not stop the study: a later server then calls it stopped.
        with suppress(LayerwiseError):
            self.records.write(found)
        for each in (found, *self.waiting):
            each.watched.tell("state", self.told(each.id).model_dump())

    def _find(self, identity: str) -> Commission:
        if identity not in self.known:
            raise not_there("study", identity, list(self.known))
        return self.known[identity]

    def _source(self, asked: Asked) -> tuple[str, str | None]:
        if asked.data not in self.laboratory.sources:
            raise not_there("data set", asked.data, list(self.laboratory.sources))
        return self.laboratory.sources[asked.data]

    def _check_room(self) -> None:
        if len(self.waiting) >= MOST_WAITING:
            raise NotNowError(
                "no study can be added now",
                got=f"{len(self.waiting)} that wait already",
                expected=f"at most {MOST_WAITING}",
                remedy="Stop one of them, or wait.",
            )


def _as_error(event: dict[str, Any]) -> LayerwiseError:
    parts = {name: event[name] for name in ("got", "expected", "remedy")}
    return LayerwiseError(event["what"], **parts)
