"""`layerwise reproduce [NAME]`: published findings, and what many seeds say of them."""

from __future__ import annotations

import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layerwise.cli import options
from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.words import Language, Text

if TYPE_CHECKING:
    from layerwise.lab.published.finding import Finding, Later
    from layerwise.report.reproduction import Reproduction

_HEADS = (
    Text("name", "名称"),
    Text("published finding", "已发表的结果"),
    Text("quick, full (minutes)", "快速版、完整版（分钟）"),
)
_FOUND = Text("{title}\n{published} ({source})", "{title}\n{published}（{source}）")
_LATER = Text("{title}\ncomes later: {waits_for} ({source})", "{title}\n以后提供：{waits_for}（{source}）")
_MINUTES = "{quick:g}, {full:g}"
_USE = Text(
    "Times were measured on 2 cores. Reproduce one: layerwise reproduce NAME, at full size with --full.",
    "用时在 2 核机器上测得。复现其中一个：layerwise reproduce 名称；完整规模加 --full。",
)
_HEADLINE = Text("{name} ({form}): {outcome}", "{name}（{form}）：{outcome}")
_PAGE = Text("Page: {page}", "页面：{page}")
_OUTPUT_HELP = "Folder of the studies and the page."


def reproduce(
    name: Annotated[str | None, typer.Argument(help="A published finding; without one they are listed.")] = None,
    full: Annotated[bool, typer.Option("--full", help="At full size instead of in about three minutes.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=_OUTPUT_HELP, show_default="studies/reproduce/NAME-FORM")
    ] = None,
    workers: options.Workers = None,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Repeat a published finding over many seeds and say whether it agrees, with intervals.

    The same command in the same folder goes on where it stopped.
    """
    # JAX, pandas and Plotly, which --help need not wait for
    from layerwise.cli.progress import shown
    from layerwise.lab.published.catalogue import FINDINGS, LATER, finding_named
    from layerwise.lab.published.running import reproduce as run

    talk = Talk.of(as_json, lang)
    if name is None:
        _tell_list(talk, list(FINDINGS.values()), list(LATER.values()))
        return
    words = ["layerwise", "reproduce", name, *["--full"] * full, *(["-o", str(output)] if output else [])]
    found = run(
        finding_named(name),
        full=full,
        folder=output,
        language=talk.language,
        command=shlex.join(words),
        workers=workers,
        watch=partial(shown, language=talk.language),
    )
    talk.result(found.as_dict(), _told(found, talk.language))


def _told(found: Reproduction, language: Language) -> Any:
    from rich.console import Group
    from rich.text import Text as Line

    from layerwise.report.claims import OUTCOME_WORDS, sentence
    from layerwise.report.reproduction import FORMS, caveats
    from layerwise.report.wrapping import Wrapped

    head = _HEADLINE.say(
        language,
        name=found.name,
        form=FORMS[found.form].say(language),
        outcome=OUTCOME_WORDS[found.outcome].say(language),
    )
    told: list[Wrapped | str] = [Wrapped(head, "bold"), Wrapped(found.title.say(language)), ""]
    told += [Wrapped("• " + sentence(claim).say(language)) for claim in found.claims]
    told += ["", *(Wrapped(text.say(language), "dim") for text in caveats(found))]
    return Group(*told, Line(_PAGE.say(language, page=found.page)))


def _tell_list(talk: Talk, findings: list[Finding], later: list[Later]) -> None:
    from rich.console import Group
    from rich.table import Table

    from layerwise.report.wrapping import Wrapped

    table = Table(*(head.say(talk.language) for head in _HEADS), show_lines=True)
    for finding in findings:
        values = {"title": finding.title, "published": finding.published}
        told = {name: text.say(talk.language) for name, text in values.items()}
        minutes = _MINUTES.format(quick=finding.minutes["quick"], full=finding.minutes["full"])
        table.add_row(finding.name, Wrapped(_FOUND.say(talk.language, source=finding.source, **told)), minutes)
    for each in later:
        told = {"title": each.title.say(talk.language), "waits_for": each.waits_for.say(talk.language)}
        table.add_row(each.name, Wrapped(_LATER.say(talk.language, source=each.source, **told)), "–")
    talk.result(
        {"findings": [_as_dict(finding) for finding in findings], "later": [_as_dict(each) for each in later]},
        Group(table, Wrapped(_USE.say(talk.language))),
    )


def _as_dict(finding: Finding | Later) -> dict[str, Any]:
    shown = {name: value for name, value in vars(finding).items() if name not in ("arms", "read")}
    return {name: vars(value) if isinstance(value, Text) else value for name, value in shown.items()}
