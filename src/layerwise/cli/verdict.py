"""`layerwise verdict SOURCE`: the verdict on a study, or on anyone's learning curves."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.words import Text

_SOURCE = "A study folder; curves as .csv or .parquet; a folder of TensorBoard's event files."
_RUNS = "A second table with a row a run, for what the first does not repeat in each row."
_MAP = "Which column is which: test_accuracy=val_acc. May be given again."
_SET = "What holds for all runs and is in no column: depth=2. May be given again."
_IGNORE = "A column to leave aside. May be given again."
_UNIT = "Of accuracies and errors, percent or fraction, where the numbers do not tell."
_MARGIN = "Differences below it do not matter, percentage points."
_OUTPUT = "Write the HTML report to this file."
_WRITTEN = Text("Report: {paths}", "报告：{paths}")


def verdict(
    source: Annotated[str, typer.Argument(help=_SOURCE)],
    runs: Annotated[Path | None, typer.Option("--runs", help=_RUNS, show_default=False)] = None,
    columns: Annotated[list[str] | None, typer.Option("--map", metavar="NAME=COLUMN", help=_MAP)] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=_SET)] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="COLUMN", help=_IGNORE)] = None,
    unit: Annotated[str | None, typer.Option("--unit", help=_UNIT, show_default=False)] = None,
    margin: Annotated[float | None, typer.Option(help=_MARGIN, show_default="a tenth of the validation error")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=_OUTPUT, show_default=False)] = None,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Say whether layers or epochs helped, from a study or from curves that were recorded elsewhere.

    What a table lacks narrows what is answered, and is said; every row that is left out is counted and named.
    """
    from rich.console import Group

    from layerwise.lab.verdicts import verdict as judge  # pandas and Plotly, which --help need not wait for

    talk = Talk.of(as_json, lang)
    found = judge(
        source,
        runs,
        columns=_pairs(columns, "--map", "test_accuracy=val_acc"),
        settings=_pairs(settings, "--set", "depth=2"),
        ignore=ignore or [],
        unit=unit,
        margin=margin,
        command=shlex.join(["layerwise", *sys.argv[1:]]),
    )
    paths = [str(path) for path in found.write_report(output, talk.language)] if output is not None else []
    parts = [] if as_json else list(found.shown(talk.language))
    if paths:
        parts.append(_WRITTEN.say(talk.language, paths=", ".join(paths)))
    talk.result({**found.as_dict(), **({"reports": paths} if paths else {})}, Group(*parts))


def _pairs(given: list[str] | None, option: str, example: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in given or []:
        name, equals, value = pair.partition("=")
        if not (name.strip() and equals and value.strip()):
            raise typer.BadParameter(f"got {pair!r}, expected NAME=VALUE like {example}.", param_hint=option)
        if name.strip() in found:
            raise typer.BadParameter(f"got {name.strip()!r} twice, expected each name once.", param_hint=option)
        found[name.strip()] = value.strip()
    return found
