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
