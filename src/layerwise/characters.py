"""Characters of other people's names that a terminal, an XML file or a reader would obey: shown instead of sent."""

from __future__ import annotations

import re

# Control characters but for line break and tab, marks that turn the direction of text, halves of surrogate pairs, and
# the two that no XML may hold (XML 1.0, section 2.2).
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def visible(text: str) -> str:
    r"""The text with such characters made visible: ␛ for an escape, "\u202e" for one that has no picture."""
    return _OBEYED.sub(_picture, text)


def escaped_in_json(text: str) -> str:
    """JSON with the same characters as JSON's own escapes, so that a program reads them and a terminal does not.

    Args:
        text: JSON, in which they can stand in strings alone.
    """
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else f"\\u{code:04x}"
