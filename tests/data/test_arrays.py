from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from layerwise.data import from_arrays, load
from layerwise.data.folds import split
from layerwise.errors import DataError
from layerwise.nets.preprocessing import fit_preprocessing

X = np.random.default_rng(0).normal(size=(40, 3))
Y = np.arange(40) % 2


def test_uint8_arrays_are_pictures_whose_pixels_are_divided_by_255() -> None:
    cubes = np.arange(40 * 4 * 6, dtype=np.uint8).reshape(40, 4, 6)
    data = from_arrays(cubes, Y)
    assert (data.scaling, data.picture_shape, data.inputs.dtype) == ("pixels", (4, 6), np.uint8)
    assert np.array_equal(data.inputs, cubes.reshape(40, 24))
    flat = from_arrays(cubes[:, :4, :4].reshape(40, 16), Y)
    assert (flat.scaling, flat.picture_shape) == ("pixels", (4, 4))
    assert from_arrays(cubes.astype(np.int64), Y).checksum == data.checksum


def test_float_tables_are_standardised_and_float_pictures_left_as_they_are() -> None:
    assert from_arrays(X, Y).scaling == "standardise"
    assert from_arrays(X, Y).inputs.dtype == np.float32
    pictures = np.random.default_rng(1).random((40, 5, 5))
    assert (from_arrays(pictures, Y).scaling, from_arrays(pictures, Y).picture_shape) == ("none", (5, 5))
    with pytest.raises(DataError, match=r"got values from 0 to 16, expected floats from 0 to 1"):
        from_arrays(np.where(pictures > 0.5, 16.0, 0.0), Y)


def test_what_the_caller_says_wins() -> None:
    data = from_arrays(X, Y, name="mine", scaling="none", validation_size=6, test_size=10, columns=["a", "b", "c"])
    assert (data.name, data.scaling, data.columns) == ("mine", "none", ("a", "b", "c"))
    parts = split(data, 0)
    assert parts.test.tolist() == list(range(30, 40))
    assert len(parts.validation) == 6


def test_text_labels_become_classes_in_alphabetical_order_and_numbers_by_size() -> None:
    texts = from_arrays(X, np.where(Y == 0, "dog", "cat"))
    assert texts.classes == ("cat", "dog")
    assert texts.labels[:2].tolist() == [1, 0]
    assert from_arrays(X, np.where(Y == 0, "dog", "cat").astype(object)).checksum == texts.checksum
    assert from_arrays(X, np.where(Y == 0, 10, 9).astype(np.float64)).classes == ("9", "10")
    assert from_arrays(X, Y == 0).classes == ("0", "1")
    assert from_arrays(X, Y, classes=["no", "yes"]).classes == ("no", "yes")
    assert from_arrays(X, np.where(Y == 0, "no", "yes"), classes=["yes", "no"]).labels[:2].tolist() == [1, 0]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
def test_a_value_that_is_not_finite_is_named_with_its_row_and_column(value: float) -> None:
    inputs = X.copy()
    inputs[[7, 9], [2, 1]] = value
    with pytest.raises(DataError, match=rf"row 7, column 2 .*got {re.escape(str(value))}, and 1 more like it"):
        from_arrays(inputs, Y)
    with pytest.raises(DataError, match=r"row 7, column 'c' "):
        from_arrays(inputs, Y, columns=["a", "b", "c"])
    pictures = np.zeros((40, 2, 2))
    pictures[3, 1, 0] = value
    with pytest.raises(DataError, match=r"row 3, column 1, 0 "):
        from_arrays(pictures, Y)


