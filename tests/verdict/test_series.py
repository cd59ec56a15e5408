"""Every measured network is somewhere: in a depth series, or, where its layers differ in width, in a row of its own."""

from __future__ import annotations

import numpy as np
from simulated import simulate

from layerwise.verdict.compare import compare
from layerwise.verdict.levels import depth_by_epochs, train_against_test, uneven_levels
from layerwise.verdict.margin import usual_margin
from layerwise.verdict.questions.deeper import next_depth
from layerwise.verdict.readings.series import depth_series, uneven_shapes


def steps(**asked: object) -> list[tuple[str, object, object]]:
    findings = next_depth(simulate(seeds=5, images=20, epochs=4, **asked))  # type: ignore[arg-type]
    return [(finding.label.en, finding.subject["from"], finding.subject["to"]) for finding in findings]


def test_no_hidden_layer_is_depth_0_of_each_width_of_its_activation() -> None:
    assert steps(depths=(0, 1, 2)) == [("relu, width 16", 0, 1), ("relu, width 16", 1, 2)]
    assert steps(depths=(0, 1), widths=(8, 16)) == [("relu, width 8", 0, 1), ("relu, width 16", 0, 1)]
    assert steps(depths=(0, 1), activations=("relu", "tanh")) == [
        ("relu, width 16", 0, 1),
        ("tanh, width 16", 0, 1),
    ]


def test_no_hidden_layer_alone_is_a_series_of_its_own() -> None:
    tables = simulate(depths=(0,), seeds=5, images=20, epochs=4)
    (series,) = depth_series(tables)
    assert (series.label.en, series.label.zh, list(series.depths)) == ("relu, no hidden layer", "relu，没有隐藏层", [0])
    assert set(depth_by_epochs(tables)["depth"]) == {0}


def test_layers_of_different_widths_have_levels_and_no_comparison() -> None:
    even = simulate(depths=(1, 2), seeds=5, images=20, epochs=4)
    tables = simulate(depths=(1, 2), shapes=[(8, 4), (8, 4, 2)], seeds=5, images=20, epochs=4)
    assert [series.label.en for series in uneven_shapes(tables)] == ["relu, layers of 8-4", "relu, layers of 8-4-2"]
    levels = uneven_levels(tables)
    assert list(levels["depth"]) == [2, 2, 3, 3]
    assert np.isfinite(levels[["train", "test", "test_low", "test_high"]]).all(axis=None)
    compared, alone = ([each.subject for each in compare(made) if each.code != "failing"] for made in (tables, even))
    assert compared == alone
    assert uneven_levels(even).empty


def test_the_margin_of_a_gap_is_the_usual_one_of_the_validation_error() -> None:
    tables = simulate(depths=(1,), seeds=10, folds=0)
    at_last = tables.epochs[tables.epochs["epoch"] == 20]
    expected = usual_margin(100 * (1 - at_last["val_accuracy"].mean()))
    assert np.isclose(train_against_test(tables).query("at == 'last'")["margin"].item(), expected)
