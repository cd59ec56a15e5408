"""What a study is expected to take: told without training it, in figures one can believe."""

from __future__ import annotations

from contextlib import chdir
from dataclasses import replace
from pathlib import Path

import pytest
from small_studies import OPTIONS, contents

from layerwise.data.dataset import Dataset
from layerwise.lab.planning import Planned, planned
from layerwise.nets.spec import NetworkSpec
from layerwise.study import cost
from layerwise.study.cost import Cost, expected_cost


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plan")


@pytest.fixture(scope="module")
def plan(few: Dataset, place: Path) -> Planned:
    with chdir(place):
        return planned(few, options=replace(OPTIONS, workers=2))


def test_a_plan_trains_nothing_and_writes_nothing(plan: Planned, place: Path) -> None:
    assert plan.workers == 2
    assert contents(place) == {}


def test_expected_time_and_memory_are_of_this_study(plan: Planned) -> None:
    told = plan.cost
    assert 0 < told.network_seconds < 1
    assert 0 <= told.compile_seconds < told.seconds
    assert cost.OWN_SECONDS < told.seconds < 300
    assert 2 * 100 * 2**20 < told.memory < 8 * 2**30


def test_more_epochs_and_seeds_are_expected_to_take_longer_and_more_workers_less(few: Dataset, monkeypatch) -> None:
    """On a machine whose epochs all take as long as the last calibration said."""

    class Clockwork:
        """Workers that train nothing and say that an epoch took a second."""

        peak_memory = 2**28

        def __init__(self, *_: object) -> None: ...

        def __enter__(self) -> Clockwork:
            return self

        def __exit__(self, *_: object) -> None: ...

        def run(self, tasks, on_event) -> None:
            for task in tasks:
                assert not task["write"]
                on_event({"event": "done", "block": task["name"], "epoch_seconds": 1.0, "compile_seconds": 5.0})

    monkeypatch.setattr(cost, "Workers", Clockwork)

    def cost_of(workers: int = 1, **change: object) -> Cost:
        options = replace(OPTIONS, learning_rates=0.01, **change)
        return expected_cost(few, planned(few, options=options).plan, workers=workers)

    # 5 seeds of 4 epochs of one block.
    assert cost_of().seconds == pytest.approx(20 + 5 + cost.OWN_SECONDS)
    assert cost_of(workers=2).seconds == pytest.approx(10 + 5 + cost.OWN_SECONDS)
    assert cost_of(workers=2).memory - cost_of().memory == 2**28
    assert cost_of(epochs=8).seconds - cost_of().seconds == pytest.approx(20)
    assert cost_of(seeds=10).seconds - cost_of().seconds == pytest.approx(20)
    # Tuning five seeds at two rates costs as much as measuring ten seeds.
    tuned = planned(few, options=OPTIONS).plan
    assert expected_cost(few, tuned, workers=1).seconds - cost_of().seconds == pytest.approx(40)
    # Cohorts that were not timed are taken in proportion to their arithmetic.
    many = cost_of(depths=None, widths=None, hidden=[(300 + width,) for width in range(6)], memory=2**34)
    flops = [NetworkSpec(64, (300 + width,), 5).flops_per_example for width in range(6)]
    timed = {0: flops[0], 2: flops[2], 5: flops[5]}
    nearest = [min(timed.values(), key=lambda known, own=own: abs(known - own)) for own in flops]
    epochs = sum(own / near for own, near in zip(flops, nearest, strict=True))
    assert many.seconds == pytest.approx(20 * epochs + 6 * 5 + cost.OWN_SECONDS)


def test_the_text_says_networks_stages_and_time_in_both_languages(plan: Planned) -> None:
    english, chinese = plan.say("en"), plan.say("zh")
    for text in (english, chinese):
        assert "30" in text
        assert "relu-4, relu-4x2" in text
        assert "0.003, 0.03" in text
        assert "few" in text
    assert "30 networks of 4 epochs: 20 to tune" in english
    assert "学习率" in chinese


def test_a_data_set_with_braces_in_its_name_is_told_as_it_is(few: Dataset, plan: Planned) -> None:
    named = replace(plan, dataset=replace(few, name="a{b}"))
    assert named.say("en").startswith("a{b}: 250 rows")


def test_the_json_holds_plan_data_and_expectation(plan: Planned, few: Dataset) -> None:
    told = plan.as_dict()
    assert told["networks"] == 30
    assert told["data"] == {"name": "few", "checksum": few.checksum, "rows": 250}
    assert set(told["expected"]) == {"seconds", "compile_seconds", "memory", "network_seconds"}
