"""The one answer to *is it memorising, and does it do harm?*; every text, page and file shows this one.

Two questions, two answers. Memorising: which images are known to those networks alone that were trained on them, and
where that was not recorded, how far training data is ahead of test data. Harm: whether training on past the best epoch
raises the test error, which is the finding of *overfitting* and of nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, isnan
from typing import Any, Literal

import pandas as pd

from layerwise.verdict.answers import MOMENTS, Moment
from layerwise.verdict.codes import OVERFIT
from layerwise.verdict.finding import Finding
from layerwise.verdict.levels import train_against_test, uneven_levels
from layerwise.verdict.memorising.chance import Memorised, memorised
from layerwise.verdict.memorising.scores import Scores, scores_of
from layerwise.verdict.readings.reading import PERCENT
from layerwise.verdict.readings.series import DepthSeries, depth_series, uneven_shapes
from layerwise.verdict.tables import Tables
from layerwise.words import Text

# none: no gap that matters. some, many: images are memorised, fewer than `MANY` or not. spread: training data is known
# better, but no single image by more than chance gives. gap: the same where no answers to single images were kept.
# chance: training data is known, test data answered at chance. nothing: neither is shown to be answered better.
Answer = Literal["none", "some", "many", "spread", "gap", "chance", "nothing", "undecided", "unknown"]
# yes: training on past the best epoch raises the test error; unasked: there is no such finding.
Harm = Literal["yes", "no", "undecided", "unasked"]
# Why single images are not answered for: a table of curves holds no answers to them; an earlier version did not keep
# them; too few seeds hold each out.
Missing = Literal["", "not-in-table", "not-kept", "few-seeds"]
# Share of the images from which on many are memorised.
MANY = 0.1
# A test accuracy that does not surely exceed chance, and surely lies within so much of what is left above it.
CHANCE_WIDTH = 0.1
_HARMS: Mapping[str, Harm] = {"hurts": "yes", "helps": "no", "equivalent": "no", "undecided": "undecided"}


@dataclass(frozen=True, eq=False)
class Memorising:
    """The answer for one architecture at one moment; accuracies in percent, gaps in percentage points.

    Args:
        series, depth: the architecture.
        network: its short name in the tables.
        moment, epoch: "last", or "best" with the mean of the epochs that validation chose.
        seeds: networks.
        answer: of memorising.
        harm: of what training on does to the test error.
        train, test: accuracies.
        gap, gap_low, gap_high: training minus test accuracy with its 95 % interval; NaN below 3 seeds.
        margin: a gap that does not matter.
        chance: accuracy of always answering the commonest class; NaN where unknown.
        images: how many are memorised; None where that is not answered.
        missing: why not.
    """

    series: Text
    depth: int
    network: str
    moment: Moment
    epoch: float
    seeds: int
    answer: Answer
    harm: Harm
    train: float
    test: float
    gap: float
    gap_low: float
    gap_high: float
    margin: float
    chance: float
    images: Memorised | None
    missing: Missing

    def as_dict(self) -> dict[str, Any]:
        """As `verdict.json` holds it: plain values, null for what is not known."""
        told = {name: value for name, value in vars(self).items() if name not in ("series", "images")}
        plain = {name: None if isinstance(value, float) and isnan(value) else value for name, value in told.items()}
        counted = self.images and {**vars(self.images), "share": self.images.share}
        return {"series": vars(self.series), **plain, "images": counted}


def memorising(tables: Tables, findings: Sequence[Finding] = (), margin: float | None = None) -> tuple[Memorising, ...]:
    """The answer for every architecture, after its last epoch and at the epoch that validation chose.

    Args:
        tables: a study, or anyone's curves; nothing is said of architectures whose training accuracy is unknown.
        findings: of the same tables, for the harm.
        margin: the gap that does not matter, percentage points; None: that of `train_against_test`.
    """
    answers = []
    chance = PERCENT - tables.condition.chance()
    for shapes, levels in (
        (depth_series(tables), tables.once(train_against_test)),
        (uneven_shapes(tables), tables.once(uneven_levels)),
    ):
        levels = levels if margin is None else levels.assign(margin=margin)
        rows = {(row["series"], row["depth"], row["at"]): row for row in levels.to_dict("records")}
        for series in shapes:
            for depth, runs in series.depths.items():
                harm = _harm(findings, series, depth)
                for moment in MOMENTS:
                    row = rows[series.label.en, depth, moment]
                    if isfinite(row["train"]) or isnan(row["test"]):
                        answers.append(_answered(tables, series, depth, runs, moment, row, harm, chance))
    return tuple(answers)


def _answered(
    tables: Tables,
    series: DepthSeries,
    depth: int,
    runs: pd.DataFrame,
    moment: Moment,
    row: Mapping[Any, Any],
    harm: Harm,
    chance: float,
) -> Memorising:
    scores = scores_of(tables, runs, moment)
    images = memorised(scores) if scores is not None and scores.enough else None
    numbers = {name: float(row[name]) for name in ("epoch", "train", "test", "gap", "gap_low", "gap_high", "margin")}
    return Memorising(
        series=series.label,
        depth=depth,
        network=str(runs["network"].iloc[0]),
        moment=moment,
        seeds=int(row["seeds"]),
        answer=_answer(row, images, chance),
        harm=harm,
        chance=chance,
        images=images,
        missing=_missing(tables, scores, images),
        **numbers,
    )


def _answer(row: Mapping[Any, Any], images: Memorised | None, chance: float) -> Answer:
    if row["failed"] and not row["seeds"]:
        return "nothing"
    near = chance + CHANCE_WIDTH * (PERCENT - chance)
    if row["test_low"] <= chance and (row["train_low"] <= chance or row["train_high"] < near):
        return "nothing"
    if isnan(row["gap_low"]):
        return "unknown"
    if row["test_low"] <= chance and row["test_high"] < near:
        return "chance"
    if images is not None and images.at_least:
        return "many" if images.share >= MANY else "some"
    if row["gap_high"] < row["margin"]:
        return "none"
    if row["gap_low"] > 0:
        return "gap" if images is None else "spread"
    return "undecided"


def _missing(tables: Tables, scores: Scores | None, images: Memorised | None) -> Missing:
    if images is not None:
        return ""
    if tables.answers is not None:
        return "few-seeds"
    return "not-in-table" if tables.correct is None else "not-kept"


def _harm(findings: Sequence[Finding], series: DepthSeries, depth: int) -> Harm:
    """The finding of overfitting, in error, of the same networks."""
    about = {**series.subject, "depth": depth}
    for finding in findings:
        subject = finding.subject
        if finding.code == OVERFIT and subject.get("measure") == "error" and about.items() <= dict(subject).items():
            return _HARMS[finding.conclusion]
    return "unasked"
