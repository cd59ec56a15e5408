"""Ten million rows, from a Parquet file to findings, within a minute of processor time and 4 GiB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ASK = """
import json, resource, sys, time
import layerwise as lw
found = lw.verdict(sys.argv[1])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KiB on Linux
told = {"seconds": time.process_time(), "peak": peak * 1024, "used": found.account.used, "findings": len(found)}
print(json.dumps(told))
"""


def large(path: Path, runs: int, epochs: int) -> None:
    draw = np.random.default_rng(0)
    number = np.repeat(np.arange(runs, dtype=np.int32), epochs)
    columns = {
        "run": pa.DictionaryArray.from_arrays(pa.array(number), pa.array([f"run {k}" for k in range(runs)])),
        "epoch": np.tile(np.arange(1, epochs + 1, dtype=np.int32), runs),
        "seed": number // 4,
        "depth": number % 4 + 1,
        "seconds": np.full(len(number), 0.5),
    }
    level = np.tile(0.1 + 0.5 / np.arange(1, epochs + 1), runs) + np.repeat(draw.normal(size=runs) * 0.003, epochs)
    for part in ("train", "val", "test"):
        error = np.clip(level + draw.normal(size=len(number)) * 0.002, 0, 1)
        columns |= {f"{part}_loss": 3 * error, f"{part}_accuracy": 100 - 100 * error}
    pq.write_table(pa.table(columns), path)


@pytest.mark.breadth
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is counted in KiB on Linux")
def test_ten_million_rows_take_a_minute_and_4_gib_at_most(tmp_path: Path) -> None:
    large(tmp_path / "large.parquet", runs=10_000, epochs=1_000)
    command = [sys.executable, "-c", ASK, str(tmp_path / "large.parquet")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=900, check=True)
    told = json.loads(ended.stdout)
    assert told["used"] == 10_000_000
    assert told["findings"] > 0
    assert told["seconds"] <= 60
    assert told["peak"] <= 4 * 2**30
