"""How good a network is on a data set: judged only on rows it was not trained on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import binomtest

from layerwise.data.dataset import Dataset
from layerwise.data.sources import NAMED, load
from layerwise.errors import DataError
from layerwise.nets.network import Network
from layerwise.words import Text

# Data sets whose rows stand in another's training set under other numbers.
PART_OF = {"digits": "mnist"}

_FOLD = Text("fold {fold}, which its seed {seed} was tested on", "第 {fold} 折，即它的随机种子 {seed} 的测试折")
_TEST_SET = Text("the test set", "测试集")
_ALL = Text("all of it, since the network was trained on other data", "全部数据，因为网络是用别的数据训练的")


@dataclass(frozen=True)
class Evaluation:
    """What a network answered to rows it had not seen.

    Args:
        data: name of the data set.
        checksum: of the data set.
        rows: how many rows were judged.
        of: rows of the whole data set.
        which: which rows these are, in words.
        accuracy: share put in their class, 0 … 1.
        low, high: 95 % interval of the accuracy on further such rows, for this one network (Wilson's).
        confusion: (classes, classes), rows by true class and columns by answer.
    """

    data: str
    checksum: str
    rows: int
    of: int
    which: Text
    accuracy: float
    low: float
    high: float
    confusion: list[list[int]]

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        return asdict(self)


def evaluate(network: Network, dataset: Dataset) -> Evaluation:
    """Judges a network on the rows of a data set that it was not trained on.

    On its own data set these are the rows its seed was tested on; of another data set its test set, or all of it where
    it has none.

    Raises:
        DataError: the data set does not fit the network, or its rows were trained on under other numbers.
    """
    rows, which = _unseen(network, dataset)
    if list(network.classes) != list(dataset.classes):
        raise DataError(
            f"{dataset.name} does not fit the network",
            got=f"the classes {', '.join(dataset.classes[:12])}",
            expected=", ".join(network.classes[:12]),
            remedy="Evaluate it on data with the same classes.",
        )
    answers, labels = network.predict(dataset.inputs[rows]), dataset.labels[rows]
    right = int((answers == labels).sum())
    interval = binomtest(right, len(rows)).proportion_ci(0.95, method="wilson")
    confusion = np.zeros((len(dataset.classes), len(dataset.classes)), np.int64)
    np.add.at(confusion, (labels, answers), 1)
    return Evaluation(
        dataset.name, dataset.checksum, len(rows), len(dataset), which,
        right / len(rows), float(interval.low), float(interval.high), confusion.tolist(),
    )  # fmt: skip


def own_data(network: Network, *, target: str | None = None) -> Dataset:
    """The data set that a network was trained on: by its name, or from the file it was read from.

    Raises:
        DataError: it is not there any more, or not the same.
    """
    origin = network.provenance
    name, source = origin.get("data", ""), origin.get("source", "")
    if not (named := name in NAMED and not Path(source).is_file()) and not Path(source).exists():
        raise DataError(
            "cannot tell where this network's own data is",
            got=f"{name or 'no name'} from {source or 'nowhere'}",
            expected="a named data set, or a file that is still there",
            remedy="Name the data: layerwise evaluate NET DATA",
        )
    dataset = load(name if named else source, target=target)
    if dataset.checksum != origin.get("checksum"):
        raise DataError(
            f"{name} is not the data this network was trained on any more",
            got=f"checksum {dataset.checksum[:12]}",
            expected=f"{str(origin.get('checksum'))[:12]}",
            remedy="Name the data to judge it on: layerwise evaluate NET DATA",
        )
    return dataset


def _unseen(network: Network, dataset: Dataset) -> tuple[np.ndarray, Text]:
    origin = network.provenance
    if origin.get("checksum") == dataset.checksum:
        tested = origin["tested"]
        if "rows" in tested:
            which = Text(**_FOLD.both(fold=origin["fold"], seed=origin["seed"]))
            return np.array(tested["rows"]), which
        return np.arange(len(dataset) - tested["last"], len(dataset)), _TEST_SET
    if PART_OF.get(dataset.name, "") == origin.get("data"):
        raise DataError(
            f"the network has seen these images: {dataset.name} is part of the training images of {origin['data']}",
            got=f"a network trained on {origin['data']}",
            expected="data it was not trained on",
            remedy=f"Evaluate it on {origin['data']}: its test images are kept apart.",
        )
    if dataset.test_size is not None:
        return np.arange(len(dataset) - dataset.test_size, len(dataset)), _TEST_SET
    return np.arange(len(dataset)), _ALL
