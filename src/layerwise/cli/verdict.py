"""`layerwise verdict SOURCE`: the verdict on a study, or on anyone's learning curves."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.words import Text

_SOURCE = (
    "A study folder; curves as .csv, .parquet, .json or .jsonl; a folder with one such file per run, with "
    "TensorBoard's event files, or of MLflow."
)
_RUNS = "A second table with a row a run, for what the first does not repeat in each row."
_MAP = "Which column is which: test_accuracy=top1. May be given again."
_SET = "What holds for all runs and is in no column: depth=2. May be given again."
_IGNORE = "A column to leave aside. May be given again."
_UNIT = "Of accuracies and errors, percent or fraction, where the numbers do not tell."
_MARGIN = "Differences below it do not matter, percentage points."
_USUAL_MARGIN = "a tenth of the validation error, at most 1"
_REACH = "Which is the smallest network that reaches this test accuracy: 97%."
_NETWORK = "What next for this network: its name, or its widths like 784-16-16-10."
_EPOCHS = "How long that network was trained."
_OUTPUT = "Write the HTML report to this file."
_WRITTEN = Text("Report: {paths}", "报告：{paths}")


def verdict(
    source: Annotated[str, typer.Argument(help=_SOURCE)],
    runs: Annotated[Path | None, typer.Option("--runs", help=_RUNS, show_default=False)] = None,
    columns: Annotated[list[str] | None, typer.Option("--map", metavar="NAME=COLUMN", help=_MAP)] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=_SET)] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="COLUMN", help=_IGNORE)] = None,
    unit: Annotated[str | None, typer.Option("--unit", help=_UNIT, show_default=False)] = None,
    margin: Annotated[float | None, typer.Option(help=_MARGIN, show_default=_USUAL_MARGIN)] = None,
    wish: Annotated[str | None, typer.Option("--reach", metavar="ACCURACY", help=_REACH, show_default=False)] = None,
    network: Annotated[str | None, typer.Option(help=_NETWORK, show_default="two hidden layers")] = None,
    epochs: Annotated[int | None, typer.Option(help=_EPOCHS, show_default="half of the epochs")] = None,
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
    from layerwise.report.advice_table import advice_table, front_table, missing_line
    from layerwise.verdict.advice.pareto import pareto
    from layerwise.verdict.advice.reach import reach

    talk = Talk.of(as_json, lang)
    share = None if wish is None else _share(wish)
    found = judge(
        source,
        runs,
        columns=_pairs(columns, "--map", "test_accuracy=top1"),
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
    told = {**found.as_dict(), **({"reports": paths} if paths else {})}
    if share is not None:
        reached = [(result, reach(result.tables, share)) for result in found.results]
        told["reach"] = [each.as_dict() for _, each in reached]
        for result, each in reached:
            front = pareto(result.tables)
            parts += [front_table(front, talk.language)] if front["front_parameters"].any() else []
            parts.append(each.text.say(talk.language))
    if network is not None or epochs is not None:
        advised = found.advice(network, epochs)
        told["advice"] = [each.as_dict() for each in advised]
        for step in advised:
            lines = (missing_line(step, talk.language), step.text.say(talk.language))
            parts += ["", advice_table(step, talk.language), *(line for line in lines if line)]
    talk.result(told, Group(*parts))


def _share(wish: str) -> float:
    """97% or 0.97 as 0.97."""
    try:
        share = float(wish.strip().removesuffix("%")) / (100 if wish.strip().endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 < share < 1:
        raise typer.BadParameter(f"got {wish!r}, expected an accuracy like 97% or 0.97.", param_hint="--reach")
    return share


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
