"""How the engine's cost grows: with networks, with depth, with width; and its peak memory."""

from __future__ import annotations

from typing import Any

from bench.runs import Outcome, run
from bench.task import Arrangement, Task
from layerwise.study.design import BLOCK_UNITS
from layerwise.study.environment import usable_cores

NETWORKS = (1, 2, 4, 8, 16, 32, 64, 128, 512, 2000)
DEPTHS = (1, 2, 3, 4, 6, 8, 12)
WIDTHS = (16, 32, 64, 128, 256, 512)


def measure(rows: int, rounds: int) -> dict[str, list[dict[str, Any]]]:
    """Seconds per network and epoch, in blocks as a study cuts them, one pinned process a core.

    Args:
        rows: training rows of an epoch.
        rounds: runs of every point; all points take turns.
    """
    cores = len(usable_cores())
    points = {
        "networks": {count: _of(count, cores) for count in NETWORKS},
        "depth": {depth: _full(Task((16,) * depth, 64), cores) for depth in DEPTHS},
        "width": {width: _full(Task((width,) * 2, 64), cores) for width in WIDTHS},
    }
    found: dict[str, dict[int, list[Outcome]]] = {axis: {at: [] for at in axes} for axis, axes in points.items()}
    for _ in range(rounds):
        for axis, axes in points.items():
            for at, (task, arrangement) in axes.items():
                found[axis][at].append(run("engine", task, arrangement, 2, rows))
    return {axis: [_point(at, outcomes) for at, outcomes in axes.items()] for axis, axes in found.items()}


def _of(count: int, cores: int) -> tuple[Task, Arrangement]:
    """So many networks in all, over the cores."""
    return Task((16, 16), 64), Arrangement(min(cores, count), 1, -(-count // cores))


def _full(task: Task, cores: int) -> tuple[Task, Arrangement]:
    return task, Arrangement(cores, 1, max(1, BLOCK_UNITS // task.hidden[0]))


def _point(at: int, outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "at": at,
        "seconds_per_network_and_epoch": [each.seconds for each in outcomes],
        "memory": max(each.memory for each in outcomes),
    }
