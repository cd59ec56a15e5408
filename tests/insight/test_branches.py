"""Branches that examples visit, and regions counted exactly against brute force."""

from __future__ import annotations

import numpy as np
import pytest

from layerwise.errors import DataError, SpecError
from layerwise.insight.branches import branches, switches
from layerwise.insight.regions import Plane, regions
from layerwise.nets.network import Network
from tests.insight.networks import fresh

WINDOW = Plane(np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 1.0]), -2.0, 2.0, -2.0, 2.0)


def grid(side: int) -> np.ndarray:
    steps = (np.arange(side) + 0.5) / side * 4 - 2
    return np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)


def by_brute_force(network: Network, side: int = 500) -> list[dict[int, float]]:
    """Patterns of a fine grid of points, with the share of the window that each takes, after each layer."""
    points = grid(side)
    on = switches(network, points)
    found = []
    for layer in range(1, len(on) + 1):
        patterns, counts = np.unique([numbered(np.concatenate(on[:layer], axis=1))], return_counts=True)
        found.append(dict(zip(patterns.tolist(), (counts / len(points)).tolist(), strict=True)))
    return found


def numbered(on: np.ndarray) -> np.ndarray:
    return on @ (1 << np.arange(on.shape[-1]))


@pytest.mark.parametrize(("activation", "seed"), [("relu", 0), ("relu", 1), ("leaky_relu", 0)])
def test_regions_of_a_2_8_8_2_network_are_those_of_brute_force(seed: int, activation: str) -> None:
    network = fresh(2, (8, 8), seed=seed, activation=activation)
    exact = regions(network, WINDOW)
    for polygons, counted in zip(exact, by_brute_force(network), strict=True):
        areas: dict[int, float] = {}
        for polygon in polygons:
            key = int(numbered(np.array(polygon.pattern)))
            areas[key] = areas.get(key, 0.0) + polygon.area / 16
        assert set(counted) <= set(areas)
        assert sum(areas.values()) == pytest.approx(1.0, abs=1e-9)
        missed = [area for key, area in areas.items() if key not in counted]
        assert max(missed, default=0.0) < 5e-5, "a region larger than a dozen grid cells was not there"
        for key, share in counted.items():
            assert areas[key] == pytest.approx(share, abs=3e-3)


def test_the_first_layer_cuts_the_plane_like_lines_in_general_position() -> None:
    """n lines that all cross inside the window leave 1 + n + n(n − 1)/2 regions."""
    network = fresh(2, (5,), seed=3)
    angles = np.linspace(0, np.pi, 5, endpoint=False) + 0.1
    network.layers[0]["weight"] = np.stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    network.layers[0]["bias"] = np.array([0.1, -0.15, 0.2, -0.1, 0.05], np.float32)
    assert len(regions(network, WINDOW)[0]) == 1 + 5 + 10


def test_the_network_is_straight_inside_a_region() -> None:
    network = fresh(2, (6, 6, 6), seed=4)
    for region in sorted(regions(network, WINDOW)[-1], key=lambda each: -each.area)[:20]:
        middle = region.corners.mean(axis=0)
        inner = middle + 0.9 * (region.corners - middle)
        logits = network.activations(np.concatenate([inner, inner.mean(axis=0)[None]]))[-1]
        assert logits[:-1].mean(axis=0) == pytest.approx(logits[-1], abs=1e-4)


def test_a_plane_through_three_examples_holds_them_and_scaling_is_followed() -> None:
    network = fresh(6, (5,), seed=5)
    draw = np.random.default_rng(0)
    three = draw.standard_normal((3, 6))
    plane = Plane.through(three)
    assert plane.inputs(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])) == pytest.approx(three)
    places = np.stack([draw.uniform(-0.25, 1.25, 200), draw.uniform(-0.25, 1.25, 200)], axis=1)
    visited = {tuple(row) for row in switches(network, plane.inputs(places))[0].tolist()}
    assert visited <= {region.pattern for region in regions(network, plane)[0]}
    with pytest.raises(DataError, match="on one line"):
        Plane.through(np.array([[0.0] * 6, [1.0] * 6, [2.0] * 6]))


def test_patterns_and_units_that_never_switch_are_counted() -> None:
    network = fresh(2, (3, 2), seed=6)
    network.layers[0]["weight"] = np.array([[1, -1, 0], [0, 0, 0]], np.float32)
    network.layers[0]["bias"] = np.array([0, 0, -1], np.float32)
    network.layers[1]["weight"] = np.zeros((3, 2), np.float32)
    network.layers[1]["bias"] = np.array([1, -1], np.float32)
    found = branches(network, np.array([[1.0, 0], [2, 0], [-1, 0]]))
    assert (found.patterns, found.together, found.alone) == ((2, 1), 2, 1)
    assert (found.dead, found.always_on) == (((2,), (1,)), ((), (0,)))
    assert found.never_switch == 3


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"activation": "sigmoid"}, "bend smoothly"),
        ({"normalisation": "layer"}, "normalisation"),
        ({"residual": True}, "residual"),
    ],
)
def test_a_network_without_switches_says_why_it_has_no_regions(options: dict, why: str) -> None:
    with pytest.raises(SpecError, match=why):
        regions(fresh(2, (4, 4), **options), WINDOW)
    with pytest.raises(SpecError, match="without hidden layers"):
        branches(fresh(2, ()), np.zeros((1, 2)))


def test_more_regions_than_can_be_counted_are_refused_and_not_begun() -> None:
    with pytest.raises(SpecError, match="more than 50"):
        regions(fresh(2, (40, 40), seed=7), WINDOW, most=50)
