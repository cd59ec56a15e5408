"""Does training on past the epoch that validation chose raise the test error?"""

from __future__ import annotations

from collections.abc import Iterator

from layerwise.verdict.codes import OVERFIT
from layerwise.verdict.family import Comparison, answer
from layerwise.verdict.finding import Finding
from layerwise.verdict.pairs import Arm
from layerwise.verdict.question import Question
from layerwise.verdict.readings import last_epoch
from layerwise.verdict.series import DepthSeries, depth_series
from layerwise.verdict.tables import Tables
from layerwise.words import Text

PAST_THE_BEST = Question(
    OVERFIT,
    Text(
        "Does training on past the epoch that validation chose raise the test error: overfitting ({label})?",
        "超过验证集选出的训练轮数继续训练，测试误差会上升吗，即是否过拟合（{label}）？",
    ),
    Text(
        "Training on to epoch {to} from the epoch that validation chose (on average {start})",
        "从验证集选出的训练轮数（平均 {start} 轮）继续训练到 {to} 轮",
    ),
)


def overfit(tables: Tables, margin: float | None = None, level: float = 0.95) -> list[Finding]:
    """Each architecture at the epoch that validation chose against its last, on the test images.

    The chosen epoch is each network's own, as early stopping takes it: docs/decisions/0008. Nothing is past a single
    epoch: of such networks nothing is asked.

    Args:
        tables: the study.
        margin: percentage points; None: a tenth of the validation error at the chosen epoch.
        level: coverage of the intervals, for all comparisons at once.
    """
    return answer(
        tables, [each for series in depth_series(tables) for each in _comparisons(tables, series)], margin, level
    )


def _comparisons(tables: Tables, series: DepthSeries) -> Iterator[Comparison]:
    for depth, runs in series.depths.items():
        last = last_epoch(tables, runs)
        if last == 1:
            continue
        sound = runs.loc[~runs["diverged"], "best_epoch"]
        chosen = round(float(sound.mean())) if len(sound) else 0
        subject = {**series.subject, "from": chosen, "to": last, "depth": depth}
        arms = Arm(runs, "best"), Arm(runs, last)
        yield PAST_THE_BEST.of(series.deep(depth), subject, {"start": chosen, "to": last}, arms)
