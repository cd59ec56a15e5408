"""An epoch must be shown, not assumed: rows without one are finished runs, or the table is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from long_tables import measured, told, whole
from rich.console import Console
from small_tables import curves, finished

import layerwise as lw
from layerwise.lab.verdicts import CurvesVerdict
from layerwise.verdict.codes import CEILING, CEILING_DIFFERENCE, DEEPER, LONGER, OVERFIT

Table = pd.DataFrame
OF_EPOCHS = {LONGER, OVERFIT, CEILING, CEILING_DIFFERENCE}


def next_depths(found: CurvesVerdict) -> list[tuple[int, str, float]]:
    """Seeds, conclusion and error of the shallower one of each comparison of neighbouring depths."""
    return [
        (each.seeds, each.conclusion, round(each.error_a, 1))
        for each in found
        if each.code == DEEPER and each.subject.get("kind") == "next" and "terms" not in each.subject
    ]


def said(found: CurvesVerdict) -> str:
    """All that the terminal shows, in both languages."""
    console = Console(width=100, record=True, quiet=True)
    console.print(*found.shown("en"), *found.shown("zh"))
    return console.export_text()


def sweep(**columns: object) -> Table:
    """The finished runs of two batch sizes."""
    parts = [finished(**columns).assign(batch_size=size) for size in (32, 256)]
    parts[1]["test_accuracy"] -= 0.1
    parts[1]["val_accuracy"] -= 0.1
    return pd.concat(parts, ignore_index=True)


FINISHED: dict[str, tuple[Callable[[], Table], int]] = {
    "seeds": (finished, 1),
    "a unique name": (lambda: sweep().assign(Name=[f"exp-{k}" for k in range(16)]), 2),
    "a batch size alone": (sweep, 2),
    "a batch size and no seed": (
        lambda: sweep().drop(columns="seed").assign(Name=[f"exp-{k}" for k in range(16)]),
        2,
    ),
    "names and neither seed nor setting": (
        lambda: finished().drop(columns="seed").assign(trial_name=[f"t{k}" for k in range(8)]),
        1,
    ),
    "run ids": (lambda: finished().assign(run_id=[f"r{k}" for k in range(8)]), 1),
    "how many epochs each had, as a setting": (lambda: finished(num_epochs=50), 1),
    "the steps of each run": (lambda: finished().assign(_step=[900 + k for k in range(8)]), 1),
    "seconds of each run": (lambda: finished(runtime=np.linspace(60.5, 80.25, 8)), 1),
    "a metric of no known name": (lambda: finished(f1=np.linspace(0.81, 0.85, 8)), 1),
    "several optimisers": (
        lambda: pd.concat([finished(optimizer="adam"), finished(optimizer="sgd")], ignore_index=True),
        2,
    ),
    "in any order": (lambda: finished().sample(frac=1, random_state=1), 1),
}


def test_a_list_of_records_that_name_settings_is_a_table_and_no_history() -> None:
    found = lw.verdict(finished().to_dict("records"))
    assert found.results[0].tables.condition.finished
    assert not {each.code for each in found} & {LONGER, OVERFIT}


def test_the_settings_of_a_search_tell_its_runs_apart_and_networks_are_compared_within_them() -> None:
    shapes, rates = [(8,), (8, 8), (8,), (8, 8)], [0.1, 0.1, 0.2, 0.2]
    results = {"param_hidden_layer_sizes": shapes, "param_alpha": rates}
    results |= {f"split{k}_test_score": [0.8 + k / 100, 0.9 + k / 99, 0.7 - k / 98, 0.75 + k / 97] for k in range(3)}
    found = lw.verdict(results)
    assert [each.facts["data"]["name"] for each in found.results] == ["alpha=0.1", "alpha=0.2"]
    assert all(each.tables.condition.finished for each in found.results)
    assert all(len(each.tables.runs["network"].unique()) == 2 for each in found.results)
    assert not {each.code for each in found} & {LONGER, OVERFIT}


@pytest.mark.parametrize("name", FINISHED)
def test_final_results_are_compared_by_depth_and_nothing_is_said_of_epochs(name: str, tmp_path: Path) -> None:
    make, results = FINISHED[name]
    found = whole(lw.verdict(make()))
    assert len(found.results) == results
    assert not {each.code for each in found} & OF_EPOCHS
    assert set(next_depths(found)) <= {(4, "helps", 11.8), (4, "helps", 21.8)}
    assert len(next_depths(found)) == results
    assert all(result.advice is None for result in found.results)
    assert "No column counts epochs: each row is the final result of a finished run" in told(found)
    text = said(found)
    assert "epochs help" not in text
    assert "epochs still help" not in text
    assert "best epoch" not in text
    assert "最佳轮数" not in text
    pages = found.write_report(tmp_path / "report.html", "en")
    for page in pages:
        content = page.read_text(encoding="utf-8")
        assert '"maps-0"' not in content
        assert '"curves-0"' not in content
    with pytest.raises(lw.LayerwiseError, match="final results of finished runs"):
        found.advice()


def test_what_next_is_not_told_of_final_results_and_their_numbers_are_those_at_the_end() -> None:
    found = lw.verdict(finished())
    (first,) = [each for each in measured(found) if each.subject.get("kind") == "next"]
    table = finished()
    means = 100 * (1 - table.groupby("depth")["test_accuracy"].mean())
    np.testing.assert_allclose([first.error_a, first.error_b], [means[1], means[2]])


AMBIGUOUS: dict[str, Callable[[], Table]] = {
    "a curve without its epochs": lambda: curves(seeds=1).drop(columns=["run", "seed", "epoch"]),
    "curves of several seeds": lambda: curves().drop(columns=["run", "epoch"]),
    "curves of named runs": lambda: curves().drop(columns="epoch"),
    "runs of a depth that nothing tells apart": lambda: finished().drop(columns="seed"),
    "one run with a metric of no known name": lambda: (
        curves(seeds=1, depths=[1]).drop(columns=["run", "seed", "epoch"]).assign(f1=np.linspace(0.5, 0.7, 6))
    ),
    "one run with times as texts": lambda: (
        curves(seeds=1, depths=[1])
        .drop(columns=["run", "seed", "epoch"])
        .assign(logged=[f"2025-01-01 10:0{k}" for k in range(6)])
    ),
    "a number a row, which may count anything": lambda: (
        curves(seeds=1, depths=[1]).drop(columns=["run", "seed", "epoch"]).assign(index=range(6))
    ),
    "curves with a schedule": lambda: curves().drop(columns=["run", "epoch"]).assign(momentum=0.9),
    "the same rows twice": lambda: pd.concat([finished().drop(columns="seed")] * 2),
    "two rows of a named run": lambda: pd.concat(
        [finished(run=[f"r{k}" for k in range(8)]), finished(run=[f"r{k}" for k in range(8)]).assign(test_accuracy=0.5)]
    ),
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_rows_that_may_be_epochs_of_one_run_are_refused(name: str) -> None:
    with pytest.raises(lw.LayerwiseError, match="epochs or finished runs") as refused:
        lw.verdict(AMBIGUOUS[name]())
    assert refused.value.ways_out[0].columns == {"epoch": "COLUMN"}


@pytest.mark.parametrize("name", ["step", "Step", "global_step", "iteration", "iter", "round", "epochs"])
def test_a_column_that_counts_within_runs_stands_for_the_epoch_and_it_is_said(name: str) -> None:
    table = curves().rename(columns={"epoch": name})
    found = whole(lw.verdict(table))
    plain = lw.verdict(curves())
    assert [each.conclusion for each in found] == [each.conclusion for each in plain]
    assert f"Column '{name}' is read as the epoch" in told(found)


@pytest.mark.parametrize("epochs", [1, 50])
def test_of_one_epoch_nothing_is_said_of_epochs(epochs: int) -> None:
    found = whole(lw.verdict(finished(epoch=epochs)))
    assert not {each.code for each in found} & OF_EPOCHS
    assert next_depths(found) == [(4, "helps", 11.8)]
    assert "Only one epoch of each run is in use" in told(found)


def test_runs_that_ended_at_epochs_of_their_own_are_compared_at_their_ends_once_the_epoch_is_left_aside() -> None:
    table = finished(epoch=[10, 12, 9, 14, 11, 10, 13, 12])
    found = lw.verdict(table)
    assert "ignore=['epoch']" in told(found)
    assert not measured(found)
    assert next_depths(lw.verdict(table, ignore=["epoch"])) == [(4, "helps", 11.8)]


@pytest.mark.parametrize("names", ["Name", "Created", "Runtime"])
def test_columns_that_differ_in_every_run_split_no_seeds(names: str) -> None:
    found = lw.verdict(finished(**{names: [f"x{k}" for k in range(8)]}))
    assert "splits the seeds" not in told(found)


def test_epochs_may_be_named_by_the_user() -> None:
    found = whole(lw.verdict(curves().rename(columns={"epoch": "t"}), columns={"epoch": "t"}))
    assert {each.code for each in found} >= {LONGER, CEILING}


def test_steps_count_epochs_of_rows_that_fill_each_others_blanks_too() -> None:
    table = curves().rename(columns={"epoch": "step"})
    names = ["run", "depth", "seed", "step"]
    apart = pd.concat([table[[*names, measure]] for measure in ("train_accuracy", "val_accuracy", "test_accuracy")])
    found, whole_rows = lw.verdict(apart), lw.verdict(table)
    assert not found.results[0].tables.condition.finished
    assert found.account.as_dict()["rows"] == {"read": 144, "used": 48, "merged": 96}
    assert [each.as_dict() for each in found] == [each.as_dict() for each in whole_rows]


def test_of_rows_without_epochs_none_is_taken_for_a_later_one() -> None:
    table = curves().rename(columns={"epoch": "batch"})
    with pytest.raises(lw.LayerwiseError, match="no column of epochs"):
        lw.verdict(table)
