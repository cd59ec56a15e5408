"""A study's figures as SVG and PNG and its tables as LaTeX, in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import plotly.graph_objects as go

from layerwise.files import write_whole
from layerwise.report.answers import StudyResult
from layerwise.report.ceilings import ceiling_figures, ceiling_rows
from layerwise.report.chosen import chosen_figures
from layerwise.report.errors import FigureError
from layerwise.report.figures import error_maps, learning_curves, memory_figures
from layerwise.report.forest import forest_plots
from layerwise.report.frontier import frontier_figures
from layerwise.report.latex.document import advice_latex, front_latex, levels_latex, terms_latex
from layerwise.report.latex.findings import findings_latex
from layerwise.report.maps import verdict_maps
from layerwise.report.paper import FORMATS, Format, printed
from layerwise.report.pareto import pareto_figure
from layerwise.report.tables import STEP_HEADS
from layerwise.verdict.advice.frontier import budgets, error_by_cost
from layerwise.verdict.advice.pareto import COSTS, pareto
from layerwise.verdict.ceilings.gains import further_gains
from layerwise.verdict.finding import Finding
from layerwise.verdict.levels import depth_by_epochs, train_against_test
from layerwise.verdict.tables import Tables
from layerwise.verdict.terms import equal_terms
from layerwise.words import Language


def write_figures(
    result: StudyResult,
    folder: str | Path,
    language: Language = "en",
    formats: Sequence[Format] = FORMATS,
) -> list[Path]:
    """Writes every figure of a study and its tables as files.

    Args:
        result: of the study.
        folder: is made where it is missing; files of the same names are replaced.
        language: of all words.
        formats: of the figures.

    Returns:
        The files, figures first: `curves-1.svg`, … `findings.tex`, `levels.tex`, `next-step.tex` (not where every
        network diverged), `pareto.tex`, `terms.tex`.

    Raises:
        FigureError: the folder cannot be written, or a Chinese font is missing.
    """
    drawn = all_figures(result.tables, result.findings, language) if formats else {}
    contents = {f"{name}.{form}": printed(figure, form) for name, figure in drawn.items() for form in formats}
    contents |= {name: text.encode() for name, text in latex_tables(result, language).items()}
    written = []
    for name, content in contents.items():
        path = Path(folder) / name
        try:
            write_whole(path, content)
        except OSError as error:
            raise FigureError(
                f"cannot write {path}",
                got=error.strerror or type(error).__name__,
                expected="a folder that can be written",
                remedy="Name another folder after --figures.",
            ) from error
        written.append(path)
    return written


def all_figures(tables: Tables, findings: Sequence[Finding], language: Language) -> dict[str, go.Figure]:
    """Every figure of a study by its name; of a kind with several, "-1", "-2", … a depth series."""
    levels, front = depth_by_epochs(tables), pareto(tables)
    kinds = {
        "curves": learning_curves(tables, language),
        "map": verdict_maps(levels, further_gains(tables), language) or error_maps(levels, language),
        "equal-cost": frontier_figures(error_by_cost(tables), budgets(tables), language),
        "chosen-epoch": chosen_figures(tables, language),
        "ceiling": ceiling_figures(ceiling_rows(findings), language),
        "training-and-test": memory_figures(train_against_test(tables), language),
    }
    # Forest plots name their rows by the short form of a step, which not every question has.
    for code in dict.fromkeys(finding.code for finding in findings if finding.code in STEP_HEADS):
        kinds[code] = forest_plots([finding for finding in findings if finding.code == code], language)
    drawn = {f"{name}-{k}": figure for name, figures in kinds.items() for k, figure in enumerate(figures, 1)}
    known = [cost for cost in COSTS if front[cost].notna().any()]
    return drawn | {f"pareto-{cost.replace('_', '-')}": pareto_figure(front, language, cost) for cost in known}


def latex_tables(result: StudyResult, language: Language) -> dict[str, str]:
    """The tables of a study as LaTeX, by file name."""
    tables, advice = result.tables, result.advice
    return {
        "findings.tex": findings_latex(result.findings, language),
        "levels.tex": levels_latex(depth_by_epochs(tables), language),
        **({"next-step.tex": advice_latex(advice, language)} if advice else {}),
        "pareto.tex": front_latex(pareto(tables), language),
        "terms.tex": terms_latex(equal_terms(tables), language),
    }
