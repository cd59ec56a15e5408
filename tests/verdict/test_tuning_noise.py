"""One learning rate a fold, chosen among noisy ones: its noise is in every interval, test and promise of more seeds."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from simulated import World, simulate

from layerwise.verdict.decision import Need, decide, what_would_decide
from layerwise.verdict.layout import Estimate, seeds_only, two_way
from layerwise.verdict.levels import train_against_test
from layerwise.verdict.questions.deeper import next_depth
from layerwise.verdict.tables import Tables
from layerwise.verdict.tuning_noise import pooled


def family(draw: np.random.Generator, tuned: float, comparisons: int, folds: int = 5, seeds: int = 4) -> list[Estimate]:
    """Neighbouring architectures without effect; each rate adds noise of its own to its fold (seeds have 1)."""
    arms = draw.normal(size=(comparisons + 1, folds, 1)) * tuned + draw.normal(size=(comparisons + 1, folds, seeds))
    return [seeds_only(list(b - a)) for a, b in pairwise(arms)]


def means(*by_fold: float, seeds: int = 4, spread: float = 0.1) -> Estimate:
    """Folds with these means, whose seeds hardly differ."""
    own = spread * np.linspace(-1, 1, seeds)
    return seeds_only([mean + own for mean in by_fold])


@pytest.mark.parametrize("tuned", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("comparisons", [1, 6])
def test_intervals_hold_the_truth_whatever_tuning_adds(tuned: float, comparisons: int) -> None:
    draw = np.random.default_rng(22)
    studies = [decide(family(draw, tuned, comparisons), [0.0] * comparisons) for _ in range(150)]
    held = np.mean([all(each.low <= 0 <= each.high for each in study) for study in studies])
    assert 0.92 <= held <= 0.995
    false = np.mean([any(each.conclusion != "undecided" for each in study) for study in studies])
    assert false <= 0.08


def test_seeds_alone_would_not_hold_it() -> None:
    draw = np.random.default_rng(22)
    alone = [replace(family(draw, 1.0, 1)[0], between=0.0).interval() for _ in range(150)]
    assert np.mean([low <= 0 <= high for low, high in alone]) < 0.75


def test_where_tuning_adds_nothing_ten_comparisons_are_little_wider_than_seeds_alone_make_them() -> None:
    """Each by its own five folds they would be wider by six tenths."""
    draw = np.random.default_rng(3)
    widths = []
    for _ in range(200):
        estimates = family(draw, 0.0, 10)
        plain = [replace(each, between=0.0) for each in estimates]
        widths.append([sum(d.high - d.low for d in decide(each, [0.0] * 10)) for each in (estimates, plain)])
    told, layout = np.mean(widths, 0)
    assert layout < told < 1.2 * layout


# As in the default study of digits ("longer helps, -0.53"), and on a table of 569 rows ("hurts, +5.8").
ONE_BAD_FOLD = [(-0.10, -0.20, 0.02, -2.55, 0.18), (0.9, 31.1, -0.4, -0.4, -2.2), (0.0, 0.0, 0.0, 0.0, 9.0)]


@pytest.mark.parametrize("by_fold", ONE_BAD_FOLD)
@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("others", [0, 1, 9])
def test_one_fold_of_five_decides_nothing(by_fold: tuple[float, ...], sign: int, others: int) -> None:
    quiet = [means(0.01, -0.02, 0.0, 0.02, -0.01)] * others
    decisions = decide([means(*(sign * mean for mean in by_fold)), *quiet], [0.3] * (others + 1))
    assert decisions[0].conclusion == "undecided"
    assert not decisions[0].within_margin
    assert decisions[0].more_rates
    assert decisions[0].needed_seeds is None
    assert not decisions[0].more_images


def test_folds_that_agree_are_believed() -> None:
    assert decide([means(0.9, 1.1, 1.0, 1.2, 0.8)], [0.3])[0].conclusion == "hurts"
    assert decide([means(0.01, -0.02, 0.0, 0.02, -0.01)], [0.3])[0].conclusion == "equivalent"


def test_folds_that_differ_by_more_than_the_margin_are_not_called_equivalent() -> None:
    """By its seeds alone the mean, 0.02, is known to a hundredth."""
    wild = means(1.5, -1.4, 0.9, -0.7, -0.2)
    assert replace(wild, between=0.0).within(0.3)
    assert not wild.within(0.3)
    assert decide([wild], [0.3])[0].conclusion == "undecided"


@pytest.mark.parametrize("unit", [1e-3, 1.0, 1e3])
def test_what_comparisons_tell_together_has_no_unit(unit: float) -> None:
    draw = np.random.default_rng(8)
    first, *others = family(draw, 1.0, 5)
    scaled = [
        replace(each, mean=unit * each.mean, variance=unit**2 * each.variance, between=unit**2 * each.between)
        for each in others
    ]
    assert pooled([first, *scaled])[0].variance == pytest.approx(pooled([first, *others])[0].variance)
    assert pooled([first, *scaled])[1].variance == pytest.approx(unit**2 * pooled([first, *others])[1].variance)


def test_one_comparison_alone_and_one_fold_alone_are_left_as_they_are() -> None:
    (alone,) = family(np.random.default_rng(1), 2.0, 1)
    assert pooled([alone]) == [alone]
    one_fold = seeds_only([np.array([0.3, 0.1, 0.4, 0.1])])
    assert (one_fold.between, one_fold.groups) == (0, 0)
    assert pooled([one_fold, one_fold]) == [one_fold, one_fold]
    two_folds = seeds_only([np.array([0.3, 0.1]), np.array([5.0, 5.2])])
    assert two_folds.by_groups == 0


def test_identical_arms_beside_others_still_differ_by_nothing() -> None:
    nothing = two_way([np.zeros((4, 50))] * 5)
    decisions = decide([nothing, *family(np.random.default_rng(2), 2.0, 3)], [0.3] * 4)
    assert (decisions[0].low, decisions[0].high, decisions[0].conclusion) == (0, 0, "equivalent")


def test_folds_within_which_nothing_varies_are_told_by_their_means() -> None:
    constant = seeds_only([np.full(4, mean) for mean in (1.0, 2.0, 3.0, 4.0, 5.0)])
    low, high = constant.interval()
    assert low < 1.1
    assert high > 4.9
    assert constant.p_value() == pytest.approx(0.0133, abs=1e-3)


def test_more_seeds_are_promised_only_for_what_seeds_can_do() -> None:
    noisy = means(0.2, 0.3, 0.1, 0.25, 0.2, spread=1.5)
    assert what_would_decide(noisy, margin=0.01).seeds is not None
    assert what_would_decide(means(0.1, -0.2, 0.0, -2.6, 0.2), margin=0.3) == Need(rates=True)


def test_seeds_of_a_fixed_test_set_are_grouped_by_the_rates_they_share() -> None:
    draw = np.random.default_rng(4)
    rates = 1.5 * draw.normal(size=5)
    groups = np.arange(20) % 5
    seeds = rates[groups] + draw.normal(size=20)
    together, apart = seeds_only([seeds], [groups]), seeds_only([seeds])
    assert together.between == pytest.approx(pd.Series(seeds).groupby(groups).mean().var() / 5)
    assert (together.groups, apart.groups) == (5, 0)
    images = draw.normal(size=300)
    noise = draw.normal(size=(20, 300))
    crossed = two_way([seeds[:, None] + images + noise], [groups])
    assert crossed.between > crossed.image_variance > 0
    assert crossed.interval()[1] > apart.interval()[1]


@pytest.mark.parametrize("folds", [0, 5])
def test_tables_say_which_networks_were_tuned_together(folds: int) -> None:
    tables = simulate(World(), depths=(1, 2), folds=folds, seeds=10, images=60, epochs=4)
    column = tables.runs["seed"] % 5
    bad = (column == 3) & (tables.runs["depth"] == 2)
    shift = tables.epochs["run"].isin(tables.runs["run"][bad]) * 0.4
    epochs = tables.epochs.assign(test_accuracy=tables.epochs["test_accuracy"] - shift)
    runs = tables.runs.assign(tuning_group=column) if not folds else tables.runs
    grouped = Tables(runs, epochs, None, tables.condition)
    (found,) = next_depth(grouped)
    assert found.conclusion == "undecided"
    assert ("More folds" if folds else "More tuned learning rates") in found.text.en
    assert found.high - found.low > 30
    level = train_against_test(grouped).query("depth == 2 and at == 'last'").iloc[0]
    assert level["test_high"] - level["test_low"] > 30
