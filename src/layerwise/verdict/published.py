"""A published finding against ours: does one published run, or a published order of things, hold over many seeds?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from math import inf, isfinite, nan, sqrt
from typing import Any, Literal

import numpy as np

from layerwise.verdict.layout import quantile
from layerwise.verdict.possible import ANYTHING, FACTOR, SHARE, Range, cut
from layerwise.words import Text

Outcome = Literal["agree", "differ", "undecided"]
OUTCOMES: tuple[Outcome, ...] = ("agree", "differ", "undecided")
# Below this an interval for a single run is so wide that nearly any figure lies in it.
FEWEST_RUNS = 5
LEVEL = 0.95
# Where a level can lie, by its unit; differences, and shares of a difference, can lie anywhere.
POSSIBLE: dict[str, Range] = {"%": SHARE, "×": FACTOR, "epochs": FACTOR}


@dataclass(frozen=True)
class Figure:
    """A number as it was published, from one run.

    Args:
        value: the number, in the unit of the claim.
        decimals: that were printed: 96.48 has two; −1 for "about 70".
        source: where.
    """

    value: float
    decimals: int
    source: str

    @property
    def rounding(self) -> float:
        """Half a unit of the last printed place: so far may the true number be from the printed one."""
        return 0.5 * 10.0**-self.decimals

    @property
    def written(self) -> str:
        """As it was printed."""
        return f"{self.value:.{max(self.decimals, 0)}f}".replace("-", "−")


@dataclass(frozen=True)
class Claim:
    """One thing a published finding says, and what was measured of it.

    Args:
        code: a short name, for JSON.
        text: what is claimed, as a sentence.
        unit: of all numbers: "%", "points", "×", "epochs".
        conclusion: agree, differ or undecided.
        mean: of our runs; NaN where there is none.
        low, high: 95 % interval of that mean, over seeds, cut to where it can lie; NaN below two runs.
        runs: how many runs, or pairs of runs, are behind it.
        figure: the published number; None where only an order of things is claimed.
        run_low, run_high: 95 % prediction interval of one more run of ours, cut likewise; only with a figure.
        expected: between which ends the mean has to lie for the claim to hold; only without a figure.
        note: why it is undecided, or what else a reader has to know.
        label: a few words for a picture.
    """

    code: str
    text: Text
    unit: str
    conclusion: Outcome
    mean: float
    low: float
    high: float
    runs: int
    figure: Figure | None = None
    run_low: float = nan
    run_high: float = nan
    expected: tuple[float, float] | None = None
    note: Text | None = None
    label: Text | None = None

    def as_dict(self) -> dict[str, Any]:
        """The claim as plain JSON values, null for what is not known or has no end."""
        found = {name: _plain(value) for name, value in asdict(self).items()}
        return found | {"expected": None if self.expected is None else [_plain(end) for end in self.expected]}


_SMALLER = Text(
    "What was published is for the full size; this run is smaller, so it does not decide.",
    "公布的结果对应完整规模；本次运行规模较小，因此不作结论。",
)
_FEW = Text(
    "{runs:n usable run}; an interval for a single run needs {fewest}.",
    "只有 {runs} 次可用的运行；单次运行的预测区间至少需要 {fewest} 次。",
)
_ALIKE = Text(
    "All {runs} runs gave this value, so the interval has no width. Even if {rare} % of all runs gave another, {runs} "
    "alike would be drawn one time in twenty.",
    "{runs} 次运行都得到这个值，因此区间宽度为零。"
    "即使有 {rare}% 的运行会得到别的值，{runs} 次全部相同的可能仍有二十分之一。",
)
_NO_RUNS = Text(
    "No usable run: networks diverged, or there was nothing to compare.",
    "没有可用的运行：网络已发散，或没有可比较的内容。",
)


def judge_figure(
    code: str,
    text: Text,
    unit: str,
    values: Iterable[float],
    figure: Figure,
    *,
    same_size: bool = True,
    possible: Range | None = None,
    label: Text | None = None,
) -> Claim:
    """A published single run against the 95 % prediction interval for a single run of ours.

    The interval is mean ± t·s·√(1 + 1/n): where one more run, with a fresh seed, would lie. The published figure agrees
    where it lies in it, give or take its own rounding.

    Args:
        code, text, unit: as of `Claim`.
        values: one a run of ours; those that are no numbers (diverged) are left out.
        figure: what was published.
        same_size: whether ours was trained as the published run was; else nothing is decided.
        possible: where a run can lie; None: what `POSSIBLE` says of the unit.
        label: a few words for a picture.

    Source: Geisser 1993, "Predictive Inference", for the interval.
    """
    possible = _possible(unit, possible)
    mean, low, high, deviation, runs = _over_runs(values, possible)
    reach = _t(runs) * deviation * sqrt(1 + 1 / runs) if runs > 1 else nan
    run_low, run_high = cut((mean - reach, mean + reach), possible)
    conclusion: Outcome = "undecided"
    note = None
    if not same_size:
        note = _SMALLER
    elif runs < FEWEST_RUNS:
        note = Text(**_FEW.both(runs=runs, fewest=FEWEST_RUNS)) if runs else _NO_RUNS
    else:
        inside = run_low - figure.rounding <= figure.value <= run_high + figure.rounding
        conclusion = "agree" if inside else "differ"
    return Claim(code, text, unit, conclusion, mean, low, high, runs, figure, run_low, run_high, note=note, label=label)


def judge_range(
    code: str,
    text: Text,
    unit: str,
    values: Iterable[float],
    *,
    least: float = -inf,
    most: float = inf,
    possible: Range | None = None,
) -> Claim:
    """A claim about a mean: it agrees where the mean's 95 % interval lies between two ends, differs where outside.

    Args:
        code, text, unit: as of `Claim`.
        values: one a run, or a difference a pair of runs of one seed; those that are no numbers are left out.
        least, most: the ends.
        possible: where the mean can lie; None: what `POSSIBLE` says of the unit.

    Runs that are all alike have an interval without width; a note says what it leaves open.
    """
    mean, low, high, deviation, runs = _over_runs(values, _possible(unit, possible))
    claim = judge_interval(code, text, unit, (mean, low, high), runs, least=least, most=most)
    if deviation > 0 or claim.note:
        return claim
    return replace(claim, note=Text(**_ALIKE.both(runs=runs, rare=_rare(runs))))


def judge_interval(
    code: str,
    text: Text,
    unit: str,
    interval: tuple[float, float, float],
    runs: int,
    *,
    least: float = -inf,
    most: float = inf,
    same_size: bool = True,
) -> Claim:
    """As `judge_range`, for an estimate whose interval was found otherwise.

    Args:
        code, text, unit: as of `Claim`.
        interval: estimate, low, high.
        runs: behind it.
        least, most: the ends between which the claim holds.
        same_size: whether ours was trained as large as the claim is about; else nothing is decided.
    """
    mean, low, high = interval
    conclusion: Outcome = "undecided"
    note = None
    if runs < FEWEST_RUNS:
        note = Text(**_FEW.both(runs=runs, fewest=FEWEST_RUNS)) if runs else _NO_RUNS
    elif not same_size:
        note = _SMALLER
    elif least <= low and high <= most:
        conclusion = "agree"
    elif high < least or low > most:
        conclusion = "differ"
    return Claim(code, text, unit, conclusion, mean, low, high, runs, expected=(least, most), note=note)


def overall(claims: Sequence[Claim]) -> Outcome:
    """Of a whole finding: it differs where any claim differs; it agrees where all do."""
    found = {claim.conclusion for claim in claims}
    if "differ" in found:
        return "differ"
    return "agree" if found == {"agree"} else "undecided"


def _possible(unit: str, asked: Range | None) -> Range:
    return POSSIBLE.get(unit, ANYTHING) if asked is None else asked


def _rare(runs: int) -> str:
    """The share of other outcomes, percent, that so many runs miss with a chance of 5 %."""
    return f"{100 * (1 - (1 - LEVEL) ** (1 / runs)):.0f}"


def _over_runs(values: Iterable[float], possible: Range) -> tuple[float, float, float, float, int]:
    """Mean, both ends of its interval, standard deviation, and how many values are numbers."""
    sound = np.array(list(values), np.float64)
    sound = sound[np.isfinite(sound)]
    runs = len(sound)
    if not runs:
        return nan, nan, nan, nan, 0
    mean = float(sound.mean())
    if runs == 1:
        return mean, nan, nan, nan, 1
    deviation = float(sound.std(ddof=1)) if np.ptp(sound) else 0.0
    reach = _t(runs) * deviation / sqrt(runs)
    return mean, *cut((mean - reach, mean + reach), possible), deviation, runs


def _t(runs: int) -> float:
    return float(quantile(1 - (1 - LEVEL) / 2, float(runs - 1)))


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
