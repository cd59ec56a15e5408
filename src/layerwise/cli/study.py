"""`layerwise study DATA…`: plan, tune, measure, report."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from layerwise.cli import options, values
from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.words import Text

if TYPE_CHECKING:
    from layerwise.lab.options import StudyOptions
    from layerwise.lab.study import Study

_TABLES = Text(
    "{name}: mean test error in % by depth and epochs, with 95 % intervals",
    "{name}：各层数、各训练轮数的平均测试误差（%），附 95% 置信区间",
)


_DATA_HELP = "digits (default), spirals, mnist, fashion-mnist, FILE.npz, FILE.csv; or several."
_OUTPUT_HELP = "Study folder; with several data sets the folder of their folders."
_PLAN_HELP = "Say what would be trained, how long and how big; train nothing."


def study(
    data: Annotated[list[str] | None, Argument(help=_DATA_HELP, show_default=False)] = None,
    output: Annotated[Path | None, Option("--output", "-o", help=_OUTPUT_HELP, show_default="studies/NAME")] = None,
    depths: options.Depths = None,
    widths: options.Widths = None,
    hidden: options.Shapes = None,
    activations: options.Activations = None,
    epochs: options.Epochs = None,
    seeds: options.Seeds = None,
    learning_rates: options.LearningRates = "auto",
    batch: options.Batch = 64,
    optimizer: options.Optimizer = "adam",
    schedule: options.Schedule = "constant",
    loss: options.Loss = "cross-entropy",
    initialisation: options.Initialisation = "auto",
    gain: options.Gain = 1.0,
    normalisation: options.Normalisation = "none",
    residual: options.Residual = False,
    dropout: options.Dropout = 0.0,
    weight_decay: options.WeightDecay = 0.0,
    keep: options.Keep = "standard",
    memory: options.Memory = "4G",
    workers: options.Workers = None,
    target: options.Target = None,
    plan: Annotated[bool, Option("--plan", help=_PLAN_HELP)] = False,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Train networks of many depths on a data set and say whether layers or epochs helped, with intervals.

    The same command in the same folder goes on where it stopped.
    """
    from layerwise.lab.options import StudyOptions  # NumPy and pandas, which --help need not wait for

    talk = Talk.of(as_json, lang)
    asked = StudyOptions(
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
        _tell_plans(talk, names, target, asked)
    else:
        commands = [_command(name, names, folder) for name, folder in zip(names, folders, strict=True)]
        _tell_results(talk, [_run(talk, *each, target, asked) for each in zip(names, folders, commands, strict=True)])


def _run(talk: Talk, name: str, folder: Path | None, command: str, target: str | None, asked: StudyOptions) -> Study:
    from layerwise.cli.progress import shown
    from layerwise.lab.study import study as run_study

    with shown(name, talk.language) as progress:
        return run_study(
            name, folder=folder, target=target, options=asked, command=command,
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


def _tell_plans(talk: Talk, names: list[str], target: str | None, asked: StudyOptions) -> None:
    from layerwise.lab.planning import planned

    found = [planned(name, target=target, options=asked) for name in names]
    talk.result(
        {"plans": [each.as_dict() for each in found]}, "\n\n".join(each.text.say(talk.language) for each in found)
    )


def _command(name: str, others: list[str], folder: Path | None) -> str:
    """The command that makes this one study again: as typed, with this data set alone and its own folder."""
    typed = iter(sys.argv[2:] if sys.argv[1:2] == ["study"] else [])
    kept = []
    for word in typed:
        if word in ("-o", "--output", "--lang"):
            next(typed, None)
        elif word not in others and not word.startswith(("-o", "--output=", "--lang=", "--json", "--debug")):
            kept.append(word)
    where = ["-o", str(folder)] if folder else []
    return shlex.join(["layerwise", "study", name, *kept, *where])
