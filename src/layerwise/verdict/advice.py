"""The next step of a given network: what each would bring, with an interval and its cost; or to stop here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, nan
from typing import Any

import numpy as np

from layerwise.verdict.advice_words import advised, asked_text, not_shorter, subject_of
from layerwise.verdict.architectures import Architecture, architectures, largest_sets
from layerwise.verdict.budget import known_epochs, stopped_by
from layerwise.verdict.errors import TableError
from layerwise.verdict.family import Comparison, answer
from layerwise.verdict.finding import Finding
from layerwise.verdict.pairs import Arm
from layerwise.verdict.readings import doubling, errors
from layerwise.verdict.steps import Move, Start, moves
from layerwise.verdict.tables import Tables
from layerwise.words import Text

NEXT_STEP = "next-step"


@dataclass(frozen=True)
class Step:
    """One step that could come next.

    Args:
        name: "deeper", "wider", "longer", "activation", "normalisation", "residual", "early-stopping" or "data".
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
    def sure(self) -> bool:
        """Whether the test error surely falls, and not by less than matters: the whole interval lies below 0."""
        return self.finding is not None and self.finding.high < 0 and not self.finding.within_margin


@dataclass(frozen=True)
class Advice:
    """What to do next with one network.

    Args:
        network: its name in the tables.
        hidden: its hidden widths.
        epochs: how long it was trained.
        error: its mean test error, percentage points; NaN where every one diverged.
        parameters: it has; inference_flops: operations of reading one example; training_flops: of training it.
        inference_flops: see above.
        training_flops: see above.
        margin: the difference that does not matter, percentage points.
        steps: all of them, measured or not.
        recommended: the step to take; None: stop here.
        text: the advice in a sentence.
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

    def as_dict(self) -> dict[str, Any]:
        """As `verdict.json` holds it under "advice"; null for what is not known."""
        numbers = ("error", "parameters", "inference_flops", "training_flops", "margin")
        return {
            "network": self.network,
            "hidden": list(self.hidden),
            "epochs": self.epochs,
            **{name: _finite(getattr(self, name)) for name in numbers},
            "steps": [_step_as_dict(step) for step in self.steps],
            "recommended": self.recommended and self.recommended.name,
            "recommended_step": self.steps.index(self.recommended) if self.recommended else None,
            "text": self.text.both(),
        }


def advice(
    tables: Tables,
    network: str | None = None,
    epochs: int | None = None,
    margin: float | None = None,
    level: float = 0.95,
) -> Advice:
    """The next step of one network: deeper, wider, longer, another activation, …, as far as the study measured it.

    All steps are one family: their intervals hold at once, so picking one among them costs no honesty. A step is
    recommended only where its whole interval lies below 0 and the gain is not shown to be below the margin. Of several,
    those whose gain comes within the margin of the largest are the best; of these the one that is cheapest to train,
    then to use, then to store.

    Args:
        tables: the study.
        network: its name in the tables ("relu-16x2"), the id of one of its runs, or its hidden widths ("16-16", also
            with inputs and classes, "784-16-16-10"). None: two hidden layers, the narrowest, of the first activation.
        epochs: how long it was trained, the nearest recorded epoch is taken. None: half of the epochs of the study, so
            that training on is a step that was measured.
        margin: the difference that does not matter, percentage points; None: a tenth of the validation error.
        level: coverage of all intervals at once.

    Raises:
        TableError: no such network, several of that name, or an early epoch of a decaying learning rate.
    """
    found = architectures(tables)
    start = _start(tables, _named(found, network) if network else _ordinary(found), epochs)
    possible = moves(start, found)
    measured = [move for move in possible if move.to is not None]
    seen = stopped_by(tables, start.architecture.runs, start.epochs)
    answers = answer(seen, [_comparison(start, move) for move in measured], margin, level)
    told = dict(zip(map(id, measured), answers, strict=True))
    steps = tuple(_step(start, move, told.get(id(move))) for move in possible)
    chosen = _best([step for step in steps if step.sure])
    error = _mean_error(tables, start)
    width = max((finding.margin for finding in answers if isfinite(finding.margin)), default=nan)
    own = start.architecture
    return Advice(
        network=own.name,
        hidden=own.hidden,
        epochs=start.epochs,
        error=error,
        parameters=own.parameters,
        inference_flops=own.inference_flops,
        training_flops=own.training_flops(start.epochs),
        margin=width,
        steps=steps,
        recommended=chosen,
        text=advised(subject_of(own.name, start.epochs), error, steps, chosen, width, tables.condition.text),
    )


def _start(tables: Tables, architecture: Architecture, epochs: int | None) -> Start:
    runs = architecture.runs
    known = [int(epoch) for epoch in known_epochs(tables, runs)]
    if epochs is None:
        pair = doubling(tables, runs) if tables.prefixes_are_runs else None
        epochs = pair[0] if pair else known[-1]
    elif epochs < 1 or epochs > known[-1] or (epochs < known[-1] and not tables.prefixes_are_runs):
        expected = f"1 to {known[-1]}" if tables.prefixes_are_runs else f"{known[-1]}: {not_shorter(tables.schedule)}"
        raise TableError(
            f"cannot advise on {architecture.name}",
            got=f"{epochs} epochs",
            expected=expected,
            remedy="Ask for epochs that the study trained for, or study more of them with --epochs.",
        )
    nearest = min(known, key=lambda epoch: abs(epoch - epochs))
    validated = bool(np.isfinite(errors(tables, runs["run"], nearest, "val_accuracy")).any())
    return Start(architecture, nearest, known, validated)


def _ordinary(found: Sequence[Architecture]) -> Architecture:
    """Two hidden layers, else the fewest; the narrowest; with nothing unusual, by the order of the table."""
    if not found:
        raise TableError("there is no network to advise on", got="no measured network", remedy="Measure one.")

    def rank(each: Architecture) -> tuple[bool, bool, int, int]:
        depth = len(each.hidden)
        return depth != 2, depth == 0, depth, max(each.hidden, default=0)

    return min(largest_sets(list(found)), key=rank)


def _named(found: Sequence[Architecture], network: str) -> Architecture:
    asked = network.strip()
    numbers = tuple(int(part) for part in asked.replace(",", "-").split("-") if part.isdigit())
    shapes = {numbers, numbers[1:-1]} if "-".join(map(str, numbers)) == asked.replace(",", "-") else set()
    ways = (
        [each for each in found if asked in set(each.runs["run"])],
        [each for each in largest_sets(list(found)) if each.name == asked],
        [each for each in largest_sets(list(found)) if each.hidden == numbers and shapes],
        [each for each in largest_sets(list(found)) if each.hidden in shapes],
    )
    matching = next((way for way in ways if way), [])
    if len(matching) == 1:
        return matching[0]
    names = ", ".join(dict.fromkeys(each.name for each in matching or found))
    raise TableError(
        f"cannot advise on the network {network!r}",
        got="several of that shape" if matching else "no such network in the study",
        expected=f"one of {names}",
        remedy="Name one of these, or the id of a run.",
    )


def _comparison(start: Start, move: Move) -> Comparison:
    own, to = start.architecture, move.to
    assert to is not None
    label = subject_of(own.name, start.epochs)
    return Comparison(
        NEXT_STEP,
        asked_text(move.what, label),
        move.what,
        label,
        {"step": move.name, "network": own.name, "epochs": start.epochs, "to": to.name, "to_epochs": move.epochs},
        Arm(own.runs, start.epochs),
        Arm(to.runs, "best" if move.early else move.epochs),
    )


def _step(start: Start, move: Move, finding: Finding | None) -> Step:
    own, to = start.architecture, move.to
    if to is None or finding is None:
        return Step(move.name, move.what, move.short, None, option=move.option)
    return Step(
        move.name,
        move.what,
        move.short,
        finding,
        training=_ratio(to.training_flops(move.epochs), own.training_flops(start.epochs)),
        inference=_ratio(to.inference_flops, own.inference_flops),
        parameters=_ratio(to.parameters, own.parameters),
    )


def _best(sure: Sequence[Step]) -> Step | None:
    """Of the steps whose gain comes within the margin of the largest one, the cheapest."""
    gains = [(step, -step.finding.estimate, step.finding.margin) for step in sure if step.finding]
    if not gains:
        return None
    most, margin = max((gain, margin) for _, gain, margin in gains)
    best = [step for step, gain, _ in gains if gain >= most - margin]
    return min(best, key=lambda step: tuple(map(_or_last, (step.training, step.inference, step.parameters))))


def _mean_error(tables: Tables, start: Start) -> float:
    runs = start.architecture.runs[~start.architecture.runs["diverged"].astype(bool)]
    found = runs.assign(error=errors(tables, runs["run"], start.epochs)).groupby("fold")["error"].mean()
    return float(found.mean()) if len(found) else nan


def _ratio(after: float, before: float) -> float:
    return after / before if before else nan


def _or_last(cost: float) -> float:
    return round(cost, 6) if isfinite(cost) else inf


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


def _step_as_dict(step: Step) -> dict[str, Any]:
    costs = {name: _finite(getattr(step, name)) for name in ("training", "inference", "parameters")}
    finding = step.finding and step.finding.as_dict()
    measured = step.finding is not None
    told = {"name": step.name, "what": step.what.both(), "measured": measured, "option": step.option}
    return {**told, "cost_factors": costs, "finding": finding}
