"""What the user says of a table, held against the table: columns, settings, and what to leave aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from layerwise.curves.cells import texts
from layerwise.curves.columns import check_names, listed, read_columns
from layerwise.curves.errors import CurvesError, CurvesOptionError
from layerwise.curves.layers import layer_columns
from layerwise.curves.long import parts_told
from layerwise.curves.names import RUN_NAMES, part_of
from layerwise.curves.numerals import plain_numbers
from layerwise.curves.raw import Raw
from layerwise.errors import Options, hint


def told_columns(
    raw: Raw, asked: Mapping[str, str], constants: Mapping[str, str], ignored: Sequence[str]
) -> tuple[dict[str, str], pd.DataFrame | None]:
    """Which column holds what, once what the user says of them is known to fit.

    Args:
        raw: what a reader found.
        asked: name of the contract → column.
        constants: name of the contract → value that holds for all runs.
        ignored: columns to leave aside.

    Returns:
        Column → name of the contract, without those left aside; and the table of runs, where there is one, its columns
        called as the contract calls them.

    Raises:
        CurvesError: two columns that mean the same, or a table of runs that does not name them.
        CurvesOptionError: a column that is not there, an unknown name, or an option that contradicts a column.
    """
    _check_training(asked, raw.rows)
    check_names(constants, RUN_NAMES[1:], Options(settings={"depth": 2}))
    columns = [str(column) for column in raw.rows.columns]
    of_runs = [] if raw.runs is None else [str(column) for column in raw.runs.columns]
    _check_ignored(ignored, asked, list(dict.fromkeys([*columns, *of_runs])), raw.where)
    given = {name: column for name, column in asked.items() if name not in raw.mapped}
    of_second = {name: column for name, column in given.items() if column in of_runs}
    second = None
    if raw.runs is not None:
        second = raw.runs.drop(columns=[column for column in raw.runs.columns if str(column) in ignored])
        layers = layer_columns(second, list(map(str, second.columns)), {*asked, *constants})
        found = read_columns(list(second.columns), of_second, raw.account, where="the table of runs", by_values=layers)
        _check_constants(constants, second, found)
        second = plain_numbers(second, {name: column for column, name in found.items()}, raw.account)
        second = second.rename(columns=found)
        if "run" not in second:
            raise CurvesError(
                "cannot use the table of runs", got="no column that names the run", expected="run",
                remedy=hint("Name it: {it}", it=Options(columns={"run": "COLUMN"})),
            )  # fmt: skip
    own = {name: column for name, column in given.items() if column in columns or name not in of_second}
    left = [column for column in columns if column not in ignored]
    layers = layer_columns(raw.rows, left, {*asked, *constants})
    meant = read_columns(left, own, raw.account, where=raw.where, by_values=layers)
    _check_constants(constants, raw.rows, meant)
    return meant, second


def _check_ignored(ignored: Sequence[str], asked: Mapping[str, str], present: Sequence[str], where: str) -> None:
    for column in ignored:
        if column in asked.values():
            raise CurvesOptionError(
                f"cannot both read and leave aside the column {column!r}",
                got=hint(
                    "{read} and {ignored}",
                    read=Options(columns={name: told for name, told in asked.items() if told == column}),
                    ignored=Options(ignore=(column,)),
                ),
                expected="one of them",
                remedy="Leave the other one out.",
            )
        if column not in present:
            raise CurvesOptionError(
                f"no column {column!r} in {where} to leave aside",
                got=listed(present),
                expected="one of them",
                remedy=hint("Check the spelling, or name another one: {it}", it=Options(ignore=("COLUMN",))),
            )


def _check_training(asked: Mapping[str, str], table: pd.DataFrame) -> None:
    """What was measured on the training set is no error on data that a network has not seen."""
    for name, column in asked.items():
        if not name.startswith(("test_", "val_")):
            continue
        of_rows = _names_sets(table) if column in table and part_of(column) is None else None
        if of_rows is not None:
            raise CurvesOptionError(
                f"cannot take the column {column!r} for {name}",
                got=f"rows of the training set, as the column {of_rows!r} says: "
                + ", ".join(texts(table[of_rows])[1][:8]),
                expected="numbers of data that the networks were not trained on",
                remedy=f"Keep the rows of one other value of {of_rows!r} alone.",
            )
        if part_of(column) == "train":
            raise CurvesOptionError(
                f"cannot take the column {column!r} for {name}",
                got="a column that is named after the training set",
                expected="numbers of data that the networks were not trained on",
                remedy=hint(
                    "Name another column: {other}. Or say what this one is: {own}",
                    other=Options(columns={name: "COLUMN"}),
                    own=Options(columns={f"train_{name.partition('_')[2]}": column}),
                ),
            )


def _names_sets(table: pd.DataFrame) -> str | None:
    """The column that says of each row which set it was measured on, the training set among them."""
    return next((column for column in map(str, table.columns) if "train" in parts_told(table[column])), None)


def _check_constants(constants: Mapping[str, str], table: pd.DataFrame, meant: Mapping[str, str]) -> None:
    """A column is overridden by nothing but what it says itself: runs that differ would be taken for the same."""
    for column, name in meant.items():
        if name not in constants:
            continue
        told = texts(table[column])[1]
        if any(not _alike(value, constants[name]) for value in told):
            raise CurvesOptionError(
                f"cannot take {name} as {constants[name]} for all runs",
                got=f"a column {column!r} with {', '.join(told[:5])}{' …' if len(told) > 5 else ''}",
                expected="a setting that is in no column",
                remedy=hint(
                    "Leave {said} out, or leave the column aside: {aside}",
                    said=Options(settings={name: constants[name]}, given=True),
                    aside=Options(ignore=(column,)),
                ),
            )


def _alike(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return one.strip().lower() == other.strip().lower()
