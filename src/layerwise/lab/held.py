"""What a study in a folder and one in memory both show of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerwise.study.design import Plan
from layerwise.verdict.tables import Tables

if TYPE_CHECKING:
    import pandas as pd


class HeldStudy:
    """A study with its card and its tables, wherever they are kept.

    Args:
        card: what `study.json` says: plan, data, learning rates, versions, machine.
        tables: runs, epochs and per-image correctness.
    """

    card: dict[str, Any]
    tables: Tables

    @property
    def runs(self) -> pd.DataFrame:
        """A row a network."""
        return self.tables.runs

    @property
    def epochs(self) -> pd.DataFrame:
        """A row a network and epoch."""
        return self.tables.epochs

    @property
    def plan(self) -> Plan:
        """What was asked for; of a study that adds seeds, `seeds` are those of its first look."""
        return Plan.from_dict(self.card["plan"])