def with_label(label: object, row: int = 5) -> np.ndarray:
    labels = Y.astype(np.float64).astype(object)
    labels[row] = label
    return np.array(labels.tolist())


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (with_label(np.nan), r"label of row 5 .* is missing: got nan"),
        (with_label(0.5), r"label of row 5 .* is not a whole number: got 0.5"),
        (with_label(-1), r"label of row 5 .* is negative: got -1.0"),
        (with_label(1e30), r"label of row 5 .* is out of range: got 1e\+30"),
        (np.where(Y == 0, "", "cat"), r"label of row 0 .* is missing: got ''"),
        (np.zeros(40, int), r"all labels are the same: got the single class '0'"),
        (np.eye(2)[Y], r"shape \(40, 2\).*argmax"),
        (np.array([None] * 40), "labels of type object"),
        (Y[:39], "got 40 rows in X and 39 in y"),
        (np.where(np.arange(40) < 4, 1, 0), "class '1' has too few examples: got 4 of 40"),
        (np.array(3), r"shape \(\)"),
    ],
)
def test_labels_that_are_no_classes_are_named_with_their_row(labels: np.ndarray, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        from_arrays(X, labels, name="mine")
    assert "mine" in str(caught.value)
    assert all(caught.value.as_dict().values())


@pytest.mark.parametrize(
    ("labels", "classes", "message"),
    [
        (Y + 1, ["a", "b"], r"row 1 .* is out of range: got 2, expected 0 … 1"),
        (np.where(Y == 0, "a", "x"), ["a", "b"], r"row 1 .* is none of the classes: got 'x', expected a, b"),
        (Y, ["a", "b", "c"], r"class 'c' has no example: got labels of 2 classes, expected examples of all 3"),
    ],
)
def test_labels_outside_the_named_classes_are_refused(labels: np.ndarray, classes: list[str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        from_arrays(X, labels, classes=classes)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (X.astype(str), r"array of type <U\d+, expected numbers"),
        (X.astype(object), "array of type object"),
        (X.astype(complex), "array of type complex128"),
        (np.zeros(40), r"shape \(40,\)"),
        (np.zeros((40, 8, 8, 3)), r"shape \(40, 8, 8, 3\).*make them grey"),
        (np.zeros((40, 0)), r"shape \(40, 0\)"),
    ],
)
def test_inputs_of_another_form_are_refused_with_their_shape_or_type(inputs: np.ndarray, message: str) -> None:
    with pytest.raises(DataError, match=message):
        from_arrays(inputs, Y)


def test_sizes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(DataError, match=r"got test_size 40, expected 1 … 39"):
        from_arrays(X, Y, test_size=40)
    with pytest.raises(DataError, match=r"got 0 of the 32 rows"):
        from_arrays(X, Y, validation_size=0)
    with pytest.raises(DataError, match=r"pictures of 2 × 2: got 3 features, expected 4"):
        from_arrays(X, Y, picture_shape=(2, 2))


def test_an_npz_file_reads_as_its_arrays(tmp_path: Path) -> None:
    np.savez(tmp_path / "mine.npz", X=X, y=np.where(Y == 0, "dog", "cat"))
    data = load(tmp_path / "mine.npz")
    assert data.name == "mine"
    assert data.checksum == from_arrays(X, np.where(Y == 0, "dog", "cat")).checksum
    assert str(tmp_path) in data.source


@pytest.mark.parametrize(
    ("arrays", "got"),
    [
        ({"X": X}, "X; y missing"),
        ({"x": X, "Y": Y}, "x, Y; X and y missing"),
        ({"X": X.astype(object), "y": Y}, "an array of Python objects"),
        ({"X": X, "y": Y[:3]}, "40 rows in X and 3 in y"),
    ],
)
def test_an_npz_file_without_plain_x_and_y_is_refused(tmp_path: Path, arrays: dict[str, np.ndarray], got: str) -> None:
    np.savez(tmp_path / "mine.npz", **arrays)
    with pytest.raises(DataError, match=rf"mine.*: got {got}"):
        load(tmp_path / "mine.npz")


def test_a_damaged_npz_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    np.savez(path, X=X, y=Y)
    whole = path.read_bytes()
    for content in (b"", b"text", whole[:500], whole[:-30], whole[:300] + b"\xff" + whole[301:]):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"cannot read .*mine\.npz: got .*, expected a \.npz file with"):
            load(path)
    with path.open("wb") as file:
        np.save(file, X)
    with pytest.raises(DataError, match="got a single array"):
        load(path)


