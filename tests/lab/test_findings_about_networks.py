"""Published findings about the networks themselves: each on networks that flip it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import layerwise as lw
from layerwise.data.dataset import Dataset
from layerwise.insight.concepts import Concept
from layerwise.insight.controls import untrained
from layerwise.insight.inspection import DIGIT_SHAPE
from layerwise.insight.regions import Plane, regions
from layerwise.insight.strokes import stroke_concepts
from layerwise.lab.published.few_regions import FEW_REGIONS, MARGIN, _three, counts
from layerwise.lab.published.finding import Finding
from layerwise.lab.published.not_strokes import strokes_found
from layerwise.nets.initialisation import initial_layers
from layerwise.nets.network import Network
from layerwise.nets.preprocessing import Preprocessing
from layerwise.nets.spec import NetworkSpec
from layerwise.study.store import StudyFolder


@pytest.fixture(scope="module")
def digits() -> tuple[np.ndarray, list[Concept]]:
    data = lw.data.load("digits")
    inputs = data.inputs[::25]
    concepts = stroke_concepts(inputs.reshape(-1, *DIGIT_SHAPE))
    return inputs, [each for each in concepts if each.name in ("bar-across", "bar-up")]


def test_units_that_were_made_to_detect_a_bar_are_counted_and_untrained_ones_are_not(
    digits: tuple[np.ndarray, list[Concept]],
) -> None:
    inputs, questions = digits
    spec = NetworkSpec(784, (8, 4), 10)
    names = tuple(str(number) for number in range(10))
    (network,) = untrained(Network(spec, [], Preprocessing(np.zeros(784), np.full(784, 255.0)), names), 1)
    fresh = replace(network, layers=initial_layers(spec, 1))
    assert strokes_found(fresh, inputs, questions)[0] == 0
    x = inputs / 255.0
    centred = x - x.mean(axis=0)
    truth = questions[0].values
    weights = np.linalg.solve(centred.T @ centred + np.eye(784), centred.T @ (truth - truth.mean()))
    fresh.layers[0]["weight"][:, 3] = weights
    fresh.layers[0]["bias"][3] = 1.0
    share, lead = strokes_found(fresh, inputs, questions)
    assert share >= 100 / 12
    assert lead > 5


@pytest.mark.breadth
def test_regions_are_those_of_the_networks_before_and_after_training(tmp_path: Path) -> None:
    data: Dataset = lw.data.load("digits")
    study = lw.study(
        data, hidden=[(6,), (6, 6)], activations=["relu"], epochs=2, seeds=5, learning_rates=0.01, keep="best",
        folder=tmp_path / "study", workers=1,
    )  # fmt: skip
    found = list(counts(StudyFolder(tmp_path / "study"), data))
    assert len(found) == 10
    run = study.tables.measured.iloc[0]
    network = Network.load(study.folder.weights_path(run.run))
    plane = Plane.through(_three(data, network, int(run.seed)), MARGIN)
    units = sum(network.spec.hidden)
    fresh = replace(network, layers=initial_layers(network.spec, int(run.seed)))
    assert found[0] == (len(regions(fresh, plane)[-1]) / units**2, len(regions(network, plane)[-1]) / units**2)
    reading = FEW_REGIONS.reading({}, {"digits": StudyFolder(tmp_path / "study")}, "quick")
    assert [claim.code for claim in reading.claims] == ["start", "trained", "stays"]
    assert all(claim.runs == 10 for claim in reading.claims)


def test_a_finding_without_a_way_to_its_claims_is_a_mistake() -> None:
    lost: Finding = replace(FEW_REGIONS, look=None)
    with pytest.raises(TypeError, match="few-regions"):
        lost.reading({}, {}, "quick")
