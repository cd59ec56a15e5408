"""What a study may be asked for, and how that becomes a plan: every choice left open has a default for the data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import product
from typing import Any, cast

from layerwise.data.dataset import Dataset
from layerwise.errors import SpecError, StudyError
from layerwise.lab.plain import LEFT_OPEN, READERS, unusable
from layerwise.lab.sizes import training_sizes
from layerwise.nets.spec import (
    FITTING_INITIALISATION,
    INITIALISATIONS,
    MAX_DEPTH,
    MAX_WIDTH,
    Activation,
    Initialisation,
    NetworkSpec,
    Normalisation,
)
from layerwise.study.defaults import TUNING_SEEDS, Defaults, defaults_for
from layerwise.study.design import COPIES, RATE_GRID, Plan, cohorts
from layerwise.study.environment import usable_cores
from layerwise.train.recipe import Loss, Optimizer, Recipe, Schedule

KEEPS = ("standard", "best", "none")
FLOAT_BYTES = 4
# What a worker holds besides rows and weights, bytes: the compiled programs and their libraries.
PROGRAM_BYTES = 400 * 2**20
# A block's weights may take this part of the memory, however many workers share it: packing must not depend on them.
BLOCK_SHARE = 16
MOST_WORKERS = 1024


@dataclass(frozen=True)
class StudyOptions:
    """What to study. None stands for the default of the data set at hand.

    Args:
        depths: numbers of hidden layers to compare.
        widths: units of a hidden layer to compare.
        hidden: hidden widths of architectures of any shape, instead of depths × widths.
        activations: to compare: relu, leaky_relu, tanh, sigmoid, gelu.
        epochs: passes over the training rows.
        seeds: measured seeds of each architecture; a multiple of five where folds rotate.
        learning_rates: `auto` tunes on a grid that grows where needed; one rate is used as it is; several are the grid.
        batch_size: rows of a step.
        optimizer, schedule, loss: see `Recipe`.
        initialisation: `auto`: He's for relu, leaky_relu and gelu, Glorot's for tanh and sigmoid.
        gain: of the initialisation `scaled`.
        normalisation, residual, dropout: of every architecture, see `NetworkSpec`.
        weight_decay: of every network.
        keep: weights to keep: `standard`, `best` or `none`.
        memory: bytes that all workers together may take.
        workers: processes; None: one a core, as far as the memory goes.
        sizes: numbers of training rows to train on as well, beside all there are.
        until_decided: whether seeds are added, at planned looks, while one more layer is undecided for lack of them.
        most_seeds: of the last of those looks; None: eight times `seeds`.
    """

    depths: Sequence[int] | None = None
    widths: Sequence[int] | None = None
    hidden: Sequence[Sequence[int]] | None = None
    activations: Sequence[str] | None = None
    epochs: int | None = None
    seeds: int | None = None
    learning_rates: str | float | Sequence[float] = "auto"
    batch_size: int = 64
    optimizer: str = "adam"
    schedule: str = "constant"
    loss: str = "cross-entropy"
    initialisation: str = "auto"
    gain: float = 1.0
    normalisation: str = "none"
    residual: bool = False
    dropout: float = 0.0
    weight_decay: float = 0.0
    keep: str = "standard"
    memory: int = 4 * 2**30
    workers: int | None = None
    sizes: Sequence[int] | None = None
    until_decided: bool = False
    most_seeds: int | None = None

    @classmethod
    def from_keywords(cls, keywords: dict[str, Any]) -> StudyOptions:
        """Options by name, in any plain form: `depths=3`, `range(1, 4)` or `"1-3"`; `memory="4G"`; NumPy's numbers.

        Raises:
            SpecError: a name that is none of them, or a value of another kind.
        """
        legal = [field.name for field in fields(cls)]
        if unknown := sorted(set(keywords) - set(legal)):
            raise SpecError(
                "unknown option of a study",
                got=", ".join(unknown),
                expected="some of " + ", ".join(legal),
                remedy="Check the spelling.",
            )
        given = {name: value for name, value in keywords.items() if value is not None or name not in LEFT_OPEN}
        return cls(**{name: READERS[name](name, value) for name, value in given.items()})

    def recipe(self, epochs: int) -> Recipe:
        """How all networks are trained."""
        return Recipe(
            epochs=epochs,
            batch_size=self.batch_size,
            optimizer=cast(Optimizer, self.optimizer),
            schedule=cast(Schedule, self.schedule),
            loss=cast(Loss, self.loss),
        )


def make_plan(dataset: Dataset, options: StudyOptions, *, workers: int) -> Plan:
    """The plan that options and defaults make for a data set.

    Args:
        dataset: what is studied.
        options: what was asked for.
        workers: processes that share the memory.

    Raises:
        SpecError: an option that makes no network or no study.
        StudyError: the data set or the largest network does not fit the memory.
    """
    defaults = defaults_for(dataset)
    _check_choice("choice of weights to keep", options.keep, KEEPS)
    _check_choice("initialisation", options.initialisation, ("auto", *INITIALISATIONS))
    if options.hidden is not None and (options.depths is not None or options.widths is not None):
        raise SpecError(
            "these options contradict each other",
            got="hidden widths, and with them depths or widths",
            expected="one or the other",
            remedy="Leave --hidden out, or --depths and --widths.",
        )
    shapes = _shapes(options, defaults) if options.hidden is None else [tuple(each) for each in options.hidden]
    if not shapes:
        remedy = "Leave them out for the data set's own."
        raise SpecError("nothing to study", got="no depths or no widths", expected="one or more of each", remedy=remedy)
    specs = tuple(
        _spec(dataset, hidden, activation, options)
        for activation, hidden in product(options.activations or defaults.activations, dict.fromkeys(shapes))
    )
    rates, extends = _rates(options)
    seeds = options.seeds if options.seeds is not None else defaults.seeds
    packed = cohorts(specs, bytes_at_most=options.memory // BLOCK_SHARE)
    _check_memory(dataset, max(sum(specs[a].parameters for a in cohort) for cohort in packed), options.memory, workers)
    return Plan(
        architectures=specs,
        recipe=options.recipe(options.epochs if options.epochs is not None else defaults.epochs),
        seeds=seeds,
        tuning_seeds=dataset.folds if dataset.test_size is None else max(1, min(TUNING_SEEDS, seeds)),
        rates=rates,
        extends=extends,
        weight_decay=options.weight_decay,
        cohorts=packed,
        keep=options.keep,
        sizes=training_sizes(dataset, options.sizes or (), options.batch_size),
    )


def _shapes(options: StudyOptions, defaults: Defaults) -> list[tuple[int, ...]]:
    depths = defaults.depths if options.depths is None else options.depths
    widths = defaults.widths if options.widths is None else options.widths
    for depth in depths:
        _check_range("depth", depth, 0, MAX_DEPTH, "Give the number of hidden layers.")
    for width in widths:
        _check_range("width", width, 1, MAX_WIDTH, "Give the units of a hidden layer.")
    return [(width,) * depth for width in widths for depth in depths]


def _spec(dataset: Dataset, hidden: tuple[int, ...], activation: str, options: StudyOptions) -> NetworkSpec:
    fitting = FITTING_INITIALISATION.get(activation, "he")
    return NetworkSpec(
        inputs=dataset.features,
        hidden=hidden,
        classes=len(dataset.classes),
        activation=cast(Activation, activation),
        initialisation=fitting if options.initialisation == "auto" else cast(Initialisation, options.initialisation),
        gain=options.gain,
        normalisation=cast(Normalisation, options.normalisation),
        residual=options.residual,
        dropout=options.dropout,
    )


def _rates(options: StudyOptions) -> tuple[tuple[float, ...], bool]:
    asked = options.learning_rates
    if isinstance(asked, str):
        if asked != "auto":
            raise unusable("learning rates", asked, "'auto' or numbers above 0")
        return RATE_GRID.get(options.optimizer, RATE_GRID["adam"]), True
    return tuple(sorted({float(rate) for rate in ([asked] if isinstance(asked, int | float) else asked)})), False


def worker_count(dataset: Dataset, options: StudyOptions) -> int:
    """How many worker processes: what was asked for, else one a core, as far as the memory goes.

    Raises:
        SpecError: fewer than one.
    """
    if options.workers is None:
        return max(1, min(len(usable_cores()), options.memory // _worker_bytes(dataset)))
    _check_range("number of workers", options.workers, 1, MOST_WORKERS, "Leave it out for one a core.")
    return options.workers


def _worker_bytes(dataset: Dataset) -> int:
    """What one worker holds besides weights; the raw rows are mapped, and shared with the process that made them."""
    return int(dataset.inputs.size) * FLOAT_BYTES + PROGRAM_BYTES


def _check_memory(dataset: Dataset, parameters: int, memory: int, workers: int) -> None:
    need = workers * (_worker_bytes(dataset) + parameters * COPIES * FLOAT_BYTES)
    if need > memory:
        raise StudyError(
            "this study does not fit the memory",
            got=(f"{memory / 2**30:.1f} GiB" if memory >= 2**26 else f"{memory:,} bytes") + f" (workers: {workers})",
            expected=f"{need / 2**30:.1f} GiB",
            remedy="Raise --memory (as 8G) or use fewer --workers.",
        )


def _check_range(what: str, got: int, low: int, high: int, remedy: str) -> None:
    if not low <= got <= high:
        expected = f"a whole number between {low} and {high:,}"
        raise SpecError(f"unusable {what}", got=f"{got}", expected=expected, remedy=remedy)


def _check_choice(what: str, got: str, legal: Sequence[str]) -> None:
    if got not in legal:
        expected = "one of " + ", ".join(legal)
        raise SpecError(f"unknown {what}", got=repr(got), expected=expected, remedy="Choose one of them.")
