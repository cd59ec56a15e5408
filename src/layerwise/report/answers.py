"""What a study answers: its findings, which of them speak for it, and the words for a conclusion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, nan
from typing import Any

import numpy as np
import pandas as pd

from layerwise.report.learned.insight import Insight
from layerwise.verdict.advice.advising import advice
from layerwise.verdict.advice.next_step import Advice
from layerwise.verdict.codes import DEEPER, LONGER, LUCKY_SEED, OVERFIT
from layerwise.verdict.finding import Conclusion, Finding
from layerwise.verdict.levels import train_against_test, uneven_levels
from layerwise.verdict.margin import bound
from layerwise.verdict.memorising.answer import Memorising, memorising
from layerwise.verdict.tables import Tables
from layerwise.verdict.wording import NO_SHORTER_RUNS
from layerwise.words import LANGUAGES, Language, Text

QUESTIONS = {
    DEEPER: Text("One more layer?", "多一层？"),
    LONGER: Text("Twice the epochs?", "训练轮数加倍？"),
    OVERFIT: Text("Is it overfitting?", "过拟合了吗？"),
}
# Numbers of rows to these rows as pictures, (rows, height, width), 0 being paper; None where the data is not found.
Pictures = Callable[[Sequence[int]], np.ndarray | None]
_LEADING = {DEEPER: "next", LONGER: "twice"}
CONCLUSION_WORDS: dict[Conclusion, Text] = {
    "helps": Text("helps", "有帮助"),
    "hurts": Text("hurts", "有害"),
    "equivalent": Text("no practical difference", "无实际差异"),
    "undecided": Text("undecided", "尚无定论"),
    "differs": Text("differs", "有差别"),
    "same": Text("the same", "相同"),
    "turned": Text("turned: rises again", "已回升"),
    "flat": Text("levelled off", "已到平台"),
    "falling": Text("still falling", "仍在下降"),
    "fails": Text("fails to train at times", "有时训练失败"),
    "trains": Text("trained with every seed", "全部训练成功"),
}
LESS = Text("{conclusion}, below the margin of {margin}", "{conclusion}，小于界值 {margin}")
# Beside "no practical difference": of which size none was found.
WITHIN = Text("{conclusion} (±{margin})", "{conclusion}（±{margin}）")


@dataclass(frozen=True, eq=False)
class StudyResult:
    """All that the closing text and the report say of one study.

    Args:
        tables: of the study.
        findings: what `verdict.compare.compare` found.
        facts: what was run: data {name, checksum, source, rows, train, validation, test, folds (0: a test set of its
            own), classes}, networks, measured, tuned, diverged, seconds, epochs, command, versions {…}, machine {…},
            learning_rates {network: rate or rates}.
        report: where the HTML report lies, for the reader.
        insight: what the networks have learned; None before they were inspected.
        pictures: shows rows of the data set, see `Pictures`; None where they cannot be shown.
        margin: the difference that does not matter, percentage points, where one was asked for.
    """

    tables: Tables
    findings: Sequence[Finding]
    facts: Mapping[str, Any]
    report: str = ""
    insight: Insight | None = None
    pictures: Pictures | None = None
    margin: float | None = None

    @cached_property
    def levels(self) -> pd.DataFrame:
        """Training against test accuracy."""
        return self.tables.once(train_against_test)

    @cached_property
    def memorising(self) -> tuple[Memorising, ...]:
        """Whether each architecture memorises, and whether training on harms it."""
        return memorising(self.tables, self.findings, self.margin)

    @cached_property
    def advice(self) -> Advice | None:
        """The next step of the study's most ordinary network; None where every network diverged, or of final results.

        Where runs are known at their end alone nobody knows how long they were, so no step can be costed.
        """
        sound = (~self.tables.measured["diverged"].astype(bool)).any()
        return advice(self.tables) if sound and not self.tables.condition.finished else None

    @cached_property
    def uneven(self) -> pd.DataFrame:
        """The same of the architectures whose layers differ in width."""
        return self.tables.once(uneven_levels)


def asked(findings: Iterable[Finding], code: str) -> list[Finding]:
    """The findings of one question's leading part: of *deeper* each next depth, of *longer* twice the epochs."""
    return [finding for finding in findings if finding.code == code and leads(finding)]


def leads(finding: Finding) -> bool:
    """Whether the finding belongs to the leading part of one of the three questions that a study ends with."""
    kind = finding.subject.get("kind", _LEADING.get(finding.code))
    return finding.code in QUESTIONS and kind == _LEADING.get(finding.code) and "terms" not in finding.subject


def spoken_for(findings: Iterable[Finding], code: str) -> list[Finding]:
    """One finding a depth series: the step from one hidden layer to two, or the network of two hidden layers.

    Where a series has no such step or network, the shallowest one with a hidden layer stands for it.
    """
    series: dict[str, list[Finding]] = {}
    for finding in asked(findings, code):
        series.setdefault(series_label(finding).en, []).append(finding)
    return [min(group, key=_rank) for group in series.values()]


def _rank(finding: Finding) -> tuple[bool, bool, int]:
    subject = finding.subject
    if finding.code == DEEPER:
        start, to = int(subject["from"]), int(subject["to"])
        return (start, to) != (1, 2), start == 0, start
    return depth_rank(int(subject["depth"]))


def depth_rank(depth: int) -> tuple[bool, bool, int]:
    """The least speaks for a series: two hidden layers, else the shallowest network with any, else the one without."""
    return depth != 2, depth == 0, depth


def series_label(finding: Finding) -> Text:
    """The finding's depth series, without the depth."""
    if "depth" not in finding.subject or not finding.subject.get("width", True):
        return finding.label
    return Text(finding.label.en.rpartition(", ")[0], finding.label.zh.rpartition("，")[0])


def names(series: Iterable[Text], language: Language) -> str:
    """ "relu, width 16 and tanh, width 16"."""
    return (" and " if language == "en" else "、").join(each.say(language) for each in series)


def conclusion(finding: Finding) -> Text:
    """The conclusion in words, with the margin where it has a say."""
    if finding.conclusion in ("helps", "hurts") and finding.within_margin:
        return _with_margin(LESS, finding.conclusion, finding.margin)
    # The margin of a spread is one of standard deviations, which its estimate is not.
    return conclusion_within(finding.conclusion, nan if finding.code == LUCKY_SEED else finding.margin)


def conclusion_within(kind: Conclusion, margin: float) -> Text:
    """A conclusion in words; where it is that there is no practical difference, the margin stands beside it."""
    bounded = kind in ("equivalent", "same", "flat") and isfinite(margin)
    return _with_margin(WITHIN, kind, margin) if bounded else CONCLUSION_WORDS[kind]


def _with_margin(text: Text, kind: Conclusion, margin: float) -> Text:
    words = CONCLUSION_WORDS[kind]
    return Text(*(text.say(each, conclusion=words.say(each), margin=bound(margin)) for each in LANGUAGES))


def schedule_note(tables: Tables) -> Text | None:
    """Why nothing is said of fewer epochs; None where the learning rate is constant."""
    return None if tables.prefixes_are_runs else Text(**NO_SHORTER_RUNS.both(schedule=tables.schedule))
