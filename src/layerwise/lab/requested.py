"""A process that does what another process asks of it: plans a study, or runs one and tells how far it has come.

Standard input holds one line, a JSON object: `do` ("plan" or "study"), `data`, `target`, `folder`, `command`,
`options` (see `StudyOptions`) and `language`. Standard output carries a JSON object a line: `progress` and `curves` as
it works, at the end `planned`, `done`, `stopped` or `failed`. The end of standard input stops it, as Ctrl-C and SIGTERM
do: so no study outlives the process that asked for it, and a stopped one goes on when it is asked for again.
"""

from __future__ import annotations

import _thread
import json
import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from layerwise.errors import LayerwiseError, forget_ctrl_c
from layerwise.lab.arriving import Arriving
from layerwise.lab.options import StudyOptions
from layerwise.lab.planning import planned
from layerwise.lab.running import study
from layerwise.study.progress import Progress
from layerwise.study.store import StudyFolder
from layerwise.words import LANGUAGES, Language

# Seconds between two lines of progress, and between two looks for blocks that have ended.
PROGRESS_EVERY, LOOK_EVERY = 0.25, 1.0
DONE, FAILED, STOPPED = 0, 1, 130


def main() -> int:
    """Does what the first line of standard input asks for; the exit status says how it ended."""
    out = sys.stdout
    # What libraries print must not come between the lines of the answer.
    sys.stdout = sys.stderr
    try:
        # Ctrl-C too: a process begun in the background may have been told to ignore it.
        for what in (signal.SIGINT, signal.SIGTERM):
            signal.signal(what, _stop)
        request = json.loads(sys.stdin.readline())
        threading.Thread(target=_stop_at_the_end_of, args=(sys.stdin,), daemon=True).start()
        if request["do"] == "plan":
            _plan(request, out)
        else:
            _study(request, out)
        return DONE
    except KeyboardInterrupt:
        _tell(out, "stopped")
        forget_ctrl_c()
        return STOPPED
    except LayerwiseError as error:
        _tell(out, "failed", **error.as_dict(), message=str(error))
        return FAILED


def _plan(request: dict[str, Any], out: IO[str]) -> None:
    found = planned(request["data"], target=request["target"], options=_options(request))
    _tell(out, "planned", plan=found.as_dict(), text={language: found.say(language) for language in LANGUAGES})


def _study(request: dict[str, Any], out: IO[str]) -> None:
    folder = Path(request["folder"])
    done = study(
        request["data"],
        folder=folder,
        target=request["target"],
        command=request["command"],
        language=_language(request),
        on_progress=_Telling(StudyFolder(folder), out),
        options=_options(request),
    )
    _tell(out, "done", networks=done.card.get("networks", 0))


def _options(request: dict[str, Any]) -> StudyOptions:
    return StudyOptions.from_keywords(request["options"])


def _language(request: dict[str, Any]) -> Language:
    return "zh" if request["language"] == "zh" else "en"


class _Telling:
    """Writes progress and curves now and then: a study speaks several times a second, and its reader draws.

    Args:
        folder: of the study.
        out: where the lines go.
    """

    def __init__(self, folder: StudyFolder, out: IO[str]) -> None:
        self.arriving, self.out = Arriving(folder), out
        self.told = self.looked = -1.0
        self.done = -1

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        ended = progress.done != self.done
        if ended or now - self.told >= PROGRESS_EVERY:
            self.told, self.done = now, progress.done
            _tell(self.out, "progress", **_as_dict(progress))
        if now - self.looked >= LOOK_EVERY or progress.done >= progress.total:
            self.looked = now
            if curves := self.arriving.look():
                _tell(self.out, "curves", **curves)


def _as_dict(progress: Progress) -> dict[str, Any]:
    return {
        "stage": progress.stage,
        "done": progress.done,
        "total": progress.total,
        "epoch": progress.epoch,
        "epochs": progress.epochs,
        "fraction": round(progress.fraction, 4),
        "best_error": round(progress.best_error, 4) if progress.epoch else None,
        "seconds": round(progress.seconds, 1),
        "seconds_left": None if progress.seconds_left is None else round(progress.seconds_left, 1),
    }


def _tell(out: IO[str], event: str, **values: Any) -> None:
    out.write(json.dumps({"event": event, **values}, ensure_ascii=False) + "\n")
    out.flush()


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _stop_at_the_end_of(stream: IO[str]) -> None:
    for _ in stream:
        pass
    # Heard by the main thread as Ctrl-C is, on every system.
    _thread.interrupt_main()


if __name__ == "__main__":
    sys.exit(main())
