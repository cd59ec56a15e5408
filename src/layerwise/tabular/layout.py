"""How a text table is laid out: its encoding, what stands above the header, what separates the cells."""

from __future__ import annotations

import bz2
import gzip
import io
import re
from dataclasses import dataclass
from pathlib import Path

_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_SEPARATORS = ",;\t|"
_MOST_ABOVE = 100  # lines above a header that are looked at
_RULE = re.compile(r"[\s|:+=-]*-[\s|:+=-]*")  # what Markdown draws below a header


@dataclass(frozen=True)
class Layout:
    """Where the table in a file begins, and how its cells are told apart.

    Args:
        encoding: "utf-8-sig" or "utf-16".
        above: lines before the header: empty ones, comments, a spreadsheet's `sep=;`.
        separator: between cells; " " stands for any run of blanks.
        drawn: whether lines begin or end with the separator, or a rule is drawn below the header, as in Markdown.
        commented: whether the header itself stands behind a `#`, as NumPy writes it.
    """

    encoding: str
    above: int
    separator: str
    drawn: bool = False
    commented: bool = False

    @property
    def plain(self) -> bool:
        """Whether a reader of CSV can take the file as it is."""
        odd = self.above or self.drawn or self.commented
        return self.encoding == "utf-8-sig" and not odd and self.separator != " "


def layout_of(path: Path) -> Layout:
    """The layout of a file, from its first lines; compressed by gzip or bzip2 where its name ends so.

    Raises:
        OSError: it cannot be opened, or is not compressed as its name says.
        UnicodeDecodeError: its beginning is neither UTF-8 nor UTF-16 with a byte-order mark.
    """
    with opened(path) as file:
        begun = file.peek(3)[:3]
        encoding = next((name for bom, name in _BOMS if begun.startswith(bom)), "utf-8-sig")
        text = io.TextIOWrapper(file, encoding, newline=None)
        lines = [line.rstrip("\n") for _, line in zip(range(_MOST_ABOVE), text, strict=False)]
    above, said = 0, ""
    comments: list[int] = []
    for above, line in enumerate(lines):
        if given := re.fullmatch(r'"?sep=(.)"?\s*', line, re.I):
            said = given[1]
        elif line.lstrip().startswith("#"):
            comments.append(above)
        elif line.strip().strip(",;\t"):
            break
    else:
        above = 0
    commented = False
    if comments and comments[-1] == above - 1 and _is_header(lines[above - 1], lines[above]):
        above, commented = above - 1, True
    below = lines[above + 1] if above + 1 < len(lines) else ""
    header = lines[above].lstrip(" #") if lines else ""
    separator = said or _separator(header, below)
    drawn = separator == "|" and (header.strip().startswith("|") or bool(_RULE.fullmatch(below)))
    return Layout(encoding, above, separator, drawn, commented)


def opened(path: Path) -> gzip.GzipFile | bz2.BZ2File | io.BufferedReader:
    """The bytes of a file, decompressed where its name says that it is compressed."""
    if path.suffix.lower() == ".gz":
        return gzip.open(path, "rb")
    return bz2.open(path, "rb") if path.suffix.lower() == ".bz2" else path.open("rb")


def as_plain_csv(path: Path, layout: Layout) -> bytes:
    """The same table in UTF-8 with its header in the first line, cells separated by `,` or as in the file.

    Raises:
        OSError, UnicodeDecodeError: as `layout_of`.
    """
    with opened(path) as file:
        lines = file.read().decode(layout.encoding).splitlines()[layout.above :]
    if layout.commented:
        lines[0] = lines[0].lstrip(" #")
    if layout.separator == " ":
        lines = [",".join(line.split()) for line in lines]
    if layout.drawn:
        lines = [_undrawn(line) for line in lines if not _RULE.fullmatch(line)]
    return "\n".join(lines).encode()


def separator_of(layout: Layout) -> str:
    """What separates the cells once `as_plain_csv` has been at it."""
    return "," if layout.separator == " " else layout.separator


def _undrawn(line: str) -> str:
    return line.strip().removeprefix("|").removesuffix("|")


def _separator(header: str, below: str) -> str:
    found = max(_SEPARATORS, key=header.count)
    if found in header:
        return found
    words = len(header.split())
    return " " if words > 1 and words == len(below.split()) else ","


def _is_header(comment: str, below: str) -> bool:
    """Whether the last comment names the columns: as many words as the line below it has cells, which are numbers."""
    names = comment.lstrip(" #")
    separator = _separator(below, below)
    between = None if separator == " " else separator
    cells = [cell.strip() for cell in below.split(between)]
    return len(names.split(between)) == len(cells) > 1 and all(re.fullmatch(r"[-+.\deE%naif]*", cell) for cell in cells)
