"""What is true of a world: errors expected over new seeds and new images, from its laws and not from a study of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
from scipy import optimize, special, stats
from scipy.interpolate import RectBivariateSpline

from calibrate.simulation import validation_errors
from calibrate.worlds import Design, Floats, World, sensitivities
from layerwise.verdict.readings.chosen import means_of_others

PERCENT = 100.0
# Quasi-random images that P(wrong) is averaged over, and seeds; a test holds both against a plain simulation.
_IMAGES, _SEEDS = 2**14, 2**12
# Networks whose choice of an epoch is simulated; expected test errors at these epochs are exact.
_CHOOSING = 8_000
_LEVELS, _EFFECTS = np.linspace(-7, 3, 61), np.linspace(-2, 3, 41)


@cache
def _logit_wrong(difficulty: float, taste: float, noise: float) -> RectBivariateSpline:
    """The logit of P(wrong) by level and effect; interaction and jitter, together `noise`, are integrated exactly."""
    points = stats.qmc.Sobol(3, rng=20261123).random(_IMAGES)
    image = difficulty * special.stdtrit(3, points[:, 0]) + taste * special.stdtrit(4, points[:, 1])
    sensitivity = sensitivities(-np.log1p(-points[:, 2]))
    wrong = [special.ndtr((_LEVELS[:, None] + effect * sensitivity + image) / noise).mean(1) for effect in _EFFECTS]
    return RectBivariateSpline(_LEVELS, _EFFECTS, special.logit(np.array(wrong).T))


@dataclass(frozen=True)
class Truth:
    """The expected test errors of a world, percentage points.

    Args:
        world: whose.
        design: its epochs and validation rows decide which epochs are chosen.
    """

    world: World
    design: Design

    def error(self, level: Floats, effect: Floats) -> Floats:
        """Expected over images, of networks with this level and effect."""
        world = self.world
        spline = _logit_wrong(world.difficulty, world.taste, float(np.hypot(world.interaction, world.jitter)))
        return PERCENT * special.expit(spline.ev(level, effect))

    @cache  # noqa: B019 - as long-lived as the process, and one a world
    def curves(self, horizon: int = 1) -> Floats:
        """Expected over seeds, at each epoch, shape (arms, epochs · horizon)."""
        levels = self.world.levels(self.design.epochs, horizon)
        early = self.world.early(self.design.epochs, horizon)
        return np.array([[self._expected(*at) for at in zip(arm, early, strict=True)] for arm in levels])

    @cache  # noqa: B019 - as long-lived as the process, and one a world
    def at_best(self) -> Floats:
        """Of each arm at the epoch that each network's validation errors choose, shape (arms,)."""
        if len(set(self.world.arms)) == 1:
            return np.repeat(self._at_best(replace(self.world, arms=self.world.arms[:1])), len(self.world.arms))
        return self._at_best(self.world)

    def _at_best(self, world: World) -> Floats:
        draw = np.random.default_rng(20261123)
        total, rounds = np.zeros(len(world.arms)), _CHOOSING // 1_000
        levels = world.levels(self.design.epochs)
        for _ in range(rounds):
            courses = world.courses(draw, 1_000, self.design.epochs)
            best = validation_errors(world, self.design, draw, courses).argmin(-1)
            effects = np.take_along_axis(courses, best[..., None], -1)[..., 0]
            total += self.error(np.take_along_axis(levels, best, -1), effects).mean(-1)
        return total / rounds

    @cache  # noqa: B019 - as long-lived as the process, and one a world
    def at_chosen(self, studies: int) -> Floats:
        """Of each arm at the epochs that the other seeds' validation chooses in studies of this design, shape (arms,).

        Args:
            studies: whose choices are simulated; expected test errors at these epochs are exact.
        """
        draw, design, curves = np.random.default_rng(20261130), self.design, self.curves()
        fold = design.fold_of_seeds
        total = np.zeros(len(curves))
        for _ in range(studies):
            courses = self.world.courses(draw, design.seeds, design.epochs, design.tuned_together)
            validation = validation_errors(self.world, design, draw, courses)
            for arm, (curve, errors) in enumerate(zip(curves, validation, strict=True)):
                total[arm] += curve[means_of_others(errors, fold).argmin(1)].mean()
        alike = len(set(self.world.arms)) == 1
        return (np.full_like(total, total.mean()) if alike else total) / studies

    def _expected(self, level: float, early: float = 1.0) -> float:
        seeds, rates = self._effects
        return float(self.error(np.full(_SEEDS, level), seeds + early * rates).mean())

    @cached_property
    def _effects(self) -> tuple[Floats, Floats]:
        """Effects of seeds at any one epoch, and of their rates at the last, quasi-random, each of shape (_SEEDS,)."""
        world = self.world
        tuned = bool(world.tuned or world.rates_fail)
        points = stats.qmc.Sobol(5 if tuned else 3, rng=7).random(_SEEDS).T
        laws = -np.log1p(-points[:2]) - 1 if world.seeds == "skewed" else special.ndtri(points[:2])
        seed = np.sqrt(world.together) * laws[0] + np.sqrt(1 - world.together) * laws[1]
        rates = world.rates(*special.ndtri(points[3:])) if tuned else np.zeros(_SEEDS)
        return world.spread * seed + world.wander * special.ndtri(points[2]), rates


def apart(world: World, design: Design, points: float) -> World:
    """The world of two arms whose second is moved so that its error at the last epoch is `points` above the first's.

    Args:
        world: of two arms.
        design: its epochs.
        points: percentage points of test error; below 0 the second arm is better.
    """
    truth = Truth(world, design)
    first, second = world.arms
    last, own = (arm.levels(design.epochs)[-1] for arm in world.arms)
    wanted = truth._expected(last) + points
    moved = optimize.brentq(lambda shift: truth._expected(own + shift) - wanted, -4, 4)
    return replace(world, arms=(first, replace(second, level=second.level + float(moved))))
