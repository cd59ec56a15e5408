"""Where on the map depth × epochs there is nothing more to gain: each cell against the one that validation prefers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from layerwise.verdict.advice.budget import known_epochs
from layerwise.verdict.advice.frontier import courses
from layerwise.verdict.family import Comparison, answer
from layerwise.verdict.finding import Finding
from layerwise.verdict.levels import shown_epochs
from layerwise.verdict.readings.pairs import Arm
from layerwise.verdict.readings.series import DepthSeries, depth_series
from layerwise.verdict.tables import Tables
from layerwise.words import LANGUAGES, Text

TO_THE_BEST = "to-the-best"

_WHAT = Text(
    "Going on from {depth:n hidden layer} and {epoch:n epoch} to {best} and {last}",
    "从 {depth} 个隐藏层、{epoch} 轮继续到 {best} 个、{last} 轮",
)
_ASKED = Text(
    "Is there more to gain than after {epoch:n epoch} ({label})?", "训练 {epoch} 轮之后还能更好吗（{label}）？"
)
_COLUMNS = ("series", "series_zh", "depth", "epoch", "gain", "low", "high", "conclusion", "enough", "best", "flops")


def further_gains(tables: Tables, margin: float | None = None, level: float = 0.95) -> pd.DataFrame:
    """Of each depth and number of epochs, what the best of them all would still gain, paired by seed.

    The best cell of a series is the one of least mean VALIDATION error; the gain is one of TEST error. All cells of the
    study are one family. Nothing more is to be gained ("enough") where two one-sided tests put the gain within the
    margin, or going on hurts: that is shown, not merely that no gain was found.

    Args:
        tables: the study; nothing is asked of a decaying learning rate, whose early epochs are no shorter runs.
        margin: the gain that does not matter, percentage points; None: the usual one of the cell's validation error.
        level: coverage of the intervals.

    Returns:
        A row a series, depth and epoch (1, 2, 5, 10, …, the last): series, series_zh, depth, epoch, gain (test error
        of the cell − that of the best, percentage points), low, high (of the gain), conclusion (of going on to the
        best), enough (bool), best (whether it is the best cell), flops (operations of training up to it; NaN where not
        known).
    """
    if not tables.prefixes_are_runs:
        return pd.DataFrame(columns=list(_COLUMNS))
    costs = courses(tables)
    cells = [cell for series in depth_series(tables) for cell in _cells(tables, series, costs)]
    asked = [comparison for comparison, _ in cells if comparison]
    answers = iter(answer(tables, asked, margin, level))
    rows = [row | (_found(next(answers)) if comparison else _nothing()) for comparison, row in cells]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _cells(
    tables: Tables, series: DepthSeries, costs: pd.DataFrame
) -> Iterator[tuple[Comparison | None, dict[str, object]]]:
    own = costs[costs["series"] == series.label.en]
    shown = own[own["epoch"].isin({epoch for runs in series.depths.values() for epoch in _shown(tables, runs)})]
    judged = shown["val_error"].fillna(shown["error"])
    if judged.isna().all():
        return
    best = shown.iloc[int(judged.argmin())]
    goal = Arm(series.depths[int(best["depth"])], int(best["epoch"]))
    for _, cell in shown.iterrows():
        depth, epoch = int(cell["depth"]), int(cell["epoch"])
        names = ("series", "series_zh", "depth", "epoch", "flops")
        row = {name: cell[name] for name in names} | {"best": cell.name == best.name}
        values = {"depth": depth, "epoch": epoch, "best": int(best["depth"]), "last": int(best["epoch"])}
        label = series.label
        asked = Text(*(_ASKED.say(each, epoch=epoch, label=label.say(each)) for each in LANGUAGES))
        what = Text(**_WHAT.both(**values))
        arm = Arm(series.depths[depth], epoch)
        yield (None if row["best"] else Comparison(TO_THE_BEST, asked, what, label, values, arm, goal)), row


def _shown(tables: Tables, runs: pd.DataFrame) -> list[int]:
    """Round epochs, or the known ones nearest to them."""
    known = known_epochs(tables, runs)
    return [int(known[abs(known - epoch).argmin()]) for epoch in shown_epochs(int(known[-1]))]


def _found(finding: Finding) -> dict[str, object]:
    enough = finding.within_margin or finding.conclusion in ("equivalent", "hurts")
    ends = {"gain": -finding.estimate, "low": -finding.high, "high": -finding.low}
    return ends | {"conclusion": finding.conclusion, "enough": enough}


def _nothing() -> dict[str, object]:
    return {"gain": 0.0, "low": 0.0, "high": 0.0, "conclusion": "equivalent", "enough": True}
