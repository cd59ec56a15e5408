"""Worlds whose tuned rates are noisy or fail, and studies retuned from scratch: the calibration knows their truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibrate import retuned, tuned
from calibrate.cells import answers
from calibrate.differences import NORMAL
from calibrate.simulation import simulate
from calibrate.truth import Truth
from calibrate.worlds import Curve, Design, Images, World
from layerwise.data.digits import digits
from layerwise.data.folds import split

SMALL = Design(20, 5, 400, epochs=4, validation=100)


def test_the_truth_holds_what_rates_tuned_anew_add() -> None:
    world = World(arms=(Curve(shape="flat"),), tuned=0.4, rates_fail=0.1, failure=1.5)
    draw, epochs = np.random.default_rng(1), SMALL.epochs
    truth = Truth(world, SMALL).curves()[0]
    shares = []
    for _ in range(60):
        courses = world.courses(draw, 40, epochs)
        images = Images.draw(world, draw, 40, 500)
        at = [np.repeat(world.levels(epochs)[:, epoch], 40) for epoch in (0, -1)]
        shares.append([images.wrong(draw, at[k], courses[0, :, epoch]).mean() for k, epoch in enumerate((0, -1))])
    standard_error = 100 * np.std(shares, 0, ddof=1) / np.sqrt(len(shares))
    assert np.all(np.abs(100 * np.mean(shares, 0) - truth[[0, -1]]) < 3.5 * standard_error)
    given = Truth(replace(world, tuned=0.0, rates_fail=0.0), SMALL).curves()[0]
    assert truth[-1] > given[-1] + 4 * standard_error[1]


@pytest.mark.parametrize("design", [SMALL, replace(SMALL, folds=0, groups=5)])
def test_networks_of_a_group_and_arm_share_what_their_rate_adds(design: Design) -> None:
    world = replace(NORMAL, spread=0.0, wander=0.0, tuned=1.0)
    courses = world.courses(np.random.default_rng(2), design.seeds, 4, design.tuned_together)
    for group in range(5):
        own = courses[:, design.tuned_together == group]
        assert np.ptp(own, axis=1) == pytest.approx(0)
    assert len(np.unique(courses[..., -1].round(9))) == 2 * 5
    assert courses[..., 0] == pytest.approx(1.75 * courses[..., -1]), "a rate that is off costs more early"
    runs = simulate(world, design, np.random.default_rng(2)).runs
    column = runs["tuning_group"] if design.groups else runs["fold"]
    assert (column == runs["seed"] % 5).all()


def test_worlds_of_given_rates_are_drawn_as_before() -> None:
    one, two = (World(tuned=scale).courses(np.random.default_rng(3), 10, 4) for scale in (0.0, 0.2))
    assert one.shape == two.shape
    assert np.ptp((two - one)[..., -1], axis=1).min() > 0
    assert World().courses(np.random.default_rng(3), 10, 4) == pytest.approx(one)


def test_every_setting_of_tuned_rates_is_asked_and_judged() -> None:
    for number, cell in enumerate(tuned.cells()):
        small = replace(cell, design=replace(cell.design, images=200, validation=50))
        (study,) = answers((small, [(4, number, 0)]))
        for family in study.values():
            assert family
            assert all(answer.low <= answer.estimate <= answer.high for answer in family)


def test_seeds_and_images_alone_would_miss_the_mean_of_studies_tuned_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retuned, "OPTIONS", replace(retuned.OPTIONS, epochs=4))
    world = replace(NORMAL, arms=NORMAL.arms[:1] * 4, tuned=0.25)
    studies = [simulate(world, SMALL, np.random.default_rng((9, study))) for study in range(12)]
    for question, intervals in (("deeper", 3 * 12), ("longer", 4 * 12)):
        row = retuned.judged(question, studies)
        assert row["intervals"] == intervals
        assert row["missed_at_once"] <= row["missed"] <= 0.12 * intervals
        assert row["missed_by_layout"] > row["missed"]


def test_a_study_from_scratch_has_other_folds_of_the_same_images() -> None:
    plain, first, second = digits(), retuned.reshuffled(0), retuned.reshuffled(1)
    for data in (first, second):
        assert np.bincount(data.labels).tolist() == np.bincount(plain.labels).tolist()
        assert np.sort(data.inputs.sum(1)).tolist() == np.sort(plain.inputs.sum(1)).tolist()
        assert data.checksum != plain.checksum
    tested = [set(data.inputs[split(data, 0).test].sum(1).tolist()) for data in (first, second)]
    assert tested[0] != tested[1]
    assert retuned.reshuffled(1).checksum == second.checksum
