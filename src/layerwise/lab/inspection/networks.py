"""Inspecting one network on the data it has not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.data.dataset import Dataset
from layerwise.errors import DataError
from layerwise.insight.exhibition.gallery import Gallery, gallery
from layerwise.insight.exhibition.network_paper import network_paper
from layerwise.insight.finding import Learned, plain
from layerwise.insight.findings import findings
from layerwise.insight.inspection import Inspection, are_digits, chosen, inspect_network, prepared
from layerwise.insight.own_concepts import from_folder, from_table, with_examples
from layerwise.insight.paper import Paper
from layerwise.lab.inspection.one_thread import one_thread
from layerwise.lab.page import Page
from layerwise.lab.unseen import own_data, unseen
from layerwise.nets.network import Network
from layerwise.report.learned.page import learned_page
from layerwise.words import Language, Text, system_language


@dataclass(frozen=True, eq=False)
class InspectedNetwork:
    """What one network has learned, and on which rows that was measured.

    Args:
        network: as it was named.
        label: of its architecture.
        data: name of the data set.
        checksum: of the data set.
        rows: numbers of those that were looked at.
        which: which rows these are drawn from, in words, by language.
        inspection: all that was measured.
        findings: what it says.
        shown: the pictures of it.
        paper: all of that as a short paper.
    """

    network: str
    label: str
    data: str
    checksum: str
    rows: np.ndarray
    which: dict[str, str]
    inspection: Inspection
    findings: tuple[Learned, ...]
    shown: Gallery
    paper: Paper

    def page(self, language: Language | None = None) -> Page:
        """The paper as one offline page, which a notebook shows; `.save("learned.html")` writes it.

        Args:
            language: that it begins in; the system's where none is given.
        """
        return Page(learned_page(self.paper, language or system_language()))

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        table, similarity = self.inspection.readable, self.inspection.similarity
        names = ("score", "low", "high", "control", "untrained", "bound", "components", "holds")
        return {
            "network": self.network,
            "label": self.label,
            "data": self.data,
            "checksum": self.checksum,
            "rows": len(self.rows),
            "which": self.which,
            "findings": [finding.as_dict() for finding in self.findings],
            "readable": {
                "layers": list(table.layers),
                "concepts": [concept.name for concept in table.concepts],
                **{name: plain(getattr(table, name).tolist()) for name in names},
            },
            "similarity": plain(similarity.tolist()),
            "units": [plain(asdict(each)) for each in self.inspection.detections],
            "separability": [
                {"accuracy": plain(each.accuracy), "within": plain(each.within)}
                for each in self.inspection.separability
            ],
            "branches": plain(asdict(self.inspection.branches)) if self.inspection.branches else None,
            "ablation": plain(asdict(self.inspection.ablation)) if self.inspection.ablation else None,
            "exciting": _exciting(self.shown, self.rows),
            "regions": [len(each) for each in self.shown.slice.regions] if self.shown.slice else None,
            "paper": self.paper.as_dict(),
            "notes": [vars(note) for finding in self.findings for note in finding.notes],
        }


@one_thread()
def inspect(
    network: Network | str | Path,
    data: Dataset | None = None,
    *,
    target: str | None = None,
    table: str | Path | None = None,
    folders: Mapping[str, str | Path] | None = None,
) -> InspectedNetwork:
    """Measures what each layer of a network has learned, on rows that it was neither trained on nor chosen by.

    At most 2,000 of these rows are taken, drawn by lot, the same ones every time.

    Args:
        network: or the file of one.
        data: to look at; the network's own where none is given.
        target: the column of a `.csv` file that names the class, should its own data be one.
        table: a CSV file with concepts of the data's rows; see `from_table`.
        folders: concepts by name, each a folder of pictures that show it.

    Raises:
        DataError: data that do not fit the network, none that it has not seen, or concepts that cannot be read.
    """
    net = network if isinstance(network, Network) else Network.load(network)
    dataset = data if data is not None else own_data(net, target=target)
    _check_fits(net, dataset)
    judged = unseen(net, dataset, target=target)
    rows = judged.rows[chosen(len(judged.rows))]
    inputs, labels = dataset.inputs[rows], dataset.labels[rows]
    own = from_table(table, rows, len(dataset)) if table is not None else []
    if folders:
        inputs, labels, own = _with_folders(dataset, inputs, labels, own, folders)
    against = prepared(net, inputs, labels, picture_shape=dataset.picture_shape, own=own)
    found = inspect_network(net, against)
    told = tuple(findings(found))
    # Pictures from folders carry a concept alone; what is shown are rows of the data set.
    shown = gallery(net, inputs[: len(rows)], labels[: len(rows)], found, dataset.picture_shape)
    label, which = net.spec.label, Text(**judged.which)
    return InspectedNetwork(
        network=label if isinstance(network, Network) else str(network),
        label=label,
        data=dataset.name,
        checksum=dataset.checksum,
        rows=rows,
        which=judged.which,
        inspection=found,
        findings=told,
        shown=shown,
        paper=network_paper(found, told, shown, label=label, data=dataset.name, rows=len(rows), which=which),
    )


def _exciting(shown: Gallery, rows: np.ndarray) -> list[dict[str, Any]]:
    """Of the units that are shown, the data set's rows that excite them most, least, and most diversely."""
    return [
        {
            "layer": layer.name,
            "unit": unit,
            **{kind: rows[getattr(each, kind)].tolist() for kind in ("most", "least", "diverse")},
        }
        for layer in shown.layers
        for unit, each in zip(layer.units, layer.exciting, strict=False)
    ]


def _check_fits(network: Network, dataset: Dataset) -> None:
    if dataset.features != network.spec.inputs or list(network.classes) != list(dataset.classes):
        raise DataError(
            f"{dataset.name} does not fit the network",
            got=f"rows of {dataset.features:,} numbers and the classes {', '.join(dataset.classes[:12])}",
            expected=f"rows of {network.spec.inputs:,} and {', '.join(network.classes[:12])}",
            remedy="Inspect it on data of the kind it was trained on.",
        )


def _with_folders(
    dataset: Dataset, inputs: np.ndarray, labels: np.ndarray, own: list[Any], folders: Mapping[str, str | Path]
) -> tuple[np.ndarray, np.ndarray, list[Any]]:
    """The examples with the folders' pictures after them, and all concepts of both."""
    shape = dataset.picture_shape
    if shape is None or inputs.dtype != np.uint8:
        raise DataError(
            f"{dataset.name} holds no pictures, so folders of pictures mean nothing for it",
            got=f"--concept {next(iter(folders))}=…",
            expected="data of pictures",
            remedy="Give the concept as a column of a CSV file: --concepts FILE.csv",
        )
    digits = are_digits(inputs, shape)
    shown = {name: from_folder(name, folder, shape, digits=digits) for name, folder in folders.items()}
    more, _ = with_examples(len(inputs), shown)
    added = sum(map(len, shown.values()))
    longer = [replace(each, values=np.concatenate([each.values, np.full(added, np.nan)])) for each in own]
    return (
        np.concatenate([inputs, *shown.values()]),
        np.concatenate([labels, np.full(added, -1, labels.dtype)]),
        [*longer, *more],
    )
