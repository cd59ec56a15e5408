"""`layerwise report STUDY`: findings and HTML report again, from the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from layerwise.cli.console import AsJson, Debug, Lang, Talk


def report(
    study: Annotated[Path, typer.Argument(help="A study folder.")],
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Write a study's report again, and print what it found."""
    from layerwise.lab.study import Study  # pandas and Plotly, which --help need not wait for
    from layerwise.report.summary import summary, summary_dict

    talk = Talk.of(as_json, lang)
    result = Study(study).publish(talk.language)
    talk.result(summary_dict([result]), summary([result], talk.language))
