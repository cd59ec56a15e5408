"""Adding seeds until decided: at how many seeds one looks, the level of each look, and what more seeds could decide.

A study that stops as soon as it likes what it sees finds differences that are none. So at most four looks are planned,
each of them takes a quarter of the level (Bonferroni over looks), and every decision and interval made from such a
study holds at all of them at once.

Source: Pocock 1977, "Group sequential methods in the design and analysis of clinical trials", for the problem; the
correction is the one that needs no assumption on how the looks depend on each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from layerwise.verdict.finding import Finding
from layerwise.words import Text

MOST_LOOKS = 4

SHARED = Text(
    "Seeds were added until decided: each of {looks} looks takes its share of the level, so that intervals and "
    "conclusions hold at all of them at once.",
    "本研究逐步增加随机种子直到得出定论：{looks} 次查看各占一份显著性水平，因此区间与结论对每次查看同时成立。",
)


def level_of_a_look(level: float, looks: int) -> float:
    """The level at which each of `looks` looks decides, so that together they keep `level`: 0.95 → 0.9875 of four."""
    return 1 - (1 - level) / looks


def planned_looks(first: int, most: int, *, step: int = 1, taken: Sequence[int] = ()) -> tuple[int, ...]:
    """Numbers of seeds at which one looks: each at least twice the one before, the last at `most`.

    Doubling comes as far as eight times the first; a higher `most` is reached in wider strides, since there are never
    more than four looks.

    Args:
        first: seeds of the first look.
        most: seeds of the last look, at the most; a multiple of `step`.
        step: every look is a multiple of it: the folds that rotate.
        taken: looks that were taken before; they stand, and use up their share.

    Returns:
        Ascending, at most four, those taken first. (20, 160) gives 20, 40, 80, 160; (20, 100) gives 20, 40, 80, 100.
    """
    looks = list(taken) or [first]
    left = MOST_LOOKS - len(looks)
    stride = max(2.0, (most / looks[-1]) ** (1 / left)) if left > 0 else 0.0
    for _ in range(left):
        if looks[-1] < most:
            # A hair less, so that a stride that is a whole number but for rounding does not end one multiple higher.
            looks.append(min(most, ceil(looks[-1] * stride / step - 1e-6) * step))
    return tuple(looks)


def wants_seeds(finding: Finding, folds: int = 1) -> bool:
    """Whether a finding is undecided for lack of seeds.

    It is not where more test images are needed, or over 1,000 seeds, and not where every network diverged. Where each
    fold has a single seed it cannot be told what would decide: one more round of the folds will tell.

    Args:
        finding: of a paired comparison.
        folds: that rotate; 1 where the data set has its own test set.
    """
    if finding.conclusion != "undecided" or not finding.seeds:
        return False
    return finding.needed_seeds is not None or finding.seeds < max(3, 2 * folds)


def notes_on_looks(looks: int) -> tuple[Text, ...]:
    """What a reader of an interval has to know where it was corrected for looks; nothing where there was one look."""
    return (Text(**SHARED.both(looks=looks)),) if looks > 1 else ()
