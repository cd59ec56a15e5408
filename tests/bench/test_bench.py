"""The benchmark's own arithmetic, and one short run of its engine beside a peer."""

from __future__ import annotations

import numpy as np
import pytest

from bench.contenders import CONTENDERS, Rows, block_sizes
from bench.runs import arrangements, limit, run
from bench.task import TASKS, Arrangement, Order, Task


def test_nominal_operations_count_two_a_weight_and_product_and_spare_the_first_layers_inputs() -> None:
    assert Task((16, 16), 64).flops_per_row == 4 * 784 * 16 + 6 * (16 * 16 + 16 * 10)


@pytest.mark.parametrize("networks", [1, 19, 20, 21, 1000])
def test_blocks_hold_all_networks_and_none_more_than_a_studys(networks: int) -> None:
    sizes = block_sizes(networks, TASKS[0])
    assert sum(sizes) == networks
    assert max(sizes) <= 20
    assert max(sizes) - min(sizes) <= 1


def test_an_order_survives_its_way_to_a_process() -> None:
    order = Order("engine", TASKS[1], Arrangement(2, 1, 20), 3, 1)
    assert Order.from_dict(order.as_dict()) == order


@pytest.mark.parametrize("name", ["engine", "scikit-learn", "jax vmap"])
def test_a_contender_trains_and_evaluates(name: str) -> None:
    random = np.random.default_rng(0)
    X, y = random.integers(0, 256, (320, 784), np.uint8), np.arange(320) % 10
    prepared = CONTENDERS[name](Task((4,), 32), 2, Rows(X[:256], y[:256], X[256:], y[256:]))
    prepared.epoch()
    prepared.evaluate()


@pytest.mark.breadth
def test_a_run_in_processes_says_times_memory_and_operations(monkeypatch) -> None:
    monkeypatch.delenv("LAYERWISE_DATA", raising=False)
    task = TASKS[0]
    outcome = run("engine", task, arrangements("engine", task)[0], epochs=1, rows=4_000)
    assert outcome.seconds > 0
    assert outcome.memory > 2**26
    # No faster than five times the machine's own product: what is counted is what was done.
    assert 0 < outcome.flops < 5 * limit()
