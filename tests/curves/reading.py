"""Curves read without being judged: what stands in the tidy tables, and what the account says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from layerwise.curves.account import Account
from layerwise.curves.curves import Curves
from layerwise.curves.sources import read
from layerwise.curves.tidy import tidy

ACCURACIES = {"a": [0.5, 0.6, 0.7], "b": [0.55, 0.65, 0.72], "c": [0.52, 0.61, 0.71]}


def tidied(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    ignore: Sequence[str] = (),
) -> tuple[Curves, Account]:
    """The one set of curves in a source, every row of which is in use, merged or counted among those left out."""
    raw = read(source, None, columns)
    (found,) = tidy(raw, columns=columns, constants=settings, ignored=ignore)
    assert raw.account.used == len(found.epochs), vars(raw.account)
    return found, raw.account


def measure(found: Curves, name: str) -> dict[str, list[float]]:
    """A measure by run, rounded as people write it; epochs where it is blank left out."""
    known = found.epochs.dropna(subset=[name])
    return {
        str(run): [round(float(value), 9) for value in values]
        for run, values in known.groupby("run", sort=False, observed=True)[name]
    }


def epochs_of(found: Curves) -> dict[str, list[int]]:
    return {str(run): list(map(int, told)) for run, told in found.epochs.groupby("run", observed=True)["epoch"]}


def notes(account: Account) -> str:
    return "\n".join(note.say("en") for note in account.notes)


def codes(account: Account) -> set[str]:
    return {each.code for each in account.left_out}


def small_table() -> pd.DataFrame:
    """Three runs of one hidden layer, three epochs each."""
    return pd.DataFrame(
        [
            {"run": run, "seed": seed, "depth": 1, "epoch": epoch, "train_loss": 1 / epoch, "val_accuracy": value}
            for seed, (run, values) in enumerate(ACCURACIES.items())
            for epoch, value in enumerate(values, start=1)
        ]
    )
