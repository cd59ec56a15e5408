"""Which column is which: the names of the contract, and those that the user gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from layerwise.curves.account import Account
from layerwise.curves.errors import CurvesError, CurvesOptionError
from layerwise.curves.names import ERRORS, MEASURES, NAMES, meaning, part_of
from layerwise.errors import Options, hint
from layerwise.words import Text

# Of several such columns the first will do: no answer rests on which one it is.
_NOT_JUDGED = ("clock", "seconds", "parameters", "flops_per_epoch")
_READ_AS = Text("Column '{column}' is read as {name}.", "列“{column}”读作 {name}。")
_OF_ANOTHER_PART = Text(
    "Column '{column}' is named after the {own} set and was mapped to {name}: what is said of the {other} set rests on "
    "it.",
    "列“{column}”的名称指{own}集，却被映射为 {name}：关于{other}集的说法都以它为据。",
)
_SETS = {"train": Text("training", "训练"), "val": Text("validation", "验证"), "test": Text("test", "测试")}
_UNUSED_PAIR = Text("Column '{column}' is not used: {name} is there too.", "列“{column}”未使用：表中已有 {name}。")


def read_columns(
    columns: Sequence[object],
    given: Mapping[str, str],
    account: Account,
    *,
    where: str,
    by_values: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Which column of a table holds what.

    Args:
        columns: of the table.
        given: name of the contract → column, as the user says it; these come first.
        account: told of every column that was not called as the contract calls it.
        where: the file, for messages.
        by_values: column → name of the contract, for columns whose cells tell what their name does not.

    Returns:
        Column → name of the contract, for the columns that have one.

    Raises:
        CurvesOptionError: `given` names a column that is not there, or twice, or what is no name of the contract.
        CurvesError: two columns that mean the same.
    """
    present = [str(column) for column in columns]
    check_mapped(given, account)
    for name, column in given.items():
        if column not in present:
            raise CurvesOptionError(
                f"no column {column!r} in {where} to read {name} from",
                got=listed(present),
                expected="one of them",
                remedy=hint("Check the spelling, or name another one: {it}", it=Options(columns={name: "COLUMN"})),
            )
    found = {column: name for name, column in given.items()}
    meant: dict[str, list[str]] = {}
    for column in present:
        plain = None if column in found else (by_values or {}).get(column, meaning(column))
        if plain and plain not in given:
            meant.setdefault(plain, []).append(column)
    for name, claims in meant.items():
        exact = [column for column in claims if column == name]
        if len(claims) > 1 and not exact and name not in _NOT_JUDGED:
            raise CurvesError(
                f"cannot tell which column of {where} is {name}",
                got=", ".join(claims),
                expected="one",
                remedy=hint("Name it: {it}", it=Options(columns={name: claims[0]})),
            )
        chosen = (exact or claims)[0]
        found[chosen] = name
        for column in claims:
            if column != chosen:
                account.note(_UNUSED_PAIR, column=column, name=name)
    for column, name in found.items():
        if column != name:
            account.note(_READ_AS, column=column, name=name)
    return found


def listed(columns: Sequence[object]) -> str:
    """The names of columns for a message, in quotes, so that blanks in them are seen."""
    return ", ".join(repr(str(column)) for column in columns[:20]) + (" …" if len(columns) > 20 else "")


def check_once(names: Sequence[str], where: str) -> None:
    """Raises CurvesError where two columns have one name."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise CurvesError(
            f"cannot read {where}",
            got=f"{names.count(twice[0])} columns named {', '.join(map(repr, twice[:5]))}",
            expected="a first line that names the columns, each name once",
            remedy="Rename or delete one of them; where the names are numbers, the header is missing: add it.",
        )


def check_mapped(given: Mapping[str, str], account: Account) -> None:
    """Says which columns are mapped to another part of the data than their own name tells.

    Raises:
        CurvesOptionError: a name that the contract does not have, or one column for two names.
    """
    check_names(given, NAMES, Options(columns={"test_accuracy": "top1"}))
    of_column: dict[str, str] = {}
    for name, column in given.items():
        if column in of_column:
            raise CurvesOptionError(
                f"cannot read two things from the column {column!r}",
                got=f"{of_column[column]} and {name}",
                expected="one name a column",
                remedy=hint("Leave one out, or name its own column: {it}", it=Options(columns={name: "COLUMN"})),
            )
        of_column[column] = name
        own, part = part_of(column), name.partition("_")[0]
        if own and own != part and name in (*MEASURES, *ERRORS):
            account.note(_OF_ANOTHER_PART, column=column, name=name, own=_SETS[own], other=_SETS[part])


def check_names(names: Iterable[str], known: Sequence[str], example: Options) -> None:
    """Raises CurvesOptionError at a name that is not among those known."""
    for name in names:
        if name not in known:
            raise CurvesOptionError(
                "unknown name of a column",
                got=repr(name),
                expected="one of " + ", ".join(known),
                remedy=hint("Take one of these names: {example}", example=example),
            )
