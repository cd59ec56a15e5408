"""`layerwise report STUDY`: findings and HTML report again, from the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.words import Text

_FIGURES = "Write every figure as SVG and PNG, and the tables as LaTeX, into this folder."
_WRITTEN = Text("Figures and tables: {count:n file} in {folder}", "图与表：{count} 个文件，位于 {folder}")


def report(
    study: Annotated[Path, typer.Argument(help="A study folder.")],
    figures: Annotated[Path | None, typer.Option(metavar="DIR", help=_FIGURES, show_default=False)] = None,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Write a study's report again, and print what it found."""
    from rich.console import Group, RenderableType

    from layerwise.lab.study import Study  # pandas and Plotly, which --help need not wait for
    from layerwise.report.summary import summary, summary_dict

    talk = Talk.of(as_json, lang)
    result = Study(study).publish(talk.language)
    told = summary_dict([result])
    shown: list[RenderableType] = [summary([result], talk.language)]
    if figures is not None:
        from layerwise.report.files import write_figures

        paths = [str(path) for path in write_figures(result, figures, talk.language)]
        told["figures"] = paths
        shown.append(_WRITTEN.say(talk.language, count=len(paths), folder=figures))
    talk.result(told, Group(*shown))
