"""The verdict on a large study, 300 networks × 100 epochs × 10,000 tested images: little work, little memory.

Work is counted in calls, not by the clock: 10 s of wall time on two cores are 12 million calls and more.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
import cProfile, json, pstats
from dataclasses import replace
from pathlib import Path
import numpy as np
from simulated import simulate
from layerwise.verdict import series
from layerwise.verdict.compare import compare
from layerwise.verdict.correctness import Correctness

small = simulate(depths=range(1, 7), widths=(4, 8, 16, 32, 64), seeds=10, folds=0, images=50, epochs=100)
known, draw = small.correct, np.random.default_rng(0)
wrong = draw.integers(0, 256, (len(known.runs), len(known.epochs), 1250), np.uint8)
for epoch in (6, 12, 25, 50):  # errors halve with each doubling, so that ceilings are foretold
    wrong[:, epoch:] &= draw.integers(0, 256, (len(known.runs), 100 - epoch, 1250), np.uint8)
bits = ~wrong
large = replace(known, tested={-1: np.arange(10_000)}, bits=bits, best_bits=bits[:, -1])
tables = replace(small, correct=large)
profile = cProfile.Profile()
profile.enable()
found = compare(tables)
profile.disable()
counts = pstats.Stats(profile)
times = {f"{path[-9:]}:{name}": calls for (path, _, name), (calls, *_) in counts.stats.items()}
told = {
    "findings": len(found),
    "calls": counts.total_calls,
    "series": times["series.py:_series"],
    "unpacked": times["ctness.py:_unpack"],
    # In KiB. Not what getrusage says: that begins with the size of the process this one was started from.
    "peak": 1024 * int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]),
}
print(json.dumps(told))
"""


@pytest.mark.breadth
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
def test_300_networks_of_100_epochs_and_10_000_images_take_few_calls_and_a_gibibyte_at_most() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ASK], cwd=Path(__file__).parent, capture_output=True, text=True, timeout=900, check=True
    )
    told = json.loads(ended.stdout)
    # Of the networks measured on the largest training set, and of those of every size.
    assert told["series"] == 2
    # What a network got right is read at each epoch to foretell with, and in each comparison that it is in.
    assert told["unpacked"] <= 300 * 150
    assert told["calls"] <= 20_000 * told["findings"]
    assert told["peak"] <= 2**30
