"""One network, trained and kept at its best epoch: what `layerwise train` does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.data.dataset import Dataset
from layerwise.data.folds import split
from layerwise.data.sources import load
from layerwise.errors import LayerwiseError
from layerwise.lab.options import StudyOptions, make_plan
from layerwise.nets.network import Network
from layerwise.nets.preprocessing import fit_preprocessing
from layerwise.study.provenance import provenance
from layerwise.train.batches import block_data, live_columns
from layerwise.train.block import train_block
from layerwise.train.measures import MEASURES
from layerwise.train.recipe import Member


def train(
    data: Dataset | str | Path,
    *,
    hidden: Sequence[int] = (16, 16),
    seed: int = 0,
    target: str | None = None,
    on_epoch: Any = None,
    **keywords: Any,
) -> Network:
    """Trains one network on the split of a seed and gives it back as it was at its best epoch by validation.

    Without a learning rate, the rates of the grid are all trained side by side and the one with the least validation
    loss is taken. The test rows are not looked at: `evaluate` does that.

    Args:
        data: a data set, its name or its path.
        hidden: units of each hidden layer.
        seed: fixes split, initial weights and order of batches.
        target: the column of a `.csv` that names the class.
        on_epoch: called after each epoch with its number and the least validation error so far.
        **keywords: as of `StudyOptions`, such as `epochs=30, learning_rates=0.003, activations=["tanh"]`.

    Raises:
        LayerwiseError: data or options that make no network, or a network that diverged at every rate.
    """
    dataset = data if isinstance(data, Dataset) else load(data, target=target)
    plan = make_plan(
        dataset, StudyOptions.from_keywords({**keywords, "hidden": [tuple(hidden)], "seeds": 1}), workers=1
    )
    members = [Member(plan.architectures[0], rate, plan.weight_decay) for rate in plan.rates]
    rows = split(dataset, seed)
    live = live_columns(dataset, all_of_them=plan.weight_decay > 0)
    data_rows = block_data(dataset, rows, live, with_test=False)
    result = train_block(members, seed, data_rows, plan.recipe, judge_training=False, on_epoch=on_epoch)
    losses = result.history[:, :, MEASURES.index("val_loss")]
    least = np.where(result.best_epoch > 0, np.min(np.where(np.isfinite(losses), losses, np.inf), axis=1), np.inf)
    best = int(least.argmin())
    if not np.isfinite(least[best]):
        raise LayerwiseError(
            f"the network {members[0].spec.label} diverged on {dataset.name}",
            got="a loss that is no number, from the first epoch",
            expected="a loss that falls",
            remedy="Try a smaller --learning-rates, such as 0.0003.",
        )
    facts = provenance(dataset, dataset.checksum, rows, plan.recipe, members[best], int(result.best_epoch[best]), seed)
    return Network(
        members[best].spec, result.best_layers[best], fit_preprocessing(dataset, rows.train), dataset.classes, facts
    )
