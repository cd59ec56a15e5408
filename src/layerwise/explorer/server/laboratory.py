"""What the server is handed from the room above it, which it may not know: how pages are made and studies are run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from layerwise.explorer.bundle import Bundle
from layerwise.explorer.server.messages import Choice


@dataclass(frozen=True)
class Laboratory:
    """The laboratory behind the page.

    Args:
        command: of the process that plans and runs a study: it reads one request from standard input and writes events
            to standard output, as `layerwise.lab.requested` says.
        bundle_of: makes what the page shows of a study folder or of a network's file.
        choices: the data sets that may be studied, by name.
        sources: name or path, and the target column, that each choice is loaded by.
    """

    command: tuple[str, ...]
    bundle_of: Callable[[Path], Bundle]
    choices: Mapping[str, Choice]
    sources: Mapping[str, tuple[str, str | None]]
