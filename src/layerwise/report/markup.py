"""HTML in both languages: small pieces, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from layerwise.characters import visible
from layerwise.words import Text

Words = Text | str


def both(words: Words) -> str:
    """A text in both languages, of which the page shows one; a plain string as it is."""
    if isinstance(words, str):
        return _kept(words)
    if words.en == words.zh:
        return _kept(words.en)
    return f'<span lang="en">{_kept(words.en)}</span><span lang="zh-CN">{_kept(words.zh)}</span>'


def _kept(text: str) -> str:
    """Escaped, a number and its % on one line."""
    return escaped(text).replace(" %", "\N{NO-BREAK SPACE}%")


def escaped(text: str) -> str:
    """A text as HTML and XML hold it, whatever characters it has."""
    return escape(visible(text))


def element(name: str, content: str, **attributes: str) -> str:
    """`<name attribute="…">content</name>`; `kind` stands for the attribute class. The content is HTML already."""
    given = "".join(f' {key.replace("kind", "class")}="{escaped(value)}"' for key, value in attributes.items())
    return f"<{name}{given}>{content}</{name}>"


def table(heads: Sequence[Words], rows: Iterable[Sequence[Words]], numeric: Iterable[int] = ()) -> str:
    """A table that scrolls sideways where the page is narrow; columns `numeric` are set right."""
    right = set(numeric)

    def cells(name: str, row: Sequence[Words]) -> str:
        return "".join(f"<{name}{' class=n' if k in right else ''}>{both(cell)}</{name}>" for k, cell in enumerate(row))

    head = element("thead", element("tr", cells("th", heads)))
    body = element("tbody", "".join(element("tr", cells("td", row)) for row in rows))
    return element("div", element("table", head + body), kind="scroll")


def folded(summary: Words, content: str) -> str:
    """Content behind a line that opens it."""
    return element("details", element("summary", both(summary)) + content)


def paragraph(words: Words, kind: str = "") -> str:
    """A paragraph."""
    return element("p", both(words), **({"kind": kind} if kind else {}))
