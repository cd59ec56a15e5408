"""Figures say in words what they show and draw what the tables hold; terminal tables fit 80 columns."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len
from rich.console import Console
from simulated import World, simulate

from layerwise.report.answers import StudyResult, asked
from layerwise.report.figures import error_maps, learning_curves, memory_figures
from layerwise.report.forest import forest_plots
from layerwise.report.tables import error_tables, findings_table, level_cell
from layerwise.verdict.codes import DEEPER, LONGER
from layerwise.verdict.levels import depth_by_epochs
from layerwise.words import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_series_gets_one_figure_of_each_kind_with_a_title_in_words(
    digits: StudyResult, language: Language
) -> None:
    figures = [
        *learning_curves(digits.tables, language),
        *error_maps(depth_by_epochs(digits.tables), language),
        *memory_figures(digits.levels, language),
        *forest_plots(asked(digits.findings, DEEPER), language),
    ]
    assert len(figures) == 8
    for figure in figures:
        assert figure.layout.title.text.startswith(("relu", "tanh"))
        assert len(figure.layout.title.text) > 25


def test_a_curve_is_the_mean_over_the_seeds_that_did_not_diverge(digits: StudyResult) -> None:
    figure = learning_curves(digits.tables, "en")[0]
    (line,) = [trace for trace in figure.data if trace.name == "3"]
    runs = digits.tables.runs.query("activation == 'relu' and depth == 3 and not diverged")["run"]
    expected = 100 * (
        1 - digits.tables.epochs[digits.tables.epochs["run"].isin(runs)].groupby("epoch")["test_accuracy"].mean()
    )
    assert list(line.y) == pytest.approx(list(expected))


def test_the_map_prints_the_tables_figures(digits: StudyResult) -> None:
    levels = depth_by_epochs(digits.tables)
    (heat,) = error_maps(levels, "en")[0].data
    first = levels[levels["activation"] == "relu"].iloc[0]
    assert heat.text[0][0] == f"{first['error']:.1f}"


def test_the_forest_draws_every_comparison_with_its_interval_and_every_seed(digits: StudyResult) -> None:
    findings = asked(digits.findings, LONGER)
    every = [trace for figure in forest_plots(findings, "en") for trace in figure.data]
    seeds = [tuple(trace.x) for trace in every if trace.error_x.array is None]
    assert seeds == [finding.by_seed for finding in findings]
    assert all(len(own) == finding.seeds for own, finding in zip(seeds, findings, strict=True))
    drawn = [trace for trace in every if trace.error_x.array is not None]
    ends = {round(x + high, 6) for trace in drawn for x, high in zip(trace.x, trace.error_x.array, strict=True)}
    assert ends == {round(finding.high, 6) for finding in findings}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wide", [False, True])
def test_terminal_tables_fit_80_columns_uncut(digits: StudyResult, language: Language, wide: bool) -> None:
    """Also with intervals of ten points and more to each side, which one badly tuned fold makes."""
    rough = simulate(World(level=0.0, seed_effect=1.5), depths=(1, 2), seeds=5, images=40, epochs=100)
    console = Console(width=80, force_terminal=False)
    with console.capture() as capture:
        for table in error_tables(rough if wide else digits.tables, language):
            console.print(table)
        console.print(findings_table(asked(digits.findings, DEEPER), language, "1 → 2"))
    lines = capture.get().splitlines()
    assert max(cell_len(line) for line in lines) <= 80
    assert not any("…" in line for line in lines)
    assert wide == any(re.search(r"±\d\d\.", line) for line in lines)


def test_a_cell_shows_a_level_with_half_its_interval_or_alone_or_a_dash() -> None:
    nan = float("nan")
    assert level_cell(10.23, 9.6, 10.8) == "10.2±0.6"
    assert level_cell(10.23, nan, nan) == "10.2"
    assert level_cell(nan, nan, nan) == "–"
