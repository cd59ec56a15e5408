"""A study as a scikit-learn classifier: `fit` compares depths and widths and keeps the best network."""

from __future__ import annotations

import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import jax
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from layerwise.data.dataset import Dataset
from layerwise.errors import DataError, TrainingDataError
from layerwise.lab.fitted import FittedStudy
from layerwise.lab.options import StudyOptions, make_plan, worker_count
from layerwise.lab.results import Verdict
from layerwise.lab.study import Study
from layerwise.lab.training_set import reductions, training_set, tried_rates, usual_seeds
from layerwise.study.design import Plan
from layerwise.study.run import run_study
from layerwise.study.store import StudyFolder

# A study of less arithmetic is trained in this process: worker processes would take longer to start than to work.
INLINE_FLOPS = 2e11
# Rows answered at a time, filled up to as many: one compiled program for every number of rows, and the same answer to a
# row whatever stands beside it.
ROWS_AT_A_TIME = 256


class LayerwiseClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A neural network whose depth, width, activation and learning rate a study has chosen, with the study's verdict.

    `fit` trains every architecture on rotating folds of X, its learning rate tuned inside each fold, and keeps the best
    network by validation: of the architecture with the least mean validation error the seed with the least, at its best
    epoch. The rows it is tested on never choose. Columns are standardised, so no scaler is needed before it.

    A class needs three rows: to learn from, to choose by, and to be tested on. With fewer than five rows of a class
    fewer folds rotate, and below 1,000 rows there are fewer seeds; `study_` says so.

    Args:
        depths: numbers of hidden layers to compare.
        widths: units of a hidden layer to compare.
        activations: to compare: relu, leaky_relu, tanh, sigmoid, gelu.
        epochs: passes over the training rows.
        seeds: measured seeds of each architecture, a multiple of the folds; None: ten (with three or four folds
            twelve), or one a fold below 1,000 rows.
        learning_rates: `auto` tunes on a grid, which grows where needed from 1,000 rows on; one rate is used as it is;
            several are the grid.
        batch_size: rows of a step.
        weight_decay, dropout, normalisation, residual: of every network, see `NetworkSpec`.
        scaling: `standardise`; `pixels` divides by 255; `none`.
        folder: where the study is kept with its report, for `layerwise.open_study`; None: only in memory. A folder
            holds one study, so under cross-validation leave it None.
        workers: processes; 0 trains in this one; None: this one for small studies, else one a core.
        random_state: None takes the rows as they come, so the same X gives the same network; a seed or a generator
            shuffles them, and with them which rows train, choose and test.

    Attributes:
        classes_: (classes,), the labels, sorted.
        network_: the best network, a `Network`.
        study_: the study, a `FittedStudy`: `runs`, `epochs`, `plan`, `folds`, `notes`.
        verdict_: its findings: deeper, longer, overfitting, each with an interval.
        n_features_in_, feature_names_in_: as scikit-learn defines them.

    Example:
        >>> from sklearn.datasets import load_iris
        >>> from layerwise import LayerwiseClassifier
        >>> X, y = load_iris(return_X_y=True)
        >>> model = LayerwiseClassifier(depths=(1, 2), epochs=20, learning_rates=0.01).fit(X, y)
        >>> model.score(X, y) > 0.9
        True
        >>> model.study_.folds, model.study_.plan.seeds
        (5, 5)
        >>> {"deeper", "longer", "overfit"} <= {finding.code for finding in model.verdict_}
        True
    """

    def __init__(
        self,
        *,
        # Any: scikit-learn has a constructor take what it is given, and `fit` judge it.
        depths: Any = (1, 2, 3, 4),
        widths: Any = (16,),
        activations: Any = ("relu",),
        epochs: Any = 100,
        seeds: Any = None,
        learning_rates: Any = "auto",
        batch_size: Any = 64,
        weight_decay: Any = 0.0,
        dropout: Any = 0.0,
        normalisation: Any = "none",
        residual: Any = False,
        scaling: Any = "standardise",
        folder: Any = None,
        workers: Any = None,
        random_state: Any = None,
    ) -> None:
        self.depths = depths
        self.widths = widths
        self.activations = activations
        self.epochs = epochs
        self.seeds = seeds
        self.learning_rates = learning_rates
        self.batch_size = batch_size
        self.weight_decay = weight_decay
        self.dropout = dropout
        self.normalisation = normalisation
        self.residual = residual
        self.scaling = scaling
        self.folder = folder
        self.workers = workers
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> LayerwiseClassifier:
        """Runs the study.

        Args:
            X: (rows, features), numbers.
            y: (rows,), a label a row: numbers or texts.

        Raises:
            ValueError: data no classifier can learn from, or options that make no study; the message says which.
            StudyError: a folder that holds another study, or networks that all diverged.
        """
        X, y = validate_data(self, X, y, ensure_min_samples=2)
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        order = self._order(len(labels))
        try:
            columns = [str(name) for name in getattr(self, "feature_names_in_", ())]
            names = [str(label) for label in self.classes_]
            dataset = training_set(X[order], labels[order], names, scaling=self.scaling, columns=columns)
            plan, workers = self._plan(dataset)
            self._keep(dataset, plan, workers, order)
        except DataError as error:
            raise TrainingDataError(error.what, got=error.got, expected=error.expected, remedy=error.remedy) from error
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """The probability of each class, (rows, classes), in the order of `classes_`.

        Raises:
            ValueError: rows of another length than those of `fit`, or numbers that are not finite.
            NotFittedError: before `fit`.
        """
        check_is_fitted(self)
        X = validate_data(self, X, reset=False)
        starts = range(0, len(X), ROWS_AT_A_TIME)
        return np.concatenate([self._answers(X[start : start + ROWS_AT_A_TIME]) for start in starts])

    def predict(self, X: Any) -> np.ndarray:
        """The most probable class of each row, (rows,), as `y` named it; raises as `predict_proba` does."""
        likeliest = self.predict_proba(X).argmax(axis=1)
        return self.classes_[likeliest]

    @property
    def verdict_(self) -> Verdict:
        """The findings of the study."""
        check_is_fitted(self)
        return self.study_.verdict

    def _answers(self, rows: np.ndarray) -> np.ndarray:
        filled = np.pad(rows, ((0, ROWS_AT_A_TIME - len(rows)), (0, 0)), mode="edge")
        return self.network_.predict_proba(filled)[: len(rows)]

    def _order(self, rows: int) -> np.ndarray:
        if self.random_state is None:
            return np.arange(rows, dtype=np.int64)
        return check_random_state(self.random_state).permutation(rows).astype(np.int64)

    def _plan(self, dataset: Dataset) -> tuple[Plan, int]:
        """The plan, and how many worker processes train it; 0: none."""
        inline = self.workers is not None and self.workers == 0
        options = StudyOptions.from_keywords({
            "depths": self.depths, "widths": self.widths, "activations": self.activations, "epochs": self.epochs,
            "seeds": usual_seeds(dataset) if self.seeds is None else self.seeds,
            "learning_rates": tried_rates(dataset, self.learning_rates),
            "batch_size": self.batch_size, "weight_decay": self.weight_decay, "dropout": self.dropout,
            "normalisation": self.normalisation, "residual": self.residual,
            "keep": "standard" if self.folder else "best", "workers": None if inline else self.workers,
        })  # fmt: skip
        workers = worker_count(dataset, options)
        plan = make_plan(dataset, options, workers=workers)
        # Programs are written for single precision, which a process of its own has whatever this one is set to.
        small = self.workers is None and _flops(plan, len(dataset)) < INLINE_FLOPS and _in_single_precision()
        return plan, 0 if inline or small else workers

    def _keep(self, dataset: Dataset, plan: Plan, workers: int, order: np.ndarray) -> None:
        with tempfile.TemporaryDirectory(prefix="layerwise-") if not self.folder else nullcontext(self.folder) as home:
            run_study(dataset, plan, StudyFolder(home), workers=workers, command=f"{self!r}.fit(X, y)")
            study = Study(home)
            if self.folder:
                study.publish()
            self.network_ = study.best()
            folder = Path(home) if self.folder else None
            notes = reductions(dataset, plan.seeds if self.seeds is None else None)
            self.study_ = FittedStudy(study.card, study.tables, order, notes, folder)


def _flops(plan: Plan, rows: int) -> float:
    """Of the whole study, before any extension of its grid."""
    rounds = plan.seeds + (plan.tuning_seeds * len(plan.rates) if plan.tunes else 0)
    return float(sum(spec.flops_per_example for spec in plan.architectures)) * rows * plan.recipe.epochs * rounds


def _in_single_precision() -> bool:
    return jax.dtypes.canonicalize_dtype(np.float64) == np.float32
