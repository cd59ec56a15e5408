"""Short names for the rows and columns of exhibits."""

from __future__ import annotations

import re

from layerwise.words import Text

_INPUTS, _LOGITS = Text("inputs", "输入"), Text("logits", "输出层")


def short(layer: str) -> Text:
    """`hidden-2` as the head of a column."""
    if match := re.fullmatch(r"hidden-(\d+)", layer):
        return Text(f"hidden {match[1]}", f"隐藏层 {match[1]}")
    return _INPUTS if layer == "pixels" else _LOGITS


def same(words: object) -> Text:
    """A name or number that is the same in every language."""
    return Text(str(words), str(words))
