"""A plan: read back as it was written, whole, packed within its memory, named without collisions."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_studies import OPTIONS, plan_of

from layerwise.data import from_arrays
from layerwise.data.dataset import Dataset
from layerwise.data.folds import FOLDS
from layerwise.errors import SpecError, StudyError
from layerwise.lab.options import StudyOptions, make_plan, worker_count
from layerwise.nets.spec import NetworkSpec
from layerwise.study.design import BLOCK_UNITS, COPIES, TUNING_SEED, Plan, cohorts

PLANS = {
    "default": StudyOptions(),
    "given rates": OPTIONS,
    "one rate": replace(OPTIONS, learning_rates=0.01, keep="none"),
    "of every kind": StudyOptions(
        hidden=[(), (300,), (200, 8), (8, 8, 8)], activations=["relu", "tanh"], optimizer="sgd", schedule="cosine",
        loss="squared-error", initialisation="scaled", gain=0.5, normalisation="layer", residual=True, dropout=0.1,
        weight_decay=1e-4, keep="best",
    ),
}  # fmt: skip


@pytest.fixture(params=PLANS)
def plan(few: Dataset, request: pytest.FixtureRequest) -> Plan:
    return plan_of(few, PLANS[request.param])


def test_a_plan_reads_back_from_json_as_it_was_written(plan: Plan) -> None:
    assert Plan.from_dict(json.loads(json.dumps(plan.as_dict()))) == plan


def test_stage_1_tries_every_architecture_at_every_rate_on_every_tuning_seed_once(plan: Plan) -> None:
    jobs = [
        (job.architecture, job.member.learning_rate, block.seed)
        for block in plan.tuning_blocks(plan.rates)
        for job in block.jobs
    ]
    seeds = range(TUNING_SEED, TUNING_SEED + plan.tuning_seeds)
    assert sorted(jobs) == sorted((a, r, s) for a in range(len(plan.architectures)) for r in plan.rates for s in seeds)


def test_stage_2_measures_every_architecture_on_every_seed_once_at_its_rate(plan: Plan) -> None:
    rates = [0.001 * (number + 1) for number in range(len(plan.architectures))]
    jobs = [
        (job.architecture, job.member.learning_rate, block.seed)
        for seed in range(plan.seeds)
        for number in range(len(plan.cohorts))
        for block in [plan.measuring_block(number, seed, rates)]
        for job in block.jobs
    ]
    assert sorted(jobs) == sorted((a, rates[a], s) for a in range(len(plan.architectures)) for s in range(plan.seeds))
    tuned = len(plan.tuning_blocks(plan.rates)) and sum(len(b.jobs) for b in plan.tuning_blocks(plan.rates))
    assert plan.networks == len(jobs) + (tuned if plan.tunes else 0)


def test_no_two_runs_and_no_two_blocks_share_a_name_even_at_neighbouring_rates(few: Dataset) -> None:
    close = [0.001, float(np.nextafter(0.001, 1)), 0.0010000001]
    plan = plan_of(few, replace(OPTIONS, learning_rates=close, depths=None, widths=None, hidden=[(300,), (200,)]))
    blocks = [*plan.tuning_blocks(plan.rates), *(plan.measuring_block(n, 0, [0.1, 0.1]) for n in (0, 1))]
    runs = [job.run for block in blocks for job in block.jobs]
    assert len(set(runs)) == len(runs)
    assert len({block.name for block in blocks}) == len(blocks)


def test_tuning_seeds_are_no_measured_seeds_and_keep_the_order_of_folds(plan: Plan) -> None:
    assert plan.seeds <= TUNING_SEED
    assert TUNING_SEED % FOLDS == 0


def test_file_names_stay_short_for_many_rates(few: Dataset) -> None:
    rates = [1e-3 * 1.0123456**power for power in range(70)]
    plan = plan_of(few, replace(OPTIONS, learning_rates=rates, widths=[1], depths=[1]))
    assert max(len(block.name) for block in plan.tuning_blocks(plan.rates)) < 200


# Packing


widths = st.lists(st.sampled_from([1, 8, 16, 64, 128, 400, 2000]), min_size=1, max_size=30)


@given(widths, st.integers(1, 5), st.sampled_from([10**5, 10**6, 10**9]))
def test_cohorts_hold_every_architecture_once_within_cache_and_memory(first: list[int], depth: int, most: int) -> None:
    specs = [NetworkSpec(50, (width,) * depth, 5) for width in first]
    packed = cohorts(specs, bytes_at_most=most)
    assert sorted(number for cohort in packed for number in cohort) == list(range(len(specs)))
    for cohort in packed:
        if len(cohort) > 1:
            assert sum(specs[number].widths[1] for number in cohort) <= BLOCK_UNITS
            assert sum(COPIES * 4 * specs[number].parameters for number in cohort) <= most


def test_narrow_architectures_share_a_block() -> None:
    assert len(cohorts([NetworkSpec(784, (16,) * depth, 10) for depth in range(1, 13)], bytes_at_most=2**28)) == 1


def test_packing_does_not_depend_on_the_workers(few: Dataset) -> None:
    options = replace(OPTIONS, widths=[4, 64, 300], memory=4 * 2**30)
    assert make_plan(few, options, workers=1) == make_plan(few, options, workers=8)


def test_a_study_beyond_its_memory_is_refused_with_what_it_needs(few: Dataset) -> None:
    with pytest.raises(StudyError, match=r"got 0\.5 GiB \(workers: 2\), expected 0\.8 GiB\. Raise --memory"):
        make_plan(few, replace(OPTIONS, memory=2**29), workers=2)


def test_by_default_there_are_no_more_workers_than_the_memory_holds(few: Dataset, monkeypatch) -> None:
    monkeypatch.setattr("layerwise.lab.options.usable_cores", lambda: list(range(64)))
    workers = worker_count(few, OPTIONS)
    assert 4 <= workers < 64
    make_plan(few, OPTIONS, workers=workers)
    assert worker_count(few, replace(OPTIONS, memory=2**29)) == 1
    assert worker_count(few, replace(OPTIONS, workers=64)) == 64


@pytest.mark.parametrize("workers", [0, -1, 10**6])
def test_an_impossible_number_of_workers_is_refused(few: Dataset, workers: int) -> None:
    with pytest.raises(SpecError, match=f"workers: got {workers}"):
        worker_count(few, replace(OPTIONS, workers=workers))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seeds": 0}, "seeds: got 0"),
        ({"depths": [-1]}, "depth: got -1"),
        ({"depths": [300]}, "depth: got 300"),
        ({"depths": []}, "nothing to study"),
        ({"widths": [0]}, "width: got 0"),
        ({"learning_rates": 0.0}, "learning rate: got 0"),
        ({"learning_rates": []}, "learning rates"),
        ({"learning_rates": "fast"}, "'auto' or numbers"),
        ({"keep": "all"}, "got 'all'"),
        ({"epochs": 0}, "epochs: got 0"),
        ({"batch_size": 0}, "batch size: got 0"),
        ({"weight_decay": -1.0}, "weight decay: got -1"),
    ],
)
def test_an_option_that_makes_no_study_is_refused_and_named(few: Dataset, change: dict, said: str) -> None:
    with pytest.raises(SpecError, match=said) as refused:
        plan_of(few, replace(OPTIONS, **change))
    assert refused.value.got
    assert refused.value.expected


def test_an_option_of_another_name_is_refused() -> None:
    with pytest.raises(SpecError, match="got depth, expected some of depths, widths"):
        StudyOptions.from_keywords({"depth": 3})


def test_an_architecture_asked_for_twice_is_planned_once(few: Dataset) -> None:
    assert len(plan_of(few, replace(OPTIONS, depths=[1, 1, 2])).architectures) == 2


def test_more_tuning_seeds_than_folds_are_never_needed() -> None:
    X, y = np.random.default_rng(0).normal(size=(60, 2)), np.arange(60) % 2
    assert plan_of(from_arrays(X, y)).tuning_seeds == FOLDS
    assert plan_of(from_arrays(X, y, test_size=20)).tuning_seeds == FOLDS
