"""A paper with every kind of exhibit, and a reader of what was drawn."""

from __future__ import annotations

from html.parser import HTMLParser

import numpy as np

from layerwise.insight.paper import (
    Cloud,
    Clouds,
    Cut,
    Cuts,
    Exhibit,
    Heat,
    Listing,
    Paper,
    Picture,
    Section,
    Sheet,
    SheetRow,
)
from layerwise.words import Text


def text(name: str) -> Text:
    return Text(f"{name} in words", f"{name} 的文字")


def heat(values: list[list[float | None]], **more: object) -> Heat:
    rows = tuple(text(f"row {k}") for k in range(len(values)))
    columns = tuple(text(f"column {k}") for k in range(len(values[0])))
    told = tuple(tuple(row) for row in values)
    return Heat(text("heat"), text("heat note"), rows, columns, told, **more)  # type: ignore[arg-type]


def ink() -> np.ndarray:
    return np.arange(12, dtype=float).reshape(3, 4)


def sheet() -> Sheet:
    pictures = (Picture.of(ink(), text("ink")), Picture.of(ink() - 6, text("weights"), signed=True))
    return Sheet(text("sheet"), text("sheet note"), (SheetRow(text("sheet row"), pictures),))


def clouds(classes: tuple[str, ...] = ("1", "7"), count: int = 20) -> Clouds:
    points = tuple((float(k), float(k % 5), k % len(classes)) for k in range(count))
    return Clouds(text("clouds"), text("clouds note"), classes, (Cloud(text("a map"), points),))


def cuts() -> Cuts:
    """A wall of bricks: neighbours share parts of sides."""
    bricks = [
        (left, row, left + 2, row, left + 2, row + 1, left, row + 1)
        for row in range(4)
        for left in (range(0, 4, 2) if row % 2 else range(-1, 4, 2))
    ]
    panel = Cut(text("a wall"), tuple(tuple(map(float, brick)) for brick in bricks))
    return Cuts(
        text("cuts"), text("cuts note"), (0.0, 4.0, 0.0, 4.0), ((1.0, 3.0, "here"), (3.9, 1.0, "edge")), (panel,)
    )


def listing() -> Listing:
    heads = (text("layer"), text("units"))
    return Listing(text("listing"), text("listing note"), heads, ((text("first"), Text("1,234", "1,234")),))


def paper(*exhibits: Exhibit) -> Paper:
    shown = exhibits or (heat([[0.5, None], [0.25, 1.0]]), sheet(), clouds(), cuts(), listing())
    section = Section(text("question"), (text("told"),), shown, (text("further"),))
    return Paper(text("answer"), text("lead"), (section,))


class Table(HTMLParser):
    """The cells of the first table: of each its tag, its attributes and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[tuple[str, dict[str, str | None], str]]] = []
        self._now: tuple[str, dict[str, str | None]] | None = None
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._now, self._text = (tag, dict(attrs)), ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._now:
            self.rows[-1].append((*self._now, self._text))
            self._now = None

    def handle_data(self, data: str) -> None:
        self._text += data
