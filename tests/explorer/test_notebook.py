"""The page in a notebook that nbconvert turned into a plain HTML file: a frame that needs no server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from layerwise.lab.page import Page
from tests.explorer.browser import Watched


@pytest.mark.breadth
def test_the_page_lives_in_the_frame_of_a_notebooks_html(page: Watched, digits_page: Path, tmp_path: Path) -> None:
    shown = Page(digits_page.read_text(encoding="utf-8"), has_examples=True)._repr_html_()
    output = nbformat.v4.new_output("execute_result", {"text/html": shown, "text/plain": "<Page>"}, execution_count=1)
    cell = nbformat.v4.new_code_cell("study.explore()", outputs=[output], execution_count=1)
    notebook = tmp_path / "lesson.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), notebook)
    # The basic template: the usual one asks a content network for MathJax, which no formula here needs.
    convert = [sys.executable, "-m", "nbconvert", "--to", "html", "--template", "basic", str(notebook)]
    subprocess.run(convert, check=True, capture_output=True)
    page.page.goto((tmp_path / "lesson.html").as_uri())
    inside = page.page.frame_locator("iframe")
    inside.locator("main h1:not(:empty)").wait_for(timeout=20_000)
    assert "confidence" in inside.locator("main h1").inner_text()
    inside.get_by_role("button", name="中文").click()
    inside.locator("main h1", has_text="把握").wait_for()
