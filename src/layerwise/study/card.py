"""The card of a study, `study.json`: what is written when it begins, and what must agree when it goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerwise.data.dataset import Dataset
from layerwise.data.folds import Split
from layerwise.errors import StudyError
from layerwise.study.design import TUNING_SEED, Plan
from layerwise.verdict.condition import Condition, Items
from layerwise.words import Text

# What of the data set decides the splits, besides its checksum, which leaves out how many rows are set aside.
_DATA = ("checksum", "train", "validation", "test", "folds", "classes")

# The packing, whatever the memory and the workers of this session, and how rates are chosen, in whatever version.
_OF_THE_FOLDER = ("cohorts", "tuning_seeds", "choice")

_MIXED = Text(
    "{folder} mixes versions: earlier networks were trained with {earlier}, the missing ones are trained with {now}.",
    "{folder} 混用了不同版本：已有的网络用 {earlier} 训练，其余的网络现在用 {now} 训练。",
)


def new_card(dataset: Dataset, plan: Plan, rows: Split, command: str) -> dict[str, Any]:
    """The card of a study that begins.

    Args:
        dataset: what is learned.
        plan: the networks.
        rows: the split of its first seed; all seeds have as many rows in each part, to within one.
        command: that makes the study again.
    """
    return {
        "plan": plan.as_dict(),
        "data": _data(dataset, rows),
        "condition": vars(condition(dataset, rows)),
        "command": command,
        "first_tuning_seed": TUNING_SEED,
        "learning_rates": {},
        "blocks": {},
        "sessions": [],
    }


def condition(dataset: Dataset, rows: Split) -> Condition:
    """What every sentence about the data set has to say of it, the shares of its classes among the rest.

    Args:
        dataset: what is learned.
        rows: the split of its first seed. Where folds rotate all rows are tested in turn.
    """
    items: Items = "images" if dataset.picture_shape else "points" if dataset.name == "spirals" else "rows"
    tested = dataset.labels if dataset.test_size is None else dataset.labels[rows.test]
    return Condition(
        name=dataset.name,
        train=len(rows.train),
        rows=len(dataset),
        items=items,
        classes=len(dataset.classes),
        train_shares=_shares(dataset.labels[rows.train], len(dataset.classes)),
        test_shares=_shares(tested, len(dataset.classes)),
    )


def _shares(labels: NDArray[np.int64], classes: int) -> tuple[float, ...]:
    """The share of each class, in their order."""
    return tuple((np.bincount(labels, minlength=classes) / max(1, len(labels))).tolist())


def check_same(card: dict[str, Any], dataset: Dataset, plan: Plan, rows: Split, folder: Path) -> None:
    """Raises StudyError where the folder's study is not the one asked for, naming what differs."""
    held, asked = Plan.from_dict(card["plan"]).as_dict(), plan.as_dict()
    different = [name for name in asked if name not in _OF_THE_FOLDER and held[name] != asked[name]]
    data = _data(dataset, rows)
    if facts := [name for name in _DATA if card["data"].get(name) != data[name]]:
        different.insert(0, f"data ({', '.join(facts)})")
    if different:
        raise StudyError(
            f"{folder} holds another study",
            got=f"a study of {card['data']['name']} that differs in {', '.join(different)}",
            expected="the same data and plan, to go on with it, or an empty folder",
            remedy=f"Choose another folder with -o, or go on with what is there: "
            f"{card['command'] or 'call study as before'}",
        )


def mixed_versions(card: dict[str, Any], now: dict[str, str], folder: Path) -> dict[str, str] | None:
    """What to say, by language, where earlier sessions trained under other versions; None where they did not.

    Args:
        card: of the study.
        now: version by package, of this session.
        folder: of the study.
    """
    earlier: dict[str, set[str]] = {}
    for session in card["sessions"]:
        for package, version in session["versions"].items():
            if version != now.get(package):
                earlier.setdefault(package, set()).add(version)
    if not earlier:
        return None
    before = ", ".join(f"{package} {'/'.join(sorted(versions))}" for package, versions in sorted(earlier.items()))
    after = ", ".join(f"{package} {now.get(package, '-')}" for package in sorted(earlier))
    return _MIXED.both(folder=folder, earlier=before, now=after)


def _data(dataset: Dataset, rows: Split) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "checksum": dataset.checksum,
        "source": dataset.source,
        "rows": len(dataset),
        "train": len(rows.train),
        "validation": len(rows.validation),
        "test": len(rows.test),
        "folds": 0 if dataset.test_size is not None else dataset.folds,
        "classes": list(dataset.classes),
    }
