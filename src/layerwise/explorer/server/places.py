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

    @property
    def page(self) -> str:
        """Its address."""
        return f"/study/{quote(self.name, safe='')}"

    def told(self) -> Place:
        """As it is listed."""
        unfinished = None if self.finished else self._command()
        return Place(name=self.name, kind=self.kind, page=self.page, unfinished=unfinished)

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
        studies.page_of = self.page_of
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
        for path in self._paths():
            kind: Literal["study", "network"] = "network" if path.is_file() else "study"
            stem = path.stem if kind == "network" else path.name
            number, name = 1, stem
            while name in found:
                number += 1
                name = f"{stem}-{number}"
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

    def page_of(self, folder: Path) -> str | None:
        """The address of the page of a study; None where it is none of the places."""
        return next((each.page for each in self.all().values() if each.path == folder.absolute()), None)

    def _paths(self) -> Iterator[Path]:
        """Each once; of the studies of the page those that are done, since the others are listed as such."""
        own = {self.studies.home.absolute() / each.id: each.state for each in self.studies.known.values()}
        paths = [*self._named(), *(path for path in own if (path / _CARD).is_file())]
        return (path for path in dict.fromkeys(paths) if own.get(path, "done") == "done")

    def _named(self) -> Iterator[Path]:
        for path in self.named:
            if path.is_file() or (path / _CARD).is_file():
                yield path
            else:
                yield from sorted((card.parent for card in path.glob(f"*/{_CARD}")), key=_age)


def _age(folder: Path) -> float:
    try:
        return -(folder / _CARD).stat().st_mtime
    except OSError:
        return 0.0
