"""`layerwise flow NET IMAGE -o FILE`: one example's way through a network, as a film."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, BadParameter, Option

from layerwise.cli import values
from layerwise.cli.console import AsJson, Debug, Lang, Talk
from layerwise.words import Text

if TYPE_CHECKING:
    from layerwise.explorer.film.themes import Theme

_READS = Text("{example} reads as {name}, with {share:.1%}.", "{example} 读作 {name}，把握为 {share:.1%}。")
_WARNING = Text("Warning: {what}.", "警告：{what}。")
_FILM = Text("{path}: {seconds:.1f} seconds, {kilobytes:,} kB.", "{path}：{seconds:.1f} 秒，{kilobytes:,} kB。")
_PICTURE = Text(
    "{path}: {width}×{height} pixels, {kilobytes:,} kB.", "{path}：{width}×{height} 像素，{kilobytes:,} kB。"
)


def flow(
    network: Annotated[Path, Argument(help="A saved network: net.safetensors.")],
    image: Annotated[
        str | None,
        Argument(help="A picture of one digit; or test:12, row 12 of those it was tested on.", show_default=False),
    ] = None,
    output: Annotated[
        Path,
        Option("--output", "-o", help="What to write: an animated .svg or .gif, an .mp4, or the last picture, .png."),
    ] = Path("film.svg"),
    at: Annotated[str | None, Option(help="Instead of a picture, the values: 0.2,0.7.", show_default=False)] = None,
    dark: Annotated[
        bool | None,
        Option("--dark/--light", help="Colours.", show_default="light; an .svg follows its reader's system"),
    ] = None,
    width: Annotated[int, Option(help="Pixels across, of .gif, .mp4 and .png; 9/16 of it high.")] = 1280,
    once: Annotated[bool, Option("--once", help="Play an .svg or .gif once and stay at its end.")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Film one example's way through a network, layer by layer, from its pixels to the answer."""
    if (image is None) == (at is None):
        raise BadParameter("expected a picture, or values after --at, and not both.", param_hint="IMAGE")
    given = None if at is None else values.numbers(at, "--at")
    from layerwise.lab.flow import flow as film  # JAX, which --help need not wait for

    talk = Talk.of(as_json, lang)
    theme: Theme | None = None if dark is None else "dark" if dark else "light"
    told = film(network, image, output, at=given, language=talk.language, theme=theme, width=width, loop=not once)
    words = {**told["film"], "kilobytes": -(-told["film"]["size"] // 1000)}
    read = _READS.say(
        talk.language, example=told["example"], name=told["class"], share=told["probabilities"][told["class"]]
    )
    warnings = [_WARNING.say(talk.language, what=warning[talk.language]) for warning in told["warnings"]]
    written = (_FILM if words["seconds"] else _PICTURE).say(talk.language, **words)
    talk.result({"network": str(network), **told}, "\n".join([*warnings, read, written]))
