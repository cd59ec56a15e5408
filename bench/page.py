"""`python -m bench.page STUDY`: what a reader waits for on the page of a study, in a real browser.

Each figure stands beside what is promised; the exit status is 1 where one is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from layerwise.lab.exploring import explore
from tests.explorer.browser import browser, watched
from tests.explorer.clocked import measured, usable

LOADS = 5
# At most. A frame of 60 a second takes 16.7 ms.
PROMISED = {
    "megabytes": 6.0,
    "usable_seconds": 1.5,
    "script_per_move_ms": 16.0,
    "frame_ms": 16.8,
    "longest_task_ms": 100.0,
}


def main() -> None:
    """Prints the figures as one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.page", description=__doc__)
    parser.add_argument("study", type=Path)
    with TemporaryDirectory() as place, browser() as started:
        path = explore(parser.parse_args().study).save(Path(place) / "page.html")
        clocks, threads = zip(*(usable(started, path) for _ in range(LOADS)), strict=True)
        found = {
            "megabytes": round(path.stat().st_size / 1e6, 2),
            "usable_seconds": round(median(clocks), 3),
            "usable_processor_seconds": round(median(threads), 3),
            **measured(watched(started), path),
        }
    missed = {name: most for name, most in PROMISED.items() if found[name] > most}
    print(json.dumps({**found, "promised_at_most": PROMISED, "missed": sorted(missed)}, indent=1))
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
