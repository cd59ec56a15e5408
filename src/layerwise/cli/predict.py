"""`layerwise predict NET IMAGE…`: class probabilities of pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layerwise.cli.console import AsJson, Debug, Lang, Talk, tell_failure
from layerwise.words import Text

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

_TITLE = Text("What {network} reads", "{network} 的判断")
_HEADS = (Text("picture", "图像"), Text("reads", "判断"), Text("sure", "概率"), Text("next", "其次"))
_MARK = Text("mark", "字迹")
_WARNING = Text("Warning: {where}: {what}.", "警告：{where}：{what}。")
_WHERE = Text("{image}, mark {mark}", "{image} 第 {mark} 个字迹")
_OF_THE_NETWORK = "unchecked"


def predict(
    network: Annotated[Path, typer.Argument(help="A saved network: net.safetensors.")],
    images: Annotated[list[Path], typer.Argument(help="Pictures of one digit each, of any size.")],
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Class probabilities of pictures, each made grey, light on dark and centred as MNIST was made.

    Paper is told from ink by what lies around it: a sheet on a desk, shadows, ruled lines. Marks that lie apart are
    read one by one. A picture that looks like nothing the network was trained on is warned of.
    """
    from layerwise.lab.reading import read_pictures  # JAX, which --help need not wait for

    talk = Talk.of(as_json, lang)
    readings = read_pictures(network, images)
    read = [reading for reading in readings if "error" not in reading]
    errors = [{"image": each["image"], **each["error"].as_dict()} for each in readings if "error" in each]
    talk.result({"network": str(network), "images": read, "errors": errors}, _told(talk, network, read))
    for reading in readings:
        if "error" in reading:
            tell_failure(reading["error"], as_json=False)  # with --json it stands in the object
    if errors:
        raise typer.Exit(1)


def _told(talk: Talk, network: Path, readings: list[dict[str, Any]]) -> Group:
    """Warnings first, each once, then the table."""
    from rich.console import Group

    warnings = list(
        dict.fromkeys(
            _WARNING.say(
                talk.language, where=_where(talk, network, reading, warning["code"]), what=warning[talk.language]
            )
            for reading in readings
            for warning in reading["warnings"]
        )
    )
    return Group(*warnings, _table(talk, network, readings))


def _where(talk: Talk, network: Path, reading: dict[str, Any], code: str) -> str:
    """What a warning is about: the network, one mark, or all of a picture."""
    if code == _OF_THE_NETWORK:
        return str(network)
    if code == "unfamiliar" and reading["marks"] > 1:
        return _WHERE.say(talk.language, image=reading["image"], mark=reading["mark"])
    return str(reading["image"])


def _table(talk: Talk, network: Path, readings: list[dict[str, Any]]) -> Table:
    """A row a mark, numbered where a picture has several."""
    from rich.table import Table
    from rich.text import Text as Line

    numbered = any(reading["marks"] > 1 for reading in readings)
    heads = (_HEADS[0], *([_MARK] if numbered else []), *_HEADS[1:])
    table = Table(*(head.say(talk.language) for head in heads), title=_TITLE.say(talk.language, network=network))
    for reading in readings:
        ranked = sorted(reading["probabilities"].items(), key=lambda item: -item[1])
        (first, sure), (second, less) = ranked[:2]
        number = [str(reading["mark"])] if numbered else []
        cells = (Line(first, style="bold"), f"{sure:.1%}", f"{second} ({less:.1%})")
        table.add_row(reading["image"], *number, *cells)
    return table
