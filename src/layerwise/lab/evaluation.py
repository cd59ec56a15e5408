"""How good a network is on a data set: judged only on rows it was not trained on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.stats import binomtest

from layerwise.data.dataset import Dataset
from layerwise.errors import DataError
from layerwise.lab.unseen import unseen
from layerwise.nets.network import Network


@dataclass(frozen=True)
class Evaluation:
    """What a network answered to rows it had not seen.

    Args:
        data: name of the data set.
        checksum: of the data set.
        rows: how many rows were judged.
        of: rows of the whole data set.
        excluded: rows left out because the network was trained on them or chosen by them; None where its own data are
            not at hand to compare with, so that none could be.
        which: which rows these are, in words, by language.
        accuracy: share put in their class, 0 … 1.
        low, high: 95 % interval of the accuracy on further such rows, for this one network (Wilson's).
        confusion: (classes, classes), rows by true class and columns by answer.
    """

    data: str
    checksum: str
    rows: int
    of: int
    excluded: int | None
    which: dict[str, str]
    accuracy: float
    low: float
    high: float
    confusion: list[list[int]]

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        return asdict(self)


def evaluate(network: Network, dataset: Dataset, *, target: str | None = None) -> Evaluation:
    """Judges a network on the rows of a data set that it was neither trained on nor chosen by; `unseen` says which.

    Args:
        network: with its provenance.
        dataset: to judge it on.
        target: the column of a `.csv` file that names the class, should the network's own data be one.

    Raises:
        DataError: the data set does not fit the network, or what the network has seen of it leaves nothing to judge.
    """
    if list(network.classes) != list(dataset.classes):
        raise DataError(
            f"{dataset.name} does not fit the network",
            got=f"the classes {', '.join(dataset.classes[:12])}",
            expected=", ".join(network.classes[:12]),
            remedy="Evaluate it on data with the same classes.",
        )
    judged = unseen(network, dataset, target=target)
    rows = judged.rows
    answers, labels = network.predict(dataset.inputs[rows]), dataset.labels[rows]
    right = int((answers == labels).sum())
    interval = binomtest(right, len(rows)).proportion_ci(0.95, method="wilson")
    confusion = np.zeros((len(dataset.classes), len(dataset.classes)), np.int64)
    np.add.at(confusion, (labels, answers), 1)
    return Evaluation(
        dataset.name, dataset.checksum, len(rows), len(dataset), judged.excluded, judged.which,
        right / len(rows), float(interval.low), float(interval.high), confusion.tolist(),
    )  # fmt: skip
