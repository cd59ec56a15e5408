"""What a study may be asked for, and how that becomes a plan: every choice left open has a default for the data set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import product
from typing import Any, cast

from layerwise.data.dataset import Dataset
from layerwise.data.folds import FOLDS
from layerwise.errors import SpecError, StudyError
from layerwise.nets.spec import FITTING_INITIALISATION, Activation, Initialisation, NetworkSpec, Normalisation
from layerwise.study.defaults import TUNING_SEEDS, defaults_for
from layerwise.study.design import RATE_GRID, Plan, cohorts
from layerwise.train.recipe import Loss, Optimizer, Recipe, Schedule

KEEPS = ("standard", "best", "none")
# The rows of a block are held once as float32; a block's weights may take what is left of the memory.
FLOAT_BYTES = 4


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
        workers: processes; None: one a core.
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

    @classmethod
    def from_keywords(cls, keywords: dict[str, Any]) -> StudyOptions:
        """Options by name.

        Raises:
            SpecError: a name that is none of them.
        """
        legal = [field.name for field in fields(cls)]
        if unknown := sorted(set(keywords) - set(legal)):
            raise SpecError("unknown option of a study", got=", ".join(unknown), expected="some of " + ", ".join(legal))
        return cls(**keywords)

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
    if options.keep not in KEEPS:
        raise SpecError("unknown choice of weights to keep", got=repr(options.keep), expected=" or ".join(KEEPS))
    shapes = (
        [tuple(h) for h in options.hidden]
        if options.hidden is not None
        else _shapes(options, defaults.depths, defaults.widths)
    )
    if not shapes:
        raise SpecError("nothing to study", got="no depths or no widths", expected="one or more of each")
    specs = tuple(
        _spec(dataset, hidden, activation, options)
        for activation, hidden in product(options.activations or defaults.activations, dict.fromkeys(shapes))
    )
    rates, extends = _rates(options)
    return Plan(
        architectures=specs,
        recipe=options.recipe(options.epochs if options.epochs is not None else defaults.epochs),
        seeds=options.seeds if options.seeds is not None else defaults.seeds,
        tuning_seeds=FOLDS if dataset.test_size is None else TUNING_SEEDS,
        rates=rates,
        extends=extends,
        weight_decay=options.weight_decay,
        cohorts=cohorts(specs, bytes_at_most=_room(dataset, specs, options.memory, workers)),
        keep=options.keep,
    )


def _shapes(options: StudyOptions, depths: Iterable[int], widths: Iterable[int]) -> list[tuple[int, ...]]:
    chosen_depths = depths if options.depths is None else options.depths
    chosen_widths = widths if options.widths is None else options.widths
    for depth in chosen_depths:
        if not 0 <= depth <= 256:
            raise SpecError("unusable depth", got=f"{depth}", expected="a number of hidden layers between 0 and 256")
    return [(width,) * depth for width in chosen_widths for depth in chosen_depths]


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
            raise SpecError("unusable learning rates", got=repr(asked), expected="'auto' or numbers above 0")
        return RATE_GRID.get(options.optimizer, RATE_GRID["adam"]), True
    return tuple(sorted({float(rate) for rate in ([asked] if isinstance(asked, int | float) else asked)})), False


def _room(dataset: Dataset, specs: Sequence[NetworkSpec], memory: int, workers: int) -> int:
    """Bytes that a block's weights may take in one worker."""
    # A worker holds the raw rows it scales from (mapped, counted once), the scaled rows, and about 400 MB of program.
    need = dataset.inputs.size * FLOAT_BYTES + 400 * 2**20
    largest = max(spec.parameters for spec in specs) * FLOAT_BYTES * 6
    left = memory // workers - need
    if left < largest:
        raise StudyError(
            "this study does not fit the memory",
            got=f"{memory / 2**30:.1f} GiB for {workers} workers",
            expected=f"{workers * (need + largest) / 2**30:.1f} GiB",
            remedy="Raise --memory (as 8G) or use fewer --workers.",
        )
    return left
