"""A block's results as one file: written whole by the worker that trained it, read back when tables are made."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.errors import StudyError
from layerwise.files import write_whole

# What a damaged .npz or .parquet file may raise while it is read.
_ODD = (EOFError, NotImplementedError, struct.error, zipfile.BadZipFile, zlib.error)
UNREADABLE = (OSError, ValueError, KeyError, *_ODD)
_ARRAYS = ("history", "seconds", "best_epoch", "diverged", "recorded", "correct", "best_correct", "tested")
# Only of networks measured on all the training rows there are; on pictures, whose layers were kept.
_SOME = ("rows", "best_answers", "last_answers", "shown")


@dataclass(frozen=True, eq=False)
class Part:
    """What a block left behind.

    Args:
        card: the block: `name, stage, seed, fold, rows` (how many train, choose and test) and `jobs` (each `run,
            architecture, learning_rate`).
        arrays: `history, seconds, best_epoch, diverged, recorded, correct, best_correct` as in `BlockResult`, and
            `tested`, the data set's row numbers behind the bits; of pictures `shown`, as `SHOWN_COLUMNS` names them; of
            networks measured on all training rows `best_answers` and `last_answers` as in `BlockResult`, and `rows`,
            the data set's row numbers behind them.
    """

    card: dict[str, Any]
    arrays: dict[str, np.ndarray]

    def save(self, path: Path) -> None:
        """Writes the part whole, or not at all.

        Raises:
            OSError: the folder is read-only or the disk is full.
        """
        stream = io.BytesIO()
        np.savez_compressed(stream, card=np.array(json.dumps(self.card)), **self.arrays)  # type: ignore[arg-type]
        write_whole(path, stream.getvalue())

    @classmethod
    def load(cls, path: Path) -> Part:
        """The part that `save` wrote.

        Raises:
            StudyError: the file is not such a part.
        """
        try:
            # Opened here, since NumPy leaves a file that it cannot read open.
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                names = [*_ARRAYS, *(name for name in _SOME if name in stored)]
                return cls(json.loads(str(stored["card"])), {name: stored[name] for name in names})
        except UNREADABLE as error:
            raise StudyError(
                f"cannot read the block {path}",
                got=str(error) or type(error).__name__,
                expected="a file written by layerwise study",
                remedy="Delete it and run the same study command again: only this block is trained anew.",
            ) from error
