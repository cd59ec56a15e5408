"""Which column is which: the names of the contract, names given by `--map`, and names whose meaning is plain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from layerwise.curves.account import Account
from layerwise.curves.errors import CurvesError, CurvesOptionError
from layerwise.errors import Options, hint
from layerwise.words import Text

PARTS = ("train", "val", "test")
MEASURES = tuple(f"{part}_{kind}" for part in PARTS for kind in ("loss", "accuracy"))
ERRORS = tuple(f"{part}_error" for part in PARTS)
# Settings that tell one architecture from another; what a table does not have of them is unknown.
SETTINGS = ("activation", "initialisation", "normalisation", "residual", "dropout", "weight_decay")
SHAPE = ("hidden", "depth", "width")
RUN_NUMBERS = ("learning_rate", "parameters", "flops_per_epoch", "train_rows")
# Of a run as a whole. "schedule": of its learning rate; "data": the data set.
RUN_NAMES = (
    *("run", "seed", "fold", "stage", "network", "diverged", "data", "schedule"),
    *(*SHAPE, *SETTINGS, *RUN_NUMBERS),
)
# "seconds": of an epoch; "clock": a time that goes on from epoch to epoch.
NAMES = (*RUN_NAMES, "epoch", *MEASURES, *ERRORS, "seconds", "clock")
# Columns of a study's own tables that are worked out anew here.
WORKED_OUT = ("best_epoch",)

_PART_WORDS = {"training": "train", "valid": "val", "validation": "val", "dev": "val", "testing": "test"}
# What a column says that names the set which each row was measured on.
SETS = {*PARTS, *_PART_WORDS, "eval", "evaluation"}
TRAINING_SETS = {"train", "training"}
_KIND_WORDS = {"acc": "accuracy", "err": "error"}
_SAID_ALONGSIDE = {"epoch", "sparse", "categorical", "binary"}
_PLAIN = {
    "run_id": "run", "run_name": "run", "random_state": "seed", "random_seed": "seed", "lr": "learning_rate",
    "learning_rate_init": "learning_rate", "hidden_layer_sizes": "hidden", "hidden_widths": "hidden",
    "layers": "depth", "n_layers": "depth", "num_layers": "depth", "units": "width", "hidden_size": "width",
    "hidden_units": "width", "dataset": "data", "data_set": "data", "initialization": "initialisation",
    "normalization": "normalisation", "params": "parameters", "n_params": "parameters", "num_params": "parameters",
    "wall_time": "clock", "walltime": "clock", "timestamp": "clock", "elapsed": "clock",
}  # fmt: skip

_READ_AS = Text("Column '{column}' is read as {name}.", "列“{column}”读作 {name}。")
_OF_ANOTHER_PART = Text(
    "Column '{column}' is named after the {own} set and was mapped to {name}: what is said of the {other} set rests on "
    "it.",
    "列“{column}”的名称指{own}集，却被映射为 {name}：关于{other}集的说法都以它为据。",
)
_SETS = {"train": Text("training", "训练"), "val": Text("validation", "验证"), "test": Text("test", "测试")}
_UNUSED_PAIR = Text("Column '{column}' is not used: {name} is there too.", "列“{column}”未使用：表中已有 {name}。")


def meaning(column: str) -> str | None:
    """The name of the contract that a column's own name plainly stands for; None where it stands for none.

    "val_acc", "Accuracy/validation" and "epoch_val_accuracy" are val_accuracy; a bare "loss" or "acc" is the training
    one, as Keras has it.
    """
    if column in NAMES:
        return column
    words = [word for word in re.split(r"[^a-z0-9]+", column.lower()) if word]
    joined = "_".join(words)
    if joined in NAMES:
        return joined
    if joined in _PLAIN:
        return _PLAIN[joined]
    told = [_KIND_WORDS.get(word, _PART_WORDS.get(word, word)) for word in words if word not in _SAID_ALONGSIDE]
    parts = [word for word in told if word in PARTS]
    kinds = [word for word in told if word in ("loss", "accuracy", "error")]
    if len(kinds) == 1 and len(parts) <= 1 and len(told) == len(parts) + 1:
        return f"{parts[0] if parts else 'train'}_{kinds[0]}"
    return None


def read_columns(
    columns: Sequence[object], given: Mapping[str, str], account: Account, *, where: str
) -> dict[str, str]:
    """Which column of a table holds what.

    Args:
        columns: of the table.
        given: name of the contract → column, as the user says it; these come first.
        account: told of every column that was not called as the contract calls it.
        where: the file, for messages.

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
                got=", ".join(present[:20]) + (" …" if len(present) > 20 else ""),
                expected="one of them",
                remedy=hint("Check the spelling, or name another one: {it}", it=Options(columns={name: "COLUMN"})),
            )
    found = {column: name for name, column in given.items()}
    meant: dict[str, list[str]] = {}
    for column in present:
        plain = None if column in found else meaning(column)
        if plain and plain not in given:
            meant.setdefault(plain, []).append(column)
    for name, claims in meant.items():
        exact = [column for column in claims if column == name]
        if len(claims) > 1 and not exact:
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
        own, part = part_named(column), name.partition("_")[0]
        if own and own != part and name in (*MEASURES, *ERRORS):
            account.note(_OF_ANOTHER_PART, column=column, name=name, own=_SETS[own], other=_SETS[part])


def part_named(column: str) -> str | None:
    """train, val or test, where one of them, and no other, is a word of the column's name."""
    words = {_PART_WORDS.get(word, word) for word in re.split(r"[^a-z0-9]+", column.lower())} & set(PARTS)
    return words.pop() if len(words) == 1 else None


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
