"""Wrapping of English and Chinese text to terminal cells, and columns of it side by side.

Rich breaks at spaces only: a long Chinese sentence in a narrow column loses its end. Here Chinese breaks between any
two characters, but no line begins with a closing mark or ends with an opening one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.measure import Measurement
from rich.text import Text as Line

_CLOSING = "，。、；：？！）》」』”’"
_OPENING = "（《「『“‘"
# A Chinese character with the marks that must stay with it, or a word, or spaces.
_CHINESE = r"\u3000-\u9fff\uff00-\uffef"
_PIECES = re.compile(rf"[{_OPENING}]*(?:[{_CHINESE}]|[^ \t\n{_CHINESE}]+)[{_CLOSING}]*|[ \t\n]+")


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells; a number stays with its %, and a word longer than a line is cut.

    Args:
        text: one paragraph.
        width: terminal cells, at least 2.
    """
    lines = [""]
    for piece in _PIECES.findall(re.sub(r" (?=%)", "\N{NO-BREAK SPACE}", text)):
        if not piece.strip(" \t\n"):
            lines[-1] += " " if lines[-1] else ""
        elif cell_len(lines[-1] + piece) <= width:
            lines[-1] += piece
        else:
            lines += _cut(piece, width)
    return [line.rstrip().replace("\N{NO-BREAK SPACE}", " ") for line in lines if line.strip()] or [""]


def side_by_side(columns: Sequence[Sequence[Line]], width: int, gap: int = 3) -> list[Line]:
    """Rows of a table without rules: line k of every column, each column padded to `width` cells."""
    rows = []
    for cells in zip_longest(*columns, fillvalue=Line("")):
        row = Line()
        for k, cell in enumerate(cells):
            row.append_text(cell)
            if k < len(cells) - 1:
                row.append(" " * (width - cell_len(cell.plain) + gap))
        rows.append(row)
    return rows


@dataclass(frozen=True)
class Wrapped:
    """Paragraphs that wrap to whatever room they are printed in, a table's cell among it.

    Args:
        text: paragraphs, a line each.
        style: of all of it, as Rich names it.
    """

    text: str
    style: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Line]:
        for paragraph in self.text.splitlines():
            yield from (Line(line, self.style, no_wrap=True) for line in wrap(paragraph, options.max_width))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        pieces = [cell_len(piece.strip()) for piece in _PIECES.findall(self.text)]
        most = max(map(cell_len, self.text.splitlines()), default=0)
        return Measurement(max(pieces, default=0), most).clamp(max_width=options.max_width)


def _cut(piece: str, width: int) -> list[str]:
    parts = [""]
    for character in piece:
        if cell_len(parts[-1] + character) > width:
            parts.append("")
        parts[-1] += character
    return parts
