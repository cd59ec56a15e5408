"""A server with a laboratory that answers at once, called without a network, or listening in a thread."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import numpy as np
import uvicorn

from layerwise.errors import StudyError
from layerwise.explorer.arrays import Arrays
from layerwise.explorer.bundle import Bundle
from layerwise.explorer.server.app import Served, make_app
from layerwise.explorer.server.laboratory import Laboratory
from layerwise.explorer.server.messages import Choice
from layerwise.explorer.server.serving import enter

Result = TypeVar("Result")
QUICK = (sys.executable, str(Path(__file__).with_name("quick_laboratory.py")))
BASE = "http://127.0.0.1:8642"
DEFAULTS = {"depths": [1, 2], "widths": [4], "activations": ["relu"], "epochs": 5, "seeds": 5, "seeds_step": 5}
ASK: dict[str, Any] = {"data": "few", "depths": [1, 2]}


def bundle_of(path: Path) -> Bundle:
    """A bundle of three numbers that change with the study; of a folder called `damaged` none."""
    if path.name == "damaged":
        raise StudyError("cannot read it", got="rubbish", remedy="Restore it.")
    arrays = Arrays()
    size = (path / "runs.parquet").stat().st_size
    arrays.add("relu 4/best", np.array([1, 2, size], np.float32))
    return Bundle({"format": 1, "name": path.name}, arrays)


def laboratory(command: tuple[str, ...] = QUICK, make: Callable[[Path], Bundle] = bundle_of) -> Laboratory:
    return Laboratory(command, make, {"few": Choice(name="few", **DEFAULTS)}, {"few": ("few.npz", None)})


def study_folder(path: Path) -> Path:
    """What the server takes for a finished study."""
    path.mkdir(parents=True)
    (path / "study.json").write_text(json.dumps({"command": "layerwise study few.npz"}), encoding="utf-8")
    (path / "runs.parquet").write_bytes(b"")
    return path


def served(folder: Path, **settings: Any) -> Served:
    """The server of `folder/named`, which sends new studies to `folder/studies`."""
    named = folder / "named"
    if not named.exists():
        study_folder(named / "first")
    return make_app([named], folder / "studies", settings.pop("laboratory", laboratory()), **settings)


async def call(server: Served, method: str, address: str, **how: Any) -> httpx.Response:
    """One request, without a network."""
    transport = httpx.ASGITransport(server.app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        return await client.request(method, address, **how)


def waited(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What a coroutine gives; in a thread of its own, since a browser of the tests keeps a loop in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def ask(server: Served, address: str, method: str = "GET", **how: Any) -> httpx.Response:
    """The same, from code that waits for it."""
    return waited(call(server, method, address, **how))


@contextmanager
def listening(server: Served) -> Iterator[str]:
    """The server at a port of its own; gives its address."""
    entrance = enter(port=0)
    config = uvicorn.Config(server.app, log_config=None, access_log=False, lifespan="on")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [entrance.listener]})
    thread.start()
    try:
        while not running.started:
            time.sleep(0.01)
        yield entrance.address.rstrip("/")
    finally:
        server.studies.let_go()
        running.should_exit = True
        thread.join()
        entrance.listener.close()


def until(client: httpx.Client, identity: str, state: str, seconds: float = 20.0) -> dict[str, Any]:
    """The study, as soon as it is in that state."""
    end = time.monotonic() + seconds
    told: dict[str, Any] = {}
    while time.monotonic() < end:
        told = client.get(f"/api/studies/{identity}").json()
        if told["state"] == state:
            return told
        time.sleep(0.05)
    raise AssertionError(f"{identity} is not {state} but {told}")


def events(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Server-sent events out of the lines of a stream."""
    event: dict[str, Any] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            event[name] = json.loads(value) if name == "data" else value
        elif "event" in event:
            yield event
            event = {}
