"""What a study in a folder and one in memory both show of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from layerwise.study.design import Plan
from layerwise.verdict.tables import Tables

if TYPE_CHECKING:
    import pandas as pd


class _Kept(Protocol):
    """What is read from a folder or held in memory: what `study.json` says, and the tables."""

    @property
    def card(self) -> dict[str, Any]: ...

    @property
    def tables(self) -> Tables: ...


class HeldStudy:
    """A study with its `card` and its `tables`, wherever they are kept."""

    @property
    def runs(self: _Kept) -> pd.DataFrame:
        """A row a network."""
        return self.tables.runs

    @property
    def epochs(self: _Kept) -> pd.DataFrame:
        """A row a network and epoch."""
        return self.tables.epochs

    @property
    def plan(self: _Kept) -> Plan:
        """What was asked for; of a study that adds seeds, `seeds` are those of its first look."""
        return Plan.from_dict(self.card["plan"])
