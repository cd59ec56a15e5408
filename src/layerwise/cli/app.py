"""The command `layerwise`: gathers the commands and turns every failure into one message and an exit status."""

from __future__ import annotations

import os
import sys

import typer

from layerwise.cli import data, evaluate, predict, report, study, train
from layerwise.cli.console import tell_failure
from layerwise.errors import LayerwiseError

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
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
    try:
        app(standalone_mode=True)
    except LayerwiseError as error:
        if "--debug" in sys.argv:
            raise
        tell_failure(error, as_json="--json" in sys.argv)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        print("layerwise: interrupted. What is finished is kept; the same command goes on from there.", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does: nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
