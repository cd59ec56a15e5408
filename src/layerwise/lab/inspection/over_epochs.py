"""What becomes readable and which units detect something as training goes on: at the epochs whose weights were kept."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pandas as pd

from layerwise.insight.judging import Judge
from layerwise.insight.units import units_by_level
from layerwise.lab.inspection.insights import Architecture
from layerwise.nets.network import Network
from layerwise.study.store import StudyFolder

_SCORES = ("network", "depth", "epoch", "layer", "concept", "score")
_UNITS = ("network", "depth", "epoch", "layer", "level", "share")
# Network, depth, epoch, layer, and the concept or its level.
_Key = tuple[str, int, int, str, str]


class OverEpochs:
    """Scores and units at the kept epochs, averaged over the seeds of which they were kept.

    Args:
        home: the study.
    """

    def __init__(self, home: StudyFolder) -> None:
        self.home = home
        self._scores: dict[_Key, list[float]] = defaultdict(list)
        self._units: dict[_Key, list[float]] = defaultdict(list)

    def add(self, run: str, architecture: Architecture, judge: Judge) -> None:
        """One more network, at all its kept epochs, none for most.

        Args:
            run: of the network.
            architecture: that it is of.
            judge: on the examples that it was tested on.
        """
        for epoch in self._kept(run):
            network = Network.load(self.home.weights_path(run, epoch))
            place = (architecture.name, architecture.depth, epoch)
            for layer, scores in judge.scores(network).items():
                for concept, score in zip(judge.examples.concepts, scores, strict=True):
                    self._scores[*place, layer, concept.name].append(float(score))
            found = judge.detections(network)
            asked = Counter(each.layer for each in found)
            for (layer, level), count in units_by_level(found).items():
                self._units[*place, layer, level].append(count / asked[layer])

    def scores(self) -> pd.DataFrame:
        """A row an architecture, epoch, layer and concept: `score`."""
        return _means(self._scores, _SCORES)

    def units(self) -> pd.DataFrame:
        """A row an architecture, epoch, hidden layer and level of concepts: `share` of its units that detect one."""
        return _means(self._units, _UNITS)

    def _kept(self, run: str) -> list[int]:
        paths = (self.home.path / "weights").glob(f"{run}-e*.safetensors")
        return sorted(int(path.stem.removeprefix(f"{run}-e")) for path in paths if path.stem[len(run) + 2 :].isdigit())


def _means(found: dict[_Key, list[float]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame([(*key, float(np.mean(each))) for key, each in found.items()], columns=list(columns))
