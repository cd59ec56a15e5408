"""`python -m bench.verdict`: how long the verdict takes on a large study, and in how much memory.

The study is made up: 300 networks of 30 architectures, 100 epochs, 10,000 tested images, no network like another.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.study.environment import machine, versions
from layerwise.verdict.advice.advising import advice
from layerwise.verdict.compare import compare
from layerwise.verdict.tables import Tables
from tests.verdict.simulated import simulate

EPOCHS, IMAGES = 100, 10_000
# Errors halve at these epochs, so that ceilings are foretold: what takes longest.
HALVINGS = (6, 12, 25, 50)


def large_study() -> Tables:
    """Tables of a small simulated study, with answers to many more images drawn bit by bit."""
    small = simulate(depths=range(1, 7), widths=(4, 8, 16, 32, 64), seeds=10, folds=0, images=50, epochs=EPOCHS)
    known, draw = small.correct, np.random.default_rng(0)
    assert known is not None
    wrong = draw.integers(0, 256, (len(known.runs), EPOCHS, IMAGES // 8), np.uint8)
    for epoch in HALVINGS:
        wrong[:, epoch:] &= draw.integers(0, 256, (len(known.runs), EPOCHS - epoch, IMAGES // 8), np.uint8)
    bits = ~wrong
    tested = {-1: np.arange(IMAGES)}
    return replace(small, correct=replace(known, tested=tested, bits=bits, best_bits=bits[:, -1]))


def peak_memory() -> int | None:
    """Bytes of this process at its peak, the study's own among them; None where the system does not say."""
    # Not what getrusage says: that begins with the size of the process this one was started from.
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    return 1024 * int(status.read_text(encoding="utf-8").partition("VmHWM:")[2].split()[0])


def main() -> None:
    """Prints the figures as one JSON object."""
    tables = large_study()
    clock, processor = time.perf_counter(), time.process_time()
    findings, next_step = compare(tables), advice(tables)
    told: dict[str, Any] = {
        "networks": len(tables.runs),
        "findings": len(findings) + len(next_step.steps),
        "seconds": round(time.perf_counter() - clock, 1),
        "processor_seconds": round(time.process_time() - processor, 1),
        "peak_bytes": peak_memory(),
        "machine": machine(),
        "versions": versions(),
    }
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
