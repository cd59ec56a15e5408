"""The next step of a given network: what each would bring, with an interval and its cost; or to stop here."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, nan

import numpy as np

from layerwise.verdict.advice.budget import known_epochs, stopped_by
from layerwise.verdict.advice.choosing import choose
from layerwise.verdict.advice.next_step import Advice, Step
from layerwise.verdict.advice.words import advised, asked_text, not_shorter, subject_of
from layerwise.verdict.errors import TableError
from layerwise.verdict.family import Comparison, answer
from layerwise.verdict.finding import Finding
from layerwise.verdict.readings.architectures import Architecture, architectures, largest_sets
from layerwise.verdict.readings.pairs import Arm
from layerwise.verdict.readings.reading import doubling, errors
from layerwise.verdict.steps import Move, Start, moves
from layerwise.verdict.tables import Tables

NEXT_STEP = "next-step"


def advice(
    tables: Tables,
    network: str | None = None,
    epochs: int | None = None,
    margin: float | None = None,
    level: float = 0.95,
) -> Advice:
    """The next step of one network: deeper, wider, longer, another activation, …, as far as the study measured it.

    All steps are one family: their intervals hold at once, so picking one among them costs no honesty. How one outcome
    comes from them: `choosing.choose`.

    Args:
        tables: the study.
        network: its name in the tables ("relu-16x2"), the id of one of its runs, or its hidden widths ("16-16", also
            with inputs and classes, "784-16-16-10"). None: two hidden layers, the narrowest, of the first activation.
        epochs: how long it was trained, the nearest recorded epoch is taken. None: half of the epochs of the study, so
            that training on is a step that was measured.
        margin: the difference that does not matter, percentage points; None: the usual one of the validation error.
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
    error = _mean_error(tables, start)
    failed = int(start.architecture.runs["failed"].sum())
    choice = choose(steps, error, tables.condition.chance(), failed=failed)
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
        recommended=choice.step,
        text=advised(subject_of(own.name, start.epochs), error, steps, choice, width, tables.condition.text, failed),
        outcome=choice.outcome,
        needed_seeds=choice.needed_seeds,
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
            remedy="Ask for epochs that were trained, or train for more of them.",
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


def networks_named(tables: Tables, network: str) -> list[str]:
    """The names of the networks that are meant, e.g. of "784-16-16-10" one for each activation; none, if none is.

    Args:
        tables: the study.
        network: as in `advice`.
    """
    return list(dict.fromkeys(each.name for each in _matching(architectures(tables), network)))


def _matching(found: Sequence[Architecture], network: str) -> list[Architecture]:
    asked = network.strip()
    numbers = tuple(int(part) for part in asked.replace(",", "-").split("-") if part.isdigit())
    shapes = {numbers, numbers[1:-1]} if "-".join(map(str, numbers)) == asked.replace(",", "-") else set()
    ways = (
        [each for each in found if asked in set(each.runs["run"])],
        [each for each in largest_sets(list(found)) if each.name == asked],
        [each for each in largest_sets(list(found)) if each.hidden == numbers and shapes],
        [each for each in largest_sets(list(found)) if each.hidden in shapes],
    )
    return next((way for way in ways if way), [])


def _named(found: Sequence[Architecture], network: str) -> Architecture:
    matching = _matching(found, network)
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
        {
            "step": move.name,
            "network": own.name,
            "epochs": start.epochs,
            "to": to.name,
            "to_epochs": move.epochs,
            "to_rows": to.train_rows,
        },
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
        # The same network costs what it costs: tables that do not tell its operations still tell its epochs.
        training=move.epochs / start.epochs
        if to is own
        else _ratio(to.training_flops(move.epochs), own.training_flops(start.epochs)),
        inference=1.0 if to is own else _ratio(to.inference_flops, own.inference_flops),
        parameters=1.0 if to is own else _ratio(to.parameters, own.parameters),
    )


def _mean_error(tables: Tables, start: Start) -> float:
    runs = start.architecture.runs[~start.architecture.runs["failed"].astype(bool)]
    found = runs.assign(error=errors(tables, runs["run"], start.epochs)).groupby("fold")["error"].mean()
    return float(found.mean()) if len(found) else nan


def _ratio(after: float, before: float) -> float:
    return after / before if before else nan
