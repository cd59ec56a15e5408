"""From the steps and what each would bring to one outcome: a step, to stop, undecided, or not measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, isfinite, nan

import numpy as np
from scipy import special

from layerwise.verdict.advice.next_step import Outcome, Step
from layerwise.verdict.steps import CHEAP

# From this share of the error of guessing on, an error may be chance.
MAYBE_CHANCE = 0.9
# The error of guessing between two classes: what is taken, to be safe, where tables do not tell how many there are.
_TWO_CLASSES = 50.0
# Steps whose expected gains come within this share of the margin of the largest one count as equally good.
EQUALLY_GOOD = 0.5


@dataclass(frozen=True)
class Choice:
    """What follows from all steps together.

    Args:
        outcome: see `Advice`.
        step: the one to take, where the outcome is "step".
        undecided: measured steps that may still bring the margin or more; beside a step, that much more than it.
        missing: cheap steps that were not measured.
        needed_seeds: seeds in all that would decide the undecided ones; None where that cannot be told.
        chance: whether the error is such that the network may be no better than chance.
        fails: whether some of its networks failed to train.
    """

    outcome: Outcome
    step: Step | None = None
    undecided: tuple[Step, ...] = ()
    missing: tuple[Step, ...] = ()
    needed_seeds: int | None = None
    chance: bool = False
    fails: bool = False


def choose(steps: Sequence[Step], error: float, guessing: float = nan, *, failed: int = 0) -> Choice:
    """One outcome for all steps.

    A step is taken where its gain is sure and free, or sure and not shown to be below the margin. To stop takes more
    than finding none: every cheap step has to be measured, and each one shown to bring less than the margin, which is
    shown of networks that train; so nothing says "stop" either where some fail to.

    Args:
        steps: all of them, measured or not.
        error: of the network, percentage points; of one that may be at chance nothing says "stop".
        guessing: the error of always answering the commonest class, percentage points; NaN where it is not known.
        failed: how many of its networks failed to train.
    """
    undecided = tuple(step for step in steps if step.state == "undecided")
    taken = best([step for step in steps if step.state == "gains"], steps)
    if taken:
        return Choice("step", taken, tuple(step for step in undecided if _may_bring_more(step, taken)))
    missing = tuple(step for step in steps if step.state == "not-measured" and step.name in CHEAP)
    if undecided:
        return Choice("undecided", None, undecided, missing, _needed(undecided))
    if all(step.state == "not-measured" for step in steps):
        return Choice("not-measured", missing=missing)
    if not error < MAYBE_CHANCE * (guessing if isfinite(guessing) else _TWO_CLASSES):
        return Choice("undecided", missing=missing, chance=True)
    if failed:
        return Choice("undecided", missing=missing, fails=True)
    return Choice("not-measured", missing=missing) if missing else Choice("stop")


def best(sure: Sequence[Step], measured: Iterable[Step]) -> Step | None:
    """Of the sure steps with the largest expected gain, or nearly that, the cheapest; of equal cost the largest gain.

    Args:
        sure: the steps to choose among.
        measured: all steps: how far their gains spread says how much of a large one is luck, see `expected_gains`.
    """
    gains = expected_gains(measured)
    if not sure:
        return None
    most = max(sure, key=lambda step: gains[id(step)])
    near = gains[id(most)] - EQUALLY_GOOD * (most.finding.margin if most.finding else 0.0)

    def rank(step: Step) -> tuple[float, ...]:
        costs = (step.training, step.inference, step.parameters)
        return (*(round(cost, 6) if isfinite(cost) else inf for cost in costs), -gains[id(step)])

    return min((step for step in sure if gains[id(step)] >= near), key=rank)


def expected_gains(steps: Iterable[Step]) -> dict[int, float]:
    """What each measured step is expected to bring, percentage points, by the step's `id`.

    The largest of several noisy gains is large by luck too (the winner's curse). So each is shrunk towards 0 by
    τ² ÷ (τ² + its squared standard error), where τ² is what the gains spread beyond their noise.

    Source: James and Stein 1961, "Estimation with quadratic loss"; the weights are those of empirical Bayes.
    """
    found = [(step, step.finding) for step in steps if step.finding and isfinite(step.finding.estimate)]
    gains = np.array([-finding.estimate for _, finding in found])
    errors = np.array(
        [
            (each.high - each.low) / 2 / special.ndtri(1 - (1 - each.level) / (2 * max(1, each.comparisons)))
            for _, each in found
        ]
    )
    spread = max(0.0, float(np.mean(gains**2 - errors**2))) if found else 0.0
    weights = np.divide(spread, spread + errors**2, out=np.ones_like(gains), where=spread + errors**2 > 0)
    return {id(step): float(gain) for (step, _), gain in zip(found, gains * weights, strict=True)}


def _may_bring_more(step: Step, taken: Step) -> bool:
    if not (step.finding and taken.finding):
        return False
    return step.finding.low < taken.finding.estimate - taken.finding.margin


def _needed(undecided: Sequence[Step]) -> int | None:
    seeds = [step.finding.needed_seeds for step in undecided if step.finding]
    known = [each for each in seeds if each is not None]
    return max(known) if known and len(known) == len(seeds) else None
