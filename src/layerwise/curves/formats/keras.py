"""Keras's histories: with `validation_freq`, validation has fewer numbers than training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from layerwise.curves.account import Account
from layerwise.curves.names import part_of
from layerwise.words import Text

_EVERY = Text(
    "{names}: {count:,} numbers for {epochs:n epoch}, read as one every {every} epochs (Keras' validation_freq).",
    "{names}：{epochs:,} 轮中有 {count:,} 个数，按每 {every} 轮一个读取（Keras 的 validation_freq）。",
)


def every_nth(arrays: Mapping[str, Any], account: Account) -> dict[str, Any]:
    """The arrays, those of validation or test with a place for each epoch where they were measured every n-th one.

    n is the one number of epochs that fits, or the one that divides the epochs; where none does, nothing is changed,
    and lists of different lengths are refused elsewhere.

    Args:
        arrays: name → numbers, shape (epochs,).
        account: told of n.
    """
    flat = {name: values for name, values in arrays.items() if values.ndim == 1}
    epochs = max((len(values) for values in flat.values()), default=0)
    short = {name: len(values) for name, values in flat.items() if 0 < len(values) < epochs}
    others = {part_of(name) for name in flat if name not in short}
    if not short or len(set(short.values())) > 1 or not {part_of(name) for name in short} <= {"val", "test"} - others:
        return dict(arrays)
    count = next(iter(short.values()))
    fitting = [every for every in range(2, epochs + 1) if epochs // every == count]
    every = epochs // count if epochs % count == 0 else fitting[0] if len(fitting) == 1 else None
    if every is None:
        return dict(arrays)
    account.note(_EVERY, names=", ".join(short), count=count, epochs=epochs, every=every)
    result = dict(arrays)
    for name in short:
        spread = np.full(epochs, np.nan)
        spread[every - 1 : every * count : every] = np.asarray(flat[name], np.float64)
        result[name] = spread
    return result
