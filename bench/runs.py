"""Runs of contenders: processes started, made ready, set off together; and what their times mean."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from statistics import median

from bench.task import Arrangement, Order, Task
from layerwise.study.design import BLOCK_UNITS
from layerwise.study.environment import usable_cores, worker_environment

# Of ensembles that have no preference of their own.
ENSEMBLES = (16, 32, 64)


@dataclass(frozen=True)
class Outcome:
    """Of one run.

    Args:
        seconds: per network and epoch, all cores at work: wall time over the networks that all processes trained in it.
        evaluation: seconds per network to evaluate the test rows, likewise.
        flops: nominal operations a second, all processes together.
        memory: bytes at the peak, of all processes.
    """

    seconds: float
    evaluation: float
    flops: float
    memory: int


def arrangements(contender: str, task: Task) -> list[Arrangement]:
    """The ways to use the cores that are tried."""
    cores = len(usable_cores())
    ways = [(cores, 1), (1, cores)] if cores > 1 else [(1, 1)]
    if contender == "engine":
        sizes: tuple[int, ...] = (max(1, BLOCK_UNITS // task.hidden[0]),)
    elif contender.endswith("vmap"):
        sizes = tuple(max(2, size * 16 // task.hidden[0]) for size in ENSEMBLES)
    else:
        sizes = (1,)
    return [Arrangement(processes, threads, size) for processes, threads in ways for size in sizes]


def run(contender: str, task: Task, arrangement: Arrangement, epochs: int, rows: int) -> Outcome:
    """Trains once.

    Args:
        contender: its name.
        task: the networks.
        arrangement: how it uses the cores.
        epochs: that are timed; their median counts.
        rows: training rows of an epoch.
    """
    answers = _answers(contender, task, arrangement, epochs)
    count = arrangement.networks * arrangement.processes
    # Processes work side by side, so a network's share of the machine is one process's time over all networks.
    training = sum(median(answer["training"]) for answer in answers) / len(answers)
    evaluation = sum(median(answer["evaluation"]) for answer in answers) / len(answers)
    return Outcome(
        seconds=training / count,
        evaluation=evaluation / count,
        flops=task.flops_per_row * rows * count / training,
        memory=sum(answer["memory"] for answer in answers),
    )


def limit() -> float:
    """Operations a second of the machine's own single-precision matrix product, one pinned process a core."""
    cores = Arrangement(len(usable_cores()), 1, 1)
    return sum(answer["flops"] for answer in _answers("limit", Task((16,), 64), cores, 1))


def _answers(contender: str, task: Task, arrangement: Arrangement, epochs: int) -> list[dict]:
    cores = usable_cores()
    order = Order(contender, task, arrangement, epochs, None)
    orders = [
        replace(order, core=cores[number] if arrangement.processes > 1 else None)
        for number in range(arrangement.processes)
    ]
    processes = [_start(each) for each in orders]
    try:
        for process in processes:
            _line(process, contender)
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        return [_line(process, contender) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def _start(order: Order) -> subprocess.Popen[str]:
    environment = worker_environment()
    threads = str(order.arrangement.threads)
    environment |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), threads)
    if order.arrangement.threads > 1:
        environment["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "")
    # A processor named by hand would time another one's product.
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "bench.worker", json.dumps(order.as_dict())]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def _line(process: subprocess.Popen[str], contender: str) -> dict:
    line = process.stdout.readline()
    if not line:
        raise SystemExit(f"{contender}: a process ended with status {process.wait()} before it answered")
    return json.loads(line)
