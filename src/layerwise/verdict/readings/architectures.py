"""The architectures of a study, each with what it costs: parameters, and operations of training and of inference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import cast

import pandas as pd

from layerwise.verdict.readings.series import SETTINGS, UNKNOWN
from layerwise.verdict.tables import Tables

# Parameters that layer normalisation adds to a hidden unit: a gain and a shift.
_NORM_PARAMETERS = 2


@dataclass(frozen=True, eq=False)
class Architecture:
    """The measured networks that differ in seed and fold alone.

    Args:
        name: their label in `Tables.runs`, e.g. "relu-16x2".
        hidden: hidden widths, first to last; 0 for a width that the tables do not know.
        settings: activation, width, initialisation, normalisation, residual, dropout, weight_decay.
        train_rows: rows each was trained on; 0 where the tables do not say.
        runs: their rows of `Tables.runs`.
    """

    name: str
    hidden: tuple[int, ...]
    settings: Mapping[str, object]
    train_rows: int
    runs: pd.DataFrame

    @property
    def parameters(self) -> float:
        """Weights, biases, and the gains and shifts of normalisation; NaN where the tables do not say."""
        return float(self.runs["parameters"].iloc[0])

    @property
    def inference_flops(self) -> float:
        """Operations of reading one example: a product and a sum for each weight.

        Weights are the parameters but for biases, gains and shifts of hidden units. The few biases of the output layer,
        whose width the tables do not tell, count as weights: 25,940 instead of 25,920 for 784-16-16-10. NaN where
        parameters or hidden widths are not known.
        """
        if 0 in self.hidden:
            return nan
        of_a_unit = 1 + _NORM_PARAMETERS * (self.settings["normalisation"] == "layer")
        return 2 * (self.parameters - of_a_unit * sum(self.hidden))

    def training_flops(self, epochs: int) -> float:
        """Operations of training one network for so many epochs, averaged over folds; NaN where not known."""
        return float(self.runs["flops_per_epoch"].astype(float).mean()) * epochs


def architectures(tables: Tables) -> list[Architecture]:
    """All measured architectures, in the order of the table; each training-set size is one of its own."""
    runs = tables.runs[tables.runs["stage"] == "measure"]
    shapes = [tuple(0 if width == UNKNOWN else int(width) for width in hidden) for hidden in runs["hidden"]]
    keys = runs[[*SETTINGS, "network"]].assign(
        hidden=pd.Series(shapes, runs.index, dtype=object), train_rows=_train_rows(runs, tables.condition.train)
    )
    names = list(keys.columns)
    groups = runs.groupby([keys[name] for name in names], sort=False, dropna=False)
    return [_architecture(dict(zip(names, key, strict=True)), group) for key, group in groups]


def largest_sets(found: list[Architecture]) -> list[Architecture]:
    """Those trained on all the rows there are."""
    most = max((each.train_rows for each in found), default=0)
    return [each for each in found if each.train_rows == most]


def _architecture(key: dict[str, object], runs: pd.DataFrame) -> Architecture:
    settings = {name: key[name] for name in SETTINGS}
    hidden = cast(tuple[int, ...], key["hidden"])
    return Architecture(str(key["network"]), hidden, settings, int(cast(int, key["train_rows"])), runs)


def _train_rows(runs: pd.DataFrame, otherwise: int) -> pd.Series:
    """Rows of training; all the rows of a fold are one size, though folds of an odd data set differ by a row."""
    if "train_rows" not in runs:
        return pd.Series(otherwise, runs.index)
    rows = runs["train_rows"].fillna(otherwise).astype(int)
    all_of_its_fold = rows == rows.groupby(runs["fold"]).transform("max")
    return rows.mask(all_of_its_fold, rows.max())
