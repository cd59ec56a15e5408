"""The verdict on anyone's curves: a study, a table, TensorBoard's logs, histories of Keras and scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console, ConsoleOptions, RenderableType
from rich.text import Text as Line

from layerwise.curves.account import Account
from layerwise.curves.classes import class_shares
from layerwise.curves.curves import Curves
from layerwise.curves.errors import CurvesError, CurvesOptionError
from layerwise.curves.raw import Raw
from layerwise.curves.sources import read
from layerwise.curves.tidy import tidy
from layerwise.errors import Options, hint
from layerwise.files import write_whole
from layerwise.lab.study import Study
from layerwise.report.answers import QUESTIONS, StudyResult, asked
from layerwise.report.elsewhere import ELSEWHERE, finding_on_validation, on_validation
from layerwise.report.further import further
from layerwise.report.html import report_page
from layerwise.report.summary import summary, summary_dict
from layerwise.report.tables import findings_table
from layerwise.verdict.advice.advising import advice, networks_named
from layerwise.verdict.advice.next_step import Advice
from layerwise.verdict.codes import OVERFIT
from layerwise.verdict.compare import compare
from layerwise.verdict.condition import Condition
from layerwise.verdict.finding import Finding
from layerwise.verdict.tables import Tables
from layerwise.words import Language, Text, system_language

# What asks how training went on past the epoch the other seeds chose: not without a validation set of its own.
_PAST_THE_CHOSEN = {OVERFIT}


@dataclass(frozen=True, eq=False)
class CurvesVerdict(Sequence[Finding]):
    """The findings on curves, with what was read how and what was left out; shows itself in terminal and notebook.

    Args:
        results: one for each set of runs that belong together; of a plain table there is one.
        account: notes and omissions; empty for a study of our own.
    """

    results: tuple[StudyResult, ...]
    account: Account

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of all results, one after the other."""
        return tuple(finding for result in self.results for finding in result.findings)

    @property
    def notes(self) -> tuple[Text, ...]:
        """How things were read, and what is missing."""
        return tuple(self.account.notes)

    def __getitem__(self, place: Any) -> Any:
        return self.findings[place]

    def __len__(self) -> int:
        return len(self.findings)

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain values: the closing text's, `findings` of each of `studies`, rows, notes, `left_out`."""
        told = summary_dict(self.results)
        for study, result in zip(told["studies"], self.results, strict=True):
            study["findings"] = [finding.as_dict() for finding in result.findings]
        return {**told, **self.account.as_dict()}

    def shown(self, language: Language) -> Iterator[RenderableType]:
        """For a terminal: the leading comparisons as tables, all other answers as sentences, then the closing text."""
        for result in self.results:
            name = f"{result.facts['data']['name']}: " if len(self.results) > 1 else ""
            for code, title in QUESTIONS.items():
                if leading := asked(result.findings, code):
                    table = findings_table(leading, language, title=name + title.say(language))
                    for column in table.columns:
                        column.header = on_validation(result.tables.condition, str(column.header))
                    yield table
            for title, others in further(result.findings):
                yield Line(name + on_validation(result.tables.condition, title.say(language)), style="bold")
                yield from (Line(finding.text.say(language)) for finding in others)
                yield Line("")
        yield summary(self.results, language)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        return self.shown(system_language())

    def _repr_html_(self) -> str:
        language = system_language()
        told = [each.text for each in self.findings] + [*self.notes, *(each.text for each in self.account.left_out)]
        return "<ul>" + "".join(f"<li>{escape(text.say(language))}</li>" for text in told) + "</ul>"

    def advice(self, network: str | None = None, epochs: int | None = None) -> tuple[Advice, ...]:
        """What next for a network: what each step would bring, with an interval and its cost.

        Args:
            network: its name, the id of one of its runs, or its widths, "784-16-16-10", which may be those of several,
                with one activation each: all of them are answered. None: two hidden layers.
            epochs: how long it was trained; None: half of the epochs, so that training on is a step that was measured.

        Raises:
            TableError: no such network, or epochs that were not trained.
            CurvesError: runs that are known at their end alone: how long they were trained is not known.

        Example:
            >>> verdict("studies/digits").advice("784-16-16-10", epochs=30)  # doctest: +SKIP
        """
        if any(result.tables.condition.finished for result in self.results):
            raise CurvesError(
                "cannot advise on a next step", got="final results of finished runs",
                expected="learning curves: a row for each epoch of each run",
                remedy=hint("Name the column of epochs: {it}", it=Options(columns={"epoch": "COLUMN"})),
            )  # fmt: skip
        meant = [(each, name) for each in self.results for name in networks_named(each.tables, network or "")]
        asked = meant if network and meant else [(each, network) for each in self.results]
        return tuple(advice(result.tables, name, epochs) for result, name in asked)

    def write_report(self, path: str | Path, language: Language | None = None) -> list[Path]:
        """Writes the HTML report; with several sets of runs one each, `NAME-1.html`, `NAME-2.html`, ….

        Args:
            path: the file.
            language: shown first; the system's where none is given.

        Raises:
            CurvesError: the file cannot be written.
        """
        target, many = Path(path), len(self.results) > 1
        paths = [target.with_stem(f"{target.stem}-{k + 1}") if many else target for k in range(len(self.results))]
        for file, result in zip(paths, self.results, strict=True):
            page = report_page(result, language or system_language())
            page = on_validation(result.tables.condition, page)
            try:
                write_whole(file, page.encode())
            except OSError as error:
                raise CurvesError(
                    f"cannot write the report {file}", got=error.strerror or str(error),
                    expected="a file in a folder that can be written to",
                    remedy=hint("Choose another one: {it}", it=Options(report="FILE.html")),
                ) from error  # fmt: skip
        return paths


