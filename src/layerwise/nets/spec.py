"""A network's architecture, frozen: all that decides its shape and its arithmetic, nothing of its training."""

from __future__ import annotations

import hashlib
import json
import operator
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby, pairwise
from typing import Any, Literal, get_args

from layerwise.errors import SpecError

Activation = Literal["relu", "leaky_relu", "tanh", "sigmoid", "gelu"]
Initialisation = Literal["he", "glorot", "lecun", "scaled", "nielsen"]
Normalisation = Literal["none", "layer"]

ACTIVATIONS: tuple[Activation, ...] = get_args(Activation)
INITIALISATIONS: tuple[Initialisation, ...] = get_args(Initialisation)
MAX_WIDTH = 65_536
MAX_DEPTH = 256
# A label is part of file names, which end at 255 bytes.
LONGEST_LAYERS = 120
# The initialisation that keeps the variance of each activation's signal from layer to layer.
FITTING_INITIALISATION: dict[str, Initialisation] = {
    "relu": "he",
    "leaky_relu": "he",
    "gelu": "he",
    "tanh": "glorot",
    "sigmoid": "glorot",
}


@dataclass(frozen=True)
class NetworkSpec:
    """A dense network from `inputs` numbers to `classes` probabilities.

    Args:
        inputs: numbers in one example.
        hidden: units of each hidden layer, first to last; empty: a linear classifier.
        classes: classes told apart; the output is a softmax over them.
        activation: of every hidden unit.
        initialisation: `he`, `glorot`, `lecun`, or `scaled` (LeCun's times `gain`); weights are normal, biases zero;
            `nielsen`: LeCun's weights with standard normal biases.
        gain: what `scaled` multiplies by.
        normalisation: `layer` normalises each hidden layer's weighted sums over its units before the activation.
        residual: a hidden layer as wide as the one before adds that layer's activations to its own.
        dropout: the share of each hidden layer's units silenced at random in a training step, 0 … 0.95.

    Raises:
        SpecError: a value that makes no network.
    """

    inputs: int
    hidden: tuple[int, ...]
    classes: int
    activation: Activation = "relu"
    initialisation: Initialisation = "he"
    gain: float = 1.0
    normalisation: Normalisation = "none"
    residual: bool = False
    dropout: float = 0.0

    def __post_init__(self) -> None:
        # One type for each field, whoever gave it: `identity`, and with it every weight, is made of their JSON.
        object.__setattr__(self, "hidden", _whole_numbers(self.hidden))
        for name in ("inputs", "classes"):
            object.__setattr__(self, name, _whole(getattr(self, name)))
        for name in ("gain", "dropout"):
            object.__setattr__(self, name, _real(name, getattr(self, name)))
        _check_choice("choice of residual links", self.residual, (True, False))
        object.__setattr__(self, "residual", bool(self.residual))
        _check_size("number of inputs", self.inputs, 1, 10_000_000)
        _check_size("number of classes", self.classes, 2, 100_000)
        _check_size("number of hidden layers", len(self.hidden), 0, MAX_DEPTH)
        for place, width in enumerate(self.hidden, 1):
            _check_size(f"width of hidden layer {place}", width, 1, MAX_WIDTH)
        _check_choice("activation", self.activation, ACTIVATIONS)
        _check_choice("initialisation", self.initialisation, INITIALISATIONS)
        _check_choice("normalisation", self.normalisation, get_args(Normalisation))
        if not 0.0 <= self.dropout <= 0.95:
            raise SpecError(
                "unusable dropout",
                got=f"{self.dropout}",
                expected="a share between 0 and 0.95",
                remedy="Try 0.2, or 0 for none.",
            )
        if not 0.0 < self.gain < float("inf"):
            raise SpecError(
                "unusable gain of the initial weights",
                got=f"{self.gain}",
                expected="a number above 0",
                remedy="Try 1, which leaves them as they are.",
            )
        if self.gain != 1.0 and self.initialisation != "scaled":
            raise SpecError(
                "this gain of the initial weights would change nothing",
                got=f"{self.gain} with the initialisation {self.initialisation}",
                expected="a gain only with 'scaled'",
                remedy="Choose the initialisation 'scaled', or leave the gain out.",
            )

    @property
    def depth(self) -> int:
        """Hidden layers."""
        return len(self.hidden)

    @property
    def width(self) -> int:
        """Units of the widest hidden layer; 0 without hidden layers."""
        return max(self.hidden, default=0)

    @property
    def widths(self) -> tuple[int, ...]:
        """Inputs, hidden widths and classes in one row."""
        return (self.inputs, *self.hidden, self.classes)

    @property
    def parameters(self) -> int:
        """Weights, biases, and the gains and shifts of layer normalisation."""
        dense = sum((before + 1) * after for before, after in pairwise(self.widths))
        return dense + (2 * sum(self.hidden) if self.normalisation == "layer" else 0)

    @property
    def flops_per_example(self) -> int:
        """Floating-point operations of the matrix products of one training step on one example.

        Two a weight forward, two for its gradient, two for the gradient of its input (which the first layer needs not).
        """
        weights = [before * after for before, after in pairwise(self.widths)]
        return 6 * sum(weights) - 2 * weights[0]

    @property
    def label(self) -> str:
        """A short name that differs wherever the spec does, for tables and files: `relu-16x2`, `tanh-32-16-res`."""
        runs = [(width, len(list(same))) for width, same in groupby(self.hidden)]
        layers = "-".join(f"{width}x{count}" if count > 1 else str(width) for width, count in runs) or "linear"
        if len(layers) > LONGEST_LAYERS:
            layers = f"{self.depth}layers-{self.identity:016x}"
        extras = [self.activation, layers]
        if self.initialisation != FITTING_INITIALISATION[self.activation]:
            extras.append(self.initialisation)
        if self.initialisation == "scaled":
            extras.append(f"gain{written(self.gain)}")
        extras += ["norm"] * (self.normalisation == "layer") + ["res"] * self.residual
        if self.dropout:
            extras.append(f"drop{written(self.dropout)}")
        return "-".join(extras)

    @property
    def identity(self) -> int:
        """A 64-bit number that is the spec's own: the same in every block, process and version of Python."""
        text = json.dumps(self.as_dict(), sort_keys=True)
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    def as_dict(self) -> dict[str, Any]:
        """The spec as plain JSON values."""
        return {**asdict(self), "hidden": list(self.hidden)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> NetworkSpec:
        """The spec that `as_dict` wrote.

        Raises:
            SpecError: a name missing, unknown, or of the wrong kind.
        """
        try:
            return cls(**{**values, "hidden": tuple(values["hidden"])})
        except (TypeError, KeyError, ValueError) as error:
            if isinstance(error, SpecError):
                raise
            raise SpecError(
                "this is no network's spec",
                got=str(error),
                expected="the fields of NetworkSpec",
                remedy="Write it with as_dict.",
            ) from error


def written(value: float) -> str:
    """A number as briefly as it can be read back exactly: `0.3`, `1e-05`, `3`."""
    brief = f"{value:g}"
    return brief if float(brief) == value else repr(float(value))


def _whole_numbers(hidden: Iterable[Any]) -> tuple[int, ...]:
    try:
        return tuple(int(operator.index(width)) for width in hidden)
    except TypeError as error:
        raise SpecError(
            "unusable hidden widths",
            got=f"{hidden!r}",
            expected="whole numbers, first layer to last",
            remedy="Write them like (16, 16).",
        ) from error


def _whole(got: Any) -> Any:
    """A whole number as Python's own; anything else as it is, for the check that names it."""
    try:
        return int(operator.index(got))
    except TypeError:
        return got


def _real(what: str, got: Any) -> float:
    if isinstance(got, str) or not hasattr(got, "__float__"):
        raise SpecError(f"unusable {what}", got=repr(got), expected="a number", remedy="Write it like 0.2.")
    return float(got) + 0.0  # -0.0 becomes 0.0


def _check_size(what: str, got: int, low: int, high: int) -> None:
    if not isinstance(got, int) or not low <= got <= high:
        raise SpecError(
            f"unusable {what}",
            got=f"{got}",
            expected=f"a whole number between {low:,} and {high:,}",
            remedy="Give one in that range.",
        )


def _check_choice(what: str, got: Any, legal: tuple[Any, ...]) -> None:
    if got not in legal:
        raise SpecError(
            f"unknown {what}",
            got=repr(got),
            expected="one of " + ", ".join(map(str, legal)),
            remedy="Choose one of them.",
        )
