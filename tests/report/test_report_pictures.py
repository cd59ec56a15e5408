"""The pictures of advice, front, equal cost, map, ceilings and chosen epoch: on the page and on paper."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
from rich.cells import cell_len
from rich.console import Console
from simulated import World, simulate

from layerwise.report import pictures
from layerwise.report.advice_table import advice_table, front_table, missing_line
from layerwise.report.answers import StudyResult
from layerwise.report.ceilings import ceiling_figures
from layerwise.report.chosen import chosen_figures
from layerwise.report.errors import FigureError
from layerwise.report.files import all_figures, latex_tables, write_figures
from layerwise.report.fonts import chinese_font
from layerwise.report.frontier import frontier_figures
from layerwise.report.latex.table import escaped
from layerwise.report.maps import verdict_maps
from layerwise.report.paper import printed
from layerwise.report.pareto import pareto_figure
from layerwise.report.sections import Drawings, maps_section
from layerwise.report.tokens import dark_of
from layerwise.verdict.advice.advising import advice
from layerwise.verdict.advice.frontier import budgets, error_by_cost
from layerwise.verdict.advice.next_step import Advice
from layerwise.verdict.advice.pareto import pareto
from layerwise.verdict.ceilings.gains import further_gains
from layerwise.verdict.compare import compare
from layerwise.verdict.finding import Finding
from layerwise.verdict.levels import depth_by_epochs
from layerwise.verdict.tables import Tables
from layerwise.verdict.wording import TOUCHES
from layerwise.words import LANGUAGES, Language

CEILINGS = pd.DataFrame(
    {
        "series": "relu, width 16", "series_zh": "relu，宽度 16", "depth": [1, 2, 3], "level": [9.5, 8.25, 8.5],
        "low": [9.0, 8.0, float("nan")], "high": [10.0, 8.5, float("nan")], "case": ["flat", "turned", "falling"],
    }
)  # fmt: skip


@cache
def study() -> Tables:
    return simulate(World({2: -0.5, 3: -2.5}), seeds=5, images=60, epochs=4)


@cache
def findings() -> list[Finding]:
    return compare(study())


@cache
def advised() -> Advice:
    return advice(study())


@cache
def figures(language: Language) -> dict[str, go.Figure]:
    return all_figures(study(), findings(), language) | {"three-ceilings": ceiling_figures(CEILINGS, language)[0]}


def numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d[\d,.]*\d|\d", text))


def test_every_kind_of_picture_on_the_page_is_one_for_paper_too() -> None:
    kinds = {name.rpartition("-")[0] for name in figures("en")}
    assert kinds >= {"curves", "map", "equal-cost", "chosen-epoch", "ceiling", "training-and-test", "deeper", "longer"}


def test_every_title_says_in_both_languages_the_same_numbers() -> None:
    for name, figure in figures("en").items():
        en, zh = figure.layout.title.text, figures("zh")[name].layout.title.text
        assert numbers(en) == numbers(zh), name
        assert len(en) > 25
        assert re.search("[\u4e00-\u9fff]", zh)


def test_every_colour_has_a_dark_twin() -> None:
    for name, figure in figures("en").items():
        used = set(re.findall(r'"(#[0-9a-f]{6}|rgba\([0-9.,]+\))"', str(figure.to_json()))) - {"rgba(0,0,0,0)"}
        assert used <= set(dark_of(range(1, 9))), name


def test_the_front_names_its_networks_and_draws_their_intervals() -> None:
    front = pareto(study())
    drawing = pareto_figure(front, "en")
    (named,) = [trace for trace in drawing.data if trace.text is not None]
    kept = front[front["front_parameters"]]
    assert list(named.text) == list(kept["network"])
    assert list(named.error_y.array) == pytest.approx(list(kept["high"] - kept["error"]))


def test_equal_cost_draws_every_depth_and_what_validation_buys() -> None:
    curves, bought = error_by_cost(study()), budgets(study())
    (drawing,) = frontier_figures(curves, bought, "en")
    assert [trace.name for trace in drawing.data] == ["1", "2", "3", "what validation buys"]
    assert list(drawing.data[-1].y) == pytest.approx(list(bought["error"]))
    ratio = drawing.data[-1].x[-1] / drawing.data[-1].x[0]
    assert ratio == pytest.approx(bought["budget"].iloc[-1] / bought["budget"].iloc[0])


def test_the_outline_goes_round_all_that_is_enough_and_nothing_else() -> None:
    gains = further_gains(study())
    (drawing,) = verdict_maps(depth_by_epochs(study()), gains, "en")
    epochs, depths = sorted(set(gains["epoch"])), sorted(set(gains["depth"]))
    drawn = {(line.x0, line.y0, line.x1, line.y1) for line in drawing.layout.shapes}
    cells = {(epochs.index(row.epoch), depths.index(row.depth)): row.enough for row in gains.itertuples()}
    # Between two neighbours lies a line exactly where one is enough and the other is not.
    for (x, y), enough in cells.items():
        beside = cells.get((x + 1, y), False)
        assert ((x + 0.5, y - 0.5, x + 0.5, y + 0.5) in drawn) == (enough != beside)
        above = cells.get((x, y + 1), False)
        assert ((x - 0.5, y + 0.5, x + 0.5, y + 0.5) in drawn) == (enough != above)


def test_the_epoch_marked_is_the_one_of_lowest_mean_validation_error() -> None:
    (drawing,) = chosen_figures(study(), "en", depth=3)
    runs = study().runs.query("depth == 3")["run"]
    means = study().epochs[study().epochs["run"].isin(runs)].groupby("epoch")["val_accuracy"].mean()
    (mark,) = [trace for trace in drawing.data if trace.name == "lowest mean validation error"]
    assert set(mark.x) == {means.idxmax()}


def test_ceilings_say_their_case_by_colour_and_shape() -> None:
    (drawing,) = ceiling_figures(CEILINGS, "en")
    assert [(trace.marker.symbol, list(trace.x)) for trace in drawing.data] == [
        ("circle", [1]), ("diamond", [2]), ("triangle-down", [3]),
    ]  # fmt: skip
    assert "attainable error is lowest with 2 hidden layers, 8.2 % (8.0 to 8.5)" in drawing.layout.title.text
    assert ceiling_figures(CEILINGS.assign(level=float("nan")), "en") == []


def test_sections_hold_every_figure_and_the_whole_advice() -> None:
    drawings = Drawings()
    page = pictures.advice_section(advised()) + pictures.pareto_section(pareto(study()), drawings)
    page += pictures.frontier_section(study(), drawings) + pictures.ceilings_section(CEILINGS, drawings)
    page += maps_section(study(), drawings) + pictures.chosen_section(study(), drawings)
    assert set(re.findall(r'class="plot" id="([^"]+)"', page)) == set(drawings.figures["zh"])
    assert len(drawings.figures["en"]) == 6
    assert all(step.short.zh in page for step in advised().steps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_fit_80_columns_uncut(language: Language) -> None:
    console = Console(width=80, force_terminal=False)
    with console.capture() as capture:
        console.print(advice_table(advised(), language))
        console.print(front_table(pareto(study()), language))
    text = capture.get()
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    assert "…" not in text
    assert "→ 2 → 3" in text
    assert "--widths 16,32" in missing_line(advised(), language)


@pytest.mark.breadth
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_kinds_of_figures_and_tables_become_files(tmp_path: Path, language: Language) -> None:
    files = write_figures(StudyResult(study(), findings(), {}), tmp_path / "out", language, formats=("svg",))
    names = [file.name for file in files]
    assert {
        "curves-1.svg",
        "map-1.svg",
        "ceiling-1.svg",
        "pareto-parameters.svg",
        "findings.tex",
        "next-step.tex",
        "terms.tex",
    } <= set(names)
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert text.startswith("<?xml") if file.suffix == ".svg" else text.startswith("%")


def test_chinese_on_paper_stays_text_that_can_be_read_or_the_missing_font_is_named() -> None:
    (drawing,) = ceiling_figures(CEILINGS, "zh")
    if chinese_font() is None:
        with pytest.raises(FigureError, match="fonts-noto-cjk"):
            printed(drawing)
    else:
        assert "隐藏层" in printed(drawing).decode()


def test_paper_shows_every_point_and_is_the_same_each_time() -> None:
    drawing = figures("en")["pareto-parameters"]
    svg = printed(drawing).decode()
    assert svg == printed(drawing).decode()
    for name in pareto(study()).query("front_parameters")["network"]:
        assert name in svg
    assert printed(drawing, "png").startswith(b"\x89PNG")


def test_names_of_neighbours_on_the_front_stand_on_different_sides() -> None:
    front = pareto(study())
    (named,) = (trace for trace in pareto_figure(front, "en").data if trace.text is not None)
    assert len(named.text) > 1
    assert all(one != other for one, other in itertools.pairwise(named.textposition))
    assert named.cliponaxis is False


def test_the_advice_says_what_has_to_be_known_of_its_steps_but_not_twice_that_intervals_hold_at_once() -> None:
    (first, *others) = (step for step in advised().steps if step.finding)
    assert first.finding is not None
    touching = replace(first, finding=replace(first.finding, notes=(*first.finding.notes, TOUCHES)))
    text = pictures.advice_section(replace(advised(), steps=(touching, *others)))
    assert TOUCHES.zh in text
    assert any("at once" in note.en for note in first.finding.notes)
    assert "comparisons of this question at once" not in text


def test_what_paper_has_no_form_for_is_refused_not_left_out() -> None:
    pie = go.Figure(go.Pie(values=[1, 2]), layout={"height": 300, "title": {"text": "a"}})
    with pytest.raises(FigureError, match="a trace of type pie"):
        printed(pie)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FigureError, match=r"Name another folder after --figures\."):
        write_figures(StudyResult(study(), [], {}), tmp_path / "file", formats=())


def test_a_study_whose_networks_all_diverged_has_its_tables_but_no_next_step() -> None:
    lost = simulate(depths=(1, 2), seeds=5, images=20, epochs=3, diverged=[(d, s) for d in (1, 2) for s in range(5)])
    files = latex_tables(StudyResult(lost, compare(lost), {}), "en")
    assert "findings.tex" in files
    assert "next-step.tex" not in files


@pytest.mark.parametrize("language", LANGUAGES)
def test_latex_is_balanced_and_every_row_has_its_cells(language: Language) -> None:
    for name, text in latex_tables(StudyResult(study(), findings(), {}), language).items():
        bare = re.sub(r"\\[{}%&$#_\\]", "", text)
        depth = 0
        for character in bare:
            depth += (character == "{") - (character == "}")
            assert depth >= 0, name
        assert depth == 0
        assert text.count(r"\begin{") == text.count(r"\end{")
        assert bare.count("$") % 2 == 0
        kinds = r"\\begin{(tabular|longtable)}{@{}(\w+)@{}}(.*?)\\end{\1}"
        for _, columns, body in re.findall(kinds, text, re.DOTALL):
            rows = [line for line in body.splitlines() if line.endswith(r"\\") and "tab:" not in line]
            assert len(rows) > 1
            assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} == {len(columns) - 1}
        assert not set("→−×±–") & set(text)


def test_what_latex_would_read_as_its_own_is_escaped() -> None:
    assert escaped("50 % & {a_b} ~ ^ \\ $1 #2 <x> --width") == (
        r"50 \% \& \{a\_b\} \textasciitilde{} \textasciicircum{} \textbackslash{} \$1 \#2 "
        r"\textless{}x\textgreater{} -{}-width"
    )
