"""Bundles of what is looked at, made once and again when the study has changed."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from layerwise.explorer.bundle import Bundle

# Kept at a time: a bundle of the default study holds 5 MB.
MOST_KEPT = 4
# What a bundle is made from changes with these.
_WATCHED = ("runs.parquet", "verdict.json")


@dataclass(frozen=True)
class Made:
    """A bundle as it is served.

    Args:
        stamp: changes when the study does.
        card: JSON, UTF-8.
        arrays: by name, deflated.
    """

    stamp: str
    card: bytes
    arrays: dict[str, bytes]


class Bundles:
    """Hands out bundles; each is made in a thread, so that the server goes on answering.

    Args:
        make: makes one of a folder or a file.
    """

    def __init__(self, make: Callable[[Path], Bundle]) -> None:
        self.make = make
        self.kept: OrderedDict[Path, Made] = OrderedDict()
        self.making = asyncio.Lock()

    async def of(self, path: Path) -> Made:
        """The bundle of a place.

        Raises:
            LayerwiseError: there is no study or network any more, or it cannot be shown.
        """
        async with self.making:
            stamp = await asyncio.to_thread(_stamp, path)
            found = self.kept.get(path)
            if found is None or found.stamp != stamp:
                bundle = await asyncio.to_thread(self.make, path)
                found = Made(stamp, bundle.as_json().encode(), dict(bundle.arrays.packed))
            self.kept[path] = found
            self.kept.move_to_end(path)
            while len(self.kept) > MOST_KEPT:
                self.kept.popitem(last=False)
            return found


def _stamp(path: Path) -> str:
    facts = []
    for file in [path] if path.is_file() else [path / name for name in _WATCHED]:
        try:
            state = file.stat()
            facts.append(f"{file} {state.st_mtime_ns} {state.st_size}")
        except OSError:
            facts.append(f"{file} is not there")
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]
