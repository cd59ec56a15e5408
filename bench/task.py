"""What is timed, how each contender may be arranged, and what a run of it says."""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Task:
    """Networks of one shape, trained with Adam on the same rows.

    Args:
        hidden: widths of the hidden layers.
        batch: rows of a step.
    """

    hidden: tuple[int, ...]
    batch: int

    @property
    def name(self) -> str:
        """As the tables print it: `784-16-16-10, batch 64`."""
        return f"784-{'-'.join(map(str, self.hidden))}-10, batch {self.batch}"

    @property
    def flops_per_row(self) -> int:
        """Nominal arithmetic of training on one row: two operations a weight and product, over all 784 inputs.

        Three products a layer (forward, gradient of the weights, gradient of the inputs), but for the first layer's
        gradient of its inputs, which nobody needs.
        """
        widths = (784, *self.hidden, 10)
        first, *rest = (a * b for a, b in itertools.pairwise(widths))
        return 4 * first + 6 * sum(rest)


@dataclass(frozen=True)
class Arrangement:
    """How a contender uses the cores.

    Args:
        processes: side by side, each pinned to a core of its own where there are several.
        threads: of each process.
        networks: that each process trains at a time.
    """

    processes: int
    threads: int
    networks: int

    @property
    def name(self) -> str:
        """`2 processes × 1 thread, 20 networks each`."""
        return f"{self.processes} × {self.threads} threads, {self.networks} networks each"


@dataclass(frozen=True)
class Order:
    """What one process is told to do."""

    contender: str
    task: Task
    arrangement: Arrangement
    epochs: int
    core: int | None

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Order:
        """What `as_dict` gave."""
        task = Task(tuple(values["task"]["hidden"]), values["task"]["batch"])
        return cls(values["contender"], task, Arrangement(**values["arrangement"]), values["epochs"], values["core"])


TASKS = (Task((16, 16), 64), Task((16, 16), 256), Task((64, 64), 64), Task((128, 128), 64))
