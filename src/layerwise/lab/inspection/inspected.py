"""What was found in the networks of a study, and its place in the study's folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from layerwise.data.dataset import Dataset
from layerwise.insight.finding import Learned, plain
from layerwise.insight.paper import Paper
from layerwise.lab.exploring import PAGE, keep_page
from layerwise.lab.study import Study
from layerwise.study.store import INSIGHT, StudyFolder
from layerwise.words import Language, Text


@dataclass(frozen=True, eq=False)
class InspectedStudy:
    """What the networks of a study have learned.

    Args:
        study: its folder.
        dataset: that it was done on.
        activation: of the networks that were inspected.
        networks: how many there were.
        readable: a row an architecture, layer and concept: `score, low, high` (over seeds and images), `control` (of
            values dealt out by lot), `untrained`, `components`, `holds` (share of the seeds), `seeds`.
        units: a row an architecture, layer and kind of concept: `units` that detect one, mean over the seeds.
        epochs: a row an architecture, epoch, layer and concept: `score`, mean over the first seeds of the folds.
        epoch_units: a row an architecture, epoch, layer and kind of concept: `share` of the layer's units that detect
            one, mean over the same seeds.
        findings: what it says.
        layers: by run, the sentences about each layer of that network, the inputs' first.
        paper: all of it as a short paper.
    """

    study: str
    dataset: Dataset
    activation: str
    networks: int
    readable: pd.DataFrame
    units: pd.DataFrame
    epochs: pd.DataFrame
    epoch_units: pd.DataFrame
    findings: tuple[Learned, ...]
    layers: Mapping[str, list[list[Text]]]
    paper: Paper

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        tables = {
            name: plain(getattr(self, name).to_dict("records"))
            for name in ("readable", "units", "epochs", "epoch_units")
        }
        return {
            "study": self.study,
            "data": self.dataset.name,
            "activation": self.activation,
            "networks": self.networks,
            "findings": [finding.as_dict() for finding in self.findings],
            "layers": {
                run: [[vars(text) for text in layer] for layer in layers] for run, layers in self.layers.items()
            },
            "paper": self.paper.as_dict(),
            **tables,
        }

    def keep(self, language: Language) -> list[Path]:
        """Writes `insight.json` into the study's folder, and the report and the page anew, which show it.

        Args:
            language: that the report and the page begin in.

        Returns:
            What was written; the page only where there was one.

        Raises:
            StudyError: the folder is in use or cannot be written.
        """
        home = StudyFolder(self.study)
        with home.held():
            home.write(INSIGHT, json.dumps(self.as_dict(), ensure_ascii=False, allow_nan=False).encode())
        Study(self.study).publish(language)
        written = [home / INSIGHT, home / "report.html"]
        if (home / PAGE).is_file() and (page := keep_page(home, self.dataset, language)):
            written.append(page)
        return written
