"""The command `layerwise`: gathers the commands and turns every failure into one message and an exit status."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from layerwise.cli import data, evaluate, predict, report, study, train
from layerwise.cli.console import take_any_text, tell_failure
from layerwise.errors import LayerwiseError

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


class _Interrupted(BaseException):
    """Ctrl-C, under a name that Typer does not take for itself."""


class _Commands(TyperGroup):
    def invoke(self, context: Any) -> Any:
        try:
            return super().invoke(context)
        except KeyboardInterrupt as interruption:
            raise _Interrupted from interruption


app = typer.Typer(
    cls=_Commands,
    name="layerwise",
    help="Add layers, or train longer, and is it already memorising? Layerwise measures it, with intervals.",
    epilog="Exit status: 0 done, 1 failed with one message, 2 wrong usage, 130 interrupted (a study then resumes).",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (study.study, report.report, train.train, predict.predict, evaluate.evaluate):
    app.command()(command)
app.add_typer(data.app, name="data")


def main() -> None:
    """Runs the command line and ends the process with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        take_any_text(stream)
    try:
        app(standalone_mode=True)
    except (_Interrupted, KeyboardInterrupt):
        print("layerwise: interrupted. A study goes on where it stopped: give the same command again.", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does: nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        tell_failure(error if isinstance(error, LayerwiseError) else _unforeseen(error), as_json="--json" in sys.argv)
        sys.exit(FAILED)


def _unforeseen(error: Exception) -> LayerwiseError:
    return LayerwiseError(
        "this failed in a way that Layerwise does not know",
        got=f"{type(error).__name__}: {error}",
        remedy="Run the same command with --debug and report what it prints.",
    )


if __name__ == "__main__":
    main()
