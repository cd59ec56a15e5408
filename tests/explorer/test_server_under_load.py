"""The server under load: requests of all kinds, many watchers, and as many requests as a term of lessons brings."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.explorer.served import ASK, call, events, listening, served, until, waited

WAITS = 2


@pytest.mark.breadth
def test_no_request_that_the_api_describes_or_forbids_makes_the_server_fail(tmp_path: Path) -> None:
    import schemathesis

    with listening(served(tmp_path)) as address:
        schema: Any = schemathesis.openapi.from_url(f"{address}/openapi.json")
        seen: set[int] = set()
        for result in schema.get_all_operations():
            _examples(result.ok(), seen)
    assert {200, 404, 422} <= seen


def _examples(operation: Any, seen: set[int]) -> None:
    """Requests that fit the operation and requests that do not."""
    import schemathesis
    from hypothesis import HealthCheck, given, settings
    from hypothesis.errors import Unsatisfiable

    for mode in schemathesis.GenerationMode:

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def answered(case: Any) -> None:
            answer = case.call(timeout=30)
            seen.add(answer.status_code)
            case.validate_response(answer, checks=[schemathesis.checks.not_a_server_error])

        # An address without parameters and body has no request that does not fit.
        with suppress(Unsatisfiable):
            answered()


@pytest.mark.breadth
def test_fifty_clients_watch_one_running_study_and_all_hear_its_end(tmp_path: Path) -> None:
    with listening(served(tmp_path)) as address, httpx.Client(base_url=address, timeout=60) as client:
        identity = client.post("/api/studies", json={**ASK, "seeds": WAITS}).json()["id"]
        until(client, identity, "running")
        heard: list[list[str]] = []

        def watch() -> None:
            with (
                httpx.Client(base_url=address, timeout=60) as own,
                own.stream("GET", f"/api/studies/{identity}/events") as stream,
            ):
                heard.append([event["event"] for event in events(stream.iter_lines())])

        watchers = [threading.Thread(target=watch) for _ in range(50)]
        for watcher in watchers:
            watcher.start()
        # While all of them listen the server goes on answering.
        assert client.get("/api/places").elapsed.total_seconds() < 2
        client.post(f"/api/studies/{identity}/stop")
        for watcher in watchers:
            watcher.join(60)
        assert len(heard) == 50
        assert all(kinds[-1] == "end" and "progress" in kinds and "curves" in kinds for kinds in heard)


@pytest.mark.breadth
def test_memory_stays_flat_over_ten_thousand_requests(tmp_path: Path) -> None:
    server = served(tmp_path)
    addresses = ("/", "/api/places", "/api/bundles/first", "/api/bundles/first/arrays/relu%204/best", "/nowhere")
    process = psutil.Process(os.getpid())

    async def many(count: int) -> int:
        transport = httpx.ASGITransport(server.app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            for number in range(count):
                await client.get(addresses[number % len(addresses)])
                if number % 10 == 0:
                    await client.post("/api/studies", json={"data": "other"})
        gc.collect()
        return int(process.memory_info().rss)

    async def measured() -> tuple[int, int]:
        return await many(1_000), await many(10_000)

    before, after = waited(measured())
    assert after - before < 8 * 2**20


@pytest.mark.breadth
def test_a_hundred_plans_at_once_leave_one_answer_and_no_process(tmp_path: Path) -> None:
    server = served(tmp_path)
    before = set(psutil.Process(os.getpid()).children())

    async def hundred() -> list[int]:
        answers = await asyncio.gather(*(call(server, "POST", "/api/plan", json=ASK) for _ in range(100)))
        return [answer.status_code for answer in answers]

    statuses = waited(hundred())
    assert set(statuses) <= {200, 409}
    assert 200 in statuses
    assert set(psutil.Process(os.getpid()).children()) == before
