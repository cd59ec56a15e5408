"""What every reader hands over, before anything in it is judged."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from layerwise.curves.account import Account


@dataclass(frozen=True, eq=False)
class Raw:
    """Curves as they were found.

    Args:
        name: for people: the file's stem, the folder's name.
        where: the same for messages: the path, or "the table".
        rows: a row a run and epoch, with any columns; texts as categories.
        runs: a row a run with what holds for all of it, where that is a table of its own.
        account: what the reader has to tell; those who go on with it add to it.
        mapped: names of the contract that the user mapped and the reader has seen to, such as tags.
    """

    name: str
    where: str
    rows: pd.DataFrame
    runs: pd.DataFrame | None = None
    account: Account = field(default_factory=Account)
    mapped: frozenset[str] = frozenset()
