"""Columns that only say where or when a run was made do not split seeds; of others it is said what joining gives."""

from __future__ import annotations

import pandas as pd
import pytest
from long_tables import told, whole
from small_tables import curves

import layerwise as lw


def made(column: str, values: list[object], by: str = "seed") -> pd.DataFrame:
    """Curves whose column alternates between the values: with the seed, or with seed and depth."""
    table = curves(epochs=3)
    key = table["seed"] + (table["depth"] if by == "both" else 0)
    return table.drop(columns="run").assign(**{column: [values[k % len(values)] for k in key]})


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("host", ["a", "b"]),
        ("hostname", ["node1.local", "node2.local"]),
        ("machine", ["desk", "lab"]),
        ("node", [3, 4]),
        ("date", ["2025-01-01", "2025-01-02"]),
        ("started_at", ["Mon", "Tue"]),
        ("user", ["ann", "bo"]),
        ("git_commit", ["1ab", "2cd"]),
        ("log path", ["/a", "/b"]),
        ("gpu", ["A100", "T4"]),
        ("job.node", ["x", "y"]),
    ],
)
def test_where_or_when_a_run_was_made_does_not_split_the_seeds(column: str, values: list[object]) -> None:
    found = whole(lw.verdict(made(column, values)))
    (result,) = found.results
    assert result.tables.runs.groupby("depth")["seed"].nunique().tolist() == [4, 4]
    assert f"Column '{column}' says where or when a run was made" in told(found)
    assert "4 of a network in place of 2" in told(found)
    assert f"ignore=['{column}']" in told(found)
    apart = lw.verdict(made(column, values), columns={"data": column})
    assert len(apart.results) == 2


@pytest.mark.parametrize(
    ("column", "by"), [("host", "both"), ("date", "both"), ("optimizer", "seed"), ("augment", "seed"), ("lab", "seed")]
)
def test_other_columns_split_and_it_is_said_how_many_seeds_joining_gives(column: str, by: str) -> None:
    table = made(column, ["a", "b"], by)
    found = lw.verdict(table)
    assert len(found.results) == 2
    assert f"Column '{column}' splits the seeds: at most 2 of a network." in told(found)
    assert f"gives 4: ignore=['{column}']" in told(found)
    assert len(lw.verdict(table, ignore=[column]).results) == 1


def test_a_setting_that_every_seed_was_run_with_splits_and_no_seeds_are_promised() -> None:
    table = curves(epochs=3)
    both = pd.concat([table.assign(optimizer=name, run=table["run"] + name) for name in ("adam", "sgd")])
    found = lw.verdict(both)
    assert len(found.results) == 2
    assert "splits the seeds" not in told(found)
