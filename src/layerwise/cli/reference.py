"""The reference of all commands, written from the commands themselves: `make docs` puts it into docs/cli.md."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperArgument, TyperGroup

OPENING = """\
# Commands

Made from the commands themselves by `make docs`; do not edit. `layerwise COMMAND --help` says the same.

Results go to standard output, progress and messages to standard error.

| exit status | means |
| --- | --- |
| 0 | done |
| 1 | failed, with one message: what, got, expected, remedy (`--debug` adds the traceback) |
| 2 | wrong usage: an unknown option, or a value that makes no network and no study |
| 130 | interrupted, as by Ctrl-C; a study goes on where it stopped when the same command is given again |
"""


def markdown(app: typer.Typer, name: str = "layerwise") -> str:
    """The reference as Markdown: a chapter for every command, with its arguments, options and defaults.

    Args:
        app: the commands.
        name: what people type to run them.
    """
    chapters = [_chapter(command, context) for command, context in walk(typer.main.get_command(app), name, None)]
    return "\n".join([OPENING, *chapters])


def walk(command: Any, name: str, parent: Any) -> Iterator[tuple[Any, Any]]:
    """The command and all below it, in the order of `--help`, each with the context that its texts are made in."""
    context = command.context_class(command, info_name=name, parent=parent)
    yield command, context
    if isinstance(command, TyperGroup):
        for child_name in command.list_commands(context):
            child = command.get_command(context, child_name)
            if child is not None and not child.hidden:
                yield from walk(child, child_name, context)


def _chapter(command: Any, context: Any) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    blocks = [f"## {context.command_path}", f"```\n{usage}\n```"]
    if command.help:
        blocks.append(inspect.cleandoc(command.help.partition("\f")[0]))
    if isinstance(command, TyperGroup):
        blocks.append(_commands(command, context))
    parameters = command.get_params(context)
    arguments = [parameter for parameter in parameters if isinstance(parameter, TyperArgument)]
    options = [parameter for parameter in parameters if not isinstance(parameter, TyperArgument)]
    blocks += [_parameters("Arguments", arguments, context), _parameters("Options", options, context)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _commands(group: TyperGroup, context: Any) -> str:
    children = [(name, group.get_command(context, name)) for name in group.list_commands(context)]
    shown = [(name, child) for name, child in children if child is not None and not child.hidden]
    link = context.command_path.replace(" ", "-")
    return "\n".join(f"- [`{name}`](#{link}-{name}): {child.get_short_help_str(limit=200)}" for name, child in shown)


def _parameters(title: str, parameters: list[Any], context: Any) -> str:
    records = [record for parameter in parameters if (record := parameter.get_help_record(context))]
    lines = [f"- `{names.strip()}`: {' '.join(text.split())}".rstrip(": ") for names, text in records]
    return "\n".join([f"{title}:", "", *lines]) if lines else ""


def main() -> None:
    """Writes the reference to the file named on the command line."""
    from layerwise.cli.app import app

    Path(sys.argv[1]).write_text(markdown(app), encoding="utf-8")


if __name__ == "__main__":
    main()
