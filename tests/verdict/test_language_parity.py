"""Every text of the two rooms says the same in both languages: the same values, filled into both."""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections.abc import Iterator
from typing import Any

import pytest

from layerwise.words import Text

ROOMS = ("layerwise.verdict", "layerwise.report")


def texts(value: Any) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in texts(each))
    elif isinstance(value, tuple | list):
        yield from (text for each in value for text in texts(each))


def all_texts() -> list[tuple[str, Text]]:
    modules = [
        importlib.import_module(found.name)
        for room in ROOMS
        for found in pkgutil.iter_modules(importlib.import_module(room).__path__, f"{room}.")
    ]
    return [
        (f"{module.__name__}.{name}", text)
        for module in modules
        for name, value in vars(module).items()
        for text in texts(value)
    ]


@pytest.mark.parametrize(("place", "text"), all_texts(), ids=lambda value: value if isinstance(value, str) else "")
def test_both_languages_fill_in_the_same_values(place: str, text: Text) -> None:
    english, chinese = (
        {name for _, name, _, _ in string.Formatter().parse(words) if name} for words in (text.en, text.zh)
    )
    assert english == chinese, place
    assert bool(text.en) == bool(text.zh)


def test_a_count_of_one_has_no_plural() -> None:
    text = Text("{epochs:n epoch} on {share:.1f} %", "{epochs} 轮，{share:.1f}%")
    assert text.say("en", epochs=1, share=2) == "1 epoch on 2.0 %"
    assert text.say("en", epochs=0, share=2) == "0 epochs on 2.0 %"
    assert text.both(epochs=1200, share=2) == {"en": "1,200 epochs on 2.0 %", "zh": "1200 轮，2.0%"}
