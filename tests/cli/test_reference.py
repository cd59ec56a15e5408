"""docs/cli.md is what the commands say of themselves."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from layerwise.cli import reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    from layerwise.cli.app import app

    return app


def test_the_reference_is_the_one_the_commands_give(app: typer.Typer) -> None:
    assert PAGE.read_text(encoding="utf-8") == reference.markdown(app), "docs/cli.md is out of date: run make docs"


def test_every_command_and_every_option_says_what_it_does(app: typer.Typer) -> None:
    silent = []
    for command, context in reference.walk(typer.main.get_command(app), "layerwise", None):
        silent += [] if command.help else [context.command_path]
        shown: list[Any] = [item for item in command.get_params(context) if not item.hidden]
        silent += [f"{context.command_path} {item.name}" for item in shown if not item.help]
    assert silent == []


class Colour(Enum):
    BLUE = "blue"


def small_app() -> typer.Typer:
    small = typer.Typer(help="A small one.")
    nested = typer.Typer(help="Data sets.")
    small.add_typer(nested, name="data")

    @small.command()
    def draw(
        sizes: Annotated[list[int], typer.Argument(metavar="SIZE", help="Sizes to draw.")],
        colour: Annotated[Colour, typer.Option(help="Of the line.")] = Colour.BLUE,
        unseen: Annotated[bool, typer.Option(hidden=True)] = False,
    ) -> None:
        """Draws something.

        And says more of it.
        """

    @small.command(hidden=True)
    def secret() -> None:
        """Does what nobody should know."""

    @nested.command("list")
    def list_() -> None:
        """Lists them."""

    return small


def test_a_chapter_holds_usage_help_arguments_and_options_with_defaults() -> None:
    text = reference.markdown(small_app(), name="small")
    assert "## small draw\n\n```\nsmall draw [OPTIONS] {SIZE}...\n```\n" in text
    assert "\n\nDraws something.\n\nAnd says more of it.\n" in text
    assert "Sizes to draw. [required]" in text
    assert "`--colour <blue>`: Of the line. [default: blue]" in text
    assert "- [`draw`](#small-draw): Draws something." in text
    assert "## small data list\n" in text


def test_what_is_hidden_is_left_out() -> None:
    text = reference.markdown(small_app(), name="small")
    assert "secret" not in text
    assert "unseen" not in text


def test_make_docs_writes_the_page(app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["reference", str(tmp_path / "cli.md")])
    reference.main()
    assert (tmp_path / "cli.md").read_text(encoding="utf-8") == reference.markdown(app)
