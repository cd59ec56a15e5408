"""English and Chinese say the same, everywhere in the package: each text fills in the same values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "layerwise"
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# Names that Chinese texts of the field write in Latin letters too.
SAME_IN_BOTH = {"dropout"}


def texts(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, English and Chinese of every text that is written out in a module, in functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            if len(given) == 2 and all(isinstance(each, ast.Constant) for each in given):
                english, chinese = (str(each.value) for each in given)  # type: ignore[attr-defined]
                yield node.lineno, english, chinese


def all_texts() -> dict[str, tuple[str, str]]:
    return {
        f"{path.relative_to(PACKAGE).as_posix()}:{line}": (english, chinese)
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, english, chinese in texts(path.read_text(encoding="utf-8"))
    }


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


TEXTS = all_texts()


@pytest.mark.parametrize("place", TEXTS)
def test_both_languages_fill_in_the_same_values(place: str) -> None:
    english, chinese = TEXTS[place]
    assert fields(english) == fields(chinese)
    # What has words in English has Chinese in Chinese: no text was left untranslated.
    words = set(re.findall("[a-z]{3,}", re.sub(r"\{[^}]*\}", "", english))) - SAME_IN_BOTH
    assert not words or CHINESE.search(chinese)


def test_the_texts_of_every_room_that_speaks_are_among_them() -> None:
    assert len(TEXTS) > 30
    assert {place.partition("/")[0] for place in TEXTS} >= {"cli", "lab", "report", "verdict"}


def test_a_text_whose_values_differ_would_be_found() -> None:
    ((_, english, chinese),) = texts("def f():\n    return Text('{a} of {b:.1f}', zh='{a} 的')")
    assert fields(english) - fields(chinese) == {"b"}
