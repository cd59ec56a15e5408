"""One finding: a question, its answer with an interval, and the sentence that says it, as kept in `verdict.json`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args

from layerwise.verdict.codes import DEEPER, LONGER, OVERFIT
from layerwise.verdict.errors import TableError
from layerwise.verdict.margin import bound
from layerwise.words import Text

Conclusion = Literal[
    "helps", "hurts", "equivalent", "undecided", "differs", "same", "turned", "flat", "falling", "fails", "trains"
]  # fmt: skip
CONCLUSIONS: tuple[Conclusion, ...] = get_args(Conclusion)
# What version 0.1.0 called three of the questions.
OLD_CODES = {"one-more-layer": DEEPER, "twice-the-epochs": LONGER, "past-the-best-epoch": OVERFIT}
Value = str | int | float | bool


@dataclass(frozen=True)
class Failure:
    """A network that failed to train.

    Args:
        run: its name.
        seed: of it.
        fold: of it; −1 where the data set has its own test set.
        since: the epoch from which on it was no better than a failed network, 1 from the start; 0 where not known.
        learning_rate: it was trained at; NaN where not known.
        error: its test error at the end, percentage points; NaN where it diverged.
    """

    run: str
    seed: int
    fold: int
    since: int
    learning_rate: float
    error: float


@dataclass(frozen=True)
class Finding:
    """What the study says to one comparison of A (the reference) with B.

    Args:
        code: the question, see `codes`: "deeper", "longer", …; `subject["kind"]` tells its parts apart.
        question: the question in words.
        estimate: test error of B − test error of A; negative where B is better. NaN where nothing could be compared.
        low: lower end of the interval, simultaneous over all comparisons that this question asks.
        high: its upper end.
        unit: of the three above, "percentage points".
        seeds: paired seeds that entered.
        conclusion: helps or hurts (0 excluded after Holm's correction), equivalent (within ±margin), or undecided; of
            what is no better and no worse (does the answer change with the activation?) differs, same, or undecided;
            of *failing* fails or trains: whether any network failed to train.
        within_margin: two one-sided tests put the difference within ±margin; with "helps": "by less than the margin".
        p_better: share of seeds in which B is better than A, ties counted half.
        margin: differences below it do not matter, percentage points.
        text: the answer as a sentence, carrying its condition.
        label: the networks it is about, e.g. "relu, width 16".
        error_a: mean test error of A over the paired seeds, percentage points.
        error_b: that of B.
        images: tested images behind it, over all folds; 0 where the interval holds the noise of the seeds alone.
        comparisons: how many comparisons the intervals hold for at once.
        level: coverage of the interval.
        needed_seeds: seeds in all that would decide an undecided comparison; None where none would, or not needed.
        subject: what was compared, e.g. {"kind": "next", "activation": "relu", "width": 16, "from": 1, "to": 2}.
        notes: what a reader has to know beside it, e.g. networks that diverged.
        details: further numbers of the answer, by name.
        failed_a: networks of A that failed to train; all of the above is of the seeds whose networks both trained.
        failed_b: networks of B that failed.
        everyone: the difference over all seeds, failed networks among them; NaN where it is not known.
        everyone_low, everyone_high: its interval; NaN where fewer than five seeds failed or fewer than five trained, of
            which no valid interval can be made, and where none failed, since it is the one above.
        by_seed: the difference of each seed that entered, fold by fold.
        failures: of *failing*, the networks that failed.
    """

    code: str
    question: Text
    estimate: float
    low: float
    high: float
    unit: str
    seeds: int
    conclusion: Conclusion
    within_margin: bool
    p_better: float
    margin: float
    text: Text
    label: Text
    error_a: float = math.nan
    error_b: float = math.nan
    images: int = 0
    comparisons: int = 1
    level: float = 0.95
    needed_seeds: int | None = None
    subject: Mapping[str, Value] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    details: Mapping[str, float] = field(default_factory=dict)
    failed_a: int = 0
    failed_b: int = 0
    everyone: float = math.nan
    everyone_low: float = math.nan
    everyone_high: float = math.nan
    by_seed: tuple[float, ...] = ()
    failures: tuple[Failure, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The finding as `verdict.json` holds it: plain values, texts as {"en", "zh"}, null for what is not known.

        `margin_shown` is the margin as it is printed: rounded up.
        """
        told = {name: _plain(value) for name, value in asdict(self).items()}
        return told | {"margin_shown": bound(self.margin) if math.isfinite(self.margin) else None}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Finding:
        """The finding that `as_dict` wrote; names it does not know (of a newer version) are left aside.

        Raises:
            TableError: a name is missing, the conclusion is none of `CONCLUSIONS`, or the code is an older version's.
        """
        known = {item.name: found[item.name] for item in fields(cls) if item.name in found}
        known |= {name: math.nan for name in _NUMBERS if known.get(name, 0) is None}
        known |= {name: Text(**known[name]) for name in ("question", "text", "label") if name in known}
        if known.get("code") in OLD_CODES:
            raise TableError(
                "cannot read a finding of an older version",
                got=repr(known["code"]),
                expected=repr(OLD_CODES[known["code"]]),
                remedy="Write the verdict again: layerwise report STUDY.",
            )
        known["notes"] = tuple(Text(**note) for note in known.get("notes", ()))
        known["by_seed"] = tuple(math.nan if value is None else value for value in known.get("by_seed", ()))
        known["failures"] = tuple(_failure(each) for each in known.get("failures", ()))
        if known.get("conclusion") not in CONCLUSIONS:
            raise TableError("cannot read a finding", got=repr(known.get("conclusion")), expected=str(CONCLUSIONS))
        try:
            return cls(**known)
        except TypeError as error:
            raise TableError("cannot read a finding", got=str(error)) from None


_NUMBERS = (
    *("estimate", "low", "high", "p_better", "margin", "level", "error_a", "error_b"),
    *("everyone", "everyone_low", "everyone_high"),
)


def _failure(found: Mapping[str, Any]) -> Failure:
    """The inverse of `asdict`, of a file in which what is not known is null."""
    known = {item.name: found[item.name] for item in fields(Failure) if item.name in found}
    return Failure(**known | {name: math.nan for name in ("learning_rate", "error") if known.get(name) is None})


def findings_as_dict(findings: Iterable[Finding]) -> dict[str, Any]:
    """The content of `verdict.json`."""
    return {"schema": 1, "findings": [finding.as_dict() for finding in findings]}


def findings_from_dict(found: Mapping[str, Any]) -> list[Finding]:
    """The findings of a `verdict.json`."""
    return [Finding.from_dict(each) for each in found["findings"]]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