def test_changing_your_array_later_does_not_change_the_data_set() -> None:
    pixels = np.arange(40 * 16, dtype=np.uint8).reshape(40, 4, 4)
    data = from_arrays(pixels, Y)
    before = data.inputs.copy()
    pixels += 9
    assert np.array_equal(data.inputs, before)


# What cannot be learned from, or would be lost


def test_columns_far_from_zero_keep_their_differences_until_their_mean_is_taken_off() -> None:
    near = np.random.default_rng(0).normal(size=(200, 2))
    labels = np.arange(200) % 2
    far = from_arrays(near + np.array([1e9, 0]), labels)
    assert far.inputs.dtype == np.float64
    rows = split(far, 0).train
    scaled = [fit_preprocessing(data, rows)(data.inputs) for data in (far, from_arrays(near, labels))]
    assert np.allclose(*scaled, atol=1e-4)


@pytest.mark.parametrize(
    ("inputs", "scaling"),
    [
        (X + np.array([0, 1e9, 0]), "none"),
        (np.arange(120).reshape(40, 3) % 7 + np.array([0, 2**62, 0]), None),
    ],
)
def test_a_column_whose_differences_would_be_rounded_away_is_named_with_the_remedy(
    inputs: np.ndarray, scaling: str | None
) -> None:
    with pytest.raises(DataError, match=r"within column 'b' are lost in rounding: got values from .*Subtract a const"):
        from_arrays(inputs, Y, scaling=scaling, columns=["a", "b", "c"])
    with pytest.raises(DataError, match=r"column 1 \(counted from 0\)"):
        from_arrays(inputs, Y, scaling=scaling)


@pytest.mark.parametrize(
    "inputs",
    [X, X * 1e30, X * 1e-30, X > 0, np.where(X > 0, 1e9, X), np.arange(120).reshape(40, 3), X + 1e2],
)
def test_columns_that_single_precision_holds_stay_in_it(inputs: np.ndarray) -> None:
    assert from_arrays(inputs, Y).inputs.dtype == np.float32


@pytest.mark.parametrize("inputs", [np.zeros((40, 3)), np.zeros((40, 4, 4), np.uint8), np.tile([1.0, 2.0], (40, 1))])
def test_inputs_that_are_all_the_same_are_refused_by_the_name_of_their_file(tmp_path: Path, inputs: np.ndarray) -> None:
    np.savez(tmp_path / "flat.npz", X=inputs, y=Y)
    with pytest.raises(DataError, match=r"flat\.npz: all its inputs are the same: got 40 equal rows"):
        load(tmp_path / "flat.npz")


def test_what_is_wrong_in_a_file_is_told_with_the_file_and_not_with_its_stem(tmp_path: Path) -> None:
    hole = np.where(np.arange(120).reshape(40, 3) == 7, np.nan, X)
    few = np.where(np.arange(40) < 4, 1, 0)
    for inputs, labels in ((hole, Y), (X, few), (X, Y - 1), (X[:, :0], Y), (X[:9], Y)):
        np.savez(tmp_path / "mine.npz", X=inputs, y=labels)
        with pytest.raises(DataError, match=re.escape(str(tmp_path / "mine.npz"))):
            load(tmp_path / "mine.npz")


def test_a_text_that_is_called_npz_is_told_so_and_holds_no_objects(tmp_path: Path) -> None:
    (tmp_path / "mine.npz").write_text("a,b,c\n1,2,3\n")
    with pytest.raises(DataError, match=r"got a file that begins with b'a,b,c.n'.*name a table FILE\.csv") as caught:
        load(tmp_path / "mine.npz")
    assert "objects" not in str(caught.value)
