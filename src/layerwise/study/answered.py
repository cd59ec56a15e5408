"""From blocks to `trained.npz` and back: what the measured networks answer to every row, trained on or not."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np

from layerwise.study.parts import Part
from layerwise.study.store import ROWS, TRAINED, StudyFolder
from layerwise.verdict.answers import MOMENTS, Answers


def write_answers(folder: StudyFolder, parts: Sequence[Part]) -> Answers | None:
    """Writes `trained.npz` from the parts that hold answers; None where none does, as in folders of earlier versions.

    Args:
        folder: of the study, whose `rows.npz` is written.
        parts: of its measured blocks, in the order of the tables.
    """
    kept = [part for part in parts if "rows" in part.arrays]
    if not kept or not (folder / ROWS).is_file():
        return None
    arrays: dict[str, np.ndarray] = {
        "runs": np.array([job["run"] for part in kept for job in part.card["jobs"]]),
        "seeds": np.array([part.card["seed"] for part in kept for _ in part.card["jobs"]], np.int64),
        **{moment: np.concatenate([_in_order(part, moment) for part in kept]) for moment in MOMENTS},
    }
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]
    folder.write(TRAINED, stream.getvalue())
    return _answers(arrays, _read(folder, ROWS))


def read_answers(folder: StudyFolder) -> Answers | None:
    """What `write_answers` wrote; None where an earlier version wrote the study. Damaged files raise `UNREADABLE`."""
    if not ((folder / ROWS).is_file() and (folder / TRAINED).is_file()):
        return None
    return _answers(_read(folder, TRAINED), _read(folder, ROWS))


def _in_order(part: Part, moment: str) -> np.ndarray:
    """The answers of a part's networks in the order of the data set."""
    answers, rows = part.arrays[f"{moment}_answers"], part.arrays["rows"]
    found = np.empty((len(answers), len(rows)), answers.dtype)
    found[:, rows] = answers
    return found


def _answers(stored: dict[str, np.ndarray], rows: dict[str, np.ndarray]) -> Answers:
    return Answers(
        runs=tuple(str(run) for run in stored["runs"]),
        seeds=stored["seeds"],
        labels=rows["labels"],
        uses=dict(zip(rows["seeds"].tolist(), rows["uses"], strict=True)),
        best=stored["best"],
        last=stored["last"],
        source_rows=rows["source_rows"],
        classes=tuple(str(name) for name in rows["classes"]),
    )


def _read(folder: StudyFolder, name: str) -> dict[str, np.ndarray]:
    with (folder / name).open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return dict(stored)
