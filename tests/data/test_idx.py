from __future__ import annotations

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from layerwise.data.idx import pack, parse, unpack
from layerwise.errors import DataError

TYPES = st.sampled_from(["u1", "i1", "i2", "i4", "f4", "f8"]).map(np.dtype)
ARRAYS = TYPES.flatmap(lambda kind: hnp.arrays(kind, hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=6)))
IMAGES = pack(np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4))
LABELS = pack(np.arange(5, dtype=np.uint8))


@given(ARRAYS)
def test_an_array_written_as_idx_comes_back_the_same(array: np.ndarray) -> None:
    back = parse(pack(array), "here")
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    assert back.tobytes() == array.tobytes()


@given(ARRAYS)
def test_a_compressed_file_reads_as_the_raw_one(array: np.ndarray) -> None:
    assert unpack(gzip.compress(pack(array)), "here") == unpack(pack(array), "here") == pack(array)


@given(ARRAYS, st.data())
def test_no_file_of_another_length_is_ever_read(array: np.ndarray, data: st.DataObject) -> None:
    raw = pack(array)
    for content in (raw[: data.draw(st.integers(0, len(raw) - 1))], raw + b"\0"):
        with pytest.raises(DataError):
            parse(content, "here")


@given(st.binary(max_size=64))
def test_random_bytes_give_an_array_or_a_clear_error(content: bytes) -> None:
    try:
        array = parse(unpack(content, "here"), "here")
    except DataError:
        return
    assert array.nbytes <= len(content)


def test_a_truncated_idx_file_is_named_with_the_bytes_it_lacks() -> None:
    with pytest.raises(DataError, match=r"my-images as IDX: got 30 bytes.* 10 bytes too early, expected the 40"):
        parse(IMAGES[:30], "my-images")


def test_an_oversized_idx_file_is_named_with_the_bytes_too_many() -> None:
    with pytest.raises(DataError, match=r"my-images as IDX: got 43 bytes: 3 too many, expected the 40"):
        parse(IMAGES + b"abc", "my-images")


def test_images_where_labels_are_expected_are_told_apart() -> None:
    with pytest.raises(DataError, match=r"got images \(3 axes\), expected labels \(1 axis\).*may be swapped"):
        parse(IMAGES, "labels-file", axes=1)
    with pytest.raises(DataError, match=r"got labels \(1 axis\), expected images \(3 axes\)"):
        parse(LABELS, "images-file", axes=3)


def test_a_header_that_promises_the_moon_allocates_nothing() -> None:
    with pytest.raises(DataError, match=r"got 20 bytes"):
        parse(b"\0\0\x0e\x04" + b"\xff" * 16, "moon")


def test_a_truncated_gzip_stream_is_named_with_the_bytes_it_lacks() -> None:
    noise = pack(np.random.default_rng(0).integers(0, 256, 5_000).astype(np.uint8))
    packed = gzip.compress(noise)
    with pytest.raises(DataError, match=r"too early, expected the 5,008 that its header promises"):
        parse(unpack(packed[:3_000], "labels.gz"), "labels.gz")


@pytest.mark.parametrize(
    ("content", "got"),
    [
        (gzip.compress(LABELS)[:-6], "ends before its checksum"),
        (gzip.compress(LABELS) + b"more", "4 bytes after the end"),
        (gzip.compress(LABELS)[:-8] + b"12345678", "damaged gzip stream"),
    ],
)
def test_a_damaged_gzip_stream_is_refused(content: bytes, got: str) -> None:
    with pytest.raises(DataError, match=rf"cannot read labels.gz as IDX: got .*{got}"):
        unpack(content, "labels.gz")


@pytest.mark.parametrize("array", [np.zeros(3, np.complex64), np.zeros(3, np.uint64), np.array(1, np.uint8)])
def test_an_array_that_idx_has_no_type_for_is_refused(array: np.ndarray) -> None:
    with pytest.raises(DataError, match="cannot write this array as IDX"):
        pack(array)
