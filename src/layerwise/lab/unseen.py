"""Which rows of a data set a network may be judged on: those it was neither trained on nor chosen by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Int64

from layerwise.data.dataset import Dataset
from layerwise.data.sources import NAMED, load
from layerwise.errors import DataError, LayerwiseError
from layerwise.nets.network import Network
from layerwise.words import Text

# Data sets whose rows stand in another's training set under other numbers.
PART_OF = {"digits": "mnist"}

_FOLD = Text("fold {fold}, which its seed {seed} was tested on", "第 {fold} 折，即它的随机种子 {seed} 的测试折")
_TEST_SET = Text("the test set", "测试集")
_ALL = Text("all of it", "全部数据")
_THE_OTHERS = Text(
    "{part}; the other {excluded:,} rows trained or chose the network",
    "{part}；其余 {excluded:,} 行用于训练或选择网络",
)
_LEFT_OUT = Text(
    "{part} but for {excluded:,} rows that trained or chose the network",
    "{part}，除去网络训练或选择时用过的 {excluded:,} 行",
)
_NONE_SEEN = Text("{part}, none of which trained or chose the network", "{part}，其中没有一行用于训练或选择网络")
_UNKNOWN = Text(
    "{part}; whether some of them trained or chose the network cannot be known, since its own data are not at hand",
    "{part}；网络自己的数据不在手边，无法知道它是否见过其中一些行",
)


@dataclass(frozen=True, eq=False)
class Unseen:
    """The rows to judge a network on.

    Args:
        rows: their numbers.
        excluded: rows left out because the network has seen them; None where that cannot be known.
        which: which rows these are, in words, by language.
    """

    rows: Int64[np.ndarray, " rows"]
    excluded: int | None
    which: dict[str, str]


def unseen(network: Network, dataset: Dataset, *, target: str | None = None) -> Unseen:
    """The rows of a data set that a network was neither trained on nor chosen by.

    Of its own data set these are the rows its seed was tested on. Of another they are the test set, or all rows where
    it has none, without those that equal a row it has seen; that takes its own data, found as `own_data` finds them.

    Args:
        network: with its provenance.
        dataset: to judge it on.
        target: the column of a `.csv` file that names the class, should its own data be one.

    Raises:
        DataError: no row is left, or its own data were changed under their name and what it has seen cannot be told.
    """
    origin = network.provenance
    if origin.get("checksum") == dataset.checksum:
        tested = _tested(network, dataset)
        excluded = len(dataset) - len(tested)
        kept = Text(**_FOLD.both(fold=origin["fold"], seed=origin["seed"])) if "rows" in origin["tested"] else _TEST_SET
        return Unseen(tested, excluded, _in_both(_THE_OTHERS, kept, excluded=excluded))
    if PART_OF.get(dataset.name, "") == origin.get("data"):
        raise DataError(
            f"the network has seen these images: {dataset.name} is part of the training images of {origin['data']}",
            got=f"a network trained on {origin['data']}",
            expected="data it was not trained on",
            remedy=f"Evaluate it on {origin['data']}: its test images are kept apart.",
        )
    rows, part = np.arange(len(dataset), dtype=np.int64), _ALL
    if dataset.test_size is not None:
        rows, part = rows[len(dataset) - dataset.test_size :], _TEST_SET
    try:
        own = own_data(network, target=target if str(origin.get("source")).lower().endswith(".csv") else None)
    except LayerwiseError:
        return Unseen(rows, None, _unknown(network, dataset, part))
    seen = np.ones(len(own), bool)
    seen[_tested(network, own)] = False
    known = _same_rows(dataset.inputs[rows], own.inputs[seen])
    excluded = int(known.sum())
    if excluded == len(rows):
        raise DataError(
            f"the network has seen all of {dataset.name}",
            got=f"{excluded:,} rows that it was trained on or chosen by",
            expected="some that it has not seen",
            remedy=f"Judge it on rows of {own.name} that were kept apart: layerwise evaluate NET",
        )
    said = _LEFT_OUT if excluded else _NONE_SEEN
    return Unseen(rows[~known], excluded, _in_both(said, part, excluded=excluded))


def own_data(network: Network, *, target: str | None = None) -> Dataset:
    """The data set that a network was trained on: by its name, or from the file it was read from.

    Raises:
        DataError: it is not there any more, or not the same.
    """
    origin = network.provenance
    name, source = origin.get("data", ""), origin.get("source", "")
    # Nothing at all is not a path: Path("") would be the folder one happens to be in.
    if not (named := name in NAMED and not Path(source).is_file()) and not (source and Path(source).exists()):
        raise DataError(
            "cannot tell where this network's own data is",
            got=f"{name or 'no name'} from {source or 'nowhere'}",
            expected="a named data set, or a file that is still there",
            remedy="Name the data: layerwise evaluate NET DATA, layerwise inspect NET --data DATA",
        )
    dataset = load(name if named else source, target=target)
    if dataset.checksum != origin.get("checksum"):
        raise _changed(name, f"checksum {dataset.checksum[:12]}", str(origin.get("checksum"))[:12])
    return dataset


def _tested(network: Network, own: Dataset) -> Int64[np.ndarray, " rows"]:
    """The rows of its own data set that the network's seed was tested on."""
    tested = network.provenance["tested"]
    if "rows" in tested:
        return np.array(tested["rows"], np.int64)
    return np.arange(len(own) - tested["last"], len(own), dtype=np.int64)


def _same_rows(rows: np.ndarray, others: np.ndarray) -> Bool[np.ndarray, " rows"]:
    """Which rows equal one of the others, number by number in single precision."""
    found = {_digest(row) for row in others}
    return np.array([_digest(row) in found for row in rows], bool)


def _digest(row: np.ndarray) -> bytes:
    # + 0 makes -0.0 the 0.0 that it equals.
    return hashlib.blake2b((row.astype(np.float32) + np.float32(0)).tobytes(), digest_size=16).digest()


def _unknown(network: Network, dataset: Dataset, part: Text) -> dict[str, str]:
    """What to say where its own data cannot be compared with; refuses data that bear their name."""
    origin = network.provenance
    if dataset.name == origin.get("data"):
        raise _changed(dataset.name, f"checksum {dataset.checksum[:12]}", str(origin.get("checksum"))[:12])
    return _in_both(_UNKNOWN, part)


def _in_both(text: Text, part: Text, **values: int) -> dict[str, str]:
    return {"en": text.say("en", part=part.en, **values), "zh": text.say("zh", part=part.zh, **values)}


def _changed(name: str, got: str, expected: str) -> DataError:
    return DataError(
        f"{name} is not the data this network was trained on any more, and which rows it has seen cannot be told",
        got=got,
        expected=expected,
        remedy="Put the file back as it was, or judge the network on a file of another name that holds new rows alone.",
    )
