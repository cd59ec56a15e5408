"""Published figures and claims against many runs: agree, differ, undecided, each for its reason."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from layerwise.verdict.published import Claim, Figure, judge_figure, judge_interval, judge_range, overall
from layerwise.words import Text

TEXT = Text("It is so.", "如此。")
RUNS = [96.2, 96.4, 96.5, 96.7, 96.9, 96.3]


def figure(value: float, values=RUNS, decimals: int = 2, **keywords) -> Claim:
    return judge_figure("f", TEXT, "%", values, Figure(value, decimals, "somebody"), **keywords)


def test_the_interval_for_a_single_run_is_students_for_one_more_draw():
    claim = figure(96.5)
    n, mean, deviation = len(RUNS), np.mean(RUNS), np.std(RUNS, ddof=1)
    reach = stats.t.ppf(0.975, n - 1) * deviation * math.sqrt(1 + 1 / n)
    assert claim.run_high == pytest.approx(mean + reach)
    assert claim.run_low == pytest.approx(mean - reach)
    low, high = stats.t.interval(0.95, n - 1, mean, deviation / math.sqrt(n))
    assert (claim.low, claim.high) == pytest.approx((low, high))


def test_one_more_run_lies_in_its_interval_in_95_of_100_cases():
    draw, held = np.random.default_rng(3), 0
    for _ in range(2_000):
        *runs, one_more = draw.normal(90, 2, 9)
        claim = figure(90.0, runs)
        held += claim.run_low <= one_more <= claim.run_high
    assert 0.94 <= held / 2_000 <= 0.96


@pytest.mark.parametrize(("value", "conclusion"), [(96.5, "agree"), (97.4, "differ"), (95.5, "differ")])
def test_a_published_run_agrees_where_a_run_of_ours_could_have_been_it(value, conclusion):
    assert figure(value).conclusion == conclusion


def test_a_published_figure_is_granted_its_own_rounding():
    end = figure(96.5).run_high
    assert figure(end + 0.3, decimals=0).conclusion == "agree"
    assert figure(end + 0.3, decimals=2).conclusion == "differ"


def test_a_smaller_run_or_too_few_runs_decide_nothing_and_say_why():
    for claim in (figure(97.4, same_size=False), figure(97.4, RUNS[:4]), figure(97.4, [])):
        assert claim.conclusion == "undecided"
        assert claim.note is not None


def test_runs_that_are_no_numbers_are_left_out():
    assert figure(96.5, [*RUNS, math.nan]).runs == len(RUNS)
    assert figure(96.5, [*RUNS, math.nan]).mean == pytest.approx(np.mean(RUNS))


@pytest.mark.parametrize(
    ("least", "most", "conclusion"),
    [
        (90.0, math.inf, "agree"),
        (-math.inf, 97.5, "agree"),
        (90.0, 95.0, "differ"),
        (97.5, 99.0, "differ"),
        (96.5, 99.0, "undecided"),
    ],
)
def test_a_claim_about_a_mean_is_decided_where_its_interval_lies_on_one_side(least, most, conclusion):
    assert judge_range("r", TEXT, "%", RUNS, least=least, most=most).conclusion == conclusion


def test_an_interval_found_otherwise_is_judged_the_same():
    assert judge_interval("i", TEXT, "", (0.5, 0.3, 0.7), 20, least=0.0).conclusion == "agree"
    assert judge_interval("i", TEXT, "", (0.5, -0.1, 1.1), 20, least=0.0).conclusion == "undecided"
    assert judge_interval("i", TEXT, "", (math.nan,) * 3, 20, least=0.0).conclusion == "undecided"


def test_a_finding_agrees_only_where_all_its_claims_do():
    good, bad, open_ = figure(96.5), figure(99.0), figure(96.5, RUNS[:3])
    assert overall([good, good]) == "agree"
    assert overall([good, open_]) == "undecided"
    assert overall([good, open_, bad]) == "differ"


def test_a_claim_is_plain_json_with_nothing_that_is_no_number():
    told = judge_range("r", TEXT, "%", [], least=3.0).as_dict()
    assert told["mean"] is None
    assert told["expected"] == [3.0, None]
    assert told["text"] == {"en": "It is so.", "zh": "如此。"}
