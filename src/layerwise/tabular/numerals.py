"""The one rule for numbers in text cells: decimal commas, thousands marks, percent signs, blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Mark = Literal[",", "."]

EMPTY = frozenset({"", "nan", "na", "n/a", "none", "null", "<na>"})
_BLANKS = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'\u2019](?=\d{3}(?!\d))")
_PERCENT = re.compile(r"[\s\u00a0\u202f]*[%\uff05]$")
_COMMA = re.compile(r"[+-]?\d*,\d+(?:e[+-]?\d+)?", re.I)
_DOT = re.compile(r"[+-]?\d*\.\d*(?:e[+-]?\d+)?", re.I)
# One mark and three digits after it: a fraction, or thousands.
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_COMMA_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)|[+-]?[1-9]\d{0,2}(?:,\d{3}){2,}")
_DOT_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)|[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,}")


@dataclass(frozen=True)
class Numbers:
    """What cells mean as numbers.

    Args:
        values: shape (cells,), NaN where a cell is empty or holds no number.
        wrong: places of the cells that hold a text and no number.
        percent: whether any number carries a percent sign; it is not divided by 100 for that.
        thousands: whether any number was read with thousands marks.
    """

    values: NDArray[np.float64]
    wrong: list[int]
    percent: bool
    thousands: bool


def decimal_mark(columns: Iterable[Iterable[object]], otherwise: Mark | None = None) -> Mark | None:
    """The decimal mark of a table, from all of its texts; None where they contradict each other.

    "0,85", "1.234,5" speak for the comma; "0.85", "1,234.5" for the point; "1,234" for neither.

    Args:
        columns: the different texts of each column of numbers.
        otherwise: where no text tells.
    """
    seen = {mark for column in columns for text in column if (mark := _mark(_bare(text)[0]))}
    return seen.pop() if len(seen) == 1 else None if seen else otherwise


def read_numbers(cells: Sequence[object], mark: Mark | None = None) -> Numbers:
    """The cells of one column as numbers.

    A cell that can mean one number alone is read as that. "1,234" may be a fraction or thousands: the column's other
    cells decide, else the table's mark; where neither does, the cell holds no number that is known.

    Args:
        cells: texts, or anything that prints as one.
        mark: the table's decimal mark, where it is known.
    """
    bare = [_bare(cell) for cell in cells]
    marks = {own for text, _ in bare if (own := _mark(text))}
    contradicting = len(marks) > 1
    own = mark if not marks else None if contradicting else marks.pop()
    values, wrong = np.full(len(bare), np.nan), []
    percent = thousands = False
    for place, (text, signed) in enumerate(bare):
        if text.lower() in EMPTY:
            continue
        number, grouped = (None, False) if contradicting and _EITHER.fullmatch(text) else _number(text, own)
        if number is None:
            wrong.append(place)
            continue
        values[place] = number
        percent, thousands = percent or signed, thousands or grouped
    return Numbers(values, wrong, percent, thousands)


def may_be_two(text: object) -> bool:
    """Whether a cell may mean a fraction or thousands, as "1,234" may."""
    bare = _bare(text)[0]
    return bool(_EITHER.fullmatch(bare))


def _bare(cell: object) -> tuple[str, bool]:
    """The cell without blanks, percent sign and typographic minus; and whether it had the percent sign."""
    text = str(cell).strip().replace("\u2212", "-")
    without = _PERCENT.sub("", text)
    return _BLANKS.sub("", without), without != text


def _mark(text: str) -> Mark | None:
    """The decimal mark that one cell gives away."""
    if _EITHER.fullmatch(text):
        return None
    if _DOT_GROUPS.fullmatch(text) or _COMMA.fullmatch(text):
        return ","
    if _COMMA_GROUPS.fullmatch(text) or _DOT.fullmatch(text):
        return "."
    return None


def _number(text: str, mark: Mark | None) -> tuple[float | None, bool]:
    """The number a cell means, and whether it was written with thousands marks."""
    if _EITHER.fullmatch(text):
        used: Mark = "," if "," in text else "."
        if mark is None and used == ",":
            return None, False
        grouped = mark is not None and used != mark
        return float(text.replace(used, "" if grouped else ".")), grouped
    if _DOT_GROUPS.fullmatch(text):
        return float(text.replace(".", "").replace(",", ".")), True
    if _COMMA_GROUPS.fullmatch(text):
        return float(text.replace(",", "")), True
    try:
        return float(text.replace(",", ".") if _COMMA.fullmatch(text) else text), False
    except ValueError:
        return None, False
