"""The data set that a study or a network learned from, where it is at hand: found by name or path, told by checksum."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from layerwise.data.catalogue import entries
from layerwise.data.dataset import Dataset
from layerwise.data.sources import load
from layerwise.errors import LayerwiseError, StudyError
from layerwise.nets.network import Network
from layerwise.study.store import StudyFolder


def named(what: str, target: str | None, checksum: str | None) -> Dataset:
    """A data set that somebody says is the one.

    Args:
        what: its name or path.
        target: the column of a `.csv` that names the class.
        checksum: of the data that were learned.

    Raises:
        DataError: it cannot be read.
        StudyError: it is another one.
    """
    dataset = load(what, target=target)
    if dataset.checksum != checksum:
        raise StudyError(
            f"{what} is not the data that this was learned from",
            got=f"data with the checksum {dataset.checksum[:12]}",
            expected=str(checksum)[:12],
            remedy="Name its own data with --data, or leave --data out: the page then has no examples.",
        )
    return dataset


def of_study(card: dict[str, Any], folder: Path) -> Dataset | None:
    """The data set of a study, if it is at hand and still the same; nothing is fetched from anywhere.

    Args:
        card: what its `study.json` says.
        folder: that it lies in, beside which its data may lie.
    """
    words = shlex.split(card["command"])
    target = next((after for word, after in pairwise(words) if word == "--target"), None)
    told = card["data"]
    paths = [str(told.get("source") or ""), *words[2:3]]
    beside = [str(folder.parent / Path(path).name) for path in paths if path]
    return _first([*_by_name(str(told["name"])), *paths, *beside], target, told["checksum"])


def of_network(network: Network) -> Dataset | None:
    """The data set that a network learned from, if it is at hand and still the same."""
    origin = network.provenance
    return _first([*_by_name(str(origin.get("data"))), str(origin.get("source") or "")], None, origin.get("checksum"))


def checksum_of(path: Path) -> str | None:
    """That of the data behind a study folder or a network's file.

    Raises:
        LayerwiseError: there is no study or network.
    """
    if path.is_file():
        return Network.load(path).provenance.get("checksum")
    return str(StudyFolder(path).card()["data"]["checksum"])


def names_at_hand() -> tuple[str, ...]:
    """The named data sets that need not be fetched first."""
    return tuple(entry.name for entry in entries() if entry.found)


def _by_name(name: str) -> Iterator[str]:
    if name in names_at_hand():
        yield name


def _first(places: list[str], target: str | None, checksum: str | None) -> Dataset | None:
    for place in dict.fromkeys(places):
        if place not in names_at_hand() and not Path(place).is_file():
            continue
        try:
            dataset = load(place, target=target if place.lower().endswith(".csv") else None)
        except (LayerwiseError, OSError):
            continue
        if dataset.checksum == checksum:
            return dataset
    return None
