"""Reproducing a finding: its studies by the ordinary engine, its claims from their tables, and what is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from layerwise.errors import StudyError
from layerwise.files import write_whole
from layerwise.lab.options import make_plan, worker_count
from layerwise.lab.published.finding import Arm, Finding, Form
from layerwise.report.reproduction import Reproduction, Trained, reproduction_page
from layerwise.study.progress import Progress
from layerwise.study.run import run_study
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables
from layerwise.verdict.published import overall
from layerwise.verdict.tables import Tables
from layerwise.words import Language

PAGE, FACTS = "reproduction.html", "reproduction.json"

# Takes a study's data set by name and gives what is told its progress while the study runs.
Watch = Callable[[str], AbstractContextManager[Callable[[Progress], None]]]


def reproduce(
    finding: Finding,
    *,
    full: bool = False,
    folder: str | Path | None = None,
    language: Language = "en",
    command: str = "",
    workers: int | None = None,
    watch: Watch = lambda _: nullcontext(lambda _: None),
) -> Reproduction:
    """Trains what a finding needs, judges its claims, and writes a page and a JSON file beside its studies.

    In a folder that holds part of the same it goes on where that stopped.

    Args:
        finding: from the catalogue.
        full: at full size instead of in about three minutes.
        folder: where results go; `studies/reproduce/NAME-FORM` where none is given.
        language: that the page shows first.
        command: that makes it again, for the record.
        workers: processes; None: one a core, as far as the memory goes.
        watch: a context for each study, by the name of its data set, that gives what is told how far it has come.

    Raises:
        LayerwiseError: a data set that is not at hand, or a folder that is not ours to write to.
    """
    form: Form = "full" if full else "quick"
    home = Path(folder) if folder is not None else Path("studies") / "reproduce" / f"{finding.name}-{form}"
    arms = finding.arms(form)
    _refuse_what_is_not_ours(home, arms)
    tables = {arm.name: _train(arm, home / arm.name, command, workers, watch) for arm in arms}
    reading = finding.reading(tables, {arm.name: StudyFolder(home / arm.name) for arm in arms}, form)
    found = Reproduction(
        name=finding.name,
        title=finding.title,
        source=finding.source,
        form=form,
        smaller=None if full else finding.quick,
        apart=finding.apart,
        claims=tuple(reading.claims),
        outcome=overall(reading.claims),
        lines=reading.lines,
        trained=tuple(_trained(arm.name, home / arm.name, tables[arm.name]) for arm in arms),
        command=command,
        page=str(home / PAGE),
    )
    try:
        write_whole(home / FACTS, json.dumps(found.as_dict(), ensure_ascii=False, indent=1).encode())
        write_whole(home / PAGE, reproduction_page(found, language).encode())
    except OSError as error:
        raise StudyError(
            f"cannot write to {home}",
            got=error.strerror or str(error),
            expected="a folder that can be written to, with space left",
            remedy="Choose another folder with -o, or free some space; what was trained is kept.",
        ) from error
    return found


def _train(arm: Arm, path: Path, command: str, workers: int | None, watch: Watch) -> Tables:
    """The tables of one study; one that is whole already is only read."""
    options = replace(arm.options, workers=workers) if workers is not None else arm.options
    count = worker_count(arm.dataset, options)
    plan = make_plan(arm.dataset, options, workers=count)
    if arm.momentum is not None:
        plan = replace(plan, recipe=replace(plan.recipe, momentum=arm.momentum))
    home = StudyFolder(path)
    with watch(arm.dataset.name) as on_progress:
        run_study(arm.dataset, plan, home, workers=count, command=command, on_progress=on_progress)
    return read_tables(home)


def _trained(name: str, path: Path, tables: Tables) -> Trained:
    card = StudyFolder(path).card()
    sessions = card["sessions"]
    last: dict[str, Any] = sessions[-1] if sessions else {}
    return Trained(
        name=name,
        data=card["data"]["name"],
        checksum=card["data"]["checksum"],
        source=card["data"]["source"],
        rows={part: card["data"][part] for part in ("train", "validation", "test")},
        networks=len(tables.runs),
        diverged=int(tables.measured["diverged"].sum()),
        seeds=card["plan"]["seeds"],
        epochs=card["plan"]["recipe"]["epochs"],
        recipe=card["plan"]["recipe"],
        learning_rates=card["learning_rates"],
        seconds=sum(session.get("seconds", 0.0) for session in sessions),
        worker_seconds=sum(session.get("worker_seconds", 0.0) for session in sessions),
        versions=last.get("versions", {}),
        machine=last.get("machine", {}),
    )


def _refuse_what_is_not_ours(home: Path, arms: Sequence[Arm]) -> None:
    """Raises StudyError where a page would be written among files of another kind."""
    if not home.exists():
        return
    ours = {PAGE, FACTS, *(arm.name for arm in arms)}
    there = sorted(path.name for path in home.iterdir()) if home.is_dir() else [f"the file {home.name}"]
    if others := [name for name in there if name not in ours]:
        raise StudyError(
            f"{home} is no folder of this finding",
            got=f"other files ({', '.join(others[:3])}{' …' if len(others) > 3 else ''})",
            expected="a new or empty folder, or one that holds the same finding",
            remedy="Choose another folder with -o.",
        )
