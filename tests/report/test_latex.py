"""LaTeX tables say what they hold, hold it once, fit the page, and compile."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from simulated import World, simulate

from layerwise.report.answers import StudyResult
from layerwise.report.files import latex_tables
from layerwise.report.latex.findings import findings_latex
from layerwise.report.latex.table import MOST_LINES, LatexTable
from layerwise.verdict.codes import CEILING, LUCKY_SEED
from layerwise.verdict.compare import compare
from layerwise.words import LANGUAGES, Language

# Files in the order of a paper; each compiled by itself would hide what clashes between them.
FILES = ("findings", "terms", "levels", "next-step", "pareto")


def rows_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.endswith(r" \\") and "&" in line]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measured_finding_has_one_row_under_a_title_of_its_own(digits: StudyResult, language: Language) -> None:
    text = findings_latex(digits.findings, language)
    tables = re.findall(r"\\toprule", text)
    captions = re.findall(r"\\caption{(.*)}", text)
    labels = re.findall(r"\\label{(.*?)}", text)
    measured = {
        (f.code, f.subject.get("kind"), f.subject.get("terms")) for f in digits.findings if not isnan(f.estimate)
    }
    of_these = [f for f in digits.findings if (f.code, f.subject.get("kind"), f.subject.get("terms")) in measured]
    assert len(captions) == len(set(captions)) == len(set(labels)) == len(tables) == len(measured)
    assert len(rows_of(text)) == len(of_these) + len(tables), "a row a finding, a head a table"
    assert "nan" not in text
    assert not re.search(r"\$-\$0\.0+\b", text), "zero has no sign"


def test_a_ceiling_is_a_level_without_a_sign_and_a_spread_is_told_by_standard_deviations() -> None:
    tables = simulate(World(seed_effect=0.3), depths=(1, 2), folds=0, seeds=12, epochs=40)
    findings = compare(tables)
    ceiling = next(f for f in findings if f.code == CEILING)
    lucky = next(f for f in findings if f.code == LUCKY_SEED)
    text = findings_latex([ceiling, lucky], "en")
    level, spread = rows_of(text)[1], rows_of(text)[3]
    assert f" {ceiling.estimate:.1f} ({ceiling.low:.1f}, {ceiling.high:.1f}) " in level
    assert f"{lucky.details['sd_seen']:.2f} $\\to$ {lucky.details['sd_true']:.2f}" in spread


def test_a_study_without_a_deeper_network_of_as_many_parameters_has_tables_too() -> None:
    tables = simulate(depths=(1, 2), seeds=5, images=20, epochs=4)
    runs = tables.runs.assign(parameters=10 ** tables.runs["depth"])
    unmatched = compare(replace(tables, runs=runs))
    assert any("from" not in f.subject and f.subject.get("terms") == "parameters" for f in unmatched)
    assert "parameters" not in findings_latex(unmatched, "en")


def test_a_table_longer_than_a_page_breaks_with_its_head_on_every_page() -> None:
    def table(lines: int) -> str:
        return LatexTable("Much", "much", ["a", "b"], "lr", [("", [["1", "2"]] * lines)]).written()

    assert r"\begin{table}" in table(MOST_LINES)
    assert r"\begin{longtable}" in table(MOST_LINES + 1)
    assert table(MOST_LINES + 1).count(r"a & b \\") == 2


@pytest.mark.breadth
@pytest.mark.parametrize(
    ("language", "engine", "package"), [("en", "pdflatex", "longtable"), ("zh", "xelatex", "ctex")]
)
def test_the_tables_of_a_study_compile_and_fit_the_page(
    digits: StudyResult, tmp_path: Path, language: Language, engine: str, package: str
) -> None:
    if not shutil.which(engine) or not _has(f"{package}.sty") or not _has("booktabs.sty"):
        pytest.skip(f"{engine} with booktabs and {package} is not installed")
    for name, text in latex_tables(digits, language).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    inputs = "\n".join(rf"\input{{{name}}}" for name in FILES)
    packages = "booktabs,longtable" + (",ctex" if language == "zh" else "")
    (tmp_path / "paper.tex").write_text(
        rf"\documentclass{{article}}\usepackage{{{packages}}}\begin{{document}}{inputs}\end{{document}}",
        encoding="utf-8",
    )
    asked = [engine, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper.tex"]
    for _ in range(2):  # a longtable finds its widths in the second run
        ended = subprocess.run(asked, cwd=tmp_path, capture_output=True, timeout=120)
        assert ended.returncode == 0, ended.stdout.decode(errors="replace")[-3_000:]
    log = (tmp_path / "paper.log").read_text(encoding="utf-8", errors="replace")
    assert "Float too large" not in log
    assert "Missing character" not in log
    wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide", log)]
    assert np.max(wide, initial=0) < 1, log
    assert (tmp_path / "paper.pdf").stat().st_size > 10_000


def _has(style: str) -> bool:
    finder = shutil.which("kpsewhich")
    return bool(finder) and subprocess.run([finder, style], capture_output=True).returncode == 0
