"""How networks are trained: what all networks of a block share, and what each has of its own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from layerwise.errors import SpecError
from layerwise.nets.spec import NetworkSpec

Optimizer = Literal["adam", "adamw", "sgd"]
Schedule = Literal["constant", "cosine", "linear"]
Loss = Literal["cross-entropy", "squared-error", "binary-cross-entropy"]

MAX_EPOCHS = 1_000_000
# What single precision holds in full, as `numpy.finfo` has it: smaller numbers count as 0 in a compiled program.
SMALLEST, LARGEST = 2.0**-126, (2 - 2.0**-23) * 2.0**127
_REMEDIES = {
    "epochs": "Try 100, or leave it out for the data set's own.",
    "batch size": "Try 64; a batch larger than the training rows takes them all.",
    "optimizer": "Try adam.",
    "schedule": "Try constant.",
    "loss": "Try cross-entropy.",
    "momentum": "Try 0.9, or 0 for none.",
    "beta1": "Try 0.9.",
    "beta2": "Try 0.999.",
}


@dataclass(frozen=True)
class Recipe:
    """What all networks of a block share.

    Args:
        epochs: passes over the training rows.
        batch_size: rows of one step; the last step of an epoch takes what is left, and none more than there are.
        optimizer: `adam` and `sgd` add the weight decay to the gradient, `adamw` to the step.
        schedule: of the learning rate over all steps: `constant`, `cosine` or `linear` down to 0.
        loss: `cross-entropy` of the softmax; `squared-error` of the logits against one-hot labels, averaged over the
            classes; or `binary-cross-entropy` of each output's own sigmoid, summed over the classes.
        momentum: of `sgd`.
        beta1, beta2, epsilon: of `adam` and `adamw`; epsilon² is added under the root.

    Raises:
        SpecError: a value that trains nothing.
    """

    epochs: int
    batch_size: int = 64
    optimizer: Optimizer = "adam"
    schedule: Schedule = "constant"
    loss: Loss = "cross-entropy"
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        for what, got, high in (("epochs", self.epochs, MAX_EPOCHS), ("batch size", self.batch_size, 1_000_000)):
            if not isinstance(got, int) or isinstance(got, bool) or not 1 <= got <= high:
                raise _unusable(what, f"{got}", f"a whole number between 1 and {high:,}")
        for what, choice, legal in (
            ("optimizer", self.optimizer, get_args(Optimizer)),
            ("schedule", self.schedule, get_args(Schedule)),
            ("loss", self.loss, get_args(Loss)),
        ):
            if choice not in legal:
                raise _unusable(what, repr(choice), "one of " + ", ".join(legal), "unknown")
        for what, share in (("momentum", self.momentum), ("beta1", self.beta1), ("beta2", self.beta2)):
            if not 0.0 <= share < 1.0:
                raise _unusable(what, f"{share}", "a number from 0 up to, not with, 1")

    def as_dict(self) -> dict[str, Any]:
        """The recipe as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Member:
    """One network of a block: its architecture and the numbers of its training that are its own.

    Args:
        spec: the architecture, dropout included.
        learning_rate: of the optimiser, above 0.
        weight_decay: on weights, not on biases, gains and shifts.

    Raises:
        SpecError: a rate or decay that trains nothing.
    """

    spec: NetworkSpec
    learning_rate: float
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        check_learning_rate(self.learning_rate)
        if not 0 <= self.weight_decay <= LARGEST:
            raise SpecError(
                "unusable weight decay",
                got=f"{self.weight_decay}",
                expected="a number of 0 or more that single precision holds",
                remedy="Try 0.0001, or 0 for none.",
            )


def check_learning_rate(rate: float) -> None:
    """Raises SpecError unless `rate` is a number above 0, and is one in single precision too."""
    if not SMALLEST <= rate <= LARGEST:
        raise SpecError(
            "unusable learning rate",
            got=f"{rate:g}",
            expected="a number above 0 that single precision holds, 1.2e-38 to 3.4e38",
            remedy="Try 0.001, or leave it out: each architecture's rate is then tuned.",
        )


def _unusable(what: str, got: str, expected: str, how: str = "unusable") -> SpecError:
    return SpecError(f"{how} {what}", got=got, expected=expected, remedy=_REMEDIES[what])
