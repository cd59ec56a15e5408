"""`make calibrate`: does the verdict keep its promises? Prints, and writes `calibrate/results/`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from calibrate import pages
from layerwise.files import write_whole
from layerwise.study.environment import machine, versions

RESULTS = Path(__file__).parent / "results"
# In the order they are run; the back-test, which needs studies, only where it is asked for.
PARTS = ("differences", "failing", "ceilings", "tuned", "power", "advice", "aa", "retuned", "nulls")
BACKTEST = "backtest"
# Its networks are counted, not its studies.
NULLS = "nulls"
# Its studies are trained, three minutes each.
RETUNED, FEW = "retuned", 10


def main() -> int:
    """Runs the parts asked for; 1 where a figure is missed."""
    options = _options()
    missed = False
    RESULTS.mkdir(exist_ok=True)
    for part in options.parts:
        began, rows = time.monotonic(), []
        told = {
            "part": part,
            "date": date.today().isoformat(),
            "machine": machine(),
            "versions": versions(),
            "command": _command(part, options),
        }
        for row in _work(part, options)():
            rows.append(row)
            missed |= bool(pages.missed(part, row))
            print(f"{part}: {pages.line(part, row)}", file=sys.stderr, flush=True)
            # After every row: what is measured by then is kept, should the rest be interrupted.
            found = told | {"minutes": round((time.monotonic() - began) / 60, 1), "rows": rows}
            write_whole(RESULTS / f"{part}.json", (json.dumps(found, indent=1, default=float) + "\n").encode())
            pages.write(RESULTS)
        print(f"{part}: written to calibrate/results/{part}.json and {pages.PAGE}")
    return int(missed)


def _work(part: str, options: argparse.Namespace) -> Callable[[], Iterator[dict[str, Any]]]:
    run = import_module(f"calibrate.{part}").run
    if part == BACKTEST:
        return partial(run, options.folders)
    if part == NULLS:
        return run
    studies = _studies(part, options)
    return partial(run, studies, options.trained) if part in ("aa", RETUNED) else partial(run, studies)


def _studies(part: str, options: argparse.Namespace) -> int:
    default = FEW if part == RETUNED else 1_000
    return default if options.studies is None else options.studies


def _command(part: str, options: argparse.Namespace) -> str:
    if part == NULLS:
        return f"python -m calibrate {part}"
    given = (
        " ".join(folder.name for folder in options.folders)
        if part == BACKTEST
        else f"--studies {_studies(part, options)}"
    )
    return f"python -m calibrate {part} {given}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m calibrate", description=__doc__)
    parser.add_argument(
        "what",
        nargs="*",
        help=f"some of {', '.join(PARTS)} (default: all); or {BACKTEST} and the study folders it is to read",
    )
    parser.add_argument(
        "--studies",
        type=int,
        help=f"simulated studies of a setting, splits of A/A (default: 1,000); studies trained for {RETUNED} ({FEW})",
    )
    parser.add_argument(
        "--trained", type=Path, default=Path("studies"), help=f"where A/A and {RETUNED} train, or find, their networks"
    )
    options = parser.parse_args()
    if options.what[:1] == [BACKTEST]:
        options.parts, options.folders = (BACKTEST,), [Path(folder) for folder in options.what[1:]]
        if not options.folders:
            parser.error(f"{BACKTEST} needs study folders: python -m calibrate {BACKTEST} studies/digits")
    else:
        options.parts = options.what or PARTS
        if unknown := set(options.parts) - set(PARTS):
            parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join((*PARTS, BACKTEST))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
