"""Deeper at equal epochs, equal training cost and equal parameters: which networks are compared, and what is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulated import World, simulate

from layerwise.verdict.equal import equally_dear
from layerwise.verdict.tables import Tables
from layerwise.verdict.terms import equal_cost, equal_terms


def costly(tables: Tables, flops: dict[int, int], parameters: dict[tuple[int, int], int]) -> Tables:
    """The study with costs by depth, and parameters by depth and width."""
    runs = tables.runs.assign(flops_per_epoch=tables.runs["depth"].map(flops))
    runs["parameters"] = [parameters[depth, width] for depth, width in zip(runs["depth"], runs["width"], strict=True)]
    return replace(tables, runs=runs)


@pytest.fixture(scope="module")
def study() -> Tables:
    tables = simulate(World({2: -0.5}), depths=(1, 2), widths=(8, 16), folds=0, seeds=8, images=100, epochs=12)
    return costly(tables, {1: 100, 2: 300}, {(1, 8): 500, (2, 8): 1500, (1, 16): 1460, (2, 16): 4000})


def test_the_three_terms_stand_side_by_side_and_read_what_they_say(study: Tables) -> None:
    table = equal_terms(study)
    rows = table[(table["kind"] == "next") & (table["series"] == "relu, width 16")].set_index("terms")
    epochs, flops, parameters = (rows.loc[name] for name in ("epochs", "flops", "parameters"))
    assert (epochs["epoch_a"], epochs["epoch_b"]) == (12, 12)
    assert (flops["epoch_a"], flops["epoch_b"], flops["flops_a"], flops["flops_b"]) == (12, 4, 1200, 1200)
    assert (parameters["parameters_a"], parameters["parameters_b"]) == (1460, 1500)
    assert parameters["network_b"] == "relu 8-8"
    error = 100 * (
        1 - study.epochs.merge(study.runs, on="run").groupby(["width", "depth", "epoch"])["test_accuracy"].mean()
    )
    assert flops["estimate"] == pytest.approx(error[16, 2, 4] - error[16, 1, 12], abs=1e-4)
    assert epochs["estimate"] == pytest.approx(error[16, 2, 12] - error[16, 1, 12], abs=1e-4)
    best = study.runs.merge(study.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
    mean = 100 * (1 - best.groupby(["width", "depth"])["test_accuracy"].mean())
    assert parameters["estimate"] == pytest.approx(mean[8, 2] - mean[16, 1], abs=1e-4)


def test_a_network_without_its_equal_is_said_to_have_none(study: Tables) -> None:
    findings = [f for f in equal_cost(study) if f.subject["terms"] == "parameters" and f.subject["kind"] == "next"]
    lonely = next(f for f in findings if f.subject["width"] == 8)
    assert "no deeper network of as many parameters within 10 %" in lonely.text.en
    assert np.isnan(lonely.estimate)
    assert next(f for f in findings if f.subject["width"] == 16).comparisons == 1


def test_each_of_the_terms_is_a_family_of_its_own(study: Tables) -> None:
    sizes = {(f.subject["terms"], f.subject["kind"]): f.comparisons for f in equal_cost(study) if f.comparisons}
    kinds = ("next", "best")
    assert sizes == {("flops", kind): 2 for kind in kinds} | {("parameters", kind): 1 for kind in kinds}


def test_of_a_decaying_rate_and_of_unknown_costs_no_equal_cost_is_read(study: Tables) -> None:
    assert {f.subject["terms"] for f in equal_cost(replace(study, schedule="cosine"))} == {"parameters"}
    unknown = replace(study, runs=study.runs.assign(flops_per_epoch=np.nan, parameters=0))
    findings = equal_cost(unknown)
    assert len(findings) == 4
    assert all("not answered" in f.text.en and "无法回答" in f.text.zh for f in findings)
    assert equal_terms(unknown)["estimate"].notna().sum() == 4  # equal epochs are known all the same


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.2, 5))
def test_epochs_of_equal_cost_are_the_latest_or_the_nearest(last_a: int, last_b: int, ratio: float) -> None:
    of_a, of_b = list(range(1, last_a + 1)), list(range(1, last_b + 1))
    found = equally_dear(of_a, of_b, ratio)
    off = {(a, b): max(b * ratio / a, a / (b * ratio)) for a in of_a for b in of_b}
    alike = [pair for pair, times in off.items() if times <= 1.01 - 1e-9]
    if found is None:
        assert min(off.values()) > 1.05 - 1e-9
    elif alike:
        assert off[found] <= 1.01 + 1e-9
        assert not any(a > found[0] and b > found[1] for a, b in alike)
    else:
        assert off[found] == pytest.approx(min(off.values()))


@pytest.mark.parametrize("ratio", [0.0, float("nan"), float("inf")])
def test_costs_that_are_no_numbers_are_equal_to_none(ratio: float) -> None:
    assert equally_dear([1, 2], [1, 2], ratio) is None


def test_a_table_without_depths_has_no_terms() -> None:
    table = equal_terms(simulate(depths=(1,), seeds=5, images=20, epochs=3))
    assert table.empty
    assert isinstance(table, pd.DataFrame)
