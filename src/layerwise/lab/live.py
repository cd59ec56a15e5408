"""The laboratory that the live page is given: how its pages are made, and which studies it may start."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from layerwise.data.dataset import Dataset
from layerwise.data.sources import load
from layerwise.explorer.bundle import Bundle
from layerwise.explorer.server.app import Served, make_app
from layerwise.explorer.server.laboratory import Laboratory
from layerwise.explorer.server.messages import Choice
from layerwise.explorer.server.serving import Entrance
from layerwise.lab import at_hand
from layerwise.lab.exploring import STUDIES, bundle_of
from layerwise.study.defaults import Defaults, defaults_for, defaults_named
from layerwise.words import Language

REQUESTED = "layerwise.lab.requested"
# Seeds of these rotate through five folds.
_FOLDS = {"digits": 5}


def live(
    named: Sequence[Path],
    entrance: Entrance,
    *,
    data: str | None = None,
    target: str | None = None,
    language: Language = "en",
) -> Served:
    """The server of studies and networks.

    Args:
        named: to be looked at; where none is, the studies in `STUDIES`.
        entrance: where it listens, and who is let in.
        data: name or path of a data set that may be studied too, and that the places were learned from.
        target: the column of a `.csv` that names the class.
        language: that pages begin in.

    Raises:
        LayerwiseError: what is named is not there, or the data cannot be read.
    """
    looked_at = list(named) or ([STUDIES] if STUDIES.is_dir() else [])
    return make_app(
        looked_at, STUDIES, laboratory(data, target), language=language, hosts=entrance.hosts, token=entrance.token
    )


def laboratory(data: str | None = None, target: str | None = None) -> Laboratory:
    """The laboratory of this machine: data sets that are at hand may be studied, none is fetched from anywhere.

    Args:
        data: name or path of one more.
        target: the column of a `.csv` that names the class.

    Raises:
        DataError: it cannot be read.
    """
    choices = {name: _choice(name, defaults_named(name), _FOLDS.get(name, 1)) for name in at_hand.names_at_hand()}
    sources: dict[str, tuple[str, str | None]] = {name: (name, None) for name in choices}
    dataset = None
    if data is not None and data not in choices:
        dataset = load(data, target=target)
        step = dataset.folds if dataset.test_size is None else 1
        choices[dataset.name] = _choice(dataset.name, defaults_for(dataset), step)
        sources[dataset.name] = (data, target)
    command = (sys.executable, "-m", REQUESTED)
    return Laboratory(command, partial(_bundle_with, dataset), choices, sources)


def _bundle_with(dataset: Dataset | None, path: Path) -> Bundle:
    """The bundle of a place, with the data set that was named where it is the one; else with its own, if at hand."""
    fits = dataset is not None and at_hand.checksum_of(path) == dataset.checksum
    return bundle_of(path, data=dataset if fits else None)


def _choice(name: str, defaults: Defaults, step: int) -> Choice:
    return Choice(
        name=name,
        depths=list(defaults.depths),
        widths=list(defaults.widths),
        activations=list(defaults.activations),
        epochs=defaults.epochs,
        seeds=defaults.seeds,
        seeds_step=step,
    )
