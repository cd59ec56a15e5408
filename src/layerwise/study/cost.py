"""What a study will take: a few epochs of its own blocks, timed, and multiplied out."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from layerwise.data.dataset import Dataset
from layerwise.data.folds import Split, split
from layerwise.study.design import Block, Plan
from layerwise.study.handover import hand_over
from layerwise.study.workers import Workers

CALIBRATION_EPOCHS = 4
# Cohorts that are timed; others are taken to cost in proportion to their arithmetic.
MOST_TIMED = 3
# What the process that plans, merges and reports holds beside its workers, bytes; and its seconds before and after.
OWN_MEMORY = 500 * 2**20
OWN_SECONDS = 8.0


@dataclass(frozen=True)
class Cost:
    """What is expected of this machine.

    Args:
        seconds: wall time of the study.
        compile_seconds: of them, compilation on a first run.
        memory: bytes at the peak, all processes together.
        network_seconds: of one core, for a network's whole training, averaged over the plan.
    """

    seconds: float
    compile_seconds: float
    memory: int
    network_seconds: float

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Pace:
    """How fast this machine trains the networks of a plan.

    Args:
        epoch_seconds: of one core, for an epoch of every architecture once at every size of the training set.
        compile_seconds: for all compiled programs.
        worker_memory: bytes at a worker's peak.
    """

    epoch_seconds: float
    compile_seconds: float
    worker_memory: int

    def cost(self, plan: Plan, *, workers: int) -> Cost:
        """What the plan that was timed takes, or the same one with other seeds or rates."""
        rounds = plan.seeds + (plan.tuning_seeds * len(plan.rates) if plan.tunes else 0)
        training = self.epoch_seconds * plan.recipe.epochs * rounds
        return Cost(
            seconds=training / workers + self.compile_seconds + OWN_SECONDS,
            compile_seconds=self.compile_seconds,
            memory=workers * self.worker_memory + OWN_MEMORY,
            network_seconds=training / plan.networks,
        )


def expected_cost(dataset: Dataset, plan: Plan, *, workers: int) -> Cost:
    """What a study would take, by its `pace`.

    Args:
        dataset: what would be studied.
        plan: the networks.
        workers: processes that would share the work.
    """
    return pace(dataset, plan).cost(plan, workers=workers)


def pace(dataset: Dataset, plan: Plan) -> Pace:
    """Times a few epochs of up to three of the plan's cohorts in a worker and multiplies them out.

    Smaller training sets are taken in proportion to the rows that an epoch passes. Nothing is kept but the compiled
    programs, which the study itself then finds in the cache.

    Args:
        dataset: what would be studied.
        plan: the networks.
    """
    timed: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="layerwise-") as folder, Workers(1, Path(folder), Path(folder)) as pool:
        hand_over(dataset, Path(folder))
        for number in _spread(len(plan.cohorts), MOST_TIMED):
            block = plan.measuring_block(number, 0, [plan.rates[0]] * len(plan.architectures))

            def keep(event: dict[str, Any], number: int = number) -> None:
                if event["event"] == "done":
                    timed[number] = event

            pool.run([_task(block, plan)], keep)
        peak = pool.peak_memory
    epoch = sum(_epoch_seconds(plan, number, timed) for number in range(len(plan.cohorts)))
    compiling = sum(event["compile_seconds"] for event in timed.values()) * len(plan.cohorts) / len(timed)
    rows = split(dataset, 0)
    passes = [_passes(rows, size) for size in plan.all_sizes]
    return Pace(epoch * sum(passes) / passes[0], compiling * len(passes), peak)


def _passes(rows: Split, size: int | None) -> int:
    """Rows through the network in an epoch: training takes three passes, judging one of every row."""
    return 4 * (len(rows.train) if size is None else size) + len(rows.validation) + len(rows.test)


def _epoch_seconds(plan: Plan, number: int, timed: dict[int, dict[str, Any]]) -> float:
    """Of one epoch of a cohort: as timed, or in proportion to the arithmetic of the nearest that was."""

    def arithmetic(cohort: int) -> int:
        return sum(plan.architectures[a].flops_per_example for a in plan.cohorts[cohort])

    nearest = min(timed, key=lambda other: abs(arithmetic(other) - arithmetic(number)))
    return timed[nearest]["epoch_seconds"] * arithmetic(number) / arithmetic(nearest)


def _spread(count: int, most: int) -> list[int]:
    """At most `most` numbers below `count`, first and last among them."""
    if count <= most:
        return list(range(count))
    return sorted({round(k * (count - 1) / (most - 1)) for k in range(most)})


def _task(block: Block, plan: Plan) -> dict[str, Any]:
    return {
        **block.task(plan.recipe),
        "recipe": {**plan.recipe.as_dict(), "epochs": CALIBRATION_EPOCHS},
        "keep_best": True,
        "keep_epochs": (),
        "write": False,
    }
