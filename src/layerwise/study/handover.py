"""How a data set reaches the workers: as plain arrays in a folder of their own, mapped into memory and not copied."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np

from layerwise.data.dataset import Dataset
from layerwise.errors import StudyError

_ARRAYS = ("inputs", "labels")
# What workers do not ask.
_LEFT_OUT = ("source_rows",)


def hand_over(dataset: Dataset, folder: Path) -> None:
    """Writes a data set where workers can take it up.

    Args:
        dataset: what is learned.
        folder: made where it is missing.

    Raises:
        StudyError: the folder cannot be written, or its disk is full.
    """
    rest = {
        field.name: getattr(dataset, field.name) for field in fields(dataset) if field.name not in _ARRAYS + _LEFT_OUT
    }
    try:
        folder.mkdir(exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(dataset, name))
        (folder / "dataset.json").write_text(json.dumps({**rest, "checksum": dataset.checksum}), encoding="utf-8")
    except OSError as error:
        raise StudyError(
            f"cannot hand {dataset.name} to the workers through {folder}",
            got=error.strerror or str(error),
            expected=f"room for {dataset.inputs.nbytes + dataset.labels.nbytes:,} bytes there",
            remedy="Free some, or choose a folder on another disk: with -o for a study, with TMPDIR for --plan.",
        ) from error


def take_over(folder: Path) -> tuple[Dataset, str]:
    """The data set that `hand_over` wrote, and its checksum, which it spares each worker to compute."""
    rest = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
    checksum = rest.pop("checksum")
    for name in ("classes", "picture_shape", "columns"):
        rest[name] = None if rest[name] is None else tuple(rest[name])
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS}
    return Dataset(**arrays, **rest), checksum
