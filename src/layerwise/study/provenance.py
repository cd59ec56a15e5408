"""Where a network comes from: what is written into its file, so that it can be judged on what it has not seen."""

from __future__ import annotations

from typing import Any

from layerwise.data.dataset import Dataset
from layerwise.data.folds import OWN_TEST_SET, Split
from layerwise.study.environment import versions
from layerwise.train.recipe import Member, Recipe


def provenance(
    dataset: Dataset, checksum: str, rows: Split, recipe: Recipe, member: Member, epoch: int, seed: int
) -> dict[str, Any]:
    """The origin of one network as plain JSON values.

    Args:
        dataset: what it learned.
        checksum: of the data set.
        rows: its split.
        recipe: its training.
        member: its own numbers.
        epoch: at which it is kept.
        seed: of its run.
    """
    own_test = rows.fold == OWN_TEST_SET
    return {
        "data": dataset.name,
        "checksum": checksum,
        "source": dataset.source,
        "picture_shape": dataset.picture_shape,
        "seed": seed,
        "fold": rows.fold,
        "epoch": epoch,
        # Of a test set of its own the number of its rows is enough: they are the last ones.
        "tested": {"last": len(rows.test)} if own_test else {"rows": rows.test.tolist()},
        "trained_rows": len(rows.train),
        "recipe": recipe.as_dict(),
        "learning_rate": member.learning_rate,
        "weight_decay": member.weight_decay,
        "versions": versions(),
    }
