"""A small data set in four IDX files, and a web server on this machine that mirrors it well or badly."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from layerwise.data import idx
from layerwise.data.idx_sets import PARTS, IdxSet


@dataclass
class Mirror:
    """Serves `files` by their path; those in `broken` end before the length that was announced."""

    address: str
    files: dict[str, bytes] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            content = served.files.get(self.path.lstrip("/"))
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if self.path.lstrip("/") in served.broken else content)

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Mirror(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, no data at hand, and no mirror to ask."""
    monkeypatch.setenv("LAYERWISE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("LAYERWISE_MIRRORS", "")
    monkeypatch.delenv("LAYERWISE_DATA", raising=False)
    return tmp_path / "cache"


@dataclass(frozen=True)
class Published:
    """The small data set as its publisher has it."""

    idx_set: IdxSet
    raw: dict[str, bytes]

    @property
    def packed(self) -> dict[str, bytes]:
        return {f"{part}.gz": gzip.compress(raw, mtime=0) for part, raw in self.raw.items()}

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True)
        for name, content in self.packed.items():
            (folder / name).write_bytes(content)
        return folder


@pytest.fixture(scope="session")
def small() -> Published:
    """60 + 20 images of 5×4, three classes."""
    random = np.random.default_rng(1)
    arrays = []
    for rows in (60, 20):
        arrays += [random.integers(0, 256, (rows, 5, 4), np.uint8), (np.arange(rows) % 3).astype(np.uint8)]
    raw = dict(zip(PARTS, map(idx.pack, arrays), strict=True))
    md5 = tuple(idx.md5(content) for content in raw.values())
    return Published(IdxSet("small", ("a", "b", "c"), ("http://127.0.0.1:9/",), md5), raw)
