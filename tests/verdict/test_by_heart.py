"""Learnt by heart: what moving and turning costs on training pictures, against what it costs on test pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from simulated import simulate

from layerwise.verdict.finding import Finding
from layerwise.verdict.questions.by_heart import by_heart
from layerwise.verdict.tables import SHOWN_COLUMNS, Tables


def shown(excess: float, *, seeds: int = 12) -> Tables:
    """Training pictures lose `excess` points more than test pictures by being moved, and as much by being turned."""
    tables = simulate(depths=(1,), folds=0, seeds=seeds, images=20, epochs=2)
    draw = np.random.default_rng(1)
    means = dict(zip(SHOWN_COLUMNS, (0.97, 0.67 - excess / 100, 0.92, 0.90, 0.60, 0.85), strict=True))
    columns = {name: mean + draw.normal(size=seeds) * 0.005 for name, mean in means.items()}
    return replace(tables, runs=tables.runs.assign(**columns))


def moved(tables: Tables) -> Finding:
    return next(finding for finding in by_heart(tables, margin=1.0) if finding.subject["kind"] == "moved")


def test_the_loss_on_training_pictures_beyond_that_on_test_pictures_is_a_paired_t_interval() -> None:
    tables = shown(4.0)
    runs = 100 * tables.runs[[*SHOWN_COLUMNS]].sort_index()
    train = runs["train_still_accuracy"] - runs["train_moved_accuracy"]
    test = runs["test_still_accuracy"] - runs["test_moved_accuracy"]
    low, high = stats.t.interval(0.95, 11, (train - test).mean(), stats.sem(train - test))
    finding = moved(tables)
    assert (finding.low, finding.estimate, finding.high) == pytest.approx((low, (train - test).mean(), high))
    assert (finding.error_a, finding.error_b) == pytest.approx((test.mean(), train.mean()))


@pytest.mark.parametrize(("excess", "conclusion"), [(4.0, "differs"), (0.0, "same"), (-4.0, "same")])
def test_learnt_by_heart_is_where_training_pictures_lose_more(excess: float, conclusion: str) -> None:
    finding = moved(shown(excess))
    assert finding.conclusion == conclusion
    assert ("so part of the lead on them was learnt by heart" in finding.text.en) == (conclusion == "differs")
    assert ("训练图像上的领先有一部分是死记硬背的" in finding.text.zh) == (conclusion == "differs")


def test_networks_that_were_shown_nothing_are_left_out_and_data_without_pictures_is_not_asked() -> None:
    tables = shown(4.0)
    some = tables.runs.assign(test_moved_accuracy=tables.runs["test_moved_accuracy"].mask(tables.runs["seed"] < 2))
    finding = moved(replace(tables, runs=some))
    assert finding.seeds == 10
    assert any(": 2" in note.en for note in finding.notes)
    assert by_heart(simulate(depths=(1,), seeds=5, images=20, epochs=2)) == []
    assert moved(shown(4.0, seeds=2)).conclusion == "undecided"
