"""The command `layerwise`: gathers the commands and turns every failure into one message and an exit status."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from layerwise.cli import data, evaluate, predict, report, study, train
from layerwise.cli.console import asked_language, take_any_text, tell_failure
from layerwise.errors import LayerwiseError, SpecError
from layerwise.words import Text

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

_STOPPED = Text(
    "layerwise: interrupted. A study goes on where it stopped: give the same command again.",
    "layerwise：已中断。再次输入同样的命令，研究会从停下的地方继续。",
)


def _end_like_ctrl_c(*_: object) -> None:
    raise KeyboardInterrupt


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
    # Sent by systems that shut down and by job queues: it too must leave a study that goes on, and no worker.
    signal.signal(signal.SIGTERM, _end_like_ctrl_c)
    try:
        app(standalone_mode=True)
    except (_Interrupted, KeyboardInterrupt):
        print(_STOPPED.say(asked_language(sys.argv)), file=sys.stderr)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does: nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except Exception as error:
        if "--debug" in sys.argv:
            traceback.print_exc()
        else:
            told = error if isinstance(error, LayerwiseError) else _unforeseen(error)
            tell_failure(told, as_json="--json" in sys.argv)
        # A network, a recipe or a plan that makes no sense was asked for by an option.
        sys.exit(WRONG_USAGE if isinstance(error, SpecError) else FAILED)


def _unforeseen(error: Exception) -> LayerwiseError:
    return LayerwiseError(
        "this failed in a way that Layerwise does not know",
        got=f"{type(error).__name__}: {error}",
        remedy="Run the same command with --debug and report what it prints.",
    )


if __name__ == "__main__":
    main()
