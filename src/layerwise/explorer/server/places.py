"""What can be looked at: the studies and networks named on the command line, and the studies done on the page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from layerwise.errors import StudyError
from layerwise.explorer.server.messages import Place
from layerwise.explorer.server.refusals import not_there
from layerwise.explorer.server.studies import Studies

_CARD, _TABLE = "study.json", "runs.parquet"


@dataclass(frozen=True)
class Found:
    """One place.

    Args:
        name: in addresses.
        path: folder or file.
        kind: of it.
    """

    name: str
    path: Path
    kind: Literal["study", "network"]

    @property
    def finished(self) -> bool:
        """Whether there is something to show."""
        return self.kind == "network" or (self.path / _TABLE).is_file()

    def told(self) -> Place:
        """As it is listed."""
        unfinished = None if self.finished else self._command()
        return Place(name=self.name, kind=self.kind, page=f"/study/{quote(self.name, safe='')}", unfinished=unfinished)

    def _command(self) -> str:
        try:
            return str(json.loads((self.path / _CARD).read_text(encoding="utf-8"))["command"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""


class Places:
    """All places; nothing else on the machine can be reached, since a name is looked up and never made into a path.

    Args:
        named: study folders, network files, or folders of studies, whose studies are looked for anew each time.
        studies: done on the page.

    Raises:
        StudyError: there is nothing of that name, or it is no study.
    """

    def __init__(self, named: Sequence[Path], studies: Studies) -> None:
        self.named, self.studies = [path.absolute() for path in named], studies
        for path in self.named:
            if not path.exists():
                raise StudyError(
                    f"cannot find {path}",
                    got="nothing there",
                    expected="a study folder, a folder of studies, or the file of a network",
                    remedy="Check the spelling and the folder you are in.",
                )

    def all(self) -> dict[str, Found]:
        """By name; in the order that was named, and of folders of studies the newest first."""
        found: dict[str, Found] = {}
        # A study done on the page keeps the name it was given there, whatever else is called so.
        own = self._own()
        taken = set(self.studies.known)
        for path in dict.fromkeys([*self._named(), *own]):
            kind: Literal["study", "network"] = "network" if path.is_file() else "study"
            stem = path.stem if kind == "network" else path.name
            number, name = 1, own.get(path, stem)
            while path not in own and name in taken:
                number += 1
                name = f"{stem}-{number}"
            taken.add(name)
            found[name] = Found(name, path, kind)
        return found

    def find(self, name: str) -> Found:
        """One of them.

        Raises:
            NotThereError: there is none of that name.
        """
        found = self.all()
        if name not in found:
            raise not_there("study or network", name, list(found))
        return found[name]

    def first(self) -> Found | None:
        """What the page opens with: the first that has something to show."""
        return next((each for each in self.all().values() if each.finished), None)

    def _named(self) -> Iterator[Path]:
        for path in self.named:
            if path.is_file() or (path / _CARD).is_file():
                yield path
            else:
                yield from sorted((card.parent for card in path.glob(f"*/{_CARD}")), key=_age)

    def _own(self) -> dict[Path, str]:
        done = (each.id for each in self.studies.known.values() if each.state == "done")
        return {self.studies.home.absolute() / identity: identity for identity in done}


def _age(folder: Path) -> float:
    try:
        return -(folder / _CARD).stat().st_mtime
    except OSError:
        return 0.0
