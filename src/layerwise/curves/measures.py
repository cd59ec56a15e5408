"""Losses and accuracies of the rows: percent or fractions, errors or accuracies, and what can be neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.curves.account import Account
from layerwise.curves.cells import Floats, as_shown, numbers, tell_wrong
from layerwise.curves.errors import CurvesError, CurvesOptionError
from layerwise.curves.names import ERRORS, MEASURES, PARTS, in_percent
from layerwise.curves.rows import Rows, per_row
from layerwise.curves.times import read_seconds
from layerwise.errors import Options, hint
from layerwise.tabular.numerals import may_be_two
from layerwise.words import Text

Unit = Literal["percent", "fraction"]
UNREAD = "unread"
UNITS: tuple[Unit, ...] = ("percent", "fraction")
# What single precision may add to an accuracy of 1.
_ROUNDING = 1e-6
# What an accuracy and its error may lack to 1 where both are rounded to a tenth of a percent.
_WRITTEN = 0.0011

_PERCENT = Text("{names} read as percent.", "{names} 按百分数读取。")
_ERROR = Text("{name} is an error: read as 1 − {name}.", "{name} 是误差：按 1 − {name} 读作准确率。")
_IMPOSSIBLE = Text(
    "{count} of {name} left out: an accuracy below 0 or above 1 (runs {names}).",
    "{name} 中有 {count}未计入：准确率小于 0 或大于 1（训练 {names}）。",
)
_SPARE = Text("{name} is not used: {accuracy} is there too.", "{name} 未使用：表中已有 {accuracy}。")
_DISAGREE = Text(
    "{name} is not used: {accuracy} is there too. The two contradict each other in {rows:n row}.",
    "{name} 未使用：表中已有 {accuracy}。两者在 {rows:,} 行中互相矛盾。",
)


def read_measures(
    table: pd.DataFrame, columns: Mapping[str, str], rows: Rows, unit: str | None, account: Account
) -> dict[str, Floats]:
    """The measures of the rows: losses as they are, accuracies as fractions, seconds of each epoch.

    Args:
        table: a row a run and epoch.
        columns: name of the contract → column.
        rows: those in use.
        unit: of all accuracies and errors; None: as the numbers themselves tell.
        account: told what was read how.

    Returns:
        Those of `MEASURES` that the table has, and "seconds", each of shape (rows,); and `UNREAD`, 1 where a measure's
        cell holds a text that is no number, so that nothing is known of it.

    Raises:
        CurvesError: a column without any number; accuracies that may be percent or fractions, or are all neither.
        CurvesOptionError: an unknown unit.
    """
    if unit is not None and unit not in UNITS:
        raise CurvesOptionError(
            "unknown unit", got=repr(unit), expected="percent or fraction", remedy="Choose one of them."
        )
    said: Unit | None = "percent" if unit == "percent" else "fraction" if unit else None
    signed: set[str] = set()
    found = {}
    unread = np.zeros(len(rows.run), bool)
    for name in (*MEASURES, *ERRORS):
        accuracy = name.replace("_error", "_accuracy")
        if name in columns and (name == accuracy or accuracy not in columns):
            found[name] = _numbers(table[columns[name]], name, rows, signed, unread, account)
    of_errors = [name for name in found if name in ERRORS]
    of_accuracies = [name for name in found if name.endswith("_accuracy")]
    percent = [name for name in of_accuracies if _accuracy_unit(name, found[name], rows, said, signed) == "percent"]
    if of_errors and _error_unit({name: found[name] for name in of_errors}, rows, said, signed) == "percent":
        percent += of_errors
    if percent:
        account.note(_PERCENT, names=", ".join(percent))
    for name in [*of_accuracies, *of_errors]:
        told = found.pop(name)
        values = told / 100 if name in percent else told
        if name in ERRORS:
            account.note(_ERROR, name=name)
            values = 1 - values
        found[name.replace("_error", "_accuracy")] = _possible(values, told, name, columns[name], rows, account)
    for name in (name for name in ERRORS if name in columns and name not in of_errors):
        _tell_spare(name, table[columns[name]], found, rows, account)
    found["seconds"] = read_seconds(table, columns, rows, account)
    found[UNREAD] = unread.astype(np.float64)
    return {name: found[name] for name in (*MEASURES, "seconds", UNREAD) if name in found}


def parts_known(measures: Mapping[str, Floats]) -> list[str]:
    """train, val and test, as far as their accuracy is known in any row."""
    return [part for part in PARTS if np.isfinite(measures.get(f"{part}_accuracy", np.array([]))).any()]


def _numbers(
    column: pd.Series, name: str, rows: Rows, signed: set[str], unread: NDArray[np.bool_], account: Account
) -> Floats:
    read, wrong, percent = numbers(column)
    if percent or (name in ERRORS and in_percent(str(column.name))):
        signed.add(name)
    if wrong and not np.isfinite(read).any():
        either = next((text for text in wrong if may_be_two(text)), None)
        raise CurvesError(
            f"cannot read {name} from the column '{column.name}'",
            got=f"texts such as {as_shown(either or wrong[0])!r}"
            + (", which may be a fraction or thousands" if either else ""),
            expected="numbers",
            remedy="Write decimal points and no thousands separators."
            if either
            else hint("Name the right column: {it}", it=Options(columns={name: "COLUMN"})),
        )
    tell_wrong(column, wrong, name, account)
    if wrong:
        unread |= per_row(np.isin(column.astype(str).to_numpy(), wrong).astype(np.float64), rows) > 0
    return per_row(read, rows)


def _tell_spare(name: str, column: pd.Series, found: Mapping[str, Floats], rows: Rows, account: Account) -> None:
    """An error beside its accuracy says nothing new, unless it says something else."""
    accuracy = name.replace("_error", "_accuracy")
    error = per_row(numbers(column)[0], rows)
    with np.errstate(invalid="ignore"):
        other = min(int((np.abs(found[accuracy] + error / unit - 1) > _WRITTEN).sum()) for unit in (1, 100))
    account.note(_DISAGREE if other else _SPARE, name=name, accuracy=accuracy, rows=other)


def _above(values: Floats, rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many numbers each run has, and how many of them are above 1; shape (runs,) each."""
    with np.errstate(invalid="ignore"):
        above = np.isfinite(values) & (values > 1 + _ROUNDING)
    runs = len(rows.names)
    known = np.bincount(rows.run[np.isfinite(values)], minlength=runs)
    return known, np.bincount(rows.run[above], minlength=runs)


