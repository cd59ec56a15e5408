"""Nothing in other people's names is obeyed: not by a terminal, not by XML, not as a template."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerwise.characters import escaped_in_json, visible
from layerwise.cli.console import console
from layerwise.errors import LayerwiseError
from layerwise.report.markup import escaped
from layerwise.words import Text

NAMES = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066]")


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("plain 名字 a{b}", "plain 名字 a{b}"),
        ("\x1b[31mred", "␛[31mred"),
        ("bell\x07\x7f", "bell␇␡"),
        ("\x9b2J", "\\u009b2J"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\tb\nc", "a\tb\nc"),
        ("\ud800", "\\ud800"),
    ],
)
def test_control_characters_are_made_visible_and_others_stay(name: str, seen: str) -> None:
    assert visible(name) == seen


@given(NAMES)
def test_any_name_is_valid_xml_and_utf_8(name: str) -> None:
    markup = f"<a b='{escaped(name)}'>{escaped(name)}</a>"
    assert (ElementTree.fromstring(markup.encode()).text or "") == visible(name)


@given(NAMES)
def test_json_holds_any_name_as_it_is_and_sends_no_control_character(name: str) -> None:
    written = escaped_in_json(json.dumps({"name": name}, ensure_ascii=False))
    assert not OBEYED.search(written)
    assert json.loads(written) == {"name": name}


@given(NAMES)
def test_a_name_that_was_filled_in_is_no_template(name: str) -> None:
    filled = Text(**Text("{what} of {count:n image}", "{count} 个 {what}").both(what=name, count=2))
    assert filled.say("en") == f"{visible(name)} of 2 images"
    assert filled.say("zh") == f"2 个 {visible(name)}"
    assert Text(name, name).say("en") == name


def test_errors_show_what_they_name() -> None:
    error = LayerwiseError("cannot read a\x1b[2J{b}", got="\x9b1m", expected="x", remedy="Rename \x07.")
    assert str(error) == "cannot read a␛[2J{b}: got \\u009b1m, expected x. Rename ␇."


def test_what_rich_prints_holds_no_control_character_of_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.table import Table

    table = Table("class\x1b[31m")
    table.add_row("sharp\x1b]0;title\x07")
    for each in ("name\x1b[2J", table):
        console().print(each)
    out = capsys.readouterr().out
    assert not OBEYED.search(out)
    assert out.count("␛") == 3
