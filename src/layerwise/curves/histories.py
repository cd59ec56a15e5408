"""Histories that Python holds, with their settings: Keras's, scikit-learn's networks, plain lists of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from layerwise.curves.account import Account
from layerwise.curves.columns import check_once
from layerwise.curves.errors import CurvesError
from layerwise.curves.formats.cross_validation import is_cross_validation, runs_of
from layerwise.curves.formats.huggingface import in_epochs
from layerwise.curves.formats.keras import every_nth
from layerwise.curves.formats.records import is_records, table_of
from layerwise.curves.names import MEASURES, meaning
from layerwise.curves.raw import Raw
from layerwise.words import Text

_SKLEARN = {"logistic": "sigmoid", "identity": "linear"}
_REMEDY = "Give pairs: lw.verdict([({'depth': 2, 'seed': 0}, history), …])"
_ESTIMATOR = Text(
    "Of scikit-learn's networks depth, width, activation and seed are those they were made with; their accuracies are "
    "those of early stopping's validation set.",
    "scikit-learn 网络的层数、宽度、激活函数和随机种子取自其参数；准确率是提前停止所用验证集的准确率。",
)
_COLUMNS = Text(
    "Tables of numbers (epochs × repetitions) are read as a run a column, numbered from seed 0.",
    "二维数组（轮数 × 重复）按每列一次训练读取，随机种子从 0 编号。",
)


def is_history(value: object) -> bool:
    """Whether a value is one run's history: Keras's, skorch's, a scikit-learn network, or lists of numbers by name."""
    carries = any(hasattr(value, name) for name in ("history", "loss_curve_", "cv_results_"))
    return isinstance(value, Mapping | pd.DataFrame) or carries or is_records(value)


def read_histories(runs: Iterable[Any] | Any) -> Raw:
    """Many runs with their settings.

    Args:
        runs: pairs (settings, history), or histories that carry their settings (scikit-learn's MLPClassifier). Settings
            are a dict in the names of the contract: depth or hidden, width, seed, activation, learning_rate, data, …
            A history is Keras's History or its dict, skorch's history or a net that has one, a Trainer's state of
            Hugging Face, a fitted MLPClassifier with early stopping, a DataFrame or a list of dicts with a row an
            epoch, or a dict from names to lists of numbers; numbers may be (epochs, repetitions), as scikit-learn's
            `validation_curve` over `max_iter` gives them, and are then a run a column. A fitted GridSearchCV, or its
            `cv_results_`, is a run each candidate and fold, without epochs.

    Raises:
        CurvesError: something else, or lists of different lengths.
    """
    if not (is_history(runs) or isinstance(runs, Iterable)):
        raise CurvesError(
            "cannot read curves from this", got=type(runs).__name__,
            expected="a path, a DataFrame, a history, or pairs of settings and history", remedy=_REMEDY,
        )  # fmt: skip
    pairs = [runs] if is_history(runs) else list(runs)
    account, frames = Account(), []
    for number, pair in enumerate(pairs):
        settings, history = _pair(pair, number)
        known, curves = _numbers(history, number, account)
        frames += _frames({**known, **settings}, curves, number, account)
    if not frames:
        raise CurvesError("no histories", got="nothing", expected="one or more", remedy=_REMEDY)
    rows = pd.concat(frames, ignore_index=True)
    for name in (name for name in rows.columns if pd.api.types.is_object_dtype(rows[name])):
        rows[name] = rows[name].map(lambda value: _text(value) if value is not None and value == value else None)
    account.read = len(rows) + sum(each.rows for each in account.left_out)
    return Raw("", "the histories", rows, None, account)


def _pair(pair: Any, number: int) -> tuple[dict[str, Any], Any]:
    if is_history(pair):
        return {}, pair
    if isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], Mapping) and is_history(pair[1]):
        return {str(name): value for name, value in pair[0].items()}, pair[1]
    is_pair = isinstance(pair, tuple) and len(pair) == 2
    raise CurvesError(
        f"cannot read history {number}",
        got=" and ".join(type(each).__name__ for each in pair) if is_pair else type(pair).__name__,
        expected="a pair of settings and history, or a history",
        remedy=_REMEDY,
    )


def _numbers(history: Any, number: int, account: Account) -> tuple[dict[str, Any], dict[str, Any]]:
    """The settings that a history carries, and its numbers by name."""
    if hasattr(history, "loss_curve_"):
        account.note(_ESTIMATOR)
        return _estimator(history, number)
    curves = _bare(history, account)
    if isinstance(curves, pd.DataFrame):
        check_once([str(name) for name in curves.columns], f"history {number}")
        return {}, {str(name): curves[name].to_numpy() for name in curves.columns}
    if not isinstance(curves, Mapping):
        raise CurvesError(
            f"cannot read history {number}", got=f"a history of {type(curves).__name__}",
            expected="lists of numbers by name", remedy="Fit the model first.",
        )  # fmt: skip
    return {}, {str(name): values for name, values in curves.items()}


