"""Studies asked for on the page, as they are kept beside the studies: so a new server finds them again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from layerwise.errors import StudyError
from layerwise.explorer.server.messages import Asked, Refusal, State
from layerwise.explorer.server.watching import Watched
from layerwise.files import write_whole

FOLDER = ".explore"
_ODD = '/\\:*?"<>|'


@dataclass
class Commission:
    """A study that was asked for here.

    Args:
        id: its name, and that of its folder.
        asked: what was asked for.
        source: name or path of the data set, and the target column.
        at: when, ISO 8601 in UTC.
        state: how it stands.
        error: why it failed.
        watched: what those who watch it are told.
    """

    id: str
    asked: Asked
    source: tuple[str, str | None]
    at: str
    state: State = "queued"
    error: Refusal | None = None
    watched: Watched = field(default_factory=Watched)


class Records:
    """The commissions of a folder of studies, one small JSON file each.

    Args:
        home: the folder of studies.
    """

    def __init__(self, home: Path) -> None:
        self.home = home

    def path(self, identity: str) -> Path:
        """Where a commission is kept."""
        return self.home / FOLDER / f"{identity}.json"

    def new(self, asked: Asked, source: tuple[str, str | None], taken: Container[str] = ()) -> Commission:
        """A commission under a name that neither a study nor another commission has, nor is among those `taken`.

        Raises:
            StudyError: the folder cannot be written to.
        """
        stem = "".join("-" if letter in _ODD or ord(letter) < 32 else letter for letter in asked.data).strip(". -")[:60]
        number, identity = 1, stem or "study"
        while identity in taken or (self.home / identity).exists() or self.path(identity).exists():
            number += 1
            identity = f"{stem or 'study'}-{number}"
        found = Commission(identity, asked, source, datetime.now(UTC).isoformat(timespec="seconds"))
        self.write(found)
        return found

    def write(self, commission: Commission) -> None:
        """Keeps how a commission stands.

        Raises:
            StudyError: the folder cannot be written to.
        """
        told = {
            "asked": commission.asked.model_dump(exclude_none=True),
            "source": list(commission.source),
            "at": commission.at,
            "state": commission.state,
            "error": commission.error and commission.error.model_dump(),
        }
        try:
            write_whole(self.path(commission.id), json.dumps(told, ensure_ascii=False, indent=1).encode())
        except OSError as error:
            raise StudyError(
                f"cannot keep the study in {self.home}",
                got=error.strerror or str(error),
                expected="a folder that can be written to, with space left",
                remedy="Start layerwise explore in another folder.",
            ) from error

    def all(self) -> list[Commission]:
        """All commissions, oldest first; those that were under way when their server ended are stopped."""
        found = [self._read(path) for path in sorted((self.home / FOLDER).glob("*.json"))]
        return sorted((each for each in found if each), key=lambda each: each.at)

    def request(self, commission: Commission, language: str) -> dict[str, Any]:
        """What the laboratory's process is asked to do."""
        return {
            "do": "study",
            "data": commission.source[0],
            "target": commission.source[1],
            "folder": str(self.home / commission.id),
            "command": self._command(commission),
            "options": commission.asked.options,
            "language": language,
        }

    def _command(self, commission: Commission) -> str:
        """The command line that runs the same study."""
        data, target = commission.source
        words = ["layerwise", "study", data, *(["--target", target] if target else [])]
        for name, value in commission.asked.options.items():
            text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
            words += [f"--{name.replace('_', '-')}", text]
        return shlex.join([*words, "-o", str(self.home / commission.id)])

    def _read(self, path: Path) -> Commission | None:
        """A commission; None of a file that is none."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            data, target = told["source"]
            state: State = "stopped" if told["state"] in ("queued", "running") else told["state"]
            error = Refusal(**told["error"]) if told["error"] else None
            return Commission(path.stem, Asked(**told["asked"]), (data, target), told["at"], state, error)
        except (OSError, ValueError, KeyError, TypeError, ValidationError):
            return None
