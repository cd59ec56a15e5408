"""Columns of numbers that can be learned from: rows that differ, and differences that rounding does not swallow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layerwise.errors import DataError

# Of a column's standard deviation: what rounding may cost.
_ROUNDING = 1e-4
_EXACT_IN_SINGLE = 2**24
_COLUMNS_AT_A_TIME = 64


def check_not_constant(inputs: np.ndarray, *, where: str) -> None:
    """Stop where all rows are equal: nothing tells the classes apart.

    Args:
        inputs: (rows, features).
        where: the file or array, for the message.

    Raises:
        DataError: all rows are equal.
    """
    if not (inputs != inputs[0]).any():
        alike = f", {inputs[0, 0].item():g} throughout" if inputs.min() == inputs.max() else ""
        raise DataError(
            f"cannot learn from {where}: all its inputs are the same",
            got=f"{len(inputs):,} equal rows{alike}",
            expected="inputs that differ from row to row",
            remedy="Check how they were made: they may have been left empty, or rounded away.",
        )


def fitting_type(
    inputs: np.ndarray, *, where: str, columns: Sequence[str] | None, standardised: bool
) -> type[np.float32] | type[np.float64]:
    """Single precision, or double where single would round away what tells the rows of a column apart.

    Columns far from 0, such as times in seconds since 1970, lose their differences in single precision. Double keeps
    them until the mean is taken off, as is done to `standardised` columns only.

    Args:
        inputs: (rows, features), finite.
        where: the file or array, for the message.
        columns: names of the features, where they have any.
        standardised: whether the mean of the training rows will be taken off.

    Raises:
        DataError: naming the first column whose differences would be lost.
    """
    if inputs.dtype in (np.bool_, np.float16, np.float32):
        return np.float32
    if inputs.dtype.kind in "iu" and _largest(inputs) <= _EXACT_IN_SINGLE:
        return np.float32
    if not (lost := _lost(inputs, np.float32)).any():
        return np.float32
    if standardised and not (lost := _lost(inputs, np.float64)).any():
        return np.float64
    column = int(np.argmax(lost))
    name = repr(columns[column]) if columns else f"{column} (counted from 0)"
    raise DataError(
        f"cannot use {where}: the differences within column {name} are lost in rounding",
        got=f"values from {inputs[:, column].min().item()} to {inputs[:, column].max().item()}",
        expected="differences that are not tiny beside the values",
        remedy="Subtract a constant from the column, such as its smallest value, or leave it out.",
    )


def _largest(inputs: np.ndarray) -> int:
    return max(int(inputs.max()), -int(inputs.min()))


def _lost(inputs: np.ndarray, kind: type[np.float32] | type[np.float64]) -> np.ndarray:
    """(features,): where rounding to `kind` moves a row by more than a small part of the standard deviation."""
    parts = range(0, inputs.shape[1], _COLUMNS_AT_A_TIME)  # bounds memory, whatever the width of the table
    return np.concatenate([_lost_of(inputs[:, start : start + _COLUMNS_AT_A_TIME], kind) for start in parts])


def _lost_of(inputs: np.ndarray, kind: type[np.float32] | type[np.float64]) -> np.ndarray:
    numbers = inputs.astype(np.int64) if inputs.dtype.kind == "i" else inputs
    lowest = numbers.min(axis=0)
    above = (numbers - lowest).astype(np.float64)  # of whole numbers exact, even where they themselves are not
    rounded = inputs.astype(kind).astype(np.float64) - lowest.astype(kind).astype(np.float64)
    return np.abs(above - rounded).max(axis=0) > _ROUNDING * above.std(axis=0)
