"""Command lines run as people run them, and what they end with."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# A study of a second or two.
_ASKED = {"depths": "1-2", "widths": "4", "epochs": "4", "seeds": "5", "learning-rates": "0.01", "workers": "2"}
STUDY = [word for name, value in _ASKED.items() for word in (f"--{name}", value)]
SERVER = Path(__file__).with_name("served_commands.py")


@dataclass(frozen=True)
class Ended:
    """What a command left: its exit status and its two streams."""

    status: int | str
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object of standard output."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    def done(self) -> Ended:
        assert self.status == 0, self.err
        assert "Traceback" not in self.err
        return self


Command = Callable[..., Ended]


class CommandServer:
    """Runs commands in one process that lives as long as the tests do, without the tests' own type checks."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(SERVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __call__(self, *argv: object, cwd: Path) -> Ended:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"argv": [str(word) for word in argv], "cwd": str(cwd)}) + "\n")
        self.process.stdin.flush()
        return Ended(**json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        self.process.communicate()


def layerwise(*argv: object, cwd: Path, **settings: Any) -> Ended:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "layerwise.cli.app", *map(str, argv)]
    ended = subprocess.run(
        command, cwd=cwd, capture_output=True, encoding="utf-8", timeout=120, check=False, **settings
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)
