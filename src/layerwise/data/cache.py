"""The user's cache folder, and files in it that are either whole or not there."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """`$LAYERWISE_CACHE` where it is set, else the folder this system keeps caches in. It need not exist yet."""
    if chosen := os.environ.get("LAYERWISE_CACHE"):
        return Path(chosen).expanduser()
    return Path(platformdirs.user_cache_dir("layerwise", appauthor=False))


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` under a temporary name, flush it to the disk, then rename: no reader ever meets half a file.

    Args:
        path: the file to write; its folder is made where it is missing.
        content: all of its bytes.

    Raises:
        OSError: the folder cannot be made or written, or the disk is full; nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
