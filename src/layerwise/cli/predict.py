"""`layerwise predict NET IMAGE…`: class probabilities of pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layerwise.cli.console import AsJson, Debug, Lang, Talk, tell_failure
from layerwise.words import Text

if TYPE_CHECKING:
    from rich.table import Table

_TITLE = Text("What {network} reads", "{network} 的判断")
_HEADS = (Text("picture", "图像"), Text("reads", "判断"), Text("sure", "概率"), Text("next", "其次"))


def predict(
    network: Annotated[Path, typer.Argument(help="A saved network: net.safetensors.")],
    images: Annotated[list[Path], typer.Argument(help="Pictures of one digit each, of any size.")],
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Class probabilities of pictures, each made grey, light on dark and centred as MNIST was made."""
    from layerwise.lab.reading import read_pictures  # JAX, which --help need not wait for

    talk = Talk.of(as_json, lang)
    readings = read_pictures(network, images)
    read = [reading for reading in readings if "error" not in reading]
    errors = [{"image": each["image"], **each["error"].as_dict()} for each in readings if "error" in each]
    talk.result({"network": str(network), "images": read, "errors": errors}, _table(talk, network, read))
    for reading in readings:
        if "error" in reading:
            tell_failure(reading["error"], as_json=False)  # with --json it stands in the object
    if errors:
        raise typer.Exit(1)


def _table(talk: Talk, network: Path, readings: list[dict[str, Any]]) -> Table:
    from rich.table import Table
    from rich.text import Text as Line

    table = Table(*(head.say(talk.language) for head in _HEADS), title=_TITLE.say(talk.language, network=network))
    for reading in readings:
        ranked = sorted(reading["probabilities"].items(), key=lambda item: -item[1])
        (first, sure), (second, less) = ranked[:2]
        table.add_row(reading["image"], Line(first, style="bold"), f"{sure:.1%}", f"{second} ({less:.1%})")
    return table
