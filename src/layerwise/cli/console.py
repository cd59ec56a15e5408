"""What all commands share: the language, the two streams, and how a failure is told."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer

from layerwise.characters import escaped_in_json
from layerwise.errors import LayerwiseError
from layerwise.words import LANGUAGES, Language, system_language

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, for programs.")]
Lang = Annotated[
    Literal["en", "zh"] | None,
    typer.Option("--lang", help="Language of what is printed: en or zh. Default: the system's."),
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of a failure.")]


@dataclass(frozen=True)
class Talk:
    """How one command speaks: results to standard output, everything else to standard error.

    Args:
        as_json: one JSON object instead of text.
        language: of the text.
    """

    as_json: bool
    language: Language

    @classmethod
    def of(cls, as_json: bool, lang: Language | None) -> Talk:
        """From a command's options; without --lang the system's language."""
        return cls(as_json, lang or system_language())

    def result(self, value: dict[str, Any], text: RenderableType | None = None) -> None:
        """The command's result: `value` as JSON, or `text` for people."""
        if self.as_json:
            print_json(value)
        elif text is not None:
            console().print(text, soft_wrap=isinstance(text, str))


def asked_language(words: Sequence[str]) -> Language:
    """The language that a command line asks for, where no command is at hand any more to say it.

    Args:
        words: of the command line.
    """
    after = [following for word, following in pairwise(words) if word == "--lang"]
    joined = [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    asked = {str(language): language for language in LANGUAGES}
    return next((asked[word] for word in [*after, *joined] if word in asked), system_language())


def console(*, stderr: bool = False) -> Console:
    """A Rich console on one of the streams; 80 columns where the stream has no width."""
    from rich.console import Console  # 40 ms that `--help` need not pay

    from layerwise.cli.harmless import Harmless

    stream = sys.stderr if stderr else sys.stdout
    # Nothing in a text is markup: a path may hold brackets and colons.
    made = Console(stderr=stderr, width=None if stream.isatty() else 80, highlight=False, markup=False, emoji=False)
    made.push_render_hook(Harmless())
    return made


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on standard output; nothing in it is obeyed by a terminal."""
    print(escaped_in_json(json.dumps(value, ensure_ascii=False, indent=1, default=str)))


def take_any_text(stream: TextIO) -> None:
    """Lets a stream carry Chinese on systems whose own encoding cannot: UTF-8 into files and pipes."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def tell_failure(error: LayerwiseError, *, as_json: bool) -> None:
    """One clear message on standard error, and with --json the same as an object on standard output."""
    print(f"layerwise: {error.said_to('command line')}", file=sys.stderr)
    if as_json:
        print_json(error.as_dict("command line"))
