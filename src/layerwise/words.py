"""The two languages of the project: every text that people read is an English and a Chinese one, side by side."""

from __future__ import annotations

import locale
import os
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True)
class Text:
    """One text in both languages; `{name}` marks a value filled in later.

    Args:
        en: the English text.
        zh: the Chinese text, with the same `{name}`s.
    """

    en: str
    zh: str

    def say(self, language: Language, **values: Any) -> str:
        """The text in `language`, with `values` filled in."""
        return (self.zh if language == "zh" else self.en).format(**values)

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
