"""Test sets that were used too rarely: validation stands in their place, labelled so, or nothing is said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from long_tables import told
from small_tables import curves

import layerwise as lw
from layerwise.verdict.codes import DEEPER, LONGER, OVERFIT


def used_at(table: pd.DataFrame, *epochs: int) -> pd.DataFrame:
    return table.assign(test_accuracy=table["test_accuracy"].where(table["epoch"].isin(epochs)))


@pytest.mark.parametrize(
    ("peak", "epochs"),
    [(3, (6,)), (2, (6,)), (3, (5, 6)), (1, (4, 5, 6)), (3, (1,)), (4, (1, 2)), (6, (6,)), (2, (5,)), (3, (1, 6))],
)
def test_overfitting_is_not_judged_where_the_test_set_was_not_used_when_validation_chooses(
    peak: int, epochs: tuple[int, ...]
) -> None:
    found = lw.verdict(used_at(curves(peak=peak), *epochs))
    assert not [each for each in found if each.code == OVERFIT]
    assert found.results[0].tables.condition.judged == "validation"
    assert "errors on the validation set are judged" in told(found)
    assert all("validation error" in each.text.en for each in found if each.code == LONGER)


def test_validation_shows_by_how_much_training_on_hurts() -> None:
    (twice,) = [
        each
        for each in lw.verdict(used_at(curves(peak=3, depths=[2]), 6))
        if each.code == LONGER and each.subject["kind"] == "twice"
    ]
    assert (twice.subject["from"], twice.subject["to"]) == (3, 6)
    assert twice.conclusion == "hurts"
    assert round(twice.estimate, 1) == 12.0


def test_test_errors_at_the_end_are_compared_by_depth_apart() -> None:
    table = used_at(curves(peak=3), 6)
    validation, ends = lw.verdict(table).results
    assert ends.facts["data"]["name"].endswith("test_accuracy")
    assert ends.tables.condition.finished
    assert not {each.code for each in ends.findings} & {LONGER, OVERFIT}
    (depths,) = [
        e for e in ends.findings if e.code == DEEPER and e.subject["kind"] == "next" and "terms" not in e.subject
    ]
    of_end = 100 * (1 - table[table["epoch"] == 6].groupby("depth")["test_accuracy"].mean())
    np.testing.assert_allclose([depths.error_a, depths.error_b], [of_end[1], of_end[2]])
    assert validation.tables.condition.judged == "validation"


@pytest.mark.parametrize("every", [1, 2, 3])
def test_a_test_set_used_every_few_epochs_is_judged_as_before(every: int) -> None:
    found = lw.verdict(used_at(curves(epochs=12), *range(every, 13, every)))
    assert found.results[0].tables.condition.judged == "test"
    assert {OVERFIT, LONGER} <= {each.code for each in found}


def test_a_single_tested_epoch_without_validation_is_one_value_of_each_run() -> None:
    found = lw.verdict(used_at(curves(), 6).drop(columns="val_accuracy"))
    assert not {each.code for each in found} & {LONGER, OVERFIT}


@pytest.mark.parametrize("longer", [7, 9, 12])
def test_networks_are_compared_at_epochs_that_a_network_still_improving_had_too(longer: int) -> None:
    short, long = curves(epochs=6, depths=[1]), curves(epochs=longer, depths=[2])
    found = lw.verdict(pd.concat([short, long]))
    assert found.results[0].tables.epochs["epoch"].max() == 6
    assert sum(e.rows for e in found.account.left_out if e.code == "not-in-all-architectures") == 4 * (longer - 6)


def test_a_network_that_ended_past_its_best_epoch_cuts_no_other_short() -> None:
    found = lw.verdict(pd.concat([curves(epochs=6, depths=[1], peak=3), curves(epochs=9, depths=[2])]))
    assert found.results[0].tables.epochs["epoch"].max() == 9


def test_a_test_in_an_epoch_after_training_leaves_the_curves_whole_and_is_compared_apart() -> None:
    # As Lightning's trainer.test() is logged: an epoch of its own that holds the test alone.
    table = curves(peak=3).drop(columns="test_accuracy")
    ends = table[table["epoch"] == 6].assign(epoch=7, train_accuracy=np.nan, val_accuracy=np.nan, test_accuracy=0.5)
    found = lw.verdict(pd.concat([table, ends]))
    by_epoch, at_the_end = found.results
    assert by_epoch.tables.condition.judged == "validation"
    assert sorted(by_epoch.tables.epochs["epoch"].unique()) == [1, 2, 3, 4, 5, 6]
    assert not by_epoch.tables.runs["diverged"].any()
    assert (at_the_end.tables.condition.judged, at_the_end.tables.condition.finished) == ("test", True)
    assert set(at_the_end.tables.epochs["test_accuracy"]) == {0.5}
    assert [(each.code, each.rows) for each in found.account.left_out] == [("test-alone", 8)]
