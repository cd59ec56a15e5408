"""What must hold of every data set's numbers, whatever they were read from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int64

from layerwise.errors import DataError

# The source of arrays that no file holds.
MEMORY = "arrays in memory"


def named(name: str, source: str) -> str:
    """What messages call a data set: the file it was read from, else its name."""
    return name if source == MEMORY else source


def check_finite(inputs: np.ndarray, *, where: str, columns: Sequence[str] | None = None) -> None:
    """Stop at the first value that is not a number, is infinite, or too large for single precision.

    Args:
        inputs: (rows, …), floating-point.
        where: the file or array, for the message.
        columns: names of the second axis, where it has any.

    Raises:
        DataError: naming the first such row and column, counted from 0.
    """
    with np.errstate(over="ignore"):
        wrong = ~np.isfinite(inputs.astype(np.float32))
    if not wrong.any():
        return
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    column = repr(columns[place[1]]) if columns and len(place) == 2 else ", ".join(map(str, place[1:]))
    raise DataError(
        f"cannot use {where}: row {place[0]}, column {column} (counted from 0) is no finite number",
        got=f"{inputs[place]}, and {np.count_nonzero(wrong) - 1:,} more like it",
        expected="finite numbers below 3.4e38, as single precision holds them",
        remedy="Fill such values in, or leave out their rows.",
    )


def class_numbers(
    labels: np.ndarray, *, where: str, classes: Sequence[str] | None = None
) -> tuple[Int64[np.ndarray, " rows"], tuple[str, ...]]:
    """Labels as class numbers from 0, with the name of each class.

    Without `classes`, the distinct labels are the classes, sorted: whole numbers by size, texts by alphabet. With
    `classes`, whole numbers index it and texts are looked up in it.

    Args:
        labels: (rows,), whole numbers, floats that are whole, booleans or texts.
        where: the file or array, for messages.
        classes: the names of all classes, where they are known.

    Raises:
        DataError: labels that are missing, fractional, negative, out of range, or all the same.
    """
    if labels.ndim != 1:
        raise DataError(
            f"cannot use the labels of {where}",
            got=f"an array of shape {labels.shape}",
            expected="one label a row, shape (rows,)",
            remedy="If it is one-hot, take y.argmax(axis=1).",
        )
    if labels.dtype.kind in "US":
        numbers, names = _from_texts(labels.astype(np.str_), where, classes)
    elif labels.dtype.kind in "iufb":
        numbers, names = _from_numbers(_whole(labels, where), where, classes)
    else:
        raise DataError(
            f"cannot use the labels of {where}",
            got=f"labels of type {labels.dtype}",
            expected="whole numbers or texts",
            remedy="Convert them: y.astype(int) or y.astype(str).",
        )
    _check_all_there(numbers, names, where)
    return numbers, names


def _whole(labels: np.ndarray, where: str) -> Int64[np.ndarray, " rows"]:
    """Labels as whole numbers, 0 or more."""
    wrong = ~np.isfinite(labels) if labels.dtype.kind == "f" else np.zeros(len(labels), bool)
    if wrong.any():
        raise _label_error(labels, wrong, where, "missing", "Fill it in, or leave out the row.")
    wrong = labels != np.round(labels) if labels.dtype.kind == "f" else wrong
    if wrong.any():
        remedy = "Networks here learn classes, not measurements: cut the values into classes first."
        raise _label_error(labels, wrong, where, "not a whole number", remedy)
    if (wrong := labels < 0).any():
        remedy = "Number the classes from 0, or give them as texts: y.astype(str)."
        raise _label_error(labels, wrong, where, "negative", remedy)
    if (wrong := labels > np.iinfo(np.int64).max / 2).any():
        raise _label_error(labels, wrong, where, "out of range", "Number the classes from 0.")
    return labels.astype(np.int64)


def _from_numbers(
    labels: Int64[np.ndarray, " rows"], where: str, classes: Sequence[str] | None
) -> tuple[Int64[np.ndarray, " rows"], tuple[str, ...]]:
    if classes is None:
        values, numbers = np.unique(labels, return_inverse=True)
        return numbers.astype(np.int64), tuple(str(value) for value in values)
    if (wrong := labels >= len(classes)).any():
        remedy = f"Correct the label, or name all classes; {len(classes)} are named."
        raise _label_error(labels, wrong, where, "out of range", remedy, f"0 … {len(classes) - 1}")
    return labels, tuple(classes)


def _from_texts(
    labels: np.ndarray, where: str, classes: Sequence[str] | None
) -> tuple[Int64[np.ndarray, " rows"], tuple[str, ...]]:
    if (wrong := np.char.strip(labels) == "").any():
        raise _label_error(labels, wrong, where, "missing", "Fill it in, or leave out the row.")
    values, numbers = np.unique(labels, return_inverse=True)
    names = tuple(str(value) for value in values)
    if classes is None:
        return numbers.astype(np.int64), names
    if unknown := sorted(set(names) - set(classes)):
        wrong = labels == unknown[0]
        legal = ", ".join(classes)
        raise _label_error(labels, wrong, where, "none of the classes", "Correct it, or name its class.", legal)
    places = np.array([list(classes).index(name) for name in names], dtype=np.int64)
    return places[numbers], tuple(classes)


def _check_all_there(numbers: Int64[np.ndarray, " rows"], names: tuple[str, ...], where: str) -> None:
    if len(names) < 2:
        raise DataError(
            f"cannot learn from {where}: all labels are the same",
            got=f"the single class {names[0]!r}" if names else "no rows",
            expected="at least two classes",
            remedy="Add examples of another class.",
        )
    counts = np.bincount(numbers, minlength=len(names))
    if not counts.all():
        raise DataError(
            f"cannot use {where}: class {names[int(np.argmin(counts))]!r} has no example",
            got=f"labels of {np.count_nonzero(counts)} classes",
            expected=f"examples of all {len(names)}",
            remedy="Add examples of it, or leave the class out.",
        )


def _label_error(
    labels: np.ndarray, wrong: np.ndarray, where: str, fault: str, remedy: str, expected: str = "whole numbers from 0"
) -> DataError:
    row = int(np.argmax(wrong))
    return DataError(
        f"cannot use {where}: the label of row {row} (counted from 0) is {fault}",
        got=repr(labels[row].item()),
        expected="a text in every row" if labels.dtype.kind == "U" and fault == "missing" else expected,
        remedy=remedy,
    )
