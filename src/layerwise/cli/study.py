"""`layerwise study DATA…`: plan, tune, measure, report."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layerwise.cli import values
from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.words import Text

if TYPE_CHECKING:
    from layerwise.lab.options import StudyOptions
    from layerwise.lab.study import Study

_TABLES = Text(
    "{name}: mean test error in % by depth and epochs, with 95 % intervals",
    "{name}：各层数、各训练轮数的平均测试误差（%），附 95% 置信区间",
)


def study(
    data: Annotated[
        list[str] | None, typer.Argument(help="digits (default), spirals, mnist, fashion-mnist, FILE.npz, FILE.csv; or several.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Study folder; with several data sets the folder of their folders.",
            show_default="studies/NAME",
        ),
    ] = None,
    depths: Annotated[str | None, typer.Option(help="Hidden layers: 1-6 or 1,2,4.", show_default="of the data set")] = None,
    widths: Annotated[str | None, typer.Option(help="Units of a layer: 8,16.", show_default="of the data set")] = None,
    hidden: Annotated[
        str | None, typer.Option(help="Architectures of any shape instead: '16,16;32,8'.", show_default=False)
    ] = None,
    activations: Annotated[
        str | None, typer.Option(help="relu, leaky_relu, tanh, sigmoid, gelu.", show_default="of the data set")
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the training rows.", show_default="of the data set")] = None,
    seeds: Annotated[
        int | None, typer.Option(help="Measured seeds; a multiple of 5 where folds rotate.", show_default="20")
    ] = None,
    learning_rates: Annotated[str, typer.Option(help="auto: tuned; one rate: used; several: the grid.")] = "auto",
    batch: Annotated[int, typer.Option(help="Rows of a step.")] = 64,
    optimizer: Annotated[str, typer.Option(help="adam, adamw or sgd.")] = "adam",
    schedule: Annotated[str, typer.Option(help="Of the learning rate: constant, cosine or linear.")] = "constant",
    loss: Annotated[str, typer.Option(help="cross-entropy or squared-error.")] = "cross-entropy",
    initialisation: Annotated[str, typer.Option(help="auto, he, glorot, lecun or scaled.")] = "auto",
    gain: Annotated[float, typer.Option(help="Of the initialisation 'scaled'.")] = 1.0,
    normalisation: Annotated[str, typer.Option(help="none or layer.")] = "none",
    residual: Annotated[bool, typer.Option(help="Add each hidden layer's input to its answer.")] = False,
    dropout: Annotated[float, typer.Option(help="Share of units silenced in a training step.")] = 0.0,
    weight_decay: Annotated[float, typer.Option(help="On weights.")] = 0.0,
    keep: Annotated[str, typer.Option(help="Weights to keep: standard, best or none.")] = "standard",
    memory: Annotated[str, typer.Option(help="All workers together may take this much.")] = "4G",
    workers: Annotated[int | None, typer.Option(help="Processes.", show_default="one a core")] = None,
    target: Annotated[str | None, typer.Option(help="Column of FILE.csv that names the class.", show_default=False)] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Say what would be trained, how long and how big; train nothing.")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:  # fmt: skip
    """Train networks of many depths on a data set and say whether layers or epochs helped, with intervals.

    The same command in the same folder goes on where it stopped.
    """
    from layerwise.lab.options import StudyOptions  # NumPy and pandas, which --help need not wait for

    talk = Talk.of(as_json, lang)
    options = StudyOptions(
        depths=depths if depths is None else values.whole_numbers(depths),
        widths=widths if widths is None else values.whole_numbers(widths),
        hidden=hidden if hidden is None else values.architectures(hidden),
        activations=activations if activations is None else values.words(activations),
        epochs=epochs,
        seeds=seeds,
        learning_rates=values.rates(learning_rates),
        batch_size=batch,
        optimizer=optimizer,
        schedule=schedule,
        loss=loss,
        initialisation=initialisation,
        gain=gain,
        normalisation=normalisation,
        residual=residual,
        dropout=dropout,
        weight_decay=weight_decay,
        keep=keep,
        memory=values.memory(memory),
        workers=workers,
    )
    names = data or ["digits"]
    folders = [output if len(names) == 1 else (output or Path("studies")) / Path(name).stem for name in names]
    if plan:
        _tell_plans(talk, names, target, options)
    else:
        _tell_results(talk, [_run(talk, *each, target, options) for each in zip(names, folders, strict=True)])


def _run(talk: Talk, name: str, folder: Path | None, target: str | None, options: StudyOptions) -> Study:
    from layerwise.cli.progress import shown
    from layerwise.lab.study import study as run_study

    with shown(name, talk.language) as progress:
        return run_study(
            name, folder=folder, target=target, options=options, command=_command(name, folder),
            language=talk.language, on_progress=progress,
        )  # fmt: skip


def _tell_results(talk: Talk, studies: list[Study]) -> None:
    from rich.console import Group
    from rich.text import Text as Line

    from layerwise.report.summary import summary, summary_dict
    from layerwise.report.tables import error_tables

    results = [study.result for study in studies]
    parts: list[Any] = []
    for study in [] if talk.as_json else studies:
        parts.append(Line(_TABLES.say(talk.language, name=study.card["data"]["name"]), style="bold"))
        parts += error_tables(study.tables, talk.language)
    talk.result(
        {**summary_dict(results), "folders": [str(study.folder.path) for study in studies]},
        Group(*parts, summary(results, talk.language)),
    )


def _tell_plans(talk: Talk, names: list[str], target: str | None, options: StudyOptions) -> None:
    from layerwise.lab.planning import planned

    found = [planned(name, target=target, options=options) for name in names]
    talk.result(
        {"plans": [each.as_dict() for each in found]}, "\n\n".join(each.text.say(talk.language) for each in found)
    )


def _command(name: str, folder: Path | None) -> str:
    """The command that makes this one study again: as typed, with this data set alone."""
    typed, others = sys.argv[1:], iter(sys.argv[1:])
    if Path(sys.argv[0]).stem != "layerwise" or not typed or typed[0] != "study":
        return f"layerwise study {shlex.quote(name)}"
    kept: list[str] = []
    next(others)
    for word in others:
        if word in ("-o", "--output"):
            next(others, None)
        elif not word.startswith(("-o", "--output=", "--json", "--lang", "--debug")):
            kept.append(word)
    return shlex.join(["layerwise", "study", *kept, *(["-o", str(folder)] if folder else [])])
