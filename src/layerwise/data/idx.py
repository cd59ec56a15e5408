"""The IDX format of the MNIST files, raw or gzipped, read strictly: a file is what its header says, or an error.

Source: the format's description on Yann LeCun's MNIST page: two zero bytes, a type, the number of axes, each axis as a
big-endian 32-bit number, then the values.
"""

from __future__ import annotations

import hashlib
import math
import struct
import zlib
from pathlib import Path

import numpy as np

from layerwise.errors import DataError

_TYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
_NUMBERS = {np.dtype(code): number for number, code in _TYPES.items()}
_GZIP, _LARGEST = b"\x1f\x8b", 2**31
_KINDS = {1: "labels (1 axis)", 3: "images (3 axes)"}


def content_of(path: Path) -> bytes:
    """All bytes of a file.

    Raises:
        DataError: it cannot be opened or read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(
            f"cannot read {path}",
            got=error.strerror or str(error),
            expected="an IDX file",
            remedy="Check the path and its permissions.",
        ) from error


def unpack(content: bytes, where: str) -> bytes:
    """The raw bytes of a file's `content`; of a truncated gzip file as many as can be had, for `parse` to count.

    Raises:
        DataError: a gzip stream that is damaged, goes on after its end, or unpacks to more than 2 GiB.
    """
    if not content.startswith(_GZIP):
        return content
    stream = zlib.decompressobj(wbits=31)
    try:
        raw = stream.decompress(content, _LARGEST)
    except zlib.error as error:
        raise _error(where, f"a damaged gzip stream ({error})", "a whole one") from error
    if stream.unconsumed_tail:
        raise _error(where, f"a gzip stream of more than {_LARGEST:,} bytes", "at most that")
    if stream.unused_data:
        raise _error(where, f"{len(stream.unused_data):,} bytes after the end of the gzip stream", "none")
    if not stream.eof and len(raw) >= 4 and len(raw) == _promised(raw):
        raise _error(where, "a gzip stream that ends before its checksum", "a whole one")
    return raw


def parse(raw: bytes, where: str, *, axes: int | None = None) -> np.ndarray:
    """The array in the bytes of an IDX file.

    Args:
        raw: the whole file, not compressed.
        where: its name, for messages.
        axes: how many axes it must have; None: any number.

    Raises:
        DataError: not IDX, another number of axes, truncated, or longer than its header says.
    """
    if len(raw) < 4 or raw[:2] != b"\0\0" or raw[2] not in _TYPES or raw[3] == 0:
        raise _error(where, f"a file that begins with {raw[:4].hex(' ') or 'nothing'}", "00 00, a type and its axes")
    if axes is not None and raw[3] != axes:
        got, expected = (_KINDS.get(n, f"an array of {n} axes") for n in (raw[3], axes))
        remedy = "Images and labels may be swapped, or the file misnamed: name it as it was distributed."
        raise _error(where, got, expected, remedy)
    promised = _promised(raw)
    if len(raw) < promised:
        got = f"{len(raw):,} bytes: the file ends {promised - len(raw):,} bytes too early"
        raise _error(where, got, f"the {promised:,} that its header promises")
    if len(raw) > promised:
        got = f"{len(raw):,} bytes: {len(raw) - promised:,} too many"
        raise _error(where, got, f"the {promised:,} that its header promises")
    header, kind = 4 + 4 * raw[3], np.dtype(_TYPES[raw[2]])
    return np.frombuffer(raw, kind, offset=header).reshape(_shape(raw)).astype(kind.newbyteorder("="))


def pack(array: np.ndarray) -> bytes:
    """The bytes of an IDX file that holds `array`.

    Raises:
        DataError: an array without axes, or of a type that IDX has no number for.
    """
    kind = array.dtype.newbyteorder(">")
    if kind not in _NUMBERS or not 1 <= array.ndim <= 255:
        raise DataError(
            "cannot write this array as IDX",
            got=f"type {array.dtype} with {array.ndim} axes",
            expected="uint8, int8, int16, int32, float32 or float64, and at least one axis",
            remedy="Convert it with array.astype('uint8').",
        )
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, _NUMBERS[kind], array.ndim, *array.shape)
    return header + array.astype(kind).tobytes()


def md5(raw: bytes) -> str:
    """MD5 of a file's raw bytes, the checksum that names the published ones."""
    return hashlib.md5(raw, usedforsecurity=False).hexdigest()


def _shape(raw: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f">{raw[3]}I", raw, 4)


def _promised(raw: bytes) -> int:
    """The length of the whole file as its header gives it; at least that of the header."""
    if len(raw) < 4 + 4 * raw[3] or raw[2] not in _TYPES:
        return 4 + 4 * raw[3]
    return 4 + 4 * raw[3] + math.prod(_shape(raw)) * np.dtype(_TYPES[raw[2]]).itemsize


def _error(where: str, got: str, expected: str, remedy: str = "Delete the file and fetch it again.") -> DataError:
    return DataError(f"cannot read {where} as IDX", got=got, expected=expected, remedy=remedy)
