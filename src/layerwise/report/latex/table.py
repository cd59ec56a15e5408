"""One table as LaTeX, in the style of booktabs: narrow enough for a page's text, and broken over pages where long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from layerwise.words import Language, Text

_SPECIAL = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "→": r"$\to$", "−": "$-$", "×": r"$\times$", "±": r"$\pm$", "–": "--", "≤": r"$\le$",
    "--": "-{}-",
}  # fmt: skip
_PREAMBLE = Text(
    "% Needs \\usepackage{{{packages}}}; pdfLaTeX compiles it as it is.",
    "% 需要 \\usepackage{{{packages}}} 和 \\usepackage{{ctex}}，用 XeLaTeX 或 LuaLaTeX 编译。",
)
_BROKEN = Text(
    "% longtable breaks long tables over pages; it asks for a document in one column.",
    "% longtable 使长表格可以跨页；文档须为单栏。",
)
# Lines that surely fit one page beside a caption, Chinese ones too, which stand further apart.
MOST_LINES = 30
# Small type and narrow gaps: six columns with intervals fit the 345 pt of an article's text.
_NARROW = r"\small\setlength{\tabcolsep}{4pt}"


@dataclass(frozen=True)
class LatexTable:
    """What a table holds, unescaped.

    Args:
        caption: above it.
        label: to refer to, without "tab:".
        heads: of the columns.
        columns: their alignment, a letter each.
        groups: rows below a heading of their own; a heading "" is left out.
        note: below the table.
    """

    caption: str
    label: str
    heads: Sequence[str]
    columns: str
    groups: Sequence[tuple[str, Sequence[Sequence[str]]]]
    note: str = ""

    @property
    def long(self) -> bool:
        """Whether it has to break over pages."""
        return sum(len(rows) + bool(heading) for heading, rows in self.groups) > MOST_LINES

    def written(self) -> str:
        """As LaTeX: a floating table, or a longtable."""
        return "\n".join(self._over_pages() if self.long else self._floating())

    def _floating(self) -> list[str]:
        return [
            r"\begin{table}",
            rf"\centering{_NARROW}",
            rf"\caption{{{escaped(self.caption)}}}",
            rf"\label{{tab:{self.label}}}\vspace{{4pt}}",
            rf"\begin{{tabular}}{{@{{}}{self.columns}@{{}}}}",
            *self._head(),
            *self._body(),
            r"\bottomrule",
            r"\end{tabular}",
            *([rf"\par\smallskip\footnotesize {escaped(self.note)}"] if self.note else []),
            r"\end{table}",
        ]

    def _over_pages(self) -> list[str]:
        return [
            rf"\begingroup{_NARROW}",
            rf"\begin{{longtable}}{{@{{}}{self.columns}@{{}}}}",
            rf"\caption{{{escaped(self.caption)}}}\label{{tab:{self.label}}}\\*",
            *self._head(),
            r"\endfirsthead",
            *self._head(),
            r"\endhead",
            r"\bottomrule",
            r"\endfoot",
            *self._body(),
            r"\end{longtable}",
            *([rf"\noindent\footnotesize {escaped(self.note)}\par"] if self.note else []),
            r"\endgroup",
        ]

    def _head(self) -> list[str]:
        return [r"\toprule", _row(self.heads), r"\midrule"]

    def _body(self) -> list[str]:
        lines = []
        for place, (heading, rows) in enumerate(self.groups):
            if heading:
                lines += [r"\addlinespace"] * (place > 0)
                # No page ends between a heading and its first row.
                lines.append(rf"\multicolumn{{{len(self.columns)}}}{{@{{}}l}}{{\textbf{{{escaped(heading)}}}}} \\*")
            lines += [_row(row) for row in rows]
        return lines


def escaped(text: str) -> str:
    """The text as LaTeX prints it, its own characters and all; options keep their two hyphens."""
    return re.sub("--|.", lambda match: _SPECIAL.get(match[0], match[0]), text)


def document(tables: Sequence[LatexTable], language: Language) -> str:
    """Tables as the content of a file to \\input, below a comment that says what it needs."""
    broken = any(table.long for table in tables)
    packages = "booktabs,longtable" if broken else "booktabs"
    comments = [_PREAMBLE.say(language, packages=packages), *([_BROKEN.say(language)] if broken else [])]
    return "\n\n".join(["\n".join(comments), *(table.written() for table in tables)]) + "\n"


def _row(values: Sequence[str]) -> str:
    return " & ".join(escaped(value) for value in values) + r" \\"
