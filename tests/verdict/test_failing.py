"""Networks that fail to train: found by one rule, counted exactly, left out of differences and told beside them."""

from __future__ import annotations

from dataclasses import replace
from math import inf, isnan, nan

import numpy as np
import pytest
from scipy import stats
from simulated import simulate

from layerwise.verdict.ceilings.findings import ceiling_findings
from layerwise.verdict.compare import compare
from layerwise.verdict.condition import Condition
from layerwise.verdict.levels import depth_by_epochs, misleads, train_against_test
from layerwise.verdict.questions.chance import no_better_than_chance
from layerwise.verdict.questions.deeper import next_depth
from layerwise.verdict.questions.degradation import degradation
from layerwise.verdict.questions.failing import failing
from layerwise.verdict.questions.longer import twice_the_epochs
from layerwise.verdict.tables import Tables
from layerwise.verdict.trained import failing_interval, most_failing
from layerwise.verdict.training import failing_limit

BALANCED = Condition("made", 100, 200, classes=10, train_shares=(0.1,) * 10, test_shares=(0.1,) * 10)


def with_failures(tables: Tables, *names: str, error: float = 0.9, since: int = 1) -> Tables:
    """The same study with some networks at one error, from an epoch on; correctness is not known then."""
    lost = tables.epochs["run"].isin(names) & (tables.epochs["epoch"] >= since)
    accuracies = [f"{part}_accuracy" for part in ("train", "val", "test")]
    epochs = tables.epochs.copy()
    epochs.loc[lost, accuracies] = 1 - error
    return replace(tables, epochs=epochs, correct=None)


def made(seeds: int = 10, **asked: object) -> Tables:
    return simulate(depths=(1, 2), seeds=seeds, folds=0, images=300, epochs=8, **asked)  # type: ignore[arg-type]


def run(depth: int, seed: int) -> str:
    return f"relu {'-'.join(['16'] * depth)}-s{seed}"


# Nine siblings of one that is judged; where it stands, and what chance is.
@pytest.mark.parametrize(
    ("error", "chance", "fails"),
    [
        (90.0, nan, True),
        (90.0, 90.0, True),
        (88.7, 90.0, True),  # always a class that is not the commonest
        (50.0, 50.0, True),
        (79.0, 90.0, True),  # two classes told apart, where its siblings know ten
        (35.0, nan, True),
        (8.0, nan, False),  # three points worse has not failed
        (8.0, 90.0, False),
        (15.0, nan, False),
        (25.0, 90.0, False),
        (45.0, 90.0, False),  # it learned half of what was to be learned
        (nan, 90.0, False),  # not known; divergence is told apart
    ],
)
def test_a_network_has_failed_at_chance_or_far_from_its_siblings_and_not_where_it_is_merely_worse(
    error: float, chance: float, fails: bool
) -> None:
    siblings = np.array([4.8, 5.0, 5.1, 5.2, 5.0, 4.9, 5.3, 5.1, 4.7])
    limit = failing_limit(np.append(siblings, error), chance)
    assert (error >= limit) == fails
    assert (siblings < limit).all()


@pytest.mark.parametrize(
    ("errors", "failed"),
    [
        ([4, 4.2, 90], 1),
        ([4, 90, 90.1], 2),
        ([4, 4.1, 88, 90, 91], 3),
        ([4, 4.5, 5, 40, 90], 2),
        ([20, 45, 47], 0),  # two seeds of three a little worse
        ([2, 9, 17, 26, 38, 49], 0),  # a spread without a gap
        ([40, 41, 43, 39, 55], 0),
        ([1, 2, 3, 24], 0),
        ([5, 90], 0),  # two networks are no cluster
        ([90, 90, 90], 0),  # all alike: only a known chance can tell
    ],
)
def test_without_a_known_chance_two_clusters_far_apart_tell_which_failed(errors: list[float], failed: int) -> None:
    values = np.array(errors, np.float64)
    assert (values >= failing_limit(values, nan)).sum() == failed


