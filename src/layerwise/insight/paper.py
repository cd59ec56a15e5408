"""What a network has learned as a short paper: sections of sentences and exhibits, in both languages, all plain values.

It is what an inspection hands to the report: kept as JSON in the study folder, it can be drawn again without the
network.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from jaxtyping import Bool, Float

from layerwise.errors import DataError
from layerwise.insight.plain_values import as_plain, from_plain
from layerwise.words import Text

FORMAT = 1


@dataclass(frozen=True)
class Heat:
    """A table of shades.

    Args:
        title, note: above and below it.
        rows, columns: their names.
        values: by row and column; None where there is none.
        marked: by row and column, which are starred; empty: none.
        low, high: the values of the lightest and the darkest shade; below a negative `low`, 0 is the lightest.
        form: how values are written: 0.87 as 87 (`percent`) or as 0.87 (`share`).
    """

    title: Text
    note: Text
    rows: tuple[Text, ...]
    columns: tuple[Text, ...]
    values: tuple[tuple[float | None, ...], ...]
    marked: tuple[tuple[bool, ...], ...] = ()
    low: float = 0.0
    high: float = 1.0
    form: Literal["percent", "share"] = "percent"

    def __post_init__(self) -> None:
        shape = [len(self.columns)] * len(self.rows)
        _check([len(row) for row in self.values] == shape, "a value a cell")
        _check(not self.marked or [len(row) for row in self.marked] == shape, "a mark a cell, or none")

    @classmethod
    def of(
        cls,
        titles: tuple[Text, Text],
        rows: Sequence[Text],
        columns: Sequence[Text],
        values: Float[np.ndarray, "rows columns"],
        marked: Bool[np.ndarray, "rows columns"] | None = None,
        form: Literal["percent", "share"] = "percent",
    ) -> Heat:
        """A table of an array's numbers, to four places; those that are not finite are None.

        Args:
            titles: the title and the note.
            rows, columns: their names.
            values, marked: as arrays.
            form: how values are written.
        """
        numbers = tuple(tuple(round(float(x), 4) if np.isfinite(x) else None for x in row) for row in values)
        stars = () if marked is None else tuple(tuple(bool(x) for x in row) for row in marked)
        return cls(*titles, tuple(rows), tuple(columns), numbers, stars, form=form)


@dataclass(frozen=True)
class Picture:
    """One small picture.

    Args:
        label: below it.
        height, width: pixels.
        pixels: base64 of a byte a pixel, row by row: ink, 0 … 255; of a signed one 128 is 0, less is below 0.
        signed: whether it has values on both sides of 0.
    """

    label: Text
    height: int
    width: int
    pixels: str
    signed: bool = False

    def __post_init__(self) -> None:
        held = len(base64.b64decode(self.pixels, validate=True))
        _check(min(self.height, self.width) > 0 and held == self.height * self.width, "a byte a pixel")

    @classmethod
    def of(cls, values: Float[np.ndarray, "height width"], label: Text, *, signed: bool = False) -> Picture:
        """A picture of values, scaled to its own largest size.

        Args:
            values: from 0 up, or on both sides of 0 where `signed`.
            label: below it.
            signed: whether 0 is in the middle.
        """
        largest = float(np.abs(values).max()) or 1.0
        scaled = 128 + 127 * values / largest if signed else 255 * values / largest
        data = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
        height, width = values.shape
        return cls(label, height, width, base64.b64encode(data.tobytes()).decode(), signed)

    def array(self) -> np.ndarray:
        """(height, width) of bytes."""
        return np.frombuffer(base64.b64decode(self.pixels), np.uint8).reshape(self.height, self.width)


@dataclass(frozen=True)
class SheetRow:
    """Pictures side by side, under one name."""

    label: Text
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Sheet:
    """Rows of small pictures.

    Args:
        title, note: above and below it.
        rows: each with its pictures.
    """

    title: Text
    note: Text
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class Cloud:
    """Points in a plane: of each its place and its class's number."""

    label: Text
    points: tuple[tuple[float, float, int], ...]


@dataclass(frozen=True)
class Clouds:
    """Maps side by side, a colour or a sign a class.

    Args:
        title, note: above and below it.
        classes: their names.
        panels: the maps.
    """

    title: Text
    note: Text
    classes: tuple[str, ...]
    panels: tuple[Cloud, ...]

    def __post_init__(self) -> None:
        numbers = {number for panel in self.panels for *_, number in panel.points}
        _check(numbers <= set(range(len(self.classes))), "points of the classes that are named")


@dataclass(frozen=True)
class Cut:
    """A plane in polygons.

    Args:
        label: below it.
        polygons: corners of each, x and y in turn.
    """

    label: Text
    polygons: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        _check(all(len(each) >= 6 and len(each) % 2 == 0 for each in self.polygons), "three corners or more, x and y")


@dataclass(frozen=True)
class Cuts:
    """Cut planes side by side.

    Args:
        title, note: above and below it.
        window: left, right, bottom, top.
        marks: points in all of them: x, y and what is written there.
        panels: the planes.
    """

    title: Text
    note: Text
    window: tuple[float, float, float, float]
    marks: tuple[tuple[float, float, str], ...]
    panels: tuple[Cut, ...]

    def __post_init__(self) -> None:
        left, right, bottom, top = self.window
        _check(left < right and bottom < top, "a window that is not empty")


@dataclass(frozen=True)
class Listing:
    """A table of words and numbers.

    Args:
        title, note: above and below it.
        heads: of the columns; all but the first are numbers.
        rows: cells.
    """

    title: Text
    note: Text
    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]

    def __post_init__(self) -> None:
        _check(all(len(row) == len(self.heads) for row in self.rows), "a cell a column")


Exhibit = Heat | Sheet | Clouds | Cuts | Listing


@dataclass(frozen=True)
class Section:
    """A question, its answer in sentences, and what shows it.

    Args:
        heading: the question, short.
        told: paragraphs.
        exhibits: in order.
        further: sentences that a reader may open.
    """

    heading: Text
    told: tuple[Text, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    further: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A short paper.

    Args:
        title: the answer to the first question, as a sentence.
        lead: what was looked at, on which data, and how.
        sections: in order.
    """

    title: Text
    lead: Text
    sections: tuple[Section, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; see `from_dict`."""
        return {"format": FORMAT, **as_plain(self, _KINDS)}

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> Paper:
        """The paper that `as_dict` wrote.

        Raises:
            DataError: another format, or damaged.
        """
        if written.get("format") != FORMAT:
            raise _unreadable(f"format {written.get('format')}")
        try:
            found = from_plain(cls, written, _KINDS)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
            raise _unreadable(f"{type(error).__name__}: {error}") from error
        assert isinstance(found, cls)
        return found


_KINDS: dict[str, type] = {kind.__name__.lower(): kind for kind in get_args(Exhibit)}


def _check(holds: bool, expected: str) -> None:
    if not holds:
        raise ValueError(f"expected {expected}")


def _unreadable(got: str) -> DataError:
    return DataError(
        "cannot read what an inspection has written",
        got=got,
        expected=f"format {FORMAT}, whole",
        remedy="Run layerwise inspect on the study again.",
    )
