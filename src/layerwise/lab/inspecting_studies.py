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
from layerwise.insight.finding import Learned, plain
from layerwise.insight.inspection import DIGIT_SHAPE, are_digits, chosen
from layerwise.insight.probes import read
from layerwise.insight.readable import FromInputs, Readable, baselines, from_inputs, readable
from layerwise.insight.strokes import stroke_concepts
from layerwise.insight.units import Detection, best_units, detections
from layerwise.lab.study_insights import Architecture, study_findings
from layerwise.lab.unseen import own_data
from layerwise.nets.network import Network
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables

Watch = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class InspectedStudy:
    """What the networks of a study have learned.

    Args:
        study: its folder.
        data: name of its data set.
        activation: of the networks that were inspected.
        networks: how many there were.
        readable: a row an architecture, layer and concept: `score, low, high` (over seeds and images), `untrained`,
            `components`, `holds` (share of the seeds), `seeds`.
        epochs: a row an architecture, epoch, layer and concept: `score`, mean over the first seeds of the folds.
        units: a row an architecture, layer and kind of concept: `units` that detect one, mean over the seeds.
        findings: what it says.
    """

    study: str
    data: str
    activation: str
    networks: int
    readable: pd.DataFrame
    epochs: pd.DataFrame
    units: pd.DataFrame
    findings: tuple[Learned, ...]

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        tables = {name: plain(getattr(self, name).to_dict("records")) for name in ("readable", "epochs", "units")}
        return {
            "study": self.study,
            "data": self.data,
            "activation": self.activation,
            "networks": self.networks,
            "findings": [finding.as_dict() for finding in self.findings],
            **tables,
        }


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
    on_network: Watch = lambda done, of: None,
) -> InspectedStudy:
    """Probes and units of all measured networks of a study with one activation (relu where it has it).

    Each network is judged on the rows that its seed was tested on, beside untrained networks of its shape.

    Args:
        folder: of a study that has ended and kept the weights of its best epochs.
        data: its data set; found by its name where it is not given.
        target: the column of a `.csv` that names the class.
        on_network: told how many networks are done, and of how many.

    Raises:
        StudyError: no study, or one that kept no weights.
        DataError: its data set is not at hand, or not the same.
    """
    home = StudyFolder(folder)
    runs = _runs(home)
    activation = "relu" if (runs.activation == "relu").any() else str(runs.activation.iloc[0])
    runs = runs[runs.activation == activation]
    first = Network.load(home.weights_path(runs.run.iloc[0]))
    dataset = data if data is not None else own_data(first, target=target)
    folds = {int(fold): _fold(dataset, int(fold)) for fold in sorted(runs.fold.unique())}
    folds = _same_concepts(folds)
    found: list[Architecture] = []
    done = 0
    for name in runs.sort_values(["depth", "network"]).network.unique():
        group = runs[runs.network == name]
        architecture = Architecture(str(name), int(group.depth.iloc[0]), next(iter(folds.values())).concepts)
        for fold, examples in folds.items():
            for table, units in _judged(home, group.run[group.fold == fold].tolist(), examples):
                architecture.add(fold, table, units)
                done += 1
                on_network(done, len(runs))
        found.append(architecture)
    epochs = pd.DataFrame(_over_epochs(home, runs, folds))
    return InspectedStudy(
        study=str(folder),
        data=dataset.name,
        activation=activation,
        networks=len(runs),
        readable=pd.concat([each.table() for each in found], ignore_index=True),
        epochs=epochs,
        units=pd.concat([each.units() for each in found], ignore_index=True),
        findings=tuple(study_findings(found, dataset.name, activation)),
    )


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
    names = ("network", "depth", "epoch", "layer", "concept")
    return [{**dict(zip(names, key, strict=True)), "score": float(np.mean(each))} for key, each in sums.items()]


def _kept_epochs(home: StudyFolder, run: str) -> list[int]:
    paths = (home.path / "weights").glob(f"{run}-e*.safetensors")
    return sorted(int(path.stem.removeprefix(f"{run}-e")) for path in paths if path.stem[len(run) + 2 :].isdigit())