def _bare(history: Any, account: Account) -> Any:
    """What stands in a history: lists by name, or a table."""
    curves = getattr(history, "cv_results_", history)
    while hasattr(curves, "history") and not isinstance(curves, pd.DataFrame | Mapping):  # a model has one that has one
        curves = curves.history
    if isinstance(curves, Mapping) and isinstance(curves.get("log_history"), list):
        curves = curves["log_history"]
    if isinstance(curves, Mapping) and is_cross_validation(curves):
        return runs_of(curves, account)
    return in_epochs(table_of(curves), account) if is_records(curves) else curves


def _estimator(network: Any, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    scores = getattr(network, "validation_scores_", None)
    if scores is None:
        raise CurvesError(
            f"cannot judge network {number} of scikit-learn",
            got="its loss on the training rows alone",
            expected="accuracies on rows that it was not trained on",
            remedy="Fit it with early_stopping=True, or give the accuracies that you recorded: "
            "({'depth': 2, 'seed': 0}, {'val_accuracy': [...]})",
        )
    shape = np.atleast_1d(network.hidden_layer_sizes).tolist()
    settings = {
        "hidden": shape,
        "activation": _SKLEARN.get(network.activation, network.activation),
        "learning_rate": network.learning_rate_init,
        "weight_decay": network.alpha,
    }
    if isinstance(network.random_state, int | np.integer):
        settings["seed"] = int(network.random_state)
    return settings, {"train_loss": network.loss_curve_[: len(scores)], "val_accuracy": scores}


def _frames(
    settings: Mapping[str, Any], curves: Mapping[str, Any], number: int, account: Account
) -> list[pd.DataFrame]:
    arrays = {name: np.asarray(values) for name, values in curves.items()}
    arrays = every_nth(arrays, account)
    lengths = {name: len(values) if values.ndim else 0 for name, values in arrays.items()}
    if len(set(lengths.values())) != 1 or 0 in lengths.values():
        raise CurvesError(
            f"cannot read history {number}",
            got=", ".join(f"{name} of {length}" for name, length in lengths.items()) or "no numbers",
            expected="as many numbers of each name, one an epoch",
            remedy="Record all of them at the end of each epoch.",
        )
    if all(values.ndim == 1 for values in arrays.values()):
        return [_frame(settings, arrays, f"{number}")]
    account.note(_COLUMNS)
    repetitions, first = _repetitions(arrays, number), _first_seed(settings, number)
    return [
        _frame(
            {**settings, "seed": first + each},
            {name: values if values.ndim == 1 else values[:, each] for name, values in arrays.items()},
            f"{number}.{each}",
        )
        for each in range(repetitions)
    ]


def _repetitions(arrays: Mapping[str, Any], number: int) -> int:
    """How many columns all tables of numbers have."""
    widths = {values.shape[1] for values in arrays.values() if values.ndim == 2}
    if len(widths) == 1 and 0 not in widths and all(values.ndim <= 2 for values in arrays.values()):
        return int(widths.pop())
    raise CurvesError(
        f"cannot read history {number}",
        got=", ".join(f"{name} of {' × '.join(map(str, values.shape))}" for name, values in arrays.items()),
        expected="numbers by epoch, or epochs × repetitions with as many repetitions of each name",
        remedy="Record one number an epoch, or average over what is not a repetition.",
    )


def _first_seed(settings: Mapping[str, Any], number: int) -> int:
    try:
        seed = float(settings.get("seed", 0))
        if seed.is_integer():
            return int(seed)
        raise ValueError
    except (TypeError, ValueError):
        raise CurvesError(
            f"cannot number the repetitions of history {number}",
            got=f"the seed {settings['seed']!r}",
            expected="a whole number, from which the columns are counted on",
            remedy="Leave the seed out to count from 0.",
        ) from None


def _frame(settings: Mapping[str, Any], curves: Mapping[str, Any], run: str) -> pd.DataFrame:
    frame = pd.DataFrame(dict(curves))
    if not any(meaning(str(name)) == "epoch" for name in frame) and "run" not in frame:
        frame["epoch"] = np.arange(1, len(frame) + 1)
    for name, value in settings.items():
        if meaning(name) not in MEASURES and name not in frame:
            frame[name] = pd.Series([value] * len(frame), dtype=object)
    if "run" not in frame:
        frame["run"] = run
    return frame


def _text(value: Any) -> Any:
    return "-".join(map(str, value)) or "linear" if isinstance(value, list | tuple | np.ndarray) else str(value)
