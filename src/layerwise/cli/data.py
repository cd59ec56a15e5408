"""`layerwise data list | get NAME | check PATH`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from layerwise.cli import options
from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.words import Text

if TYPE_CHECKING:
    from layerwise.data.catalogue import Check

app = typer.Typer(help="Data sets: which there are, fetching one, checking one.", no_args_is_help=True)

_HEADS = (
    Text("name", "名称"),
    Text("rows", "行数"),
    Text("features", "特征数"),
    Text("classes", "类别数"),
    Text("where", "位置"),
)
_MISSING = Text("needs: layerwise data get {name}", "需要：layerwise data get {name}")
_GOT = Text("{name} is at {path}, verified.", "{name} 位于 {path}，已校验。")
_GENERATED = Text("{name} is generated on this machine; nothing to fetch.", "{name} 在本机生成，无需下载。")
_CHECKED = Text(
    "{name}: {rows:,} rows of {features:,} numbers in {classes} classes, all readable.\n"
    "Classes: {counts}\n{test}\nSource: {source}\nChecksum (SHA-256): {checksum}",
    "{name}：{rows:,} 行，每行 {features:,} 个数，{classes} 个类别，全部可读。\n"
    "类别：{counts}\n{test}\n来源：{source}\n校验和（SHA-256）：{checksum}",
)
_OWN_TEST = Text("Its own test set: the last {test:,} rows.", "自带测试集：最后 {test:,} 行。")
_FOLDS = Text("No test set of its own: five folds rotate.", "没有自带测试集：轮换五折。")


@app.command("list")
def list_(as_json: AsJson = False, lang: Lang = None, debug: Debug = False) -> None:
    """The named data sets, and where each is."""
    from rich.table import Table

    from layerwise.data import catalogue

    talk = Talk.of(as_json, lang)
    entries = catalogue.entries()
    table = Table(*(head.say(talk.language) for head in _HEADS))
    for entry in entries:
        where = entry.found or _MISSING.say(talk.language, name=entry.name)
        table.add_row(entry.name, f"{entry.rows:,}", f"{entry.features:,}", f"{entry.classes}", where)
    talk.result({"data_sets": [entry.as_dict() for entry in entries]}, table)


@app.command()
def get(
    name: Annotated[str, typer.Argument(help="digits, spirals, mnist or fashion-mnist.")],
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Fetch a named data set where it is not here yet, and verify it."""
    from layerwise.data import catalogue

    talk = Talk.of(as_json, lang)
    path = catalogue.get(name)
    told = _GOT if path else _GENERATED
    talk.result({"name": name, "path": str(path) if path else None}, told.say(talk.language, name=name, path=path))


@app.command()
def check(
    what: Annotated[str, typer.Argument(help="A name, FILE.npz, FILE.csv or a folder of IDX files.")],
    target: options.Target = None,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Read all of a data set and tell what is in it."""
    from layerwise.data import catalogue

    talk = Talk.of(as_json, lang)
    found = catalogue.check(what, target=target)
    talk.result(found.as_dict(), _text(found, talk))


def _text(found: Check, talk: Talk) -> str:
    test = _OWN_TEST.say(talk.language, test=found.test_size) if found.test_size else _FOLDS.say(talk.language)
    counts = ", ".join(f"{name} × {count:,}" for name, count in found.counts.items())
    return _CHECKED.say(
        talk.language,
        **{**found.as_dict(), "counts": counts, "test": test},
    )
