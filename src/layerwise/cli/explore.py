"""`layerwise explore [STUDY|NET …]`: the page, live or as one file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from layerwise.cli import options
from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.words import Text

_PLACES = "Study folders, folders of studies, or network files."
_OUTPUT = "Write the page as this one offline file instead, of one study or network."
_DATA = "The data set it was learned from, where it cannot be found; live, one more that may be studied."
_HOST = "Address to listen on; others than this machine's own ask for a token."
_PORT = "Port to listen on, and no other; 0: any that is free."
_TOKEN = "Ask for this token; without it one is made up where --host lets others in."
_NO_BROWSER = "Do not open a browser."

_SERVED = Text("Layerwise is at {address}  (Ctrl-C ends it)", "Layerwise 已就绪：{address}  （按 Ctrl-C 结束）")
_ENDED = Text(
    "layerwise: ended. Studies that were at work can be resumed.", "layerwise：已结束。未完成的研究可以继续。"
)
_WRITTEN = Text("{path}: {size:.1f} MB; open it in a browser", "{path}：{size:.1f} MB；用浏览器打开即可")
_NO_EXAMPLES = Text(
    "layerwise: without examples, since its data set was not found; name it with --data",
    "layerwise：没有找到它的数据集，因此页面中没有样本；请用 --data 指定",
)


def explore(
    places: Annotated[list[Path] | None, Argument(help=_PLACES, show_default="the studies in studies/")] = None,
    output: Annotated[Path | None, Option("--output", "-o", help=_OUTPUT, show_default=False)] = None,
    data: Annotated[str | None, Option(help=_DATA, show_default=False)] = None,
    target: options.Target = None,
    host: Annotated[str, Option(help=_HOST)] = "127.0.0.1",
    port: Annotated[int | None, Option(help=_PORT, show_default="8642, or the next free one")] = None,
    token: Annotated[str | None, Option(help=_TOKEN, show_default=False)] = None,
    no_browser: Annotated[bool, Option("--no-browser", help=_NO_BROWSER)] = False,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Show studies and networks as a page: draw, look into the layers, start studies; or write it as one file."""
    talk = Talk.of(as_json, lang)
    if output is not None:
        _write(talk, places or [], output, data, target)
        return
    from layerwise.explorer.server.serving import enter, run  # FastAPI and JAX, which --help need not wait for
    from layerwise.lab.live import live

    entrance = enter(host, port, token)
    served = live(places or [], entrance, data=data, target=target, language=talk.language)

    def ready(address: str) -> None:
        talk.result({"address": address}, _SERVED.say(talk.language, address=address))
        sys.stdout.flush()

    run(served, entrance, browser=not no_browser, on_ready=ready)
    print(_ENDED.say(talk.language), file=sys.stderr)


def _write(talk: Talk, places: list[Path], output: Path, data: str | None, target: str | None) -> None:
    from layerwise.lab.exploring import explore as page_of
    from layerwise.lab.exploring import only_place

    page = page_of(only_place(places), data, target=target, language=talk.language)
    path = page.save(output)
    size = path.stat().st_size
    if not page.has_examples:
        print(_NO_EXAMPLES.say(talk.language), file=sys.stderr)
    told = {"page": str(path), "bytes": size, "examples": page.has_examples}
    talk.result(told, _WRITTEN.say(talk.language, path=path, size=size / 1e6))
