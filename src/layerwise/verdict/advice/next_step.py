"""What is advised for one network: the steps that could come next, and the one to take."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import Any, Literal

from layerwise.verdict.finding import Finding
from layerwise.verdict.steps import FREE
from layerwise.words import Text

Outcome = Literal["step", "stop", "undecided", "not-measured"]
State = Literal["gains", "too-little", "undecided", "not-measured"]


@dataclass(frozen=True)
class Step:
    """One step that could come next.

    Args:
        name: "deeper", "shallower", "wider", "narrower", "longer", "activation", "normalisation", "residual",
            "early-stopping" or "data".
        what: in words.
        short: the same in a few words, for tables.
        finding: the paired difference of test error, its interval simultaneous over all steps; None where the study
            did not measure it.
        training: operations of training, as a multiple of the start's; NaN where not measured or not known.
        inference: operations of reading one example, as a multiple.
        parameters: the same of the parameters.
        option: of `layerwise study`, that would measure it; "" where it was measured or no option would.
    """

    name: str
    what: Text
    short: Text
    finding: Finding | None
    training: float = nan
    inference: float = nan
    parameters: float = nan
    option: str = ""

    @property
    def free(self) -> bool:
        """Whether it takes no more training, inference or parameters."""
        costs = (self.training, self.inference, self.parameters)
        return self.name in FREE or all(cost <= 1 for cost in costs)

    @property
    def state(self) -> State:
        """What is known of the step.

        *Gains*: its whole interval lies below 0, and it is free, or the interval reaches past the margin. *Too little*:
        it is shown to bring less than the margin. *Undecided*: neither, and where it gains among networks that train
        but more of them fail to.
        """
        found = self.finding
        if found is None or not isfinite(found.estimate):
            return "not-measured"
        if found.high < 0 and (self.free or found.low < -found.margin):
            return "gains" if found.failed_b <= found.failed_a else "undecided"
        too_little = found.within_margin or found.conclusion == "hurts" or found.low >= -found.margin
        return "too-little" if too_little else "undecided"


@dataclass(frozen=True)
class Advice:
    """What to do next with one network.

    Args:
        network: its name in the tables.
        hidden: its hidden widths; 0 where not known.
        epochs: how long it was trained.
        error: its mean test error, percentage points; NaN where every one diverged.
        parameters: it has; inference_flops: operations of reading one example; training_flops: of training it.
        inference_flops: see above.
        training_flops: see above.
        margin: the difference that does not matter, percentage points.
        steps: all of them, measured or not.
        recommended: the step to take; None: there is none, see `outcome`.
        text: the advice in a sentence.
        outcome: "step": take the one recommended; "stop": every cheap step was measured and shown to bring less than
            the margin; "undecided": some measured step may still bring it, the network may be at chance, or some of its
            seeds fail to train; "not-measured": a cheap step was not.
        needed_seeds: of "undecided", seeds in all that would decide; None where that cannot be told, and otherwise.
    """

    network: str
    hidden: tuple[int, ...]
    epochs: int
    error: float
    parameters: float
    inference_flops: float
    training_flops: float
    margin: float
    steps: tuple[Step, ...]
    recommended: Step | None
    text: Text
    outcome: Outcome
    needed_seeds: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """As `verdict.json` holds it under "advice"; null for what is not known."""
        numbers = ("error", "parameters", "inference_flops", "training_flops", "margin")
        return {
            "network": self.network,
            "hidden": [width or None for width in self.hidden],
            "epochs": self.epochs,
            **{name: _finite(getattr(self, name)) for name in numbers},
            "steps": [_step_as_dict(step) for step in self.steps],
            "outcome": self.outcome,
            "needed_seeds": self.needed_seeds,
            "recommended": self.recommended and self.recommended.name,
            "recommended_step": self.steps.index(self.recommended) if self.recommended else None,
            "text": self.text.both(),
        }


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


def _step_as_dict(step: Step) -> dict[str, Any]:
    costs = {name: _finite(getattr(step, name)) for name in ("training", "inference", "parameters")}
    finding = step.finding and step.finding.as_dict()
    measured = step.finding is not None
    told = {"name": step.name, "what": step.what.both(), "measured": measured, "option": step.option}
    told |= {"state": step.state}
    return {**told, "cost_factors": costs, "finding": finding}