def verdict(
    source: Any,
    runs: pd.DataFrame | str | Path | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    ignore: Sequence[str] = (),
    unit: str | None = None,
    margin: float | None = None,
    command: str = "",
) -> CurvesVerdict:
    """The verdict on curves from anywhere.

    Args:
        source: a study or its folder; a table, or a DataFrame, with a row a run and epoch; a file or folder as one of
            the tools of docs/curves.md writes it; one history or many, see `curves.histories.read_histories`.
        runs: of a table: a second one with a row a run, found by the column `run`.
        columns: name of the contract → column, e.g. {"test_accuracy": "acc"}.
        settings: what holds for all runs and is in no column, e.g. {"depth": 2, "data": "mnist"}; "classes", how
            many there are or the share of each, tells what always answering the commonest class would err.
        ignore: columns to leave aside.
        unit: of accuracies and errors, "percent" or "fraction"; None: as the numbers tell.
        margin: the difference that does not matter, percentage points; None: the usual one of the validation error.
        command: that asks the same again, for the report; options are then written as on the command line.

    Raises:
        LayerwiseError: what cannot be read or answered, and what to do about it.

    Example:
        >>> verdict("curves.csv", columns={"test_accuracy": "acc"})  # doctest: +SKIP
    """
    if margin is not None and not (np.isfinite(margin) and margin > 0):
        raise CurvesOptionError(
            "unusable margin", got=f"{margin}", expected="percentage points above 0",
            remedy="Leave it out for a tenth of the validation error, at most 1.",
        )  # fmt: skip
    own = source if isinstance(source, Study) else _study(source)
    if own is not None:
        if runs is not None or columns or settings or ignore or unit:
            raise CurvesOptionError(
                "a study needs no help to be read", got="columns, settings, unit or a table of runs",
                expected="only a margin", remedy="Leave them out.",
            )  # fmt: skip
        found = own.result
        if margin is not None:
            found = replace(found, findings=tuple(compare(found.tables, margin)), margin=margin)
        return CurvesVerdict((found,), Account())
    raw = read(source, runs, columns)
    raw.account.caller = "command line" if command else "python"
    constants = dict(settings or {})
    shares = class_shares(constants.pop("classes", None))
    judged = tidy(raw, columns=columns, constants=constants, ignored=ignore, unit=unit)
    return CurvesVerdict(tuple(_judge(each, raw, margin, command, shares) for each in judged), raw.account)


def tables_of(curves: Curves, shares: tuple[int, tuple[float, ...]] = (0, ())) -> Tables:
    """The tables that statements are made from; `shares` as `class_shares` gives them."""
    condition = Condition(
        name=curves.name, judged=curves.judged, finished=curves.finished,
        classes=shares[0], train_shares=shares[1], test_shares=shares[1],
    )  # fmt: skip
    return Tables(curves.runs, curves.epochs, None, condition, curves.schedule)


def _judge(
    curves: Curves, raw: Raw, margin: float | None, command: str, shares: tuple[int, tuple[float, ...]]
) -> StudyResult:
    tables = tables_of(curves, shares)
    told = [each for each in compare(tables, margin) if curves.validated or each.code not in _PAST_THE_CHOSEN]
    findings = tuple(finding_on_validation(tables.condition, each) for each in told)
    return StudyResult(tables, findings, _facts(curves, raw, command), margin=margin)


def _facts(curves: Curves, raw: Raw, command: str) -> dict[str, Any]:
    runs, seconds = curves.runs, curves.epochs["seconds"]
    return {
        "data": {"name": curves.name or raw.where, "rows": 0, "train": 0, "source": raw.where},
        "networks": len(runs),
        "measured": len(runs),
        "tuned": 0,
        "diverged": int(runs["diverged"].sum()),
        "seconds": float(seconds.sum()) if seconds.notna().any() else None,
        "epochs": int(curves.epochs["epoch"].max()),
        "command": command,
        "learning_rates": {},
        ELSEWHERE: {
            "source": raw.where,
            "runs": len(runs),
            "networks": int(runs["network"].nunique()),
            "seeds": int(runs[["seed", "fold"]].drop_duplicates().shape[0]),
            "finished": curves.finished,
            "notes": tuple(raw.account.notes),
            "left_out": tuple(each.text for each in raw.account.left_out),
            "rows": {"read": raw.account.read, "used": raw.account.used},
        },
    }


def _study(source: Any) -> Study | None:
    if isinstance(source, str | Path) and (Path(source) / "study.json").is_file():
        return Study(source)
    return None
