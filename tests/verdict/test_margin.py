"""The usual margin is blind at no error, and what is printed of it never claims more than was tested."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from simulated import World, simulate

from layerwise.report.answers import conclusion
from layerwise.report.headlines import headline
from layerwise.verdict.codes import DEEPER
from layerwise.verdict.compare import compare
from layerwise.verdict.decision import Decision, decide
from layerwise.verdict.finding import Finding
from layerwise.verdict.layout import seeds_only
from layerwise.verdict.margin import bound, usual_margin, usual_margin_of_a_loss
from layerwise.verdict.questions.deeper import next_depth
from layerwise.verdict.readings.pairs import Paired
from layerwise.verdict.wording import ALONE, notes


@pytest.mark.parametrize(
    ("error", "margin"),
    [(0.0, 0.0), (0.5, 0.05), (2.0, 0.2), (9.0, 0.9), (10.0, 1.0), (12.0, 1.0), (40.0, 1.0), (50.0, 1.0), (90.0, 1.0)],
)
def test_the_usual_margin_is_a_tenth_of_the_error_and_never_above_a_point(error: float, margin: float) -> None:
    assert usual_margin(error) == pytest.approx(margin)
    assert usual_margin(error + 0.1) >= usual_margin(error)


@pytest.mark.parametrize(("loss", "margin"), [(0.02, 0.002), (0.3, 0.03), (0.5, 0.05), (1.2, 0.05), (2.303, 0.05)])
def test_the_margin_of_a_loss_is_capped_too(loss: float, margin: float) -> None:
    assert usual_margin_of_a_loss(loss) == pytest.approx(margin)


def test_what_is_not_known_has_no_margin() -> None:
    assert math.isnan(usual_margin(math.nan))
    assert math.isnan(usual_margin_of_a_loss(math.nan))
    assert bound(math.nan) == "–"


@given(st.floats(1e-6, 100))
@example(0.95)
@example(0.1 * 7)
@example(0.1 * 3)
def test_a_printed_margin_is_rounded_up_never_down_and_by_no_more_than_a_fifth(margin: float) -> None:
    shown = float(Decimal(bound(margin)))
    assert margin * (1 - 1e-11) <= shown < 1.21 * margin


@pytest.mark.parametrize(
    ("margin", "shown"),
    [(0.95, "1.0"), (0.9, "0.9"), (0.1 * 7, "0.7"), (1.0, "1.0"), (0.21, "0.21"), (0.152, "0.16"), (4.0, "4.0")],
)
def test_margins_are_printed_as_people_would_write_them(margin: float, shown: str) -> None:
    assert bound(margin) == shown


def paired(differences: list[float], error: float) -> Paired:
    estimate = seeds_only([np.array(differences)])
    return Paired(estimate, len(differences), 0.2, error, error + estimate.mean, error, 0)


@pytest.mark.parametrize("error", [11.0, 20.0, 30.0, 40.0, 50.0, 63.2, 75.0, 90.0, 98.9])
def test_two_points_undecided_are_no_equivalence_at_any_error(error: float) -> None:
    """−2.0 (−4.3 to +0.3) of five seeds, at ten errors."""
    read = paired([-4.6, -3.3, -1.6, -0.9, 0.4], error)
    assert read.estimate is not None
    (decision,) = decide([read.estimate], [usual_margin(error)])
    assert (decision.conclusion, decision.within_margin) == ("undecided", False)
    assert decision.needed_seeds is not None
    assert 5 < decision.needed_seeds < 20


def test_of_one_comparison_nothing_is_said_of_all_comparisons() -> None:
    read = paired([-0.6, 0.5, 0.1, 0.3, -0.3], 40.0)
    for comparisons, widened in ((1, False), (4, True)):
        told = notes(read, Decision("equivalent", True, -1.2, 1.2), comparisons, 1.0)
        assert any("all comparisons" in note.en for note in told) == widened
        assert (ALONE in told) == widened


def equivalent() -> Finding:
    tables = simulate(World(falling=0.0), depths=(1, 2), seeds=20, images=600)
    (finding,) = next_depth(tables, margin=8.2)
    assert finding.conclusion == "equivalent"
    return finding


def test_beside_no_practical_difference_stands_the_margin_everywhere() -> None:
    finding = equivalent()
    assert finding.as_dict()["margin_shown"] == bound(finding.margin)
    for text in (conclusion(finding), headline([finding], DEEPER), finding.text):
        assert f"±{bound(finding.margin)}" in text.en
        assert f"±{bound(finding.margin)}" in text.zh


def test_every_question_of_a_study_prints_its_margin_with_every_equivalence() -> None:
    tables = simulate(World(falling=0.3), depths=(1, 2, 3), seeds=20, images=400, epochs=8)
    found = [each for each in compare(tables) if each.conclusion in ("equivalent", "flat") and each.estimate]
    assert len({each.code for each in found}) > 1
    for each in found:
        shown = bound(each.margin, 3 if each.unit == "nats" else 1)
        assert f"±{shown}" in each.text.en, each.text.en
        assert f"±{shown}" in each.text.zh, each.text.zh
