"""What is learned across a study: probes and units against depth, and against epochs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from layerwise.data.dataset import Dataset
from layerwise.data.folds import test_rows
from layerwise.errors import StudyError
from layerwise.insight.concepts import Concept, class_concept, usable, yes_no
from layerwise.insight.controls import layers_of, principal_components, untrained
from layerwise.insight.exhibition.by_layer import by_layer
from layerwise.insight.inspection import DIGIT_SHAPE, are_digits, chosen
from layerwise.insight.probes import read
from layerwise.insight.readable import FromInputs, Readable, baselines, from_inputs, readable
from layerwise.insight.strokes import stroke_concepts
from layerwise.insight.units import Detection, best_units, detections
from layerwise.lab.inspected_study import InspectedStudy
from layerwise.lab.inspecting import inspect
from layerwise.lab.study_insights import Architecture, study_findings
from layerwise.lab.study_paper import study_paper
from layerwise.lab.study_similarity import study_similarity
from layerwise.lab.unseen import own_data
from layerwise.nets.network import Network
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables
from layerwise.words import Text

_EPOCH = ("network", "depth", "epoch", "layer", "concept")
Watch = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class _Fold:
    """The tested examples of one fold, with their concepts."""

    inputs: np.ndarray
    concepts: list[Concept]
    components: dict[int, np.ndarray] = field(default_factory=dict)
    known: dict[str, FromInputs] = field(default_factory=dict)


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
    runs = runs[runs.activation == activation]
    first = Network.load(home.weights_path(runs.run.iloc[0]))
    dataset = data if data is not None else own_data(first, target=target)
    folds = {int(fold): _fold(dataset, int(fold)) for fold in sorted(runs.fold.unique())}
    folds = _same_concepts(folds)
    found: list[Architecture] = []
    told: dict[str, list[list[Text]]] = {}
    for name in runs.sort_values(["depth", "network"]).network.unique():
        group = runs[runs.network == name]
        architecture = Architecture(str(name), int(group.depth.iloc[0]), next(iter(folds.values())).concepts)
        for fold, examples in folds.items():
            members = group.run[group.fold == fold].tolist()
            for run, (table, units) in zip(members, _judged(home, members, examples), strict=True):
                architecture.add(fold, table, units)
                told[run] = by_layer(table, units)
                on_network(len(told), len(runs))
        found.append(architecture)
    epochs = pd.DataFrame(_over_epochs(home, runs, folds), columns=[*_EPOCH, "score"])
    readable = pd.concat([each.table() for each in found], ignore_index=True)
    counts = pd.concat([each.units() for each in found], ignore_index=True)
    findings = tuple(study_findings(found, dataset.name, activation))
    closer = inspect(home.weights_path(_preferred(home, runs)), dataset)
    paper = study_paper(
        readable, epochs, counts, findings, {concept.name: concept.title for concept in found[0].concepts},
        study_similarity(home, runs, {fold: each.inputs for fold, each in folds.items()}), closer.paper,
        data=dataset.name, activation=activation, networks=len(runs),
    )  # fmt: skip
    return InspectedStudy(str(folder), dataset, activation, len(runs), readable, epochs, counts, findings, told, paper)


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


def _fold(dataset: Dataset, fold: int) -> _Fold:
    rows = test_rows(dataset, fold)
    rows = rows[chosen(len(rows))]
    inputs = dataset.inputs[rows]
    strokes = stroke_concepts(inputs.reshape(-1, *DIGIT_SHAPE)) if are_digits(inputs, dataset.picture_shape) else []
    return _Fold(inputs, [*strokes, class_concept(dataset.labels[rows], dataset.classes)])


def _same_concepts(folds: dict[int, _Fold]) -> dict[int, _Fold]:
    """Only the concepts that can be measured in every fold."""
    names = [{concept.name for concept in usable(each.concepts)[0]} for each in folds.values()]
    kept = set.intersection(*names)
    return {
        fold: _Fold(each.inputs, [concept for concept in each.concepts if concept.name in kept])
        for fold, each in folds.items()
    }


def _judged(home: StudyFolder, runs: list[str], fold: _Fold) -> Iterator[tuple[Readable, list[Detection]]]:
    """Networks of one shape on one fold: they share the untrained networks and the other controls."""
    networks = [Network.load(home.weights_path(run)) for run in runs]
    if not networks:
        return
    lots = [layers_of(each, fold.inputs) for each in untrained(networks[0])]
    if "inputs" not in fold.known:
        fold.known["inputs"] = from_inputs(networks[0], fold.inputs, fold.concepts)
    against = baselines(networks[0], fold.inputs, fold.concepts, lots, fold.known["inputs"])
    widest = max(each.shape[1] for each in lots[0].answers)
    if widest not in fold.components:
        pixels = networks[0].preprocessing(fold.inputs).astype(np.float64)
        fold.components[widest] = principal_components(pixels, widest)
    questions = yes_no(fold.concepts)
    best = best_units(lots, questions)
    for network in networks:
        table = readable(network, fold.inputs, fold.concepts, against)
        yield table, detections(layers_of(network, fold.inputs), questions, best, fold.components[widest])


def _over_epochs(home: StudyFolder, runs: pd.DataFrame, folds: dict[int, _Fold]) -> list[dict[str, Any]]:
    """Scores at the kept epochs, averaged over the seeds of which they were kept."""
    sums: dict[tuple[str, int, int, str, str], list[float]] = defaultdict(list)
    for run, name, depth, number in zip(runs.run, runs.network, runs.depth, runs.fold, strict=True):
        fold = folds[int(number)]
        for epoch in _kept_epochs(home, run):
            layers = layers_of(Network.load(home.weights_path(run, epoch)), fold.inputs)
            for layer, answers in zip(layers.names, layers.answers, strict=True):
                for concept, score in zip(fold.concepts, read(answers, fold.concepts).scores, strict=True):
                    sums[name, int(depth), epoch, layer, concept.name].append(float(score))
    return [{**dict(zip(_EPOCH, key, strict=True)), "score": float(np.mean(each))} for key, each in sums.items()]


def _kept_epochs(home: StudyFolder, run: str) -> list[int]:
    paths = (home.path / "weights").glob(f"{run}-e*.safetensors")
    return sorted(int(path.stem.removeprefix(f"{run}-e")) for path in paths if path.stem[len(run) + 2 :].isdigit())
