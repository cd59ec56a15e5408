"""Studies whose memorising is known: of every row the probability of being right, trained on it or held out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from simulated import simulate

from layerwise.verdict.answers import TESTED, TRAINED, VALIDATED, Answers
from layerwise.verdict.tables import Tables

CLASSES = tuple("abcde")


def uses_of(seed: int, rows: int, folds: int) -> np.ndarray:
    """Rotating folds, or with 0 a test set of the last fifth; an eighth of the rest chooses."""
    draw = np.random.default_rng(seed)
    uses = np.full(rows, TRAINED, np.uint8)
    uses[np.arange(rows) % folds == seed % folds if folds else np.arange(rows) >= rows * 4 // 5] = TESTED
    rest = np.flatnonzero(uses == TRAINED)
    uses[draw.choice(rest, len(rest) // 8, replace=False)] = VALIDATED
    return uses


def answered(trained: np.ndarray, held_out: np.ndarray, *, seeds: int = 20, folds: int = 5, key: int = 0) -> Tables:
    """A study of one architecture whose networks are right on row i with probability `trained[i]` or `held_out[i]`.

    Wrong answers are always the next class. The accuracies of the tables are those of the answers.
    """
    draw, rows = np.random.default_rng(key), len(trained)
    tables = simulate(depths=(2,), seeds=seeds, folds=folds, images=rows // 5, epochs=4, key=key)
    tables = replace(tables, correct=None)
    labels = np.arange(rows) // 5 % len(CLASSES)
    uses = {seed: uses_of(seed, rows, folds) for seed in range(seeds)}
    given = []
    epochs = tables.epochs.copy()
    for run, seed in zip(tables.runs["run"], tables.runs["seed"], strict=True):
        right = draw.random(rows) < np.where(uses[seed] == TRAINED, trained, held_out)
        given.append(np.where(right, 0, (labels + 1) % len(CLASSES) + 1))
        for part, use in (("train", TRAINED), ("val", VALIDATED), ("test", TESTED)):
            epochs.loc[epochs["run"] == run, f"{part}_accuracy"] = right[uses[seed] == use].mean()
    answers = np.array(given, np.uint8)
    runs = pd.Series(tables.runs["run"])
    numbers, source = tables.runs["seed"].to_numpy(np.int64), np.arange(rows)[::-1].copy()
    kept = Answers(tuple(runs), numbers, labels, uses, answers, answers, source, CLASSES)
    shares = (1 / len(CLASSES),) * len(CLASSES)
    condition = replace(tables.condition, classes=len(CLASSES), train_shares=shares, test_shares=shares)
    return replace(tables, epochs=epochs, answers=kept, condition=condition)
