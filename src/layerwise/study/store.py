"""The study folder: its sole reader and writer. What is in it can be read without this project."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from layerwise.errors import StudyBusyError, StudyError
from layerwise.files import write_whole
from layerwise.study.parts import Part

SCHEMA = 1
_CARD, _LOCK = "study.json", ".lock"
# What `layerwise inspect` leaves in the folder.
INSIGHT = "insight.json"
# The rows of the study in the open, and what networks answer to all of them.
ROWS, TRAINED = "rows.npz", "trained.npz"
# Temporary names as `write_whole` gives them, of the kinds of files that are written here: others are not ours.
_UNFINISHED = re.compile(r"\..+\.(json|parquet|npz|html|safetensors)\.[0-9a-f]{8}\.part")
_CARD_PARTS = {"plan", "data", "condition", "command", "learning_rates", "blocks", "sessions"}


class StudyFolder:
    """Where a study lives.

    Args:
        path: the folder; made by `begin`.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps other processes out while the study is worked on.

        Raises:
            StudyBusyError: another process is at work here.
            StudyError: the folder cannot be made or written to.
        """
        self._refuse_what_is_not_ours()
        with _told(self.path, "write to"):
            for name in ("parts", "weights"):
                (self.path / name).mkdir(parents=True, exist_ok=True)
            if not os.access(self.path, os.W_OK):
                raise PermissionError(errno.EACCES, "a read-only folder", str(self.path))
        lock = FileLock(self.path / _LOCK)
        try:
            with _told(self.path, "write to"):
                lock.acquire(timeout=0)
        except Timeout as error:
            raise StudyBusyError(
                f"another process is working in {self.path}",
                expected="one at a time",
                remedy="Wait for it to end, or choose another folder with -o.",
            ) from error
        try:
            self._sweep()
            yield
        finally:
            try:
                # What cannot be removed now is at the next start; it must not hide why the study ends.
                with suppress(StudyError):
                    self._sweep()
            finally:
                lock.release()

    def _refuse_what_is_not_ours(self) -> None:
        """Raises StudyError where a study would write among, and over, files of another kind."""
        if self.has_study() or not self.path.is_dir():
            return
        ours = {_LOCK, "parts", "weights", self.handover.name}
        names = {path.name for path in self.path.iterdir()} - ours
        others = sorted(name for name in names if not _UNFINISHED.fullmatch(name))
        if others:
            raise StudyError(
                f"{self.path} is no study folder",
                got=f"a folder with other files ({', '.join(others[:3])}{' …' if len(others) > 3 else ''})",
                expected="a new or empty folder, or one that holds a study",
                remedy="Choose another folder with -o.",
            )

    def _sweep(self) -> None:
        """Removes what only a process at work needs: the data for its workers, and files that never got their names."""
        with _told(self.path, "write to"):
            if self.handover.is_dir():
                shutil.rmtree(self.handover)
            for folder in (self.path, self.path / "parts", self.path / "weights"):
                for unfinished in folder.glob(".*.part"):
                    if _UNFINISHED.fullmatch(unfinished.name):
                        unfinished.unlink(missing_ok=True)

    @property
    def handover(self) -> Path:
        """Where the data set lies for the workers while the study is held; of a killed one it is removed next time."""
        return self.path / ".layerwise-handover"

    def card(self) -> dict[str, Any]:
        """What `study.json` says.

        Raises:
            StudyError: no study here, or one of a newer version, or damaged.
        """
        path = self.path / _CARD
        if not path.is_file():
            raise StudyError(
                f"no study in {self.path}",
                got="no study.json there" if self.path.is_dir() else "no such folder",
                expected="a folder that layerwise study wrote",
                remedy="Make one: layerwise study digits -o studies/digits",
            )
        try:
            card = json.loads(path.read_text(encoding="utf-8"))
            schema = int(card["schema"])
            if schema <= SCHEMA and (lost := _CARD_PARTS - set(card)):
                raise ValueError(f"no {', '.join(sorted(lost))}")
        except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
            raise StudyError(
                f"cannot read {path}",
                got=str(error),
                expected="the JSON that layerwise study wrote",
                remedy="Restore the file, or start over in a new folder.",
            ) from error
        if schema > SCHEMA:
            raise StudyError(
                f"{self.path} was written by a newer layerwise",
                got=f"schema {schema}",
                expected=f"{SCHEMA} or older",
                remedy="Update layerwise: pip install --upgrade layerwise",
            )
        return dict(card)

    def has_study(self) -> bool:
        """Whether a study was begun here."""
        return (self.path / _CARD).is_file()

    def write_card(self, card: dict[str, Any]) -> None:
        """Writes `study.json`."""
        self.write(_CARD, json.dumps({"schema": SCHEMA, **card}, ensure_ascii=False, indent=1).encode())

    def write(self, name: str, content: bytes) -> None:
        """Writes one file of the folder, whole or not at all.

        Raises:
            StudyError: the folder is read-only or the disk is full.
        """
        with _told(self.path, f"write {name} to"):
            write_whole(self.path / name, content)

    def insight(self) -> dict[str, Any] | None:
        """What `insight.json` says of what the networks have learned; None where they have not been inspected.

        Raises:
            StudyError: it is damaged.
        """
        path = self.path / INSIGHT
        if not path.is_file():
            return None
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, RecursionError) as error:
            raise StudyError(
                f"cannot read {path}",
                got=str(error),
                expected="the JSON that layerwise inspect wrote",
                remedy="Write it anew: layerwise inspect STUDY, with this folder.",
            ) from error

    def part_path(self, block: str) -> Path:
        """Where a block's part lies, or will."""
        return self.path / "parts" / f"{block}.npz"

    def part(self, block: str) -> Part:
        """The results of a finished block."""
        return Part.load(self.part_path(block))

    def parts(self) -> list[Part]:
        """All finished blocks' results."""
        return [Part.load(path) for path in sorted((self.path / "parts").glob("*.npz"))]

    def weights_path(self, run: str, epoch: int | None = None) -> Path:
        """Where a run's kept network lies, or will: at its best epoch, or at a given one."""
        name = run if epoch is None else f"{run}-e{epoch}"
        return self.path / "weights" / f"{name}.safetensors"


@contextmanager
def _told(path: Path, doing: str) -> Iterator[None]:
    """Turns the system's refusals into a StudyError."""
    try:
        yield
    except OSError as error:
        if isinstance(error, Timeout):
            raise
        if isinstance(error, NotADirectoryError | FileExistsError):
            raise StudyError(
                f"{path} cannot be a study folder",
                got=f"a file: {error.filename or path}",
                expected="a new or empty folder, or one that holds a study",
                remedy="Choose another folder with -o.",
            ) from error
        raise StudyError(
            f"cannot {doing} the study folder {path}",
            got=error.strerror or str(error),
            expected="a folder that can be written to, with space left",
            remedy="Free some space or choose another folder with -o; finished blocks are kept, and the same command "
            "goes on from them.",
        ) from error
