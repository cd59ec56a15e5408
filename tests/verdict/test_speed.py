"""The verdict on a large study, 300 networks × 100 epochs × 10,000 tested images: little work, little memory.

`python -m bench.verdict` tells the time it takes. Here work is counted in calls, not by the clock: 10 s of wall time on
two cores are 12 million calls and more.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASK = """
import cProfile, json, pstats
from bench.verdict import large_study, peak_memory
from layerwise.verdict.compare import compare

tables = large_study()
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
    "peak": peak_memory(),
}
print(json.dumps(told))
"""


@pytest.mark.breadth
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
def test_300_networks_of_100_epochs_and_10_000_images_take_few_calls_and_a_gibibyte_at_most() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, capture_output=True, text=True, timeout=900, check=True
    )
    told = json.loads(ended.stdout)
    # Of the networks measured on the largest training set, and of those of every size.
    assert told["series"] == 2
    # What a network got right is read at each epoch to foretell with, and in each comparison that it is in.
    assert told["unpacked"] <= 300 * 150
    assert told["calls"] <= 20_000 * told["findings"]
    assert told["peak"] <= 2**30
