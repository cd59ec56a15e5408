"""The page in a notebook that was turned into a plain HTML file: a frame that needs no server."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerwise.lab.exploring import Page
from tests.explorer.browser import Watched


@pytest.mark.breadth
def test_the_page_lives_in_the_frame_of_a_notebooks_html(page: Watched, digits_page: Path, tmp_path: Path) -> None:
    shown = Page(digits_page.read_text(encoding="utf-8"), has_examples=True)._repr_html_()
    # nbconvert and Jupyter put what a value shows itself as into the document as it is.
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!doctype html><html><body><div>{shown}</div></body></html>", encoding="utf-8")
    page.page.goto(notebook.as_uri())
    inside = page.page.frame_locator("iframe")
    inside.locator("main h1:not(:empty)").wait_for(timeout=20_000)
    assert "confidence" in inside.locator("main h1").inner_text()
    inside.get_by_role("button", name="中文").click()
    inside.locator("main h1", has_text="把握").wait_for()
