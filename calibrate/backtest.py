"""The back-test of ceilings on real studies: the last doubling of epochs is hidden, foretold, and compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from calibrate.pages import ALL
from layerwise.lab.study import open_study
from layerwise.verdict.ceilings.backtest import backtest, summarise


def run(folders: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """The figures of each study, and of all architectures together.

    Args:
        folders: study folders; one that foretells nothing (fewer than 16 epochs) has a row that says so.
    """
    found = {folder.name: backtest(open_study(folder).tables) for folder in folders}
    for name, rows in (found | {ALL: pd.concat(found.values())}).items():
        if rows.empty:
            yield {"study": name, "skipped": "no architecture with 16 epochs and 3 sound seeds"}
        else:
            kept = {} if name == ALL else {"rows": rows.drop(columns="series_zh").to_dict("records")}
            yield {"study": name, **asdict(summarise(rows))} | kept