def test_all_networks_at_a_known_chance_have_failed() -> None:
    assert failing_limit(np.array([90.0, 90.0, 89.0]), 90.0) <= 89.0
    assert failing_limit(np.array([5.0, 5.0, 5.0]), 5.0) <= 5.0  # 95 % of all rows are of one class
    assert failing_limit(np.array([5.0, 5.1, 5.0]), nan) == inf


@pytest.mark.parametrize("seed", range(6))
def test_seeds_that_merely_differ_are_no_failures(seed: int) -> None:
    """Of errors from 2 to 40 %, spread as widely as their mean, at most one network in a thousand is called failed."""
    draw = np.random.default_rng(seed)
    found = 0
    for _ in range(400):
        level, spread = draw.uniform(2, 40), draw.uniform(0.02, 0.5)
        errors = np.minimum(level * np.exp(draw.normal(0, spread, draw.choice([3, 5, 10, 20]))), 85)
        found += int((errors >= failing_limit(errors, nan)).sum())
    assert found <= 0.002 * 400 * 9.5


def test_the_share_that_fails_has_the_exact_interval_of_its_count() -> None:
    for failed, networks in ((0, 5), (1, 10), (3, 10), (5, 5)):
        exact = stats.binomtest(failed, networks).proportion_ci(0.95, "exact")
        assert failing_interval(failed, networks) == pytest.approx((100 * exact.low, 100 * exact.high))
    assert failing_interval(0, 5)[1] == pytest.approx(52.2, abs=0.1)
    assert most_failing(5) == pytest.approx(45.1, abs=0.1)


def test_one_seed_of_ten_fails_is_named_and_the_nine_are_compared() -> None:
    """As in a table from elsewhere: classes unknown, the deeper network better in nine seeds and at 90 % in one."""
    plain = made(key=3)
    tables = with_failures(plain, run(2, 3))
    (found,) = next_depth(tables)
    assert (found.seeds, found.failed_a, found.failed_b) == (9, 0, 1)
    others = replace(plain, runs=plain.runs[plain.runs["seed"] != 3], correct=None)
    (alone,) = next_depth(others)
    assert (found.estimate, found.low, found.high) == pytest.approx((alone.estimate, alone.low, alone.high))
    assert found.everyone == pytest.approx((9 * found.estimate + (90 - _error(plain, run(1, 3)))) / 10)
    assert isnan(found.everyone_low)
    assert "1 of 10 seeds" in found.text.en
    assert "not answered" in found.text.en
    shallow, deep = failing(tables)
    assert (shallow.conclusion, deep.conclusion) == ("trains", "fails")
    assert (deep.estimate, deep.seeds) == (10.0, 10)
    (failure,) = deep.failures
    assert (failure.run, failure.seed, failure.since, failure.learning_rate) == (run(2, 3), 3, 1, 0.003)
    assert failure.error == pytest.approx(90)
    assert deep.details["cost"] == pytest.approx(90 - deep.error_a)


def _error(tables: Tables, name: str) -> float:
    row = tables.runs.set_index("run").loc[name]
    epochs = tables.epochs[(tables.epochs["run"] == name) & (tables.epochs["epoch"] == row["best_epoch"])]
    return float(100 * (1 - epochs["test_accuracy"].iloc[0]))


def test_a_network_that_breaks_late_says_since_when() -> None:
    tables = with_failures(made(), run(2, 4), since=5)
    assert [failure.since for failure in failing(tables)[1].failures] == [5]


def test_a_diverged_network_has_failed_too() -> None:
    found = failing(made(diverged=[(2, 1)]))[1]
    assert [failure.seed for failure in found.failures] == [1]
    assert "diverged" in found.text.en


@pytest.mark.parametrize("seeds", [3, 5, 9, 10, 20])
def test_few_seeds_that_all_trained_say_what_they_cannot_exclude(seeds: int) -> None:
    (found,) = twice_the_epochs(made(seeds=seeds), 50.0)[:1]
    assert found.conclusion in ("equivalent", "helps")
    bound = f"{most_failing(seeds):.0f} %"
    assert any(bound in note.en for note in found.notes) == (seeds < 10)


