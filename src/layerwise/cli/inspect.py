"""`layerwise inspect NET|STUDY`: what each layer has learned, beside its controls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layerwise.cli import options
from layerwise.cli.console import AsJson, Debug, Lang, Talk, console
from layerwise.errors import StudyError
from layerwise.words import Text

if TYPE_CHECKING:
    from rich.console import Group, RenderableType

    from layerwise.lab.inspection.inspected import InspectedStudy
    from layerwise.lab.inspection.networks import InspectedNetwork

_HEAD = Text(
    "{network} ({label}) on {rows:n row} of {data}: {which}.", "{network}（{label}），用 {data} 的 {rows} 行：{which}。"
)
_TABLE = Text(
    "What a linear probe reads of each concept, % of its variance (R²); * learned: above every control",
    "线性探针读出的各概念方差百分比（R²）；* 表示学到了：超过所有对照",
)
_WRITTEN = Text("Written: {files}", "已写入：{files}")
_NOT_WRITTEN = Text("Not kept in the study's folder: {why}", "未能保存到研究文件夹：{why}")
_NETWORKS = Text("Networks", "网络")
_CONCEPT, _UNTRAINED = Text("concept", "概念"), Text("untrained, best layer", "未训练（最佳层）")
_HEADLINES = (
    "hierarchy",
    "units",
    "unit",
    "separability",
    "similarity",
    "parts",
    "without",
    "branches",
    "ablation",
    "attribution",
)
_MOST_LINES = 8
_OUTPUT = "Of one network: write what is found as this one offline page, with pictures."


def inspect(
    what: Annotated[Path, typer.Argument(metavar="NET|STUDY", help="A saved network, or a study's folder.")],
    data: Annotated[str | None, typer.Option(help="A data set; default: the one it was trained on.")] = None,
    target: options.Target = None,
    concepts: Annotated[Path | None, typer.Option(help="Your own concepts: a CSV file, a column each.")] = None,
    concept: Annotated[list[str] | None, typer.Option(help="Your own concept by pictures: NAME=FOLDER.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=_OUTPUT, show_default=False)] = None,
    activation: Annotated[str | None, typer.Option(help="Of a study's networks; default: relu, or its first.")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """What each layer has learned: probes, units, parts and branches, each beside its controls."""
    from rich.console import Group

    from layerwise.data import load  # NumPy and JAX, which --help need not wait for
    from layerwise.lab.inspection.networks import inspect as look
    from layerwise.lab.inspection.studies import inspect_study

    talk = Talk.of(as_json, lang)
    folders = _folders(concept or [])
    if what.is_dir():
        if concepts is not None or folders or output is not None:
            raise typer.BadParameter(
                "own concepts and a page of its own are for one network; a study's report and page show what is found.",
                param_hint="NET",
            )
        with _watched(talk) as on_network:
            given = load(data, target=target) if data else None
            study = inspect_study(what, data=given, target=target, activation=activation, on_network=on_network)
        _keep(talk, study)
        return
    found = look(what, load(data, target=target) if data else None, target=target, table=concepts, folders=folders)
    told = found.as_dict()
    shown: list[RenderableType] = [_page(talk, found)]
    if output is not None:
        told["page"] = str(found.page(talk.language).save(output))
        shown.append(_WRITTEN.say(talk.language, files=output))
    talk.result(told, Group(*shown))


def _keep(talk: Talk, study: InspectedStudy) -> None:
    """Prints what was found, kept or not: it took minutes."""
    lines = [finding.text.say(talk.language) for finding in study.findings]
    told = study.as_dict()
    try:
        written = [str(path) for path in study.keep(talk.language)]
        told["written"] = written
        lines.append(_WRITTEN.say(talk.language, files=", ".join(written)))
    except StudyError as error:
        told["written"], told["not_written"] = [], error.as_dict()
        lines.append(_NOT_WRITTEN.say(talk.language, why=str(error)))
    talk.result(told, "\n\n".join(lines))


@contextmanager
def _watched(talk: Talk) -> Iterator[Callable[[int, int], None]]:
    """A line on standard error that says how many networks are done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:
        task = progress.add_task(_NETWORKS.say(talk.language), total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def _folders(given: list[str]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for each in given:
        name, _, folder = each.partition("=")
        if not name or not folder or name in found:
            raise typer.BadParameter(f"got {each!r}, expected NAME=FOLDER, each name once.", param_hint="--concept")
        found[name] = Path(folder)
    return found


def _page(talk: Talk, found: InspectedNetwork) -> Group:
    from rich.console import Group
    from rich.table import Table

    from layerwise.insight.wording import layer_name

    readable, language = found.inspection.readable, talk.language
    table = Table(
        _CONCEPT.say(language),
        *(layer_name(layer).say(language) for layer in readable.layers),
        _UNTRAINED.say(language),
        title=_TABLE.say(language),
        title_justify="left",
    )
    for column, each in enumerate(readable.concepts):
        scores = [
            f"{readable.score[row, column]:.0%}" + ("*" if readable.holds[row, column] else " ")
            for row in range(len(readable.layers))
        ]
        best = readable.untrained[1:, column].max()
        table.add_row(each.title.say(language), *scores, f"{best:.0%}")
    head = _HEAD.say(
        language,
        network=found.network,
        label=found.label,
        rows=len(found.rows),
        data=found.data,
        which=found.which[language],
    )
    said = [
        f"• {finding.text.say(language)}"
        for code in _HEADLINES
        for finding in [each for each in found.findings if each.code == code][:_MOST_LINES]
    ]
    notes = [f"• {note.say(language)}" for finding in found.findings for note in finding.notes]
    return Group(head, "", table, "", *said, *notes)
