"""The tidy tables that every statement is made from, wherever they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.answers import Answers
from layerwise.verdict.condition import FOLDS_DIFFER, Condition
from layerwise.verdict.correctness import Correctness
from layerwise.verdict.errors import TableError
from layerwise.verdict.training import training_outcomes

RUN_COLUMNS = (
    *("run", "seed", "fold", "stage", "network", "hidden", "depth", "width", "activation", "initialisation"),
    *("normalisation", "residual", "dropout", "weight_decay", "learning_rate", "parameters", "flops_per_epoch"),
    *("best_epoch", "diverged"),
)
EPOCH_COLUMNS = (
    *("run", "epoch", "seconds", "train_loss", "train_accuracy", "val_loss", "val_accuracy"),
    *("test_loss", "test_accuracy"),
)

T = TypeVar("T")

# Of pictures: accuracy on a sample of them as they are, moved by 1–2 pixels, and turned by 5–10°, at the best epoch.
SHOWN_COLUMNS = tuple(f"{part}_{how}_accuracy" for part in ("train", "test") for how in ("still", "moved", "turned"))


@dataclass(frozen=True, eq=False)
class Tables:
    """A study, or anyone's learning curves, as two tables and the answer to every tested image.

    Args:
        runs: a row a network: run (str), seed, fold (−1 where the data set has its own test set), stage ("tune" or
            "measure"), network (label of the architecture, "relu 16-16"), hidden (list of int), depth (hidden layers),
            width (the largest), activation, initialisation, normalisation, residual, dropout, weight_decay,
            learning_rate, parameters, flops_per_epoch, best_epoch (1-based, chosen by validation; 0 where the network
            diverged before it), diverged (bool). Where known, train_rows (training rows; several values ask whether
            more data helps), tuning_group (networks of a seed whose rates were chosen together; the fold where there
            is no such column) and `SHOWN_COLUMNS` (which ask what was learnt by heart). To these a column is added:
            failed (bool), see `training_outcomes`; networks that failed are in no mean and in no comparison.
        epochs: a row a network and epoch: run, epoch (1-based), seconds, and loss and accuracy (fractions 0..1) as
            train_loss, train_accuracy, val_…, test_… (test: NaN in tuning rows).
        correct: which tested image each measured network got right; None where unknown. Intervals then hold the noise
            of the seeds alone, and every finding says so.
        condition: the data set and how much of it was trained on, for the sentences.
        schedule: of the learning rate over a run: "constant", or one that decays ("cosine", "linear").
        looks: how many looks at a growing number of seeds share the level, see `verdict.looks`; 1: no correction.
        answers: what each measured network answers to every row, those that it was trained on among them; None where
            unknown. Which images are memorised is then not asked.

    Raises:
        TableError: a column is missing, or a (run) or (run, epoch) occurs twice.
    """

    runs: pd.DataFrame
    epochs: pd.DataFrame
    correct: Correctness | None = None
    condition: Condition = field(default_factory=Condition)
    schedule: str = "constant"
    looks: int = 1
    answers: Answers | None = None

    def __post_init__(self) -> None:
        _check("runs", self.runs, RUN_COLUMNS, ["run"])
        _check("epochs", self.epochs, EPOCH_COLUMNS, ["run", "epoch"])
        object.__setattr__(self, "runs", self.runs.assign(failed=self.outcomes["failed"].to_numpy()))

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """How the training of each network ended, by run: see `training_outcomes`."""
        return training_outcomes(self.runs, self.epochs, self.condition)

    @property
    def prefixes_are_runs(self) -> bool:
        """Whether a run's first E epochs are a run of E epochs: only where the learning rate is constant."""
        return self.schedule == "constant"

    @cached_property
    def validated(self) -> bool:
        """Whether validation chose best epochs; without any validation error each is its network's last epoch."""
        return bool(self.epochs["val_accuracy"].notna().any())

    @cached_property
    def measured(self) -> pd.DataFrame:
        """The rows of `runs` measured on the largest training set, diverged ones among them: what questions compare."""
        rows = self.runs[self.runs["stage"] == "measure"]
        if "train_rows" not in rows:
            return rows
        return rows[_size(rows["train_rows"]) == _size(rows["train_rows"]).max()]

    @property
    def sized(self) -> pd.DataFrame:
        """The rows of `runs` measured on training sets of every size, with their `size` as a further column.

        A network's size is its train_rows; of the largest all have one number, though folds may differ by a row.
        """
        rows = self.runs[self.runs["stage"] == "measure"]
        told = rows["train_rows"] if "train_rows" in rows else pd.Series(self.condition.train, rows.index)
        return rows.assign(size=_size(told))

    @cached_property
    def tuning_groups(self) -> dict[str, int]:
        """Which networks were tuned together, by run: those of a fold, or of a `tuning_group` where there is one."""
        groups = self.runs["tuning_group"] if "tuning_group" in self.runs else self.runs["fold"]
        return dict(zip(self.runs["run"], groups.fillna(self.runs["fold"]).astype(int).tolist(), strict=True))

    def curves(self, measure: str) -> pd.DataFrame:
        """One measure of all networks: a row a run, a column an epoch; NaN where a run has no such epoch.

        Args:
            measure: a column of `epochs`, e.g. "test_accuracy".
        """
        if measure not in self._curves:
            curves = self.epochs.pivot(index="run", columns="epoch", values=measure)
            # A run without a single epoch has a row too: nothing but NaN.
            self._curves[measure] = curves.reindex(curves.index.union(pd.Index(self.runs["run"])))
        return self._curves[measure]

    def of_runs(self, measure: str, runs: Iterable[str]) -> NDArray[np.float64]:
        """One measure of some networks of `runs`, in the order asked for, shape (networks, columns of `curves`)."""
        return self.curves(measure).to_numpy(np.float64)[self.rows(runs)]

    def rows(self, runs: Iterable[str]) -> list[int]:
        """Where some networks stand among the rows of `curves`, the same of every measure; −1 where they do not."""
        return [self._rows.get(run, -1) for run in runs]

    @cached_property
    def best_epochs(self) -> dict[str, int]:
        """The best epoch of each network, by run."""
        return dict(zip(self.runs["run"], self.runs["best_epoch"].tolist(), strict=True))

    def once(self, of: Callable[[Tables], T]) -> T:
        """What a function makes of these tables, made when first asked for and shared from then on.

        Args:
            of: a function of a module, whose result nobody changes.
        """
        if of not in self._made:
            self._made[of] = of(self)
        return self._made[of]

    @cached_property
    def _curves(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {run: row for row, run in enumerate(self.curves("test_accuracy").index)}

    @cached_property
    def _made(self) -> dict[Any, Any]:
        return {}


def _size(train_rows: pd.Series) -> pd.Series:
    """Training rows, with one number for the largest set, which folds cut to within a row; not told counts as that."""
    most = train_rows.max()
    return train_rows.where(train_rows < most - FOLDS_DIFFER, most)


def _check(name: str, table: pd.DataFrame, columns: tuple[str, ...], key: list[str]) -> None:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise TableError(
            f"cannot read the table '{name}'",
            got=f"no column {', '.join(missing)}",
            expected=", ".join(columns),
            remedy="Add the missing columns.",
        )
    if twice := int(table.duplicated(key).sum()):
        raise TableError(f"cannot read the table '{name}'", got=f"{twice} rows twice", expected=f"one row a {key}")
