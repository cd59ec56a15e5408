"""The study behind a fitted classifier, held in memory: its folder may have been a temporary one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jaxtyping import Int64
from numpy import ndarray

from layerwise.lab.held import HeldStudy
from layerwise.lab.results import Verdict
from layerwise.verdict.compare import compare
from layerwise.verdict.tables import Tables
from layerwise.words import Text, system_language


@dataclass(frozen=True, eq=False)
class FittedStudy(HeldStudy):
    """What the study of `fit` found.

    Args:
        card: what `study.json` says: plan, data, learning rates, versions, machine.
        tables: runs, epochs and per-row correctness.
        order: (rows,), row r of the study is row `order[r]` of the X given to `fit`.
        notes: what was made smaller than usual because the data are small, in both languages; empty where nothing was.
        folder: where the study lies, for `layerwise.open_study`; None where it was a temporary one.
    """

    card: dict[str, Any]
    tables: Tables
    order: Int64[ndarray, " rows"]
    notes: tuple[Text, ...]
    folder: Path | None = None

    @cached_property
    def verdict(self) -> Verdict:
        """The findings, drawn from the tables when first asked for."""
        return Verdict(tuple(compare(self.tables)))

    @property
    def folds(self) -> int:
        """How many folds rotated."""
        return int(self.card["data"]["folds"])

    def __repr__(self) -> str:
        plan, data = self.plan, self.card["data"]
        said = "".join(f" {note.say(system_language())}" for note in self.notes)
        shape = f"{len(plan.architectures)} architectures × {plan.seeds} seeds, {self.folds} folds"
        return f"<FittedStudy of {data['rows']} rows: {shape}.{said}>"
