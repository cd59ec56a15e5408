"""Units: AUC against scikit-learn, what lot can do against shuffling by hand, and a planted truth."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from layerwise.insight.concepts import Concept, usable, yes_no
from layerwise.insight.controls import layers_of, principal_components, untrained
from layerwise.insight.judging import Examples, Judge
from layerwise.insight.strokes import stroke_concepts
from layerwise.insight.units import _chance, auc, best_units, detections
from layerwise.nets.network import Network
from layerwise.nets.preprocessing import Preprocessing
from layerwise.nets.spec import NetworkSpec
from tests.insight.drawn import picture, ring


def test_the_auc_is_that_of_scikit_learn_with_ties() -> None:
    draw = np.random.default_rng(0)
    x = np.maximum(draw.standard_normal((200, 3)), 0)
    y = (draw.random((200, 2)) < 0.3).astype(np.float64)
    y[:40, 1] = np.nan
    found = auc(x, y)
    for unit in range(3):
        assert found[unit, 0] == pytest.approx(roc_auc_score(y[:, 0], x[:, unit]))
        assert found[unit, 1] == pytest.approx(roc_auc_score(y[40:, 1], x[40:, unit]))


def test_a_unit_that_never_changes_tells_nothing() -> None:
    assert auc(np.ones((10, 1)), (np.arange(10.0) % 2)[:, None])[0, 0] == 0.5


def test_lot_exceeds_the_bound_of_chance_in_one_of_forty_families() -> None:
    draw = np.random.default_rng(1)
    wrong = 0
    for _ in range(60):
        x = np.maximum(draw.standard_normal((80, 6)), 0)
        y = (draw.random((80, 5)) < [0.5, 0.3, 0.3, 0.2, 0.5]).astype(np.float64)
        wrong += bool((np.abs(auc(x, y) - 0.5) > _chance([x], y)[0]).any())
    assert wrong <= 60 / 40 + 3 * np.sqrt(60 / 40)


def shapes(count: int = 300) -> np.ndarray:
    """Rings in the upper half, bars across the lower half, or neither or both, moved and scaled a little."""
    draw = np.random.default_rng(5)
    found = []
    for _ in range(count):
        x, y, radius = 14 + draw.uniform(-1, 1), 9 + draw.uniform(-1, 1), draw.uniform(3.8, 4.8)
        strokes = [[(14.0, 22.5), (14.0, 25.5)]]
        if draw.random() < 0.5:
            strokes.append(ring(x, y, radius))
        else:
            strokes.append(ring(x, y, radius)[:28])
        if draw.random() < 0.5:
            strokes.append([(6.0, 20 + draw.uniform(-1, 1)), (22.0, 20 + draw.uniform(-1, 1))])
        found.append(picture(*strokes, thickness=2.0))
    return np.stack(found).reshape(count, -1)


def planted(inputs: np.ndarray, loop: np.ndarray, bar: np.ndarray) -> Network:
    """A network whose unit 2 of layer 1 answers to loops and unit 5 to bars; all other units are noise."""
    spec = NetworkSpec(inputs.shape[1], (8, 8), 2)
    noise = next(iter(untrained(Network(spec, [], Preprocessing(np.zeros(784), np.full(784, 255.0)), ("a", "b")), 1)))
    x = inputs / 255.0
    for unit, truth in ((2, loop), (5, bar)):
        centred = x - x.mean(axis=0)
        weights = np.linalg.solve(centred.T @ centred + 30.0 * np.eye(784), centred.T @ (truth - truth.mean()))
        noise.layers[0]["weight"][:, unit] = 20 * weights
        noise.layers[0]["bias"][unit] = 2 - 20 * float(x.mean(axis=0) @ weights)
    # Nothing of the two detectors goes further: what layer 2 says of loops is what noise says.
    noise.layers[1]["weight"][[2, 5]] = 0
    return noise


def test_a_planted_loop_detector_and_a_bar_detector_are_found_named_and_located_and_nothing_else() -> None:
    inputs = shapes()
    concepts, _ = usable(stroke_concepts(inputs.reshape(-1, 28, 28)))
    wanted: list[Concept] = [each for each in concepts if each.name in ("loop", "bar-across", "slant", "thickness")]
    by_name = {each.name: each.values for each in wanted}
    network = planted(inputs, by_name["loop"], by_name["bar-across"])
    others = [layers_of(each, inputs) for each in untrained(network)]
    components = principal_components(inputs / 255.0, 8)
    found = detections(layers_of(network, inputs), yes_no(wanted), best_units(others, yes_no(wanted)), components)
    named = {(each.layer, each.unit): each.concept for each in found if each.holds}
    assert named == {("hidden-1", 2): "loop", ("hidden-1", 5): "bar-across"}
    assert all(each.rises for each in found if each.holds)


def test_with_every_concept_asked_the_planted_detectors_are_named_after_what_was_planted() -> None:
    """A loop that is always above is `loop` and `loop-above`; nothing else may be named, of any unit."""
    inputs = shapes()
    concepts, _ = usable(stroke_concepts(inputs.reshape(-1, 28, 28)))
    by_name = {each.name: each.values for each in concepts}
    network = planted(inputs, by_name["loop"], by_name["bar-across"])
    examples = Examples(inputs, tuple(concepts), network)
    assert len(examples.questions) >= 8
    found = Judge(network, examples).detections(network)
    named = {(each.layer, each.unit): each.concept for each in found if each.holds}
    assert named.keys() == {("hidden-1", 2), ("hidden-1", 5)}
    assert named["hidden-1", 2] in ("loop", "loop-above")
    assert named["hidden-1", 5] == "bar-across"


def test_a_dead_layer_detects_nothing_and_breaks_nothing() -> None:
    inputs = shapes(120)
    concepts, _ = usable(stroke_concepts(inputs.reshape(-1, 28, 28)))
    network = planted(inputs, concepts[0].values, concepts[0].values)
    network.layers[1]["bias"][:] = -1e6
    others = [layers_of(each, inputs) for each in untrained(network, 5)]
    questions = yes_no(concepts)
    components = principal_components(inputs / 255.0, 8)
    found = detections(layers_of(network, inputs), questions, best_units(others, questions), components)
    dead = [each for each in found if each.layer == "hidden-2"]
    assert len(dead) == 8
    assert all(each.concept == "" and not each.holds and each.auc == 0.5 for each in dead)
