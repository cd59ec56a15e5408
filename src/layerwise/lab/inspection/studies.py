"""What is learned across a study: probes and units against depth, and against epochs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from layerwise.data.dataset import Dataset
from layerwise.data.folds import test_rows
from layerwise.errors import StudyError
from layerwise.insight.concepts import usable
from layerwise.insight.exhibition.by_layer import by_layer
from layerwise.insight.inspection import are_digits, chosen, measured
from layerwise.insight.judging import Examples, Judge
from layerwise.lab.inspection.insights import Architecture, study_findings
from layerwise.lab.inspection.inspected import InspectedStudy
from layerwise.lab.inspection.networks import inspect
from layerwise.lab.inspection.one_thread import one_thread
from layerwise.lab.inspection.over_epochs import OverEpochs
from layerwise.lab.inspection.paper import study_paper
from layerwise.lab.inspection.similarity import study_similarity
from layerwise.lab.unseen import own_data
from layerwise.nets.network import Network
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables
from layerwise.words import Text

Watch = Callable[[int, int], None]


@one_thread()
def inspect_study(
    folder: str | Path,
    *,
    data: Dataset | None = None,
    target: str | None = None,
    activation: str | None = None,
    on_network: Watch = lambda done, of: None,
) -> InspectedStudy:
    """Probes and units of all measured networks of a study with one activation (relu where it has it).

    Each network is judged on the rows that its seed was tested on, beside untrained networks of its shape. One, of the
    architecture that validation prefers, is looked at more closely, as `inspect` does.

    Args:
        folder: of a study that has ended and kept the weights of its best epochs.
        data: its data set; found by its name where it is not given.
        target: the column of a `.csv` that names the class.
        activation: of the networks to inspect; relu, or else the study's first, where none is given.
        on_network: told how many networks are done, and of how many.

    Raises:
        StudyError: no study, or one that kept no weights.
        DataError: its data set is not at hand, or not the same.
    """
    home = StudyFolder(folder)
    runs = _runs(home)
    activation = _one_of(runs, activation)
    runs = runs[runs.activation == activation].sort_values(["depth", "network", "seed"])
    first = Network.load(home.weights_path(runs.run.iloc[0]))
    dataset = data if data is not None else own_data(first, target=target)
    folds = _folds(dataset, sorted(int(fold) for fold in runs.fold.unique()), first)
    concepts = next(iter(folds.values())).concepts
    found: list[Architecture] = []
    told: dict[str, list[list[Text]]] = {}
    over_epochs = OverEpochs(home)
    for name in runs.network.unique():
        group = runs[runs.network == name]
        architecture = Architecture(str(name), int(group.depth.iloc[0]), concepts)
        for fold, members in group.groupby("fold"):
            judge = Judge(Network.load(home.weights_path(members.run.iloc[0])), folds[int(fold)])
            for run, seed in zip(members.run, members.seed, strict=True):
                network = Network.load(home.weights_path(run))
                table, units = judge.readable(network), judge.detections(network)
                architecture.add(int(fold), int(seed), table, units)
                told[run] = by_layer(table, units)
                over_epochs.add(run, architecture, judge)
                on_network(len(told), len(runs))
        found.append(architecture)
    readable = pd.concat([each.table() for each in found], ignore_index=True)
    counts = pd.concat([each.units() for each in found], ignore_index=True)
    epochs, epoch_units = over_epochs.scores(), over_epochs.units()
    findings = tuple(study_findings(found, dataset.name, activation))
    closer = inspect(home.weights_path(_preferred(home, runs)), dataset)
    paper = study_paper(
        readable, counts, epochs, epoch_units, findings,
        {concept.name: concept.title for concept in concepts},
        study_similarity(home, runs, {fold: each.inputs for fold, each in folds.items()}), closer.paper,
        data=dataset.name, activation=activation, networks=len(runs),
    )  # fmt: skip
    return InspectedStudy(
        str(folder), dataset, activation, len(runs), readable, counts, epochs, epoch_units, findings, told, paper,
    )  # fmt: skip


def _runs(home: StudyFolder) -> pd.DataFrame:
    """The measured networks whose weights were kept."""
    runs = read_tables(home).measured
    kept = np.array([home.weights_path(run).is_file() for run in runs.run], bool)
    runs = runs[kept & ~runs.diverged.to_numpy(bool)]
    if runs.empty:
        raise StudyError(
            f"the study in {home.path} has no network to inspect",
            got="no kept weights",
            expected="weights/*.safetensors",
            remedy="Run it again with --keep best.",
        )
    return runs


def _one_of(runs: pd.DataFrame, activation: str | None) -> str:
    """The activation to inspect."""
    there = list(dict.fromkeys(runs.activation))
    if activation is None:
        return "relu" if "relu" in there else str(there[0])
    if activation not in there:
        raise StudyError(
            "the study has no such networks",
            got=f"--activation {activation}",
            expected=", ".join(there),
            remedy="Name one of these, or none.",
        )
    return activation


def _preferred(home: StudyFolder, runs: pd.DataFrame) -> str:
    """The first seed of the architecture whose validation error is least at its best epochs, on average over seeds."""
    epochs = read_tables(home).epochs
    at_best = runs.merge(epochs, left_on=["run", "best_epoch"], right_on=["run", "epoch"])
    best = at_best.groupby("network").val_accuracy.mean().idxmax()
    return str(runs[runs.network == best].sort_values("seed").run.iloc[0])


def _folds(dataset: Dataset, numbers: list[int], like: Network) -> dict[int, Examples]:
    """The tested examples of each fold, with the concepts that can be measured in every fold."""
    rows = {fold: test_rows(dataset, fold) for fold in numbers}
    rows = {fold: each[chosen(len(each))] for fold, each in rows.items()}
    digits = are_digits(dataset.inputs[np.concatenate([*rows.values()])], dataset.picture_shape)
    found = {
        fold: usable(measured(dataset.inputs[each], dataset.labels[each], dataset.classes, digits=digits))[0]
        for fold, each in rows.items()
    }
    everywhere = set.intersection(*({concept.name for concept in concepts} for concepts in found.values()))
    return {
        fold: Examples(dataset.inputs[rows[fold]], tuple(each for each in concepts if each.name in everywhere), like)
        for fold, concepts in found.items()
    }
