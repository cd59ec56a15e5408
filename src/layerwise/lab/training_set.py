"""The rows a classifier is fitted on, as a data set: how many folds and seeds they allow, and what was made smaller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast, get_args

import numpy as np
from jaxtyping import Int, Num

from layerwise.data.arrays import from_arrays
from layerwise.data.dataset import Dataset, Scaling
from layerwise.data.folds import FEWEST_FOLDS, FOLDS, default_validation_size
from layerwise.errors import DataError, SpecError
from layerwise.study.design import RATE_GRID
from layerwise.words import Text

# Below so many rows each architecture is measured on one seed a fold, unless more are asked for; else on two.
SMALL_DATA = 1_000
USUAL_SEEDS = 2 * FOLDS
# What a study of small networks is usually measured on, recommended where intervals turn out wide.
MORE_SEEDS = 4 * FOLDS
# Of the rows that are not tested at most this part chooses, so that a rare class does not cost the others their rows.
MOST_VALIDATION = 4

_RARE = Text(
    "The rarest class, {name}, has {rows:n row}: {folds} folds rotate instead of {usual}.",
    "最少的类别 {name} 只有 {rows} 行：改用 {folds} 折轮换，而不是 {usual} 折。",
)
_SMALL = Text(
    "Small data ({rows:n row}): each architecture was measured on {seeds:n seed}, one a fold, instead of {usual}. "
    "More seeds, such as seeds={more}, give narrower intervals.",
    "数据较小（{rows:,} 行）：每种结构只在 {seeds} 个随机种子上测量（每折一个），而不是 {usual} 个。"
    "更多随机种子（如 seeds={more}）会使区间更窄。",
)


def training_set(
    X: Num[np.ndarray, "rows features"],
    labels: Int[np.ndarray, " rows"],
    classes: Sequence[str],
    *,
    scaling: str,
    columns: Sequence[str],
) -> Dataset:
    """The data set that is studied; as many folds rotate as its rarest class has rows, three to five.

    Args:
        X: inputs.
        labels: class numbers.
        classes: the name of each.
        scaling: `standardise`, `pixels` or `none`.
        columns: names of the features; empty where they have none.

    Raises:
        DataError: one class only, one with fewer than three rows, or inputs that nothing can be learned from.
        SpecError: another scaling.
    """
    if scaling not in get_args(Scaling):
        legal = ", ".join(get_args(Scaling))
        raise SpecError("unknown scaling", got=repr(scaling), expected=f"one of {legal}", remedy="Choose one of them.")
    counts = np.bincount(labels)
    if len(counts) < 2:
        raise DataError(
            "a classifier cannot learn from only one class",
            got=f"{len(labels):,} rows, all of class {classes[0]!r}",
            expected="two classes or more",
            remedy="Give rows of the other classes too.",
        )
    rarest = int(counts.argmin())
    if counts[rarest] < FEWEST_FOLDS:
        raise DataError(
            f"class {classes[rarest]!r} has too few rows",
            got=f"{counts[rarest]} of {len(labels):,}",
            expected=f"at least {FEWEST_FOLDS}: to learn from, to choose by, to be tested on",
            remedy="Add rows of this class, or leave it out.",
        )
    folds = min(FOLDS, int(counts[rarest]))
    untested = len(labels) - -(-len(labels) // folds)
    return from_arrays(
        X,
        labels,
        name="X",
        classes=classes,
        scaling=cast(Scaling, scaling),
        folds=folds,
        validation_size=min(default_validation_size(labels, folds=folds), -(-untested // MOST_VALIDATION)),
        columns=columns or None,
    )


def usual_seeds(dataset: Dataset) -> int:
    """Measured seeds where none are asked for: one a fold of small data, else ten or the next multiple of the folds."""
    return dataset.folds if len(dataset) < SMALL_DATA else _multiple(USUAL_SEEDS, dataset.folds)


def tried_rates(dataset: Dataset, asked: Any) -> Any:
    """The learning rates to tune over: of small data the usual grid as it stands.

    A grid that grows would go on to rates of 1 and more there: by the luck of one epoch on a few dozen validation rows.
    """
    small = len(dataset) < SMALL_DATA
    return RATE_GRID["adam"] if small and isinstance(asked, str) and asked == "auto" else asked


def reductions(dataset: Dataset, seeds: int | None) -> tuple[Text, ...]:
    """What is smaller than usual because the data are small, in words.

    Args:
        dataset: from `training_set`.
        seeds: that `usual_seeds` gave; None where they were asked for.
    """
    notes, counts = [], np.bincount(dataset.labels)
    rarest, rows, folds = int(counts.argmin()), len(dataset), dataset.folds
    if folds < FOLDS:
        values = {"name": dataset.classes[rarest], "rows": int(counts[rarest]), "folds": folds, "usual": FOLDS}
        notes.append(Text(**_RARE.both(**values)))
    if seeds is not None and seeds < USUAL_SEEDS:
        values = {"rows": rows, "seeds": seeds, "usual": USUAL_SEEDS, "more": _multiple(MORE_SEEDS, folds)}
        notes.append(Text(**_SMALL.both(**values)))
    return tuple(notes)


def _multiple(least: int, of: int) -> int:
    """The smallest multiple that is at least so large."""
    return -(-least // of) * of
