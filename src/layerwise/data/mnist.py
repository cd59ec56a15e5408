"""`mnist` and `fashion-mnist`: found or fetched, and verified by the checksums of their raw bytes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from layerwise.data import idx
from layerwise.data.cache import cache_folder
from layerwise.data.dataset import Dataset
from layerwise.data.idx_folder import from_parts
from layerwise.data.idx_sets import PARTS, IdxSet, file_of, holds_all
from layerwise.data.mirrors import fetch, mirrors_of
from layerwise.errors import ChecksumError, DataError
from layerwise.files import write_whole


def read_named(idx_set: IdxSet) -> Dataset:
    """The data set from `$LAYERWISE_DATA/NAME`, else the cache, else its mirrors; never another in its place.

    Raises:
        DataError: it is nowhere to be had, or a file in `$LAYERWISE_DATA` is no whole IDX file.
        ChecksumError: a file in `$LAYERWISE_DATA` is not the one that was published.
    """
    arrays = [_read_part(idx_set, part)[0] for part in PARTS]
    places = f"IDX files of {idx_set.name}, checksums verified"
    return from_parts(idx_set.name, arrays, idx_set.classes, places)


def ensure(idx_set: IdxSet) -> Path:
    """Find or fetch all four files, verify them, and return the folder of the first; fetched ones are in the cache.

    Raises:
        DataError: as `read_named`; or the cache folder cannot be written.
    """
    found = [_read_part(idx_set, part)[1] for part in PARTS]
    if any(path is None for path in found):
        raise DataError(
            f"cannot keep {idx_set.name}",
            got=f"a cache folder {cache_folder()} that cannot be written",
            expected="a writable one with 60 MB left",
            remedy="Free space there, or name another folder in LAYERWISE_CACHE.",
        )
    return next(path for path in found if path is not None).parent


def where_found(idx_set: IdxSet) -> Path | None:
    """The folder that holds all four files, not verified; None: some would have to be fetched."""
    for folder in _folders(idx_set):
        if holds_all(folder):
            return folder
    return None


def _folders(idx_set: IdxSet) -> Iterator[Path]:
    if given := os.environ.get("LAYERWISE_DATA"):
        yield Path(given).expanduser() / idx_set.name
    yield cache_folder() / idx_set.name


def _read_part(idx_set: IdxSet, part: str) -> tuple[np.ndarray, Path | None]:
    """A part's array, and the file it lies in; None where it was fetched and could not be kept."""
    *given, cached = _folders(idx_set)
    for folder in given:
        if path := file_of(folder, part):
            return _verified(idx.content_of(path), str(path), idx_set, part), path
    if path := file_of(cached, part):
        try:
            return _verified(idx.content_of(path), str(path), idx_set, part), path
        except DataError:  # a damaged cache is fetched anew
            with contextlib.suppress(OSError):
                path.unlink()
    content = _fetched(idx_set, part)
    path = cached / (f"{part}.gz" if content.startswith(b"\x1f\x8b") else part)
    kept = False
    with contextlib.suppress(OSError):
        write_whole(path, content)
        kept = True
    return _verified(content, str(path), idx_set, part), path if kept else None


def _fetched(idx_set: IdxSet, part: str) -> bytes:
    bases = mirrors_of(idx_set.name, idx_set.mirrors)
    try:
        return fetch(f"{part}.gz", bases, lambda content, url: _verified(content, url, idx_set, part))
    except DataError as error:
        unset = "" if os.environ.get("LAYERWISE_DATA") else " (not set now)"
        looked = " or in ".join(str(folder) for folder in _folders(idx_set))
        raise DataError(
            f"cannot find {idx_set.name}: {part} is not in {looked}, and no mirror gives it",
            got=error.got,
            expected="its four IDX files",
            remedy=f"Put them into a folder {idx_set.name} and name the folder above it in LAYERWISE_DATA{unset}, "
            f"or run `layerwise data get {idx_set.name}` where the internet can be reached. "
            "`digits` needs no download.",
        ) from error


def _verified(content: bytes, where: str, idx_set: IdxSet, part: str) -> np.ndarray:
    """The array in a file's content, after its form and its checksum have been verified."""
    raw = idx.unpack(content, where)
    array = idx.parse(raw, where, axes=PARTS[part])
    if (md5 := idx.md5(raw)) != idx_set.checksum_of(part):
        raise ChecksumError(
            f"cannot use {where}: it is not the {part} of {idx_set.name}",
            got=f"MD5 {md5} of its raw bytes",
            expected=idx_set.checksum_of(part),
            remedy=f"Delete it and run `layerwise data get {idx_set.name}`, or load your own data by its path.",
        )
    return array