def test_where_many_of_each_kind_are_seen_all_seeds_have_an_interval() -> None:
    plain = made(seeds=20)
    few, many = (with_failures(plain, *(run(2, seed) for seed in range(count))) for count in (4, 5))
    assert isnan(next_depth(few)[0].everyone_low)
    found = next_depth(many)[0]
    assert found.everyone_low < found.everyone < found.everyone_high
    assert found.seeds == 15


def test_where_nothing_trains_nothing_is_concluded() -> None:
    names = [run(depth, seed) for depth in (1, 2) for seed in range(10)]
    tables = replace(with_failures(made(), *names), condition=BALANCED)
    found = compare(tables)
    concluded = [each for each in found if each.code not in ("failing", "chance")]
    assert {each.conclusion for each in concluded} == {"undecided"}
    assert {each.conclusion for each in found if each.code == "failing"} == {"fails"}
    assert {each.conclusion for each in found if each.code == "chance"} == {"same"}


def test_the_training_error_of_depths_is_of_networks_that_train_and_says_how_many_did_not() -> None:
    (found,) = degradation(with_failures(made(), run(2, 0), run(2, 7)))
    assert (found.seeds, found.failed_b) == (8, 2)
    assert "2 of 10 seeds" in found.text.en


def test_a_ceiling_is_that_of_the_networks_that_trained() -> None:
    tables = with_failures(made(), run(2, 3))
    deep = next(each for each in ceiling_findings(tables) if each.subject.get("depth") == 2)
    assert deep.high < 40
    assert "1 of 10 networks" in deep.text.en


def test_levels_tell_the_spread_of_all_where_one_failed_or_the_spread_is_lopsided() -> None:
    rows = depth_by_epochs(with_failures(made(), run(2, 3)))
    last = rows[(rows["epoch"] == 8)].set_index("depth").to_dict("index")
    assert last[2]["failed"] == 1
    assert last[2]["seeds"] == 9
    assert last[2]["most"] == pytest.approx(90)
    assert last[2]["median"] < 50
    assert misleads(last[2])
    assert not misleads(last[1])
    lopsided = {"error": 4.0, "low": 0.0, "high": 9.1, "median": 0.5, "failed": 0}
    assert misleads(lopsided)


def test_levels_hold_every_seed_for_the_plots() -> None:
    levels = train_against_test(with_failures(made(), run(2, 3)))
    deep = levels[(levels["depth"] == 2) & (levels["at"] == "last")].iloc[0]
    assert len(deep["test_each"]) == 9
    assert np.mean(deep["test_each"]) == pytest.approx(deep["test"])


def test_chance_is_the_error_of_the_class_that_is_commonest_in_training() -> None:
    shares = Condition("made", classes=2, train_shares=(0.9, 0.1), test_shares=(0.8, 0.2))
    assert (shares.chance(), shares.chance("train"), shares.guessing) == pytest.approx((20, 10, 50))
    assert Condition("made", classes=10).chance() == pytest.approx(90)
    assert isnan(Condition("made").chance())


def test_only_networks_not_shown_to_beat_chance_are_told() -> None:
    good = replace(made(), condition=BALANCED)
    assert no_better_than_chance(good) == []
    assert no_better_than_chance(replace(good, condition=Condition("made"))) == []
    # Random labels: training data is learned, new data is at chance.
    epochs = good.epochs.assign(test_accuracy=0.1, val_accuracy=0.1)
    random = replace(good, epochs=epochs, correct=None)
    assert not random.runs["failed"].any()
    assert [each.conclusion for each in no_better_than_chance(random)] == ["same", "same"]
    near = replace(good, epochs=good.epochs.assign(test_accuracy=0.1 + 0.02 * (good.epochs["run"] == run(1, 1))))
    near = replace(near, correct=None)
    assert [each.conclusion for each in no_better_than_chance(near)] == ["undecided", "same"]
