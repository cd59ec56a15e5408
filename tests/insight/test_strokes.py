"""What is measured of digits is what was drawn."""

from __future__ import annotations

import numpy as np
import pytest

from layerwise.errors import DataError
from layerwise.insight.skeleton import skeletons
from layerwise.insight.strokes import TITLES, measures, stroke_concepts
from tests.insight.drawn import EIGHT, NINE, ONE, PLUS, SEVEN, SIX, ZERO, picture


def measured(*strokes: list[tuple[float, float]], thickness: float = 3.0) -> dict[str, float]:
    return {name: float(values[0]) for name, values in measures(picture(*strokes, thickness=thickness)[None]).items()}


@pytest.mark.parametrize(
    ("strokes", "loop", "above", "below", "two", "ends", "junctions"),
    [
        (ZERO, 1, None, None, 0, 0, 0),
        (ONE, 0, 0, 0, 0, 2, 0),
        (EIGHT, 1, 1, 1, 1, 0, None),
        (NINE, 1, 1, 0, 0, 1, 1),
        (SIX, 1, 0, 1, 0, 1, 1),
        (SEVEN, 0, 0, 0, 0, 2, 0),
        (PLUS, 0, 0, 0, 0, 4, 1),
    ],
)
def test_loops_ends_and_junctions_are_those_drawn(
    strokes: list, loop: int, above: int | None, below: int | None, two: int, ends: int, junctions: int | None
) -> None:
    found = measured(*strokes)
    expected = {"loop": loop, "loop-above": above, "loop-below": below, "two-loops": two, "ends": ends}
    for name, value in (expected | {"junctions": junctions}).items():
        assert value is None or found[name] == value, name


def test_bars_are_straight_lines_in_their_direction() -> None:
    assert (measured(*ONE)["bar-up"], measured(*ONE)["bar-across"]) == (1, 0)
    assert (measured(*SEVEN)["bar-up"], measured(*SEVEN)["bar-across"]) == (0, 1)
    assert (measured(*PLUS)["bar-up"], measured(*PLUS)["bar-across"]) == (1, 1)
    oblique = measured([(5.0, 23.0), (23.0, 5.0)])
    assert (oblique["bar-up"], oblique["bar-across"]) == (0, 0)


@pytest.mark.parametrize("thickness", [2.0, 3.0, 4.0])
def test_thickness_and_length_are_those_of_the_pen(thickness: float) -> None:
    found = measured([(14.0, 5.0), (14.0, 23.0)], thickness=thickness)
    assert found["thickness"] == pytest.approx(thickness, abs=0.7)
    assert found["length"] == pytest.approx(18.0, abs=2.0)


@pytest.mark.parametrize("tangent", [-0.5, 0.0, 0.3])
def test_slant_is_that_of_the_stroke(tangent: float) -> None:
    reach = 8.0
    found = measured([(14 + tangent * reach, 14 - reach), (14 - tangent * reach, 14 + reach)])
    assert found["slant"] == pytest.approx(tangent, abs=0.03)


def test_width_and_height_are_those_of_the_box() -> None:
    found = measured([(8.0, 5.0), (20.0, 5.0), (20.0, 23.0), (8.0, 23.0), (8.0, 5.0)], thickness=2.0)
    assert found["width"] == pytest.approx(14.0, abs=1.5)
    assert found["height"] == pytest.approx(20.0, abs=1.5)


def test_the_measures_of_a_picture_do_not_depend_on_its_neighbours() -> None:
    pictures = np.stack([picture(*strokes) for strokes in (ZERO, ONE, EIGHT, NINE, SIX, SEVEN, PLUS)] * 12)
    together = measures(pictures)
    for name, values in together.items():
        assert np.array_equal(values, np.tile(values[:7], 12)), name
    assert together["ends"][3] == measured(*NINE)["ends"]


def test_brightness_changes_nothing_but_rounding() -> None:
    bright = measures(picture(*NINE)[None])
    dim = measures((picture(*NINE)[None] / 255.0 * 0.4).astype(np.float32))
    for name, values in bright.items():
        assert dim[name] == pytest.approx(values, abs=0.02), name


def test_an_eight_has_two_numbered_loops_and_no_ink_inside_them() -> None:
    found = skeletons(picture(*EIGHT)[None])
    assert sorted(np.unique(found.loops)) == [0, 1, 2]
    assert not (found.ink & (found.loops > 0)).any()


def test_a_blank_picture_is_named() -> None:
    with pytest.raises(DataError, match="picture 1 has no ink"):
        measures(np.stack([picture(*ONE), np.zeros((28, 28), np.uint8)]))


def test_every_measure_becomes_a_concept_with_its_titles() -> None:
    concepts = stroke_concepts(np.stack([picture(*NINE), picture(*ONE)]))
    assert [concept.name for concept in concepts] == list(TITLES)
    assert all(concept.title.en and concept.title.zh for concept in concepts)
