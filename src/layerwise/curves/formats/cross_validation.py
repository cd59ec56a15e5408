"""scikit-learn's `cv_results_`: a run each candidate and fold, without epochs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from layerwise.curves.account import Account
from layerwise.words import Text

_SPLIT = re.compile(r"split(\d+)_(train|test)_(score|accuracy)")
_SETTING = re.compile(r"param_(?:.*__)?(.+)")
_SCORES = Text(
    "cv_results_ of scikit-learn: each candidate and fold is a run of its own, without epochs; its scores are read as "
    "accuracies on the fold that was held out.",
    "scikit-learn 的 cv_results_：每个候选设置在每一折上是一次单独的训练，没有轮数；得分读作留出折上的准确率。",
)


def is_cross_validation(table: Mapping[Any, Any] | pd.DataFrame) -> bool:
    """Whether these are the results of a search or a cross-validation, fold by fold."""
    return any(_SPLIT.fullmatch(str(name)) for name in table) and any(_SETTING.fullmatch(str(name)) for name in table)


def runs_of(results: Mapping[Any, Any] | pd.DataFrame, account: Account) -> pd.DataFrame:
    """A row each candidate and fold: run, fold, its settings, test_accuracy, and train_accuracy where there is one.

    Args:
        results: `cv_results_`, or the table made of it.
        account: told what was read.
    """
    account.note(_SCORES)
    settings = {match[1]: list(results[name]) for name in results if (match := _SETTING.fullmatch(str(name)))}
    scores = {(int(m[1]), m[2]): list(results[name]) for name in results if (m := _SPLIT.fullmatch(str(name)))}
    count = len(next(iter(scores.values())))
    rows = []
    for candidate in range(count):
        for fold in sorted({fold for fold, _ in scores}):
            row = {"run": f"{candidate}.{fold}", "fold": fold}
            row |= {name: _text(values[candidate]) for name, values in settings.items()}
            rows.append(row | {f"{part}_accuracy": v[candidate] for (own, part), v in scores.items() if own == fold})
    return pd.DataFrame(rows)


def _text(value: Any) -> Any:
    if isinstance(value, list | tuple | np.ndarray):
        return "-".join(map(str, value)) or "linear"
    # As a CSV file has it: "(16, 16)", "(16,)".
    match = re.fullmatch(r"[(\[]\s*(\d+(?:\s*,\s*\d+)*)?\s*,?\s*[)\]]", str(value))
    return value if match is None else re.sub(r"\s*,\s*", "-", match[1] or "linear")
