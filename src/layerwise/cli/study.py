"""`layerwise study DATA…`: plan, tune, measure, report."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option

from layerwise.cli import options, values
from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.errors import SpecError
from layerwise.words import Text

if TYPE_CHECKING:
    from layerwise.data.dataset import Dataset
    from layerwise.lab.options import StudyOptions
    from layerwise.lab.study import Study

_TABLES = Text(
    "{name}: mean test error in % by depth and epochs, with 95 % intervals",
    "{name}：各层数、各训练轮数的平均测试误差（%），附 95% 置信区间",
)
_PAGE = Text(
    "Page: {path} (open it in a browser: draw, and watch it flow)", "页面：{path}（用浏览器打开，动笔写，看它流动）"
)

_DATA_HELP = "digits (default), spirals, mnist, fashion-mnist, FILE.npz, FILE.csv; or several."
_OUTPUT_HELP = "Study folder; with several data sets the folder of their folders."
# Parameters that change nothing in a study, or are written anew for each.
_NO_PART = {"data", "output", "plan", "as_json", "lang", "debug"}
_PLAN_HELP = "Say what would be trained, how long and how big; train nothing."


def study(
    context: Context,
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
    sizes: options.Sizes = None,
    until_decided: options.UntilDecided = False,
    most_seeds: options.MostSeeds = None,
    plan: Annotated[bool, Option("--plan", help=_PLAN_HELP)] = False,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Train networks of many depths on a data set and say whether layers or epochs helped, with intervals.

    The same command in the same folder goes on where it stopped.
    """
    from layerwise.data import load
    from layerwise.lab.options import StudyOptions  # NumPy and pandas, which --help need not wait for

    talk = Talk.of(as_json, lang)
    asked = StudyOptions(
        depths=depths if depths is None else values.whole_numbers(depths, "--depths"),
        widths=widths if widths is None else values.whole_numbers(widths, "--widths"),
        hidden=hidden if hidden is None else values.architectures(hidden, "--hidden"),
        activations=activations if activations is None else values.words(activations, "--activations"),
        epochs=epochs,
        seeds=seeds,
        learning_rates=values.rates(learning_rates, "--learning-rates"),
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
        memory=values.memory(memory, "--memory"),
        workers=workers,
        sizes=sizes if sizes is None else values.whole_numbers(sizes, "--sizes"),
        until_decided=until_decided,
        most_seeds=most_seeds,
    )
    names = data or ["digits"]
    folders = _folders(names, output)
    # All are read before any is studied: a misspelt second name must not cost the time of the first.
    datasets = [load(name, target=target) for name in names]
    if plan:
        _tell_plans(talk, datasets, asked)
    else:
        commands = [_command(context, *each) for each in zip(names, folders, strict=True)]
        studies = [_run(talk, asked, *each) for each in zip(datasets, folders, commands, strict=True)]
        _tell_results(talk, studies, [_page(talk, *each) for each in zip(studies, datasets, strict=True)])


def _folders(names: list[str], output: Path | None) -> list[Path | None]:
    """Where each study goes; None: the data set's own place.

    Raises:
        SpecError: two would go to one folder.
    """
    if len(names) == 1:
        return [output]
    folders = [(output or Path("studies")) / Path(name).stem for name in names]
    # Some systems take A and a for one name.
    taken: dict[str, str] = {}
    for name, folder in zip(names, folders, strict=True):
        key = str(folder).casefold()
        if key in taken:
            raise SpecError(
                "two studies cannot share a folder",
                got=f"{taken[key]} and {name}, both for {folder}",
                expected="data sets whose names differ",
                remedy="Study them in two commands, each with a folder of its own after -o.",
            )
        taken[key] = name
    return list(folders)


def _run(talk: Talk, asked: StudyOptions, dataset: Dataset, folder: Path | None, command: str) -> Study:
    from layerwise.cli.progress import shown
    from layerwise.lab.running import study as run_study

    with shown(dataset.name, talk.language) as progress:
        return run_study(
            dataset, folder=folder, options=asked, command=command, language=talk.language, on_progress=progress
        )


def _page(talk: Talk, study: Study, dataset: Dataset) -> Path | None:
    from layerwise.lab.exploring import keep_page

    return keep_page(study.folder, dataset, talk.language)


def _tell_results(talk: Talk, studies: list[Study], pages: list[Path | None]) -> None:
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
        {
            **summary_dict(results),
            "folders": [str(study.folder.path) for study in studies],
            "pages": [page and str(page) for page in pages],
        },
        Group(*parts, summary(results, talk.language), *_page_lines(talk, pages)),
    )


def _page_lines(talk: Talk, pages: list[Path | None]) -> list[str]:
    return [_PAGE.say(talk.language, path=page) for page in pages if page is not None]


def _tell_plans(talk: Talk, datasets: list[Dataset], asked: StudyOptions) -> None:
    from layerwise.lab.planning import planned

    found = [planned(dataset, options=asked) for dataset in datasets]
    talk.result({"plans": [each.as_dict() for each in found]}, "\n\n".join(each.say(talk.language) for each in found))


def _command(context: Context, name: str, folder: Path | None) -> str:
    """The command that makes this one study again: with the options that were typed, and this data set alone."""
    words = ["layerwise", "study", name]
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if parameter.name not in _NO_PART and source is not None and source.name == "COMMANDLINE":
            value = context.params[parameter.name or ""]
            words += [parameter.opts[0]] + ([] if value is True else [str(value)])
    return shlex.join([*words, *(["-o", str(folder)] if folder else [])])
