"""How alike the layers of a study's networks are: of different depths, and of the same depth from another seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Float

from layerwise.insight.similarity import between, cka
from layerwise.nets.network import Network
from layerwise.study.store import StudyFolder

# Pairs of seeds that are compared, over all folds, and examples of a fold.
PAIRS, EXAMPLES = 5, 500


@dataclass(frozen=True, eq=False)
class StudySimilarity:
    """Debiased CKA between all layers of networks of every depth, means over pairs of seeds.

    Args:
        depths: of each layer's network; 0: the inputs.
        layers: name of each: `pixels`, `hidden-1` …, `logits`.
        values: between the layers of networks of one seed.
        floor: of each layer with the same layer of the other seed: two trainings of one network are no more alike.
        pairs: of seeds.
    """

    depths: tuple[int, ...]
    layers: tuple[str, ...]
    values: Float[np.ndarray, "layers layers"]
    floor: Float[np.ndarray, " layers"]
    pairs: int


def study_similarity(home: StudyFolder, runs: pd.DataFrame, inputs: Mapping[int, np.ndarray]) -> StudySimilarity | None:
    """Compares layers over depths and seeds; None where no two seeds have networks of all depths.

    Args:
        home: the study.
        runs: networks of one activation, with `run, seed, fold, depth, width`; of several widths the least is taken.
        inputs: examples of each fold that its networks have not seen.
    """
    pairs = list(_pairs(runs))
    if not pairs:
        return None
    tables, floors = [], []
    for fold, first, second in pairs:
        shown = inputs[fold][:EXAMPLES]
        own, other = ([each for run in of for each in _layers(home, run, shown)] for of in (first, second))
        pixels = Network.load(home.weights_path(first[0])).preprocessing(shown).astype(np.float64)
        tables.append(between([pixels, *own]))
        floors.append([1.0, *(cka(one, same) for one, same in zip(own, other, strict=True))])
    depths = sorted(int(depth) for depth in runs.depth.unique())
    names = [(depth, name) for depth in depths for name in (*(f"hidden-{k + 1}" for k in range(depth)), "logits")]
    return StudySimilarity(
        depths=(0, *(depth for depth, _ in names)),
        layers=("pixels", *(name for _, name in names)),
        values=np.mean(tables, axis=0),
        floor=np.mean(floors, axis=0),
        pairs=len(pairs),
    )


def _pairs(runs: pd.DataFrame) -> Iterator[tuple[int, list[str], list[str]]]:
    """Fold, and the runs of two of its seeds by depth; as many a fold as all folds can have alike."""
    runs = runs.sort_values(["depth", "width"]).drop_duplicates(["seed", "fold", "depth"])
    depths = runs.depth.nunique()
    folds = sorted(int(fold) for fold in runs.fold.unique())
    for fold in folds:
        of_fold = runs[runs.fold == fold]
        whole = [group.run.tolist() for _, group in of_fold.groupby("seed") if len(group) == depths]
        some = zip(whole[::2], whole[1::2], strict=False)
        for first, second in list(some)[: max(1, PAIRS // len(folds))]:
            yield fold, first, second


def _layers(home: StudyFolder, run: str, inputs: np.ndarray) -> list[np.ndarray]:
    return [each.astype(np.float64) for each in Network.load(home.weights_path(run)).activations(inputs)]
