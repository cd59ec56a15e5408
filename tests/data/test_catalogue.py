from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from layerwise.data import catalogue, load
from layerwise.data.cache import cache_folder
from layerwise.errors import DataError
from layerwise.files import write_whole


def test_the_list_says_of_each_set_what_it_is_and_where(cache: Path) -> None:
    entries = {entry.name: entry for entry in catalogue.entries()}
    assert list(entries) == ["digits", "spirals", "mnist", "fashion-mnist"]
    assert [entry.found is None for entry in entries.values()] == [False, False, True, True]
    assert entries["fashion-mnist"].licence.startswith("MIT")
    for name in ("digits", "spirals"):
        data, entry = load(name), entries[name]
        assert (entry.rows, entry.features, entry.classes) == (len(data), data.features, len(data.classes))
    json.dumps([entry.as_dict() for entry in entries.values()])


def test_get_returns_where_a_set_lies_and_asks_for_a_known_name() -> None:
    path = catalogue.get("digits")
    assert path is not None
    assert path.is_file()
    assert catalogue.get("spirals") is None
    with pytest.raises(DataError, match="expected one of digits, spirals, mnist, fashion-mnist"):
        catalogue.get("cifar")


def test_check_counts_each_class_and_gives_the_checksum_of_results(tmp_path: Path) -> None:
    found = catalogue.check("digits")
    assert (found.rows, found.classes, found.counts["7"], found.test_size) == (5_000, 10, 500, None)
    assert found.checksum == load("digits").checksum
    assert json.loads(json.dumps(found.as_dict()))["classes"] == 10
    (tmp_path / "t.csv").write_text("a,y\n" + "\n".join(f"{i},{'no' if i % 4 else 'yes'}" for i in range(40)))
    assert catalogue.check(tmp_path / "t.csv", target="y").counts == {"no": 30, "yes": 10}


@pytest.mark.skipif(
    not (Path(os.environ.get("LAYERWISE_DATA", "")) / "mnist").is_dir(), reason="no mnist in $LAYERWISE_DATA"
)
def test_a_folder_of_published_files_is_recognised_by_its_checksums() -> None:
    found = catalogue.check(Path(os.environ["LAYERWISE_DATA"]) / "mnist")
    assert (found.name, found.rows, found.counts["1"]) == ("mnist", 70_000, 7_877)


def test_an_unknown_name_lists_the_legal_ones_and_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"'mnits': got neither .*, expected digits, spirals, .*Did you mean 'mnist'"):
        load("mnits")
    (tmp_path / "a.txt").write_text("text")
    with pytest.raises(DataError, match=r"got a file of another kind, expected .*FILE.npz"):
        load(tmp_path / "a.txt")


def test_a_folder_of_pictures_is_refused_with_what_can_be_used_instead(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"folders of pictures cannot be read yet.*np\.savez"):
        load(tmp_path)


def test_checksums_name_the_data_and_not_where_it_lay() -> None:
    data = load("spirals")
    assert dataclasses.replace(data, name="other", source="elsewhere").checksum == data.checksum
    assert dataclasses.replace(data, labels=1 - data.labels).checksum != data.checksum
    assert dataclasses.replace(data, inputs=data.inputs + np.float32(1e-3)).checksum != data.checksum
    assert dataclasses.replace(data, test_size=None).checksum != data.checksum


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "new" / "file", b"old")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_whole(tmp_path / "new" / "file", b"new")
    assert [(file.name, file.read_bytes()) for file in (tmp_path / "new").iterdir()] == [("file", b"old")]


def test_the_cache_is_the_users_own_unless_the_variable_names_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYERWISE_CACHE", os.path.join("some", "where"))
    assert cache_folder() == Path("some/where")
    monkeypatch.delenv("LAYERWISE_CACHE")
    assert "layerwise" in cache_folder().parts


def test_importing_the_package_imports_no_library() -> None:
    code = (
        "import sys, layerwise.data; print([m for m in ('numpy', 'pandas', 'PIL', 'pooch', 'jax') if m in sys.modules])"
    )
    source = str(Path(catalogue.__file__).parents[2])
    answer = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert answer.stdout.strip() == "[]"
