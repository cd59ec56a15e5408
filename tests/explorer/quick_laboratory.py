"""A process that answers as the laboratory's does, at once: a study named in its options as it is to go."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def tell(event: str, **values: Any) -> None:
    print(json.dumps({"event": event, **values}), flush=True)


def progress(done: int) -> dict[str, Any]:
    told = {"stage": "measure", "done": done, "total": 4, "epoch": 3, "epochs": 5, "fraction": done / 4}
    return {**told, "best_error": 0.25, "seconds": 1.0, "seconds_left": None}


def curve(depth: int, error: list[float | None]) -> dict[str, Any]:
    told = {"label": f"relu 4x{depth}", "depth": depth, "width": 4, "activation": "relu", "stage": "measure"}
    return {**told, "networks": 1, "error": error}


def main() -> None:
    request = json.loads(sys.stdin.readline())
    seeds = request["options"].get("seeds", 1)
    if request["do"] == "plan":
        if seeds == 5:  # one that takes long
            sys.stdin.read()
            tell("stopped")
        elif seeds == 3:
            tell("failed", error="SpecError", message="no", what="no", got="", expected="", remedy="")
        else:
            expected = {"seconds": 12.5, "memory": 2**30}
            tell("planned", plan={"networks": 8, "workers": 2, "expected": expected}, text={"en": "8", "zh": "8"})
        return
    folder = Path(request["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    before = len(list(folder.glob("session-*")))
    (folder / f"session-{before}").touch()
    tell("progress", **progress(1 + before))
    tell("curves", epochs=[1, 5], curves=[curve(1, [0.5, 0.25]), curve(2, [0.4, None]), curve(3, [None, None])])
    if seeds == 2 and not before:  # waits to be stopped, the first time
        sys.stdin.read()
        tell("stopped")
    elif seeds == 3:
        tell("failed", error="StudyError", message="it broke", what="it broke", got="", expected="", remedy="")
    elif seeds == 4:
        print("no room left", file=sys.stderr)
        sys.exit(7)
    else:
        tell("progress", **progress(4))
        (folder / "study.json").write_text(json.dumps({"command": request["command"]}), encoding="utf-8")
        (folder / "runs.parquet").touch()
        tell("done", networks=4)


if __name__ == "__main__":
    main()
