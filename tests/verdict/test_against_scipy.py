"""Where only seeds make noise, on one test set, paired differences are SciPy's: estimate, interval, correction.

Each test works the numbers out from the tables by itself and asks SciPy for Student's interval, at the level that
Bonferroni gives each of the question's comparisons.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import stats
from simulated import World, simulate

from layerwise.verdict.advice.advising import advice
from layerwise.verdict.ceilings.findings import ceiling_findings
from layerwise.verdict.finding import Finding
from layerwise.verdict.overfit import overfit
from layerwise.verdict.questions.data import more_data
from layerwise.verdict.tables import Tables

SEEDS = 7


@pytest.fixture(scope="module")
def turned() -> Tables:
    """Depths 1 to 3 whose error rises in the end; which images were right is not known."""
    found = simulate(World({2: -0.5}, turning=0.05), folds=0, seeds=SEEDS, images=300, epochs=16)
    return replace(found, correct=None)


def at(
    tables: Tables, depth: int, epochs: NDArray[np.int64] | int, measure: str = "test_accuracy"
) -> NDArray[np.float64]:
    """A measure of each seed's network, seeds ascending, at an epoch or at one each."""
    runs = tables.runs[tables.runs["depth"] == depth].sort_values("seed")["run"]
    table = tables.epochs.pivot(index="run", columns="epoch", values=measure).loc[runs]
    return table.to_numpy()[np.arange(len(runs)), np.broadcast_to(epochs, len(runs)) - 1]


def errors(tables: Tables, depth: int, epochs: NDArray[np.int64] | int) -> NDArray[np.float64]:
    return 100 * (1 - at(tables, depth, epochs))


def chosen(tables: Tables, depth: int, measure: str, best: str) -> NDArray[np.int64]:
    """For each seed the epoch that the mean validation curve of the other seeds chooses."""
    runs = tables.runs[tables.runs["depth"] == depth].sort_values("seed")["run"]
    curves = tables.epochs.pivot(index="run", columns="epoch", values=measure).loc[runs].to_numpy()
    others = [np.delete(curves, seed, 0).mean(0) for seed in range(len(curves))]
    return np.array([1 + (each.argmax() if best == "most" else each.argmin()) for each in others])


def assert_scipys(finding: Finding, after: NDArray[np.float64], before: NDArray[np.float64]) -> None:
    level = 1 - 0.05 / finding.comparisons
    low, high = stats.ttest_rel(after, before).confidence_interval(level)
    assert (finding.estimate, finding.low, finding.high) == pytest.approx(((after - before).mean(), low, high))


def test_the_next_step(turned: Tables) -> None:
    found = advice(turned, "relu 16", epochs=8)
    steps = {step.name: step.finding for step in found.steps if step.finding}
    assert {finding.comparisons for finding in steps.values()} == {3}
    before = errors(turned, 1, 8)
    assert_scipys(steps["deeper"], errors(turned, 2, 8), before)
    assert_scipys(steps["longer"], errors(turned, 1, 16), before)


def test_more_data() -> None:
    parts = [
        simulate(World(level=level), depths=(1,), folds=0, seeds=SEEDS, images=200, key=3) for level in (-2.0, -2.6)
    ]
    runs = [
        part.runs.assign(run=part.runs["run"] + f"-{rows}", train_rows=rows, best_epoch=20)
        for part, rows in zip(parts, (500, 3500), strict=True)
    ]
    epochs = [
        part.epochs.assign(run=part.epochs["run"] + f"-{rows}") for part, rows in zip(parts, (500, 3500), strict=True)
    ]
    (finding,) = more_data(Tables(pd.concat(runs), pd.concat(epochs), condition=parts[0].condition))
    few, many = (errors(part, 1, 20) for part in parts)
    assert_scipys(finding, many, few)


def test_overfitting_in_loss(turned: Tables) -> None:
    draw, epoch = np.random.default_rng(0), turned.epochs["epoch"]
    noise = 0.02 * draw.standard_normal((2, len(epoch)))
    bowl = 0.4 + (epoch - 6) ** 2 / 300
    losing = replace(turned, epochs=turned.epochs.assign(val_loss=bowl + noise[0], test_loss=bowl + noise[1]))
    found = [each for each in overfit(losing) if each.subject["measure"] == "loss"]
    assert [each.subject["depth"] for each in found] == [1, 2, 3]
    for finding in found:
        depth = int(finding.subject["depth"])
        start = chosen(losing, depth, "val_loss", "least")
        assert_scipys(finding, at(losing, depth, 16, "test_loss"), at(losing, depth, start, "test_loss"))


def test_overfitting_in_error_where_no_seed_was_sent_to_the_last_epoch(turned: Tables) -> None:
    for finding in (each for each in overfit(turned) if each.subject["measure"] == "error"):
        depth = int(finding.subject["depth"])
        start = chosen(turned, depth, "val_accuracy", "most")
        assert (start < 16).all()
        after, before = errors(turned, depth, 16), errors(turned, depth, start)
        assert finding.estimate == pytest.approx((after - before).mean())
        # All seeds' noise at the epochs chosen, weighted by how often: never below the spread of the differences.
        least = stats.ttest_rel(after, before).confidence_interval(1 - 0.05 / finding.comparisons)
        half = (least.high - least.low) / 2
        assert 0.999 * half <= (finding.high - finding.low) / 2 <= 2 * half


def test_the_difference_of_two_ceilings_that_have_turned(turned: Tables) -> None:
    """Where all seeds' validation curves are alike the choice of an epoch has no noise of its own."""
    epochs = turned.epochs.merge(turned.runs[["run", "depth"]], on="run")
    alike = epochs.groupby(["depth", "epoch"])["val_accuracy"].transform("mean")
    sure = replace(turned, epochs=epochs.assign(val_accuracy=alike).drop(columns="depth"))
    found = [each for each in ceiling_findings(sure) if each.code == "ceiling-difference"]
    assert [(each.subject["from"], each.subject["to"]) for each in found][:2] == [(1, 2), (2, 3)]
    for finding in found:
        depths = (int(finding.subject["from"]), int(finding.subject["to"]))
        before, after = (errors(sure, depth, chosen(sure, depth, "val_accuracy", "most")) for depth in depths)
        assert_scipys(finding, after, before)
