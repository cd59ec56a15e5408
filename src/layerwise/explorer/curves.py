"""How a study's networks came to know: their learning curves with bands over seeds, and what they hold by heart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from layerwise.report.answers import StudyResult
from layerwise.report.figures import BAND
from layerwise.report.memorising import answer_sentence
from layerwise.verdict.correctness import recorded_epochs
from layerwise.verdict.levels import shown_epochs
from layerwise.verdict.readings.reading import PERCENT
from layerwise.verdict.readings.series import DepthSeries, depth_series, uneven_shapes
from layerwise.verdict.tables import Tables

# By the name of a measure on the page: the column it comes from, and how that is read.
_MEASURES = {
    "test_error": ("test_accuracy", True),
    "train_error": ("train_accuracy", True),
    "test_loss": ("test_loss", False),
    "train_loss": ("train_loss", False),
}
_DIGITS = 4
# By the answer of memorising; all others know training data better.
_KNOWN = {"none": "alike", "undecided": "undecided", "unknown": "unknown", "nothing": "unknown"}
_LEVELS = ("epoch", "train", "test", "gap", "gap_low", "gap_high")


def study_curves(study: StudyResult) -> dict[str, Any]:
    """The learning curves of all measured architectures, as plain JSON values; unknown numbers are None.

    Networks that failed to train are left out and counted.

    Args:
        study: of which the tables are read.

    Returns:
        `epochs`: those that the curves have, all of them or 100 on a log scale; `shown`: those of a map of depth ×
        epochs, the last alone where the learning rate decays; `shorter`: whether the first E epochs of a run are a run
        of E epochs; `schedule` of the learning rate; `series`: a label and its `members`, shallow to deep, each a depth
        and the id of a network; `networks`: by id, see `_network`.
    """
    tables = study.tables
    last = int(tables.epochs["epoch"].max())
    shown = shown_epochs(last) if tables.prefixes_are_runs else [last]
    asked = np.union1d(recorded_epochs(last), shown)
    epochs = [int(epoch) for epoch in asked if epoch in set(tables.epochs["epoch"])]
    levels = _levels(study)
    networks, series = {}, []
    for each in (*depth_series(tables), *uneven_shapes(tables)):
        members = []
        for depth, runs in each.depths.items():
            name = str(runs["network"].iloc[0])
            members.append({"depth": int(depth), "id": name})
            networks[name] = _network(tables, runs, epochs, levels.get((each.label.en, depth), {}))
        series.append({"label": _both(each), "members": members})
    return {
        "epochs": epochs,
        "shown": [epoch for epoch in shown if epoch in epochs],
        "shorter": tables.prefixes_are_runs,
        "schedule": tables.schedule,
        "series": series,
        "networks": networks,
    }


def _network(tables: Tables, runs: pd.DataFrame, epochs: Sequence[int], levels: Mapping[str, Any]) -> dict[str, Any]:
    """One architecture.

    Returns:
        Of each measure (errors in percentage points, losses in nats) None where it is not known, else mean, low and
        high over seeds by epoch, low and high the 10th and 90th percentile; `best`: the mean epoch that validation
        chose, and the test error there, each seed at its own; `levels`: training against test accuracy at the `best`
        and the `last` epoch; `seeds` and how many more failed to train, `diverged`.
    """
    sound = runs[~runs["failed"].astype(bool)]
    told: dict[str, Any] = {"seeds": len(sound), "diverged": len(runs) - len(sound), "levels": levels}
    for name, (column, as_error) in _MEASURES.items():
        values = tables.curves(column).reindex(index=list(sound["run"]), columns=list(epochs))
        told[name] = _band(PERCENT * (1 - values) if as_error else values)
    return {**told, "best": _best(tables, sound)}


def _band(values: pd.DataFrame) -> dict[str, list[float | None]] | None:
    """Mean and band over the rows, by column; None where there is not one number."""
    if values.isna().all(axis=None):
        return None
    ends = {"low": values.quantile(BAND[0]), "high": values.quantile(BAND[1])}
    return {name: [_short(each) for each in row] for name, row in {"mean": values.mean(), **ends}.items()}


def _best(tables: Tables, sound: pd.DataFrame) -> dict[str, float | None] | None:
    chosen = sound[sound["best_epoch"] > 0]
    at = chosen.merge(tables.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
    errors = PERCENT * (1 - at["test_accuracy"])
    if errors.isna().all():
        return None
    ends = {name: _short(float(errors.quantile(end))) for name, end in zip(("low", "high"), BAND, strict=True)}
    return {"epoch": _short(float(chosen["best_epoch"].mean())), "test_error": _short(float(errors.mean())), **ends}


def _levels(study: StudyResult) -> dict[tuple[str, int], dict[str, Any]]:
    """By series and depth, then by moment: the rows of `verdict.levels.train_against_test`, after the last epoch the
    answer of `memorising`, and `known`: training data is "better" known, "alike", "undecided" or "unknown".
    """
    found: dict[tuple[str, int], dict[str, Any]] = {}
    answers = {(each.series.en, each.depth, each.moment): each for each in study.memorising}
    items = study.tables.condition.items
    for rows in (study.levels, study.uneven):
        for row in rows.to_dict("records"):
            told: dict[str, Any] = {name: _short(float(row[name])) for name in _LEVELS}
            if answer := answers.get((row["series"], row["depth"], row["at"])):
                told["known"] = _KNOWN.get(answer.answer, "better")
                if answer.moment == "last":
                    sentence = answer_sentence([answer], items)
                    told["memorising"] = {"answer": answer.answer, "harm": answer.harm, "text": vars(sentence)}
            found.setdefault((str(row["series"]), int(row["depth"])), {})[str(row["at"])] = told
    return found


def _both(series: DepthSeries) -> dict[str, str]:
    return {"en": series.label.en, "zh": series.label.zh}


def _short(value: float) -> float | None:
    """With four digits, for a page that stays small."""
    return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
