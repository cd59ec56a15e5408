"""The user's own concepts, from a table and from folders of pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from layerwise.errors import DataError
from layerwise.insight.own_concepts import from_folder, from_table, with_examples
from tests.insight.drawn import NINE, picture


def table(folder: Path, text: str) -> Path:
    (folder / "concepts.csv").write_text(text, encoding="utf-8")
    return folder / "concepts.csv"


def test_columns_become_concepts_of_their_kind_for_the_wanted_rows(tmp_path: Path) -> None:
    path = table(tmp_path, "row,curly,size,script\n2,1,3.5,latin\n0,0,1,greek\n3,,2,\n")
    curly, size, script = from_table(path, np.array([0, 2, 3]), 5)
    assert (curly.kind, size.kind, script.kind) == ("yes-no", "amount", "class")
    assert curly.values[:2].tolist() == [0, 1]
    assert np.isnan(curly.values[2])
    assert size.values.tolist() == [1, 3.5, 2]
    assert script.names == ("greek", "latin")
    assert script.values[:2].tolist() == [0, 1]


def test_without_a_row_column_the_lines_are_the_rows(tmp_path: Path) -> None:
    (curly,) = from_table(table(tmp_path, "curly\n1\n0\n1\n"), np.array([2, 1]), 3)
    assert curly.values.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("curly\n1\n0\n", "got 2 lines, expected 3"),
        ("row,curly\n7,1\n", "got 7, expected whole numbers from 0 to 2"),
        ("row,curly\n0.5,1\n", "got 0.5"),
        ("", "cannot read the concepts"),
    ],
)
def test_a_table_of_other_data_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        from_table(table(tmp_path, text), np.arange(3), 3)


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.csv"):
        from_table(tmp_path / "nowhere.csv", np.arange(3), 3)


def test_pictures_in_a_folder_are_read_as_the_network_reads(tmp_path: Path) -> None:
    Image.fromarray(picture(*NINE)).save(tmp_path / "b.png")
    Image.fromarray(255 - np.kron(picture(*NINE), np.ones((3, 3), np.uint8))).save(tmp_path / "a.png")
    found = from_folder("nine", tmp_path, (28, 28), digits=True)
    assert found.shape == (2, 784)
    assert np.abs(found[0].astype(int) - found[1]).mean() < 12, "dark on light and large is the same digit"
    assert from_folder("nine", tmp_path, (14, 14), digits=False).shape == (2, 196)


def test_an_empty_or_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no pictures in"):
        from_folder("nine", tmp_path, (28, 28), digits=True)
    with pytest.raises(DataError, match=r"no folder .*other"):
        from_folder("nine", tmp_path / "other", (28, 28), digits=True)


def test_a_folder_is_yes_for_its_own_pictures_no_for_the_data_and_unknown_for_other_folders() -> None:
    shown = {"a": np.zeros((2, 4), np.uint8), "b": np.zeros((1, 4), np.uint8)}
    (a, b), folder = with_examples(3, shown)
    assert folder.tolist() == [-1, -1, -1, 0, 0, 1]
    assert a.values[:5].tolist() == [0, 0, 0, 1, 1]
    assert np.isnan(a.values[5])
    assert b.values[[0, 5]].tolist() == [0, 1]
    assert np.isnan(b.values[3:5]).all()
