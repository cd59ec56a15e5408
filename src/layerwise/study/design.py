"""The plan of a study: which networks, trained how, on which seeds, packed into which blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layerwise.errors import SpecError
from layerwise.nets.spec import NetworkSpec, written
from layerwise.train.recipe import Member, Recipe

# Seeds of stage 1 begin here, far from those of stage 2; a multiple of five, so that fold = seed mod 5 holds.
TUNING_SEED = 1_000_000
# What a constant rate of Adam is first looked for among; half a decade apart.
RATE_GRID: dict[str, tuple[float, ...]] = {
    "adam": (3e-4, 1e-3, 3e-3, 1e-2, 3e-2),
    "adamw": (3e-4, 1e-3, 3e-3, 1e-2, 3e-2),
    "sgd": (1e-3, 3e-3, 1e-2, 3e-2, 1e-1),
}
# First-layer units of a block: more do not fit a core's cache together with the optimiser's state.
BLOCK_UNITS = 320
# Copies of the weights that live while a block trains: weights, gradients, two moments, and the best epoch's.
COPIES = 6


@dataclass(frozen=True)
class Job:
    """One network to be trained: a row of `runs`.

    Args:
        run: its name in tables and file names.
        architecture: its number in `Plan.architectures`.
        member: the network with its own rate.
    """

    run: str
    architecture: int
    member: Member


@dataclass(frozen=True)
class Block:
    """Jobs of one seed, trained side by side.

    Args:
        name: of its part file: `tune-1000003-a0-r2`, `measure-7-a0`.
        stage: `tune` or `measure`.
        seed: of all its networks.
        jobs: the networks.
        train_rows: how many of the training rows they learn from; None: all.
    """

    name: str
    stage: str
    seed: int
    jobs: tuple[Job, ...]
    train_rows: int | None = None

    def task(self, recipe: Recipe) -> dict[str, Any]:
        """The block as a worker is told of it: plain JSON values."""
        jobs = [
            {
                "run": job.run,
                "architecture": job.architecture,
                "spec": job.member.spec.as_dict(),
                "learning_rate": job.member.learning_rate,
                "weight_decay": job.member.weight_decay,
            }
            for job in self.jobs
        ]
        facts = {"name": self.name, "stage": self.stage, "seed": self.seed, "train_rows": self.train_rows}
        return {**facts, "jobs": jobs, "recipe": recipe.as_dict()}


@dataclass(frozen=True)
class Plan:
    """A study as it was asked for; with the data it fixes every number of the result but the seconds.

    Args:
        architectures: what is compared.
        recipe: how all are trained.
        seeds: measured seeds: 0 … seeds - 1.
        tuning_seeds: seeds of stage 1, where a rate is chosen: one a fold, or a group of seeds that share a test set.
        rates: the grid that stage 1 begins with, ascending; a single one is used as it is.
        extends: whether the grid grows where the best rate lies on its edge.
        weight_decay: of all networks.
        cohorts: numbers of the architectures that share blocks; fixed here, whatever the workers.
        keep: which weights are kept: `standard` (best epochs, and snapshots of the first seed of each fold), `best`
            or `none`.
        sizes: numbers of training rows, ascending, that all architectures are tuned and measured on as well, beside all
            the training rows there are.
        choice: how stage 1 chooses, see `Tuning`: `middle`; `least` of studies begun before, which go on as they were.
    """

    architectures: tuple[NetworkSpec, ...]
    recipe: Recipe
    seeds: int
    tuning_seeds: int
    rates: tuple[float, ...]
    extends: bool
    weight_decay: float
    cohorts: tuple[tuple[int, ...], ...]
    keep: str = "standard"
    sizes: tuple[int, ...] = ()
    choice: str = "middle"

    def __post_init__(self) -> None:
        if self.seeds < 1:
            raise SpecError(
                "unusable number of seeds",
                got=f"{self.seeds}",
                expected="1 or more",
                remedy="20 tell most from chance.",
            )
        if not self.rates or list(self.rates) != sorted(set(self.rates)):
            raise SpecError(
                "unusable learning rates",
                got=f"{self.rates}",
                expected="one or more, ascending",
                remedy="Sort them, each once.",
            )
        for rate in self.rates:
            Member(self.architectures[0], rate, self.weight_decay)  # says what is wrong with rate or decay
        if list(self.sizes) != sorted({size for size in self.sizes if size > 0}):
            raise SpecError(
                "unusable sizes of the training set",
                got=f"{self.sizes}",
                expected="numbers of rows above 0, ascending",
                remedy="Sort them, each once.",
            )
        labels = [spec.label for spec in self.architectures]
        if twice := {label for label in labels if labels.count(label) > 1}:
            raise SpecError(
                "an architecture stands twice in the plan",
                got=", ".join(sorted(twice)),
                expected="each once",
                remedy="Leave it out once.",
            )

    @property
    def tunes(self) -> bool:
        """Whether there is a choice of rates to make."""
        return len(self.rates) > 1

    @property
    def networks(self) -> int:
        """Networks of both stages, before any extension of the grid."""
        tuned = self.tuning_seeds * len(self.rates) if self.tunes else 0
        return len(self.architectures) * (tuned + self.seeds) * len(self.all_sizes)

    @property
    def all_sizes(self) -> tuple[int | None, ...]:
        """All training rows (None) first, then the sizes."""
        return (None, *self.sizes)

    def tuning_blocks(self, rates: Sequence[float], size: int | None = None) -> list[Block]:
        """Blocks of stage 1 over some rates: every architecture at each rate on each tuning seed, on `size` rows.

        A cohort takes all its rates into one block where they fit, else one rate a block: then tuning, its extension
        and measuring share one compiled program.
        """
        blocks = []
        for number, cohort in enumerate(self.cohorts):
            units = sum(self.architectures[a].widths[1] for a in cohort)
            together = len(rates) * units <= BLOCK_UNITS
            for seed in range(TUNING_SEED, TUNING_SEED + self.tuning_seeds):
                for group in [tuple(rates)] if together else [(rate,) for rate in rates]:
                    name = f"tune-{seed}{_rows(size)}-c{number}-{_span(group)}"
                    jobs = tuple(self._job("tune", seed, a, rate, size) for rate in group for a in cohort)
                    blocks.append(Block(name, "tune", seed, jobs, size))
        return blocks

    def measuring_block(self, number: int, seed: int, rates: Sequence[float], size: int | None = None) -> Block:
        """The block of stage 2 of one cohort and seed, `rates` holding a rate for each architecture of the plan."""
        jobs = tuple(self._job("measure", seed, a, rates[a], size) for a in self.cohorts[number])
        return Block(f"measure-{seed}{_rows(size)}-c{number}", "measure", seed, jobs, size)

    def _job(self, stage: str, seed: int, architecture: int, rate: float, size: int | None) -> Job:
        spec = self.architectures[architecture]
        run = f"{spec.label}{_rows(size)}-s{seed}" + (f"-lr{written(rate)}" if stage == "tune" else "")
        return Job(run, architecture, Member(spec, rate, self.weight_decay))

    def as_dict(self) -> dict[str, Any]:
        """The plan as plain JSON values."""
        return {
            "architectures": [spec.as_dict() for spec in self.architectures],
            "recipe": self.recipe.as_dict(),
            "seeds": self.seeds,
            "tuning_seeds": self.tuning_seeds,
            "rates": list(self.rates),
            "extends": self.extends,
            "weight_decay": self.weight_decay,
            "cohorts": [list(cohort) for cohort in self.cohorts],
            "keep": self.keep,
            "sizes": list(self.sizes),
            "choice": self.choice,
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Plan:
        """The plan that `as_dict` wrote."""
        return cls(
            architectures=tuple(NetworkSpec.from_dict(spec) for spec in values["architectures"]),
            recipe=Recipe(**values["recipe"]),
            seeds=values["seeds"],
            tuning_seeds=values["tuning_seeds"],
            rates=tuple(values["rates"]),
            extends=values["extends"],
            weight_decay=values["weight_decay"],
            cohorts=tuple(tuple(cohort) for cohort in values["cohorts"]),
            keep=values["keep"],
            sizes=tuple(values.get("sizes", ())),  # studies of before there were any
            choice=values.get("choice", "least"),
        )


def _rows(size: int | None) -> str:
    """A number of training rows in a name; nothing where it is all of them."""
    return "" if size is None else f"-n{size}"


def _span(rates: Sequence[float]) -> str:
    """Rates in a file name; of many the first and the last, since a plan never tries overlapping groups."""
    return "-".join(written(rate) for rate in (rates if len(rates) <= 6 else (rates[0], rates[-1])))


def cohorts(specs: Sequence[NetworkSpec], *, bytes_at_most: int) -> tuple[tuple[int, ...], ...]:
    """Architectures packed into blocks: as many as fit a core's cache and the memory, always at least one.

    Args:
        specs: the architectures, in the plan's order.
        bytes_at_most: memory one block's weights and their copies may take.
    """
    packed: list[list[int]] = []
    units = held = 0
    for number in sorted(range(len(specs)), key=lambda n: (specs[n].widths[1], n)):
        spec = specs[number]
        need = COPIES * 4 * spec.parameters
        fits = units + spec.widths[1] <= BLOCK_UNITS and held + need <= bytes_at_most
        if packed and fits:
            packed[-1].append(number)
            units, held = units + spec.widths[1], held + need
        else:
            packed.append([number])
            units, held = spec.widths[1], need
    return tuple(tuple(sorted(cohort)) for cohort in packed)
