from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from layerwise.data import Dataset, idx, load
from layerwise.data.folds import split
from layerwise.data.idx_sets import MNIST, PARTS
from layerwise.data.mnist import ensure, read_named, where_found
from layerwise.errors import ChecksumError, DataError

IMAGES, LABELS = "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"


@pytest.fixture
def given(cache: Path, tmp_path: Path, small: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small data set in `$LAYERWISE_DATA`."""
    monkeypatch.setenv("LAYERWISE_DATA", str(tmp_path / "given"))
    return small.write(tmp_path / "given" / "small")


@pytest.mark.skipif(
    not (Path(os.environ.get("LAYERWISE_DATA", "")) / "mnist").is_dir(), reason="no mnist in $LAYERWISE_DATA"
)
@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_the_real_files_have_the_promised_rows_and_splits(name: str) -> None:
    data = load(name)
    assert (data.name, data.inputs.shape, data.inputs.dtype) == (name, (70_000, 784), np.uint8)
    assert np.bincount(data.labels[-10_000:]).sum() == 10_000
    parts = split(data, 3)
    assert [len(parts.train), len(parts.validation), len(parts.test)] == [50_000, 10_000, 10_000]
    shares = np.bincount(data.labels[:60_000]) / 6
    assert (np.abs(np.bincount(data.labels[parts.validation]) - shares) < 1).all()
    if name == "mnist":
        assert data.labels[:5].tolist() == [5, 0, 4, 1, 9]
        known = {row.tobytes() for row in data.inputs[:60_000]}
        assert all(row.tobytes() in known for row in load("digits").inputs)


def assert_is_small(data: Dataset, small: Any) -> None:
    images = [idx.parse(small.raw[part], part) for part in (*PARTS,)[::2]]
    assert np.array_equal(data.inputs, np.concatenate(images).reshape(80, 20))
    assert (data.name, data.classes, data.test_size, data.validation_size) == ("small", ("a", "b", "c"), 20, 10)
    assert (data.scaling, data.picture_shape) == ("pixels", (5, 4))


def test_files_are_found_in_the_folder_of_the_variable(given: Path, small: Any) -> None:
    assert where_found(small.idx_set) == given
    assert_is_small(read_named(small.idx_set), small)
    assert ensure(small.idx_set) == given


@pytest.mark.parametrize("rename", [lambda name: name[:-3], lambda name: name[:-3].replace("-idx", ".idx")])
def test_raw_files_and_those_compressed_anew_verify_too(given: Path, small: Any, rename: Callable[[str], str]) -> None:
    (given / IMAGES).write_bytes(gzip.compress(small.raw[IMAGES[:-3]], 1))
    (given / LABELS).unlink()
    (given / rename(LABELS)).write_bytes(small.raw[LABELS[:-3]])
    assert_is_small(read_named(small.idx_set), small)


def test_a_file_that_is_whole_but_another_is_refused_by_its_checksum(given: Path, small: Any) -> None:
    raw = bytearray(small.raw[IMAGES[:-3]])
    raw[100] ^= 1
    (given / IMAGES).write_bytes(gzip.compress(bytes(raw)))
    with pytest.raises(ChecksumError, match=rf"{IMAGES}: it is not the {IMAGES[:-3]} of small: got MD5 .*, expected "):
        read_named(small.idx_set)


def test_swapped_images_and_labels_are_refused(given: Path, small: Any) -> None:
    (given / IMAGES).write_bytes(small.packed[LABELS])
    with pytest.raises(DataError, match=rf"{IMAGES} as IDX: got labels \(1 axis\), expected images"):
        read_named(small.idx_set)


def test_a_truncated_file_of_the_user_is_named_and_not_replaced(
    given: Path, small: Any, mirror: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.files = small.packed
    monkeypatch.setenv("LAYERWISE_MIRRORS", mirror.address)
    (given / IMAGES).write_bytes(small.packed[IMAGES][:500])
    with pytest.raises(DataError, match=rf"{IMAGES} as IDX: got .* too early"):
        read_named(small.idx_set)
    assert mirror.asked == []


def test_what_is_missing_comes_from_the_mirrors_and_is_kept(
    cache: Path, small: Any, mirror: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYERWISE_MIRRORS", f"{mirror.address}/{{name}}")
    mirror.files = {f"small/{name}": content for name, content in small.packed.items()}
    assert where_found(small.idx_set) is None
    assert_is_small(read_named(small.idx_set), small)
    assert len(mirror.asked) == 4
    assert ensure(small.idx_set) == where_found(small.idx_set) == cache / "small"
    assert_is_small(read_named(small.idx_set), small)
    assert len(mirror.asked) == 4


def test_a_bad_mirror_is_followed_by_the_next(
    cache: Path, small: Any, mirror: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = ["absent", "other", "cut", "torn", "good"]
    monkeypatch.setenv("LAYERWISE_MIRRORS", " ".join(f"{mirror.address}/{place}" for place in places))
    other = bytearray(small.raw[IMAGES[:-3]])
    other[100] ^= 1
    mirror.files = {f"good/{name}": content for name, content in small.packed.items()}
    mirror.files |= {f"other/{IMAGES}": gzip.compress(bytes(other)), f"cut/{IMAGES}": small.packed[IMAGES][:400]}
    mirror.files |= {f"torn/{IMAGES}": small.packed[IMAGES]}
    mirror.broken = {f"torn/{IMAGES}"}
    assert_is_small(read_named(small.idx_set), small)
    assert [path for path in mirror.asked if IMAGES in path] == [f"/{place}/{IMAGES}" for place in places]
    assert sorted(file.name for file in (cache / "small").iterdir()) == sorted(small.packed)


def test_what_each_mirror_said_is_told_when_none_gives_the_file(
    cache: Path, small: Any, mirror: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = ["absent", "other", "cut", "torn"]
    monkeypatch.setenv(
        "LAYERWISE_MIRRORS", " ".join(["http://127.0.0.1:9", *(f"{mirror.address}/{p}" for p in places)])
    )
    mirror.files = {f"other/{IMAGES}": gzip.compress(idx.pack(np.zeros((60, 5, 4), np.uint8)))}
    mirror.files |= {f"{place}/{IMAGES}": small.packed[IMAGES][:400] for place in ("cut", "torn")}
    mirror.broken = {f"torn/{IMAGES}"}
    with pytest.raises(DataError) as caught:
        read_named(small.idx_set)
    said = caught.value.got.split("; ")
    expected = ["cannot be reached", "answers 404", "MD5", "too early", "breaks off before the end"]
    assert [word in line for word, line in zip(expected, said, strict=True)] == [True] * 5
    assert f"not in {cache / 'small'}" in caught.value.what
    assert "LAYERWISE_DATA (not set now)" in caught.value.remedy
    assert "layerwise data get small" in caught.value.remedy
    assert "digits" in caught.value.remedy
    assert not (cache / "small").exists()


def test_with_no_mirror_at_all_the_error_says_where_it_looked(given: Path, small: Any) -> None:
    (given / LABELS).unlink()
    with pytest.raises(DataError, match=rf"{LABELS[:-3]} is not in {given} or in .*cache.*: got no mirror to ask"):
        read_named(small.idx_set)


def test_a_damaged_cache_is_fetched_anew(cache: Path, small: Any, mirror: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYERWISE_MIRRORS", mirror.address)
    mirror.files = small.packed
    small.write(cache / "small")
    (cache / "small" / IMAGES).write_bytes(small.packed[IMAGES][:700])
    (cache / "small" / LABELS).unlink()
    (cache / "small" / LABELS[:-3]).write_bytes(small.raw[LABELS[:-3]][:30])
    assert_is_small(read_named(small.idx_set), small)
    assert (cache / "small" / IMAGES).read_bytes() == small.packed[IMAGES]
    assert mirror.asked == [f"/{IMAGES}", f"/{LABELS}"]
    assert not (cache / "small" / LABELS[:-3]).exists()


def test_a_cache_that_cannot_be_written_stops_get_but_not_load(
    tmp_path: Path, cache: Path, small: Any, mirror: Any, monkeypatch
) -> None:
    monkeypatch.setenv("LAYERWISE_MIRRORS", mirror.address)
    monkeypatch.setenv("LAYERWISE_CACHE", str(tmp_path / "file" / "cache"))
    (tmp_path / "file").write_text("in the way")
    mirror.files = small.packed
    assert_is_small(read_named(small.idx_set), small)
    with pytest.raises(DataError, match=r"cannot keep small: got a cache folder .*file.*LAYERWISE_CACHE"):
        ensure(small.idx_set)


def test_a_folder_of_idx_files_is_read_by_its_path_under_its_own_name(tmp_path: Path, small: Any) -> None:
    data = load(small.write(tmp_path / "letters"))
    assert (data.name, data.classes, data.test_size) == ("letters", ("0", "1", "2"), 20)


def test_images_and_labels_that_do_not_belong_together_are_refused(tmp_path: Path, small: Any) -> None:
    folder = small.write(tmp_path / "letters")
    (folder / LABELS).write_bytes(idx.pack(np.zeros(59, np.uint8)))
    with pytest.raises(DataError, match=r"train images of .*letters with their labels: got .*59 labels"):
        load(folder)


def test_a_folder_that_lacks_one_of_the_four_files_is_told_which(tmp_path: Path, small: Any) -> None:
    folder = small.write(tmp_path / "letters")
    (folder / LABELS).unlink()
    with pytest.raises(
        DataError, match=r"letters as IDX files: got no train-labels-idx1-ubyte, under that name"
    ) as caught:
        load(folder)
    assert "pictures" not in str(caught.value)


def test_a_label_that_only_the_test_part_has_is_named_with_its_file(tmp_path: Path, small: Any) -> None:
    folder = small.write(tmp_path / "letters")
    labels = (np.arange(20) % 3).astype(np.uint8)
    labels[7] = 99
    (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(idx.pack(labels))
    with pytest.raises(
        DataError, match=r"t10k-labels\S+: no training .* image 7 .*got the label 99.*trained on: 0, 1, 2"
    ):
        load(folder)


def test_a_training_label_with_too_few_images_is_named_with_its_file(tmp_path: Path, small: Any) -> None:
    folder = small.write(tmp_path / "letters")
    labels = (np.arange(60) % 3).astype(np.uint8)
    labels[7] = 99
    (folder / LABELS).write_bytes(idx.pack(labels))
    with pytest.raises(DataError, match=r"letters/train-labels\S+: class '99' has too few"):
        load(folder)


def test_test_images_that_are_the_training_images_are_refused(tmp_path: Path, small: Any) -> None:
    folder = small.write(tmp_path / "letters")
    for kind in ("images-idx3-ubyte.gz", "labels-idx1-ubyte.gz"):
        (folder / f"t10k-{kind}").write_bytes((folder / f"train-{kind}").read_bytes())
    with pytest.raises(DataError, match=r"t10k-images\S+: got the very images of .*train-images\S+, expected other"):
        load(folder)


def test_images_that_are_all_blank_are_refused(tmp_path: Path, small: Any) -> None:
    folder = small.write(tmp_path / "letters")
    for part, rows in (("train", 60), ("t10k", 20)):
        (folder / f"{part}-images-idx3-ubyte.gz").write_bytes(idx.pack(np.zeros((rows, 5, 4), np.uint8)))
    with pytest.raises(DataError, match=r"letters: all its inputs are the same: got 80 equal rows, 0 throughout"):
        load(folder)


def test_a_label_beyond_the_named_classes_is_refused(given: Path, small: Any) -> None:
    raw = idx.pack(np.full(60, 3, np.uint8))
    (given / LABELS).write_bytes(raw)
    md5 = tuple(idx.md5(raw) if part == LABELS[:-3] else small.idx_set.checksum_of(part) for part in PARTS)
    with pytest.raises(DataError, match=r"small: the label of row 0 .* out of range: got 3, expected 0 … 2"):
        read_named(replace(small.idx_set, md5=md5))


def test_the_mirrors_are_asked_in_the_promised_order() -> None:
    hosts = [address.split("/")[2] for address in MNIST.mirrors]
    assert hosts == ["ossci-datasets.s3.amazonaws.com", "storage.googleapis.com"]
