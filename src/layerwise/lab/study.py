"""A finished study as people hold it: a façade over a study folder."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from layerwise.errors import StudyError
from layerwise.lab.held import HeldStudy
from layerwise.lab.results import Verdict, found, publish
from layerwise.report.answers import StudyResult
from layerwise.report.memorising import spoken
from layerwise.study.looks import Look, taken
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables
from layerwise.verdict.answers import Moment
from layerwise.verdict.errors import TableError
from layerwise.verdict.memorising.answer import Memorising
from layerwise.verdict.memorising.listing import listing
from layerwise.verdict.tables import Tables
from layerwise.words import Language

if TYPE_CHECKING:
    import pandas as pd

    from layerwise.data.dataset import Dataset
    from layerwise.lab.page import Page
    from layerwise.nets.network import Network


class Study(HeldStudy):
    """What a study found.

    Args:
        folder: that the study is kept in.

    Raises:
        StudyError: no study there, or none that has ended.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = StudyFolder(folder)
        self.card = self.folder.card()

    @cached_property  # mypy takes it for read-only
    def tables(self) -> Tables:  # type: ignore[override]
        """Runs, epochs and per-image correctness."""
        return read_tables(self.folder)

    @cached_property
    def result(self) -> StudyResult:
        """Findings and facts, drawn from the tables; nothing is written, so a study that is read-only has them too."""
        return found(self.folder, self.tables)

    def publish(self, language: Language | None = None) -> StudyResult:
        """Writes `verdict.json` and `report.html` anew, the report in `language` (the system's) first.

        Raises:
            StudyError: the folder is in use or cannot be written.
        """
        publish(self.folder, self.result, language)
        return self.result

    @property
    def verdict(self) -> Verdict:
        """The findings."""
        return Verdict(tuple(self.result.findings))

    @property
    def memorising(self) -> tuple[Memorising, ...]:
        """Of every architecture, after its last and at its best epoch, whether it memorises and whether that harms."""
        return self.result.memorising

    def memorised(self, network: str | None = None, moment: Moment = "last") -> pd.DataFrame:
        """The images of the data set that an architecture memorises, the most suspect first: wrong labels are there.

        Args:
            network: its short name in `runs`; None: the one that speaks for the study.
            moment: after the "last" epoch, or at the "best" one, which validation chose.

        Returns:
            As `verdict.memorising.listing.listing`; empty where this was not kept, or too few seeds held each row out.

        Raises:
            TableError: no such network.

        Example:
            >>> open_study("studies/digits").memorised().head(100)  # doctest: +SKIP
        """
        runs = self.tables.measured
        answers = spoken(self.result)
        name = network or (answers[0].network if answers else str(runs["network"].iloc[0]))
        if name not in set(runs["network"]):
            raise TableError(
                "cannot list what a network memorises", got=repr(name),
                expected=f"one of {', '.join(runs['network'].unique())}", remedy="Check the spelling.",
            )  # fmt: skip
        return listing(self.tables, runs[runs["network"] == name], moment)

    @property
    def looks(self) -> tuple[Look, ...]:
        """The looks at which seeds were added until decided; empty where all seeds were planned at once."""
        return taken(self.card)

    def best(self) -> Network:
        """The kept network of the architecture with the least mean validation error, from its best seed by
        validation error, of equals by validation loss.

        The test set has no say in it.

        Raises:
            StudyError: no weights were kept, or every network diverged.
        """
        from layerwise.nets.network import Network  # brings JAX along, which reading a study does not need

        runs = self.tables.measured.query("best_epoch > 0")
        if runs.empty:
            raise StudyError(
                f"no network of {self.folder.path} can be used",
                got="networks that all diverged before their first epoch",
                expected="one with a finite loss",
                remedy="Run the study in a new folder with smaller --learning-rates.",
            )
        at_best = runs.merge(self.epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
        means = at_best.groupby("network", sort=False)["val_accuracy"].mean()
        # On few validation rows many seeds have the same error: the loss tells them apart.
        own = at_best[at_best["network"] == means.idxmax()].sort_values(
            ["val_accuracy", "val_loss", "seed"], ascending=[False, True, True]
        )
        path = self.folder.weights_path(str(own["run"].iloc[0]))
        if not path.is_file():
            raise StudyError(
                f"no weights in {self.folder.path}",
                got=f"--keep {self.plan.keep}",
                expected=str(path),
                remedy="Run the study in a new folder with --keep best.",
            )
        return Network.load(path)

    def explore(self, data: Dataset | str | Path | None = None, *, language: Language | None = None) -> Page:
        """The page of the study: a notebook shows it, without a server; `.save(path)` makes it a file.

        Args:
            data: that it was done on; else looked for, and the page has no examples where it is not found.
            language: that the page begins in; the system's where none is given.
        """
        from layerwise.lab.exploring import explore  # brings JAX along

        return explore(self.folder.path, data, language=language)

    def __repr__(self) -> str:
        data, networks = self.card["data"], self.card.get("networks", 0)
        return f"<Study of {data['name']} ({data['checksum'][:12]}): {networks} networks, {self.folder.path}>"


def open_study(folder: str | Path) -> Study:
    """The study in a folder."""
    return Study(folder)
