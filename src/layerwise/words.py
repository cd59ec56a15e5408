"""The two languages of the project: every text that people read is an English and a Chinese one, side by side."""

from __future__ import annotations

import locale
import os
from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal

from layerwise.characters import visible

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


class _Counting(Formatter):
    """`str.format` that also counts, `{epochs:n epoch}` becomes "1 epoch" or "20 epochs", and sends no escape codes."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, str):
            value = visible(value)
        if not format_spec.startswith("n "):
            return str(super().format_field(value, format_spec))
        return f"{value:,} {format_spec[2:]}" + ("" if value == 1 else "s")


_COUNTING = _Counting()


@dataclass(frozen=True)
class Text:
    """One text in both languages; `{name}` marks a value filled in later.

    `{name:n noun}` is a count with its English noun, in the plural but for 1: "1 epoch", "20 epochs". A text into which
    nothing is filled stays as it stands: braces in it may be somebody's file name, filled in before.

    Args:
        en: the English text.
        zh: the Chinese text, with the same `{name}`s.
    """

    en: str
    zh: str

    def say(self, language: Language, **values: Any) -> str:
        """The text in `language`, with `values` filled in."""
        text = self.zh if language == "zh" else self.en
        return _COUNTING.format(text, **values) if values else text

    def both(self, **values: Any) -> dict[str, str]:
        """`{"en": …, "zh": …}`, filled in: the form findings carry in `verdict.json`."""
        return {language: self.say(language, **values) for language in LANGUAGES}


def system_language() -> Language:
    """Chinese where the locale of the process says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    code = locale.getlocale()[0] or ""
    return "zh" if code.lower().startswith(("zh", "chinese")) else "en"
