"""Advice in worlds whose truth is known: how far from the best step, and how often it makes things worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from calibrate.pages import ALL_WORLDS
from calibrate.pool import over_cores
from calibrate.recipes import DEPTHS, EPOCHS, GRID, KINDS, ROWS, VALIDATION, WIDTHS, World, study
from layerwise.verdict.advice.advising import advice
from layerwise.verdict.advice.next_step import Advice, Step
from layerwise.verdict.tables import Tables

SEEDS = (10, 20)
# Truths are means over so many networks, each of a fold of its own; the same draws for all options of a world.
NETWORKS = 4000
# Advice is followed so many times at most.
FOLLOWED = 8
_A_BATCH = 10


@dataclass(frozen=True)
class Answer:
    """What was advised in one world, beside the truth; percentage points.

    Args:
        kind: of the world.
        outcome: of the advice.
        regret: error after doing what it says, above that of the best option; NaN where it says neither step nor stop.
        gain: by how much the step lowers the error; 0 where none was taken.
        margin: the advice's own.
        followed: the error at the end of following advice, above that of the start; NaN where no step was taken.
    """

    kind: str
    outcome: str
    regret: float
    gain: float
    margin: float
    followed: float


@dataclass
class Truth:
    """The true mean errors of one world, percentage points."""

    world: World
    key: int
    known: dict[int, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)

    def at(self, recipe: int, epoch: int, *, early: bool = False) -> float:
        """After an epoch, or at the best of the epochs up to it that its own validation chooses."""
        if recipe not in self.known:
            draw = np.random.default_rng((self.key, recipe))
            (errors,) = self.world.errors(draw, np.array([recipe]), np.arange(NETWORKS))
            self.known[recipe] = errors, draw.binomial(VALIDATION, errors)
        errors, seen = self.known[recipe]
        last = int(np.searchsorted(EPOCHS, epoch)) + 1
        if not early:
            return 100 * float(errors[:, last - 1].mean())
        return 100 * float(np.take_along_axis(errors[:, :last], seen[:, :last].argmin(1)[:, None], 1).mean())


def run(studies: int) -> Iterator[dict[str, Any]]:
    """A row for all worlds, then one for each kind."""
    batches = [list(range(first, min(first + _A_BATCH, studies))) for first in range(0, studies, _A_BATCH)]
    found = [each for answers in over_cores(batch, batches) for each in answers]
    yield tallied(ALL_WORLDS, found)
    for kind in KINDS:
        yield tallied(kind, [each for each in found if each.kind == kind])


def batch(worlds: Sequence[int]) -> list[Answer]:
    """The answers of some worlds, by number; their kinds take turns."""
    return [one(number) for number in worlds]


def one(number: int) -> Answer:
    """One world, one study of it, one network to be advised on: any one, or by turns one with every step measured."""
    draw = np.random.default_rng((24, number))
    world = World.draw(KINDS[number % len(KINDS)], draw)
    truth, tables = Truth(world, number), study(world, int(draw.choice(SEEDS)), draw)
    start, epoch = _start(draw, inside=number // len(KINDS) % 2 == 1)
    told = _asked(tables, start, epoch)
    here = truth.at(start, epoch)
    after = {id(step): _error_after(truth, told, step) for step in told.steps if step.state != "not-measured"}
    best = min([here, *after.values()])
    taken = after[id(told.recommended)] if told.recommended else here
    decided = told.outcome in ("step", "stop")
    followed = _followed(truth, tables, told) - here if told.recommended else np.nan
    return Answer(world.kind, told.outcome, taken - best if decided else np.nan, here - taken, told.margin, followed)


def _start(draw: np.random.Generator, *, inside: bool) -> tuple[int, int]:
    """Any recipe and epoch; `inside`: one whose cheap steps were all measured, so that it may be told to stop."""
    recipes = [
        place
        for place, recipe in enumerate(GRID)
        if not inside or (recipe.depth in DEPTHS[1:-1] and recipe.width < WIDTHS[-1] and recipe.rows == ROWS[0])
    ]
    return int(draw.choice(recipes)), int(draw.choice(EPOCHS[:-1] if inside else EPOCHS))


def _asked(tables: Tables, recipe: int, epoch: int) -> Advice:
    return advice(tables, f"{GRID[recipe].name}-{GRID[recipe].rows}-s0", epoch)


def _place(step: Step) -> tuple[int, int]:
    """Recipe and epoch that a step leads to."""
    assert step.finding is not None
    to = step.finding.subject
    rows = [recipe for recipe in GRID if recipe.name == to["to"] and recipe.rows == to["to_rows"]]
    return GRID.index(rows[0]), int(to["to_epochs"])


def _error_after(truth: Truth, told: Advice, step: Step) -> float:
    recipe, epoch = _place(step)
    return truth.at(recipe, epoch, early=step.name == "early-stopping")


def _followed(truth: Truth, tables: Tables, told: Advice) -> float:
    """The error where following advice ends."""
    error = np.nan
    for _ in range(FOLLOWED):
        if not told.recommended:
            break
        error = _error_after(truth, told, told.recommended)
        if told.recommended.name == "early-stopping":
            break
        told = _asked(tables, *_place(told.recommended))
    return error


def tallied(name: str, found: Sequence[Answer]) -> dict[str, Any]:
    """Counts over the worlds of a kind, and the regret of what was advised."""
    advised = [each for each in found if np.isfinite(each.regret)]
    steps = [each for each in advised if each.outcome == "step"]
    outcomes = [each.outcome for each in found]
    return {
        "worlds": name,
        "studies": len(found),
        "outcomes": {each: outcomes.count(each) for each in sorted(set(outcomes))},
        "advised": len(advised),
        "within": sum(each.regret <= each.margin for each in advised),
        "worse": sum(each.gain < 0 for each in advised),
        "regret": float(np.mean([each.regret for each in advised])) if advised else 0.0,
        "gain": float(np.mean([each.gain for each in steps])) if steps else 0.0,
        "followed": len(steps),
        "followed_worse": sum(each.followed > 0 for each in steps),
        "followed_gain": float(-np.mean([each.followed for each in steps])) if steps else 0.0,
    }
