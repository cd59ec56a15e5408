"""The account of a reading: what was read as what, what is missing, and every row that was left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from layerwise.errors import Caller, Options
from layerwise.words import LANGUAGES, Language, Text

_SHOWN = 5
_MORE = Text("{names} and {count:,} more", "{names} 等，另有 {count:,} 个")
_ROWS = Text("{rows:n row}", "{rows:,} 行")
_CELLS = Text("{cells:n cell}", "{cells:,} 个单元格")


@dataclass(frozen=True)
class LeftOut:
    """Something of the input that no answer uses.

    Args:
        code: the reason, for programs: "same-row-again", "no-such-run", …
        text: the reason in words, with how much and which.
        rows: rows of the table that are left out for it.
        cells: single values of rows that stay in use.
        names: the runs, columns or files meant, all of them.
    """

    code: str
    text: Text
    rows: int = 0
    cells: int = 0
    names: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "code": self.code,
            "rows": self.rows,
            "cells": self.cells,
            "names": list(self.names),
            "text": vars(self.text),
        }


@dataclass
class Account:
    """Notes and omissions in the order they came up.

    Rows read = rows used + rows merged into others + the rows of all that was left out.

    Args:
        read: rows of the table, lines that could not be taken apart among them.
        merged: rows whose numbers are used in another row, of the same run and epoch.
        notes: how something was read, or what is missing and what that costs.
        left_out: what no answer uses.
        caller: who reads it, and so how options are written in it.
    """

    read: int = 0
    merged: int = 0
    notes: list[Text] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    caller: Caller = "python"

    def note(self, text: Text, **values: Any) -> None:
        """Adds a note once; a value that is a Text is said in each language, options as the caller writes them."""
        told = filled(text, self.caller, **values)
        if told not in self.notes:
            self.notes.append(told)

    def leave_out(
        self, code: str, text: Text, *, rows: int = 0, cells: int = 0, names: Iterable[object] = (), **values: Any
    ) -> None:
        """Adds an omission; nothing where it is of no row, no cell and no name.

        Args:
            code: the reason, for programs.
            text: the reason in words; `{count}` ("3 rows") and `{names}` stand for how much and which.
            rows: left out.
            cells: left out.
            names: of runs, columns or files.
            **values: what else the text asks for.
        """
        listed = tuple(map(str, names))
        if not (rows or cells or listed):
            return
        count = filled(_ROWS, rows=rows) if rows or not cells else filled(_CELLS, cells=cells)
        told = filled(text, self.caller, count=count, names=shown(listed), **values)
        self.left_out.append(LeftOut(code, told, int(rows), int(cells), listed))

    @property
    def used(self) -> int:
        """Rows that are left."""
        return self.read - self.merged - sum(each.rows for each in self.left_out)

    def as_dict(self) -> dict[str, Any]:
        """The account for `--json`."""
        return {
            "rows": {"read": self.read, "used": self.used, "merged": self.merged},
            "notes": [vars(note) for note in self.notes],
            "left_out": [each.as_dict() for each in self.left_out],
        }


def filled(text: Text, caller: Caller = "python", **values: Any) -> Text:
    """The text with its values in both languages; a value may itself be a Text, or options as `caller` writes them."""
    said = {
        name: value.to(caller, braces=False) if isinstance(value, Options) else value for name, value in values.items()
    }

    def of(language: Language) -> dict[str, Any]:
        return {name: value.say(language) if isinstance(value, Text) else value for name, value in said.items()}

    return Text(*(text.say(language, **of(language)) for language in LANGUAGES))


def shown(names: Iterable[object]) -> Text:
    """The first few names, and how many more there are."""
    listed = [str(name) for name in names]
    en, zh = ", ".join(listed[:_SHOWN]), "、".join(listed[:_SHOWN])
    if not listed[_SHOWN:]:
        return Text(en, zh)
    count = len(listed) - _SHOWN
    return Text(_MORE.say("en", names=en, count=count), _MORE.say("zh", names=zh, count=count))