def _accuracy_unit(name: str, values: Floats, rows: Rows, unit: Unit | None, signed: set[str]) -> Unit:
    """Percent where most numbers of every run are above 1, fractions where no run's are."""
    if unit or name in signed:
        return unit or "percent"
    known, above = _above(values, rows)
    percent = 2 * above[known > 0] > known[known > 0]
    if percent.any() and not percent.all():
        few = np.flatnonzero(known > 0)[~percent if percent.mean() > 0.5 else percent]
        raise _undecided(name, [rows.names[run] for run in few])
    return "percent" if percent.any() else "fraction"


def _error_unit(values: Mapping[str, Floats], rows: Rows, unit: Unit | None, signed: set[str]) -> Unit:
    """All errors of a table have one unit: good networks err by less than 1 %, but not in every epoch of every run."""
    if unit or signed & set(values):
        return unit or "percent"
    runs = len(rows.names)
    known, above = np.zeros(runs, np.int64), np.zeros(runs, np.int64)
    for each in values.values():
        of_known, of_above = _above(each, rows)
        known, above = known + of_known, above + of_above
    share = float((above[known > 0] > 0).mean()) if (known > 0).any() else 0.0
    if 0 < share < 0.5:
        raise _undecided(", ".join(values), [rows.names[run] for run in np.flatnonzero(above > 0)])
    return "percent" if share else "fraction"


def _undecided(name: str, runs: list[str]) -> CurvesError:
    return CurvesError(
        f"cannot tell whether {name} is in percent or in fractions",
        got=f"runs that differ in it: {', '.join(runs[:5])}{' …' if len(runs) > 5 else ''}",
        expected="one unit in the whole table",
        remedy=hint(
            "Say which: {percent} or {fraction}", percent=Options(unit="percent"), fraction=Options(unit="fraction")
        ),
    )


def _possible(values: Floats, told: Floats, name: str, column: str, rows: Rows, account: Account) -> Floats:
    """Accuracies from 0 to 1, NaN for what is no such; `told` is what the table says."""
    with np.errstate(invalid="ignore"):
        impossible = (values < -_ROUNDING) | (values > 1 + _ROUNDING)
    known = np.isfinite(values)
    kind = "an error" if name in ERRORS else "an accuracy"
    if impossible.any() and not (known & ~impossible).any():
        raise CurvesError(
            f"cannot use {name}",
            got=f"values from {np.nanmin(told):.6g} to {np.nanmax(told):.6g}, none of which can be {kind}",
            expected="fractions from 0 to 1, or percent from 0 to 100",
            remedy=hint(
                "Name the right column: {it}. Or leave it aside: {aside}",
                it=Options(columns={name: "COLUMN"}),
                aside=Options(ignore=(column,)),
            ),
        )
    if impossible.any():
        names = rows.named(impossible)
        account.leave_out("impossible-accuracy", _IMPOSSIBLE, cells=int(impossible.sum()), names=names, name=name)
        values = np.where(impossible, np.nan, values)
    return np.clip(values, 0, 1)
