"""`make bench`: every contender in its best arrangement, against the machine's own matrix product, in one run."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import data, growth, pictures
from bench.contenders import available
from bench.runs import Outcome, arrangements, limit, run
from bench.task import TASKS, Arrangement, Task
from layerwise.study.environment import machine, versions

HERE = Path(__file__).parent
# Training 2,000 networks takes minutes, and its figures are steady.
GROWTH_ROUNDS = 2
# How many processes a contender is best with.
Ways = dict[str, int]
PEERS = ("torch", "optax", "scikit-learn")


def main() -> None:
    """Measures, prints, writes `bench/results/*.json` and draws the pictures of the README."""
    options = _options()
    began = time.monotonic()
    rows = len(data.rows().y)
    found: dict[str, Any] = {
        "date": date.today().isoformat(),
        "machine": machine(),
        "versions": versions() | _peer_versions(),
        "data": data.name(),
        "training_rows": rows,
        "rounds": options.rounds,
        "tasks": [],
        "growth": {},
    }
    path = HERE / "results" / f"{found['date']}-{found['machine']['cores']}-cores.json"
    path.parent.mkdir(exist_ok=True)
    ways: Ways = {}
    for task in TASKS[: options.tasks]:
        found["tasks"].append(_compare(task, rows, options.rounds, ways))
        # After every task: what was measured stays when the rest is not waited for.
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if not options.no_growth:
        found["growth"] = growth.measure(rows, min(options.rounds, GROWTH_ROUNDS))
    found["minutes"] = round((time.monotonic() - began) / 60, 1)
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    pictures.draw(found, HERE.parent / "docs" / "pictures")
    print(f"{found['minutes']} minutes; written to {path.relative_to(HERE.parent)}")


def _compare(task: Task, rows: int, rounds: int, ways: Ways) -> dict[str, Any]:
    """All contenders on one task: the best arrangement of each is found by a short run, then all take turns.

    Whether processes or threads are better for a contender is tried on the first task; how many networks at a time, on
    each.
    """
    best = {name: _best(name, task, rows, ways) for name in available()}
    limits, outcomes = [], {name: [] for name in best}
    for _ in range(rounds):
        limits.append(limit())
        for name, arrangement in best.items():
            outcomes[name].append(run(name, task, arrangement, 3, rows))
    contenders = {name: _told(name, best[name], outcomes, limits) for name in best}
    _print(task, contenders, limits)
    return {"task": asdict(task), "name": task.name, "limit_flops": limits, "contenders": contenders}


def _best(name: str, task: Task, rows: int, ways: Ways) -> Arrangement:
    possible = [each for each in arrangements(name, task) if ways.get(name) in (None, each.processes)]
    if len(possible) > 1:
        tried = {way: run(name, task, way, 1, rows).seconds for way in possible}
        possible = [min(tried, key=tried.__getitem__)]
    ways[name] = possible[0].processes
    return possible[0]


def _told(
    name: str, arrangement: Arrangement, outcomes: dict[str, list[Outcome]], limits: list[float]
) -> dict[str, Any]:
    own, engine = outcomes[name], outcomes["engine"]
    return {
        "arrangement": asdict(arrangement),
        "seconds_per_network_and_epoch": [each.seconds for each in own],
        "seconds_per_network_and_evaluation": [each.evaluation for each in own],
        # Ratios within a round: a machine that slows down slows all of them down.
        "times_the_engine": [each.seconds / base.seconds for each, base in zip(own, engine, strict=True)],
        "share_of_limit": [each.flops / most for each, most in zip(own, limits, strict=True)],
        "memory": max(each.memory for each in own),
    }


def _print(task: Task, contenders: dict[str, Any], limits: list[float]) -> None:
    table = Table(title=f"{task.name}: the machine's matrix product does {median(limits) / 1e9:.0f} GFLOP/s")
    for column in ("", "ms per network and epoch", "× the engine", "share of the limit", "evaluation, ms", "arranged"):
        table.add_column(column, justify="left" if column in ("", "arranged") else "right")
    for name, told in contenders.items():
        table.add_row(
            name,
            _spread([1e3 * each for each in told["seconds_per_network_and_epoch"]], 1),
            _spread(told["times_the_engine"], 2),
            _spread([100 * each for each in told["share_of_limit"]], 0) + " %",
            f"{1e3 * median(told['seconds_per_network_and_evaluation']):.2f}",
            Arrangement(**told["arrangement"]).name,
        )
    Console(width=120).print(table)


def _spread(values: list[float], places: int) -> str:
    return f"{median(values):.{places}f} ({min(values):.{places}f}–{max(values):.{places}f})"


def _peer_versions() -> dict[str, str]:
    found = {}
    for package in PEERS:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            print(f"{package} is not installed: left out", file=sys.stderr)
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="turns of every contender (default 5)")
    parser.add_argument("--tasks", type=int, default=len(TASKS), help="only the first so many tasks")
    parser.add_argument("--no-growth", action="store_true", help="leave out cost against networks, depth and width")
    return parser.parse_args()


if __name__ == "__main__":
    main()
