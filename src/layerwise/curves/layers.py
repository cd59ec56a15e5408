"""Columns that tell the layers of networks: how many, how wide, and whether inputs and outputs are among them."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

import pandas as pd

from layerwise.curves.account import Account
from layerwise.curves.cells import texts
from layerwise.curves.errors import CurvesError
from layerwise.curves.names import LAYER_SIZES, meaning, plain
from layerwise.curves.settings import widths_of
from layerwise.errors import Options, hint
from layerwise.words import Text

# Names under which people write how many hidden layers there are as well as how wide they are.
_LAYERS = {"hidden_layers", "hidden_layer", "layers"}
_NETWORKS = {"architecture", "arch", "topology", "net", "network", "model", "network_name", "model_name"}
_MOST_LAYERS = 20  # a whole number above it is rather a width than a depth
# Pictures of 28 × 28, 32 × 32 and 32 × 32 × 3: no hidden layer of a network that is named by its layers.
_INPUTS = {784, 1024, 3072}

_ENDS = Text(
    "{column} such as {example} names inputs and outputs too ({first} and {last} in every run): {count:n hidden "
    "layer}. If these are hidden layers: {hidden}",
    "{column}（如 {example}）包含输入和输出（每次训练都是 {first} 和 {last}）：{count} 个隐藏层。"
    "若它们也是隐藏层：{hidden}",
)


def layer_columns(table: pd.DataFrame, columns: Sequence[str], known: Container[str]) -> dict[str, str]:
    """Which columns hold a depth or widths, by their cells: "hidden_layers" with 1 and 2, "arch" with 784-64-10.

    Args:
        table: any.
        columns: those in use.
        known: names of the contract that the user gives.

    Returns:
        Column → "depth" or "hidden". Whole numbers too large for a depth are neither: they may be widths.
    """
    shaped = any(name in known or name in map(meaning, columns) for name in ("hidden", "depth", LAYER_SIZES))
    telling = _LAYERS if shaped else _LAYERS | _NETWORKS
    found = {}
    for column in columns:
        name = plain(column)
        if name not in telling:
            continue
        told = texts(table[column])[1]
        whole = [int(text) for text in told if re.fullmatch(r"\d{1,9}", text)]
        if len(whole) == len(told):
            if name in _LAYERS and told and max(whole) <= _MOST_LAYERS:
                found[column] = "depth"
        elif all(widths_of(text) is not None for text in told):
            found[column] = "hidden"
    return found


def without_ends(settings: pd.DataFrame, column: str, where: str, *, asked: bool, account: Account) -> pd.DataFrame:
    """The settings, their `hidden` without inputs and outputs where these are written with the hidden layers.

    So they are where the user maps the column to `layer_sizes`; where all lists begin and end alike and begin with the
    size of a picture; and where a depth beside them counts two layers less.

    Args:
        settings: a row a run, as texts.
        column: that `hidden` was read from.
        where: the table, for messages.
        asked: whether the user said that the column holds hidden layers, or that it holds all layers: then that counts.
        account: told what was taken off.

    Raises:
        CurvesError: lists that begin and end alike, of which it cannot be told.
    """
    if LAYER_SIZES in settings and "hidden" not in settings:
        told = settings[LAYER_SIZES]
        return settings.assign(hidden=told.map(_inner)).drop(columns=LAYER_SIZES)
    if "hidden" not in settings or asked:
        return settings
    lists = {text: widths for text in settings["hidden"].dropna().unique() if (widths := widths_of(text)) is not None}
    if not lists or any(len(widths) < 2 for widths in lists.values()):
        return settings
    first, last = ({widths[end] for widths in lists.values()} for end in (0, -1))
    if len(first) > 1 or len(last) > 1 or first == last:
        return settings
    begin, end = first.pop(), last.pop()
    example = next(iter(lists))
    beside = _depths_beside(settings, lists)
    if beside == 0 or (beside is None and len(lists) < 2 and begin not in _INPUTS):
        return settings
    if beside == 2 or (begin in _INPUTS and end < begin):
        count = len(lists[example]) - 2
        hidden = Options(columns={"hidden": column})
        account.note(_ENDS, column=column, example=example, first=begin, last=end, count=count, hidden=hidden)
        return settings.assign(hidden=settings["hidden"].map(_inner))
    raise CurvesError(
        f"cannot tell whether {column} of {where} names hidden layers alone",
        got=f"{example} and others that all begin with {begin} and end with {end}",
        expected="hidden layers, or all layers with the same inputs and outputs",
        remedy=hint(
            "Say which: {hidden} for hidden layers alone, {all} where inputs and outputs are among them.",
            hidden=Options(columns={"hidden": column}),
            all=Options(columns={LAYER_SIZES: column}),
        ),
    )


def _inner(text: str | None) -> str | None:
    """The list without its ends; "linear" for what has nothing between them."""
    widths = None if text is None else widths_of(text)
    if widths is None or len(widths) < 2:
        return text
    return "-".join(map(str, widths[1:-1])) or "linear"


def _depths_beside(settings: pd.DataFrame, lists: dict[str, tuple[int, ...]]) -> int | None:
    """How many layers more a list has than the depth of its run, the same in all; None where nothing tells."""
    if "depth" not in settings:
        return None
    told = settings[["hidden", "depth"]].dropna().drop_duplicates()
    more = {
        len(lists[hidden]) - int(depth)
        for hidden, depth in zip(told["hidden"], told["depth"], strict=True)
        if hidden in lists and re.fullmatch(r"\d{1,4}", depth)
    }
    return more.pop() if len(more) == 1 else None
