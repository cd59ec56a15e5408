"""The command `layerwise`: gathers the commands and turns every failure into one message and an exit status."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from layerwise.characters import visible
from layerwise.cli import data, evaluate, explore, flow, inspect, predict, report, reproduce, study, train, verdict
from layerwise.cli.console import asked_language, print_json, take_any_text, tell_failure
from layerwise.errors import LayerwiseError, SpecError, forget_ctrl_c
from layerwise.words import Text

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

_STOPPED = Text(
    "layerwise: interrupted. A study goes on where it stopped: give the same command again.",
    "layerwise：已中断。再次输入同样的命令，研究会从停下的地方继续。",
)


def _end_like_ctrl_c(*_: object) -> None:
    raise KeyboardInterrupt


# The base of all that Typer says of wrong usage, which it gives no public name.
UsageError: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "UsageError")
_KINDS = {"int": "a whole number", "float": "a number", "bool": "true or false"}


class WrongUsageError(LayerwiseError):
    """A command line that is none."""


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
_COMMANDS = (
    *(study.study, verdict.verdict, report.report, train.train, predict.predict, evaluate.evaluate),
    *(inspect.inspect, explore.explore, flow.flow, reproduce.reproduce),
)
for command in _COMMANDS:
    app.command()(command)
app.add_typer(data.app, name="data")


def main() -> None:
    """Runs the command line and ends the process with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        take_any_text(stream)
    # Sent by systems that shut down and by job queues: it too must leave a study that goes on, and no worker.
    signal.signal(signal.SIGTERM, _end_like_ctrl_c)
    try:
        sys.exit(app(standalone_mode=False) or DONE)
    except UsageError as error:
        _say_plainly(error)
        error.message = visible(error.message)
        error.show()
        if "--json" in sys.argv:
            print_json(_wrong_usage(error).as_dict())
        sys.exit(WRONG_USAGE)
    except (_Interrupted, KeyboardInterrupt):
        print(_STOPPED.say(asked_language(sys.argv)), file=sys.stderr)
        forget_ctrl_c()
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


def _say_plainly(error: UsageError) -> None:
    """Puts what was got and what is expected where a value could not be read as its option's kind."""
    reasons = getattr(error.__cause__, "errors", None)  # of pydantic, by which Typer reads values
    if reasons is None:
        return
    reason, said = reasons()[0], error.message
    kind = reason["type"].partition("_")[0]
    expected = _KINDS.get(kind) or said.partition(" is not ")[2].rstrip(".") or said
    error.message = f"got {reason['input']!r}, expected {expected}."


def _wrong_usage(error: UsageError) -> LayerwiseError:
    """The same as other failures are told with `--json`."""
    context = error.ctx
    command = context.command_path if context else "layerwise"
    said = error.format_message().strip()
    return WrongUsageError(
        "a command or argument is missing" if "\n" in said or not said else said.rstrip("."),
        got=shlex.join(["layerwise", *sys.argv[1:]]),
        expected=" ".join(context.get_usage().split()).removeprefix("Usage: ") if context else "layerwise COMMAND",
        remedy=f"See {command} --help.",
    )


def _unforeseen(error: Exception) -> LayerwiseError:
    return LayerwiseError(
        "this failed in a way that Layerwise does not know",
        got=f"{type(error).__name__}: {error}",
        remedy="Run the same command with --debug and report what it prints.",
    )


if __name__ == "__main__":
    main()
