"""The user's cache folder."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """`$LAYERWISE_CACHE` where it is set, else the folder this system keeps caches in. It need not exist yet."""
    if chosen := os.environ.get("LAYERWISE_CACHE"):
        return Path(chosen).expanduser()
    return Path(platformdirs.user_cache_dir("layerwise", appauthor=False))
