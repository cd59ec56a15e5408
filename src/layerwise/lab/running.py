"""Running a study from data and options to its findings."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layerwise.data.dataset import Dataset
from layerwise.data.sources import load
from layerwise.errors import SpecError
from layerwise.lab.deciding import Deciding
from layerwise.lab.looks import looks_of
from layerwise.lab.options import StudyOptions, make_plan, worker_count
from layerwise.study.progress import Progress
from layerwise.study.run import run_study
from layerwise.study.store import StudyFolder
from layerwise.words import Language, system_language

if TYPE_CHECKING:
    from layerwise.lab.study import Study


def study(
    data: Dataset | str | Path,
    *,
    folder: str | Path | None = None,
    target: str | None = None,
    command: str = "",
    language: Language | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    options: StudyOptions | None = None,
    **keywords: Any,
) -> Study:
    """Plans, tunes, measures and reports; in a folder that holds the same study it goes on where that stopped.

    With `until_decided=True` seeds are added, at up to four planned looks and up to `most_seeds`, while it is undecided
    for lack of seeds whether one more layer helps; a finished study of the same plan is taken up where it is.

    Args:
        data: a data set, its name or its path.
        folder: where results go; `studies/NAME` where none is given.
        target: the column of a `.csv` that names the class.
        command: that makes the study again, for the record.
        language: that the report shows first; the system's where none is given.
        on_progress: told how far it has come.
        options: what to study, as one value; or by name, as keywords (see `StudyOptions`).
        **keywords: `depths=range(1, 7), widths=[16], seeds=20` and so on.

    Raises:
        LayerwiseError: data, options or folder that make no study; the message says why and what to do.

    Example:
        >>> study("digits", depths=[1, 2], seeds=10)  # doctest: +SKIP
        <Study of digits (…): …>
    """
    if options is not None and keywords:
        raise SpecError(
            "options given twice",
            got=", ".join(keywords),
            expected="options=… or keywords, not both",
            remedy="Put them all into one.",
        )
    chosen = options or StudyOptions.from_keywords(keywords)
    dataset = data if isinstance(data, Dataset) else load(data, target=target)
    workers = worker_count(dataset, chosen)
    home = StudyFolder(folder or Path("studies") / dataset.name)
    plan = make_plan(dataset, chosen, workers=workers)

    def on_note(note: dict[str, str]) -> None:
        print(f"layerwise: {note[language or system_language()]}", file=sys.stderr)

    def on_epoch(progress: Progress) -> None:
        on_progress(progress)
        if progress.epoch:
            _finished_study()  # while the workers are busy

    looks_of(dataset, plan, chosen)  # says what is wrong with its options
    if chosen.until_decided:
        Deciding(dataset, plan, home, chosen, workers, command, on_epoch, on_note).run()
    else:
        run_study(dataset, plan, home, workers=workers, command=command, on_progress=on_epoch, on_note=on_note)
    done = _finished_study()(home.path)
    done.publish(language)
    return done


@cache
def _finished_study() -> type[Study]:
    """What reads a finished study: pandas and Plotly, two seconds that the first number need not wait for."""
    from layerwise.lab.study import Study

    return Study
