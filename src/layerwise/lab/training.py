"""One network, trained and kept at its best epoch: what `layerwise train` does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from layerwise.data.dataset import Dataset
from layerwise.data.folds import split
from layerwise.data.sources import load
from layerwise.errors import LayerwiseError, SpecError
from layerwise.lab.options import StudyOptions, make_plan
from layerwise.nets.familiarity import fit_familiarity
from layerwise.nets.network import Network
from layerwise.nets.preprocessing import fit_preprocessing
from layerwise.study.provenance import provenance
from layerwise.study.tuning import Tuning
from layerwise.train.batches import block_data, live_columns
from layerwise.train.block import train_block
from layerwise.train.measures import MEASURES
from layerwise.train.recipe import Member

# Options of a study that mean nothing for one network.
_OF_MANY = ("depths", "widths", "seeds", "keep", "workers", "sizes", "until_decided", "most_seeds")


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
    loss is taken, as `Tuning` scores them. The test rows are not looked at: `evaluate` does that.

    Args:
        data: a data set, its name or its path.
        hidden: units of each hidden layer.
        seed: fixes split, initial weights and order of batches.
        target: the column of a `.csv` that names the class.
        on_epoch: called after each epoch with its number and the least validation error so far.
        **keywords: as of `StudyOptions`, such as `epochs=30, learning_rates=0.003, activations=["tanh"]`; not those
            that only a study of many networks can have.

    Raises:
        SpecError: an option that makes no network, or that means nothing for a single one.
        LayerwiseError: data that make no network, or a network that diverged at every rate.
    """
    _check_single(keywords)
    dataset = data if isinstance(data, Dataset) else load(data, target=target)
    plan = make_plan(
        dataset, StudyOptions.from_keywords({**keywords, "hidden": [tuple(hidden)], "seeds": 1}), workers=1
    )
    members = [Member(plan.architectures[0], rate, plan.weight_decay) for rate in plan.rates]
    rows = split(dataset, seed)
    live = live_columns(dataset, all_of_them=plan.weight_decay > 0)
    data_rows = block_data(dataset, rows, live, with_test=False)
    result = train_block(members, seed, data_rows, plan.recipe, judge_training=False, on_epoch=on_epoch)
    tuning = Tuning()
    for member, losses in zip(members, result.history[:, :, MEASURES.index("val_loss")], strict=True):
        tuning.add(0, rows.fold, member.learning_rate, losses)
    best = plan.rates.index(tuning.chosen()[0, rows.fold])
    if not result.best_epoch[best]:
        raise LayerwiseError(
            f"the network {members[0].spec.label} diverged on {dataset.name}",
            got="a loss that is no number, from the first epoch",
            expected="a loss that falls",
            remedy="Try a smaller --learning-rates, such as 0.0003.",
        )
    facts = provenance(dataset, dataset.checksum, rows, plan.recipe, members[best], int(result.best_epoch[best]), seed)
    scaling, known = fit_preprocessing(dataset, rows.train), fit_familiarity(dataset, rows)
    return Network(members[best].spec, result.best_layers[best], scaling, dataset.classes, facts, known)


def _check_single(keywords: dict[str, Any]) -> None:
    """Raises SpecError for options that only a study of many networks can have."""
    if of_many := [name for name in _OF_MANY if name in keywords]:
        raise SpecError(
            "these options mean nothing for one network",
            got=", ".join(of_many),
            expected="options of its architecture and its training",
            remedy="Name its layers in hidden=(16, 16) and its seed in seed=0; layerwise.study compares many networks.",
        )
    if len(activations := keywords.get("activations") or [""]) != 1:
        raise SpecError(
            "one network has one activation",
            got=f"activations={activations!r}",
            expected='a list of one, such as ["tanh"]',
            remedy="Choose one; layerwise.study compares several.",
        )
