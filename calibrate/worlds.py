"""Worlds that studies are drawn from: what is true of their networks, seeds and images.

An image is answered wrong where a latent score is above 0. For network s of arm a, image i, epoch e it is

    level_a(e) + (seed_as + wander_as(e)) · sensitivity_i + difficulty_i + taste_ai + interaction_asi + jitter_asie

and so nothing of it is additive in the errors themselves, which is what the estimators assume. Difficulties have the
heavy tail of Student's t with 3 degrees of freedom, tastes with 4; sensitivities are skewed; seeds are normal or
exponential; part of what seed and interaction do is common to both arms, as a seed's batches are. Where rates are
tuned, all networks of an arm that share a rate share its effect, in validation too: a rate that is off costs more early
than late.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Singles = NDArray[np.float32]
# The error of a network that guesses among ten classes.
GUESSING = 0.9
Shape = Literal["falling", "flat", "turned", "mixed"]


@dataclass(frozen=True)
class Curve:
    """The level of an architecture over its epochs.

    Args:
        level: where it comes to rest; about −3.5 for an error of 6 %.
        shape: `falling` as 2 · epoch^−0.5 until the end and beyond; `flat` from a few epochs on; `turned`: falls until
            a third of the epochs, then rises with their logarithm; `mixed`: things are learned at rates of their own.
        rise: of `turned`, what is added where the epochs have doubled.
        parts: of `mixed`, share and rate of each: what it falls by, of 2 in all, and how often by a factor e within
            the epochs of a study.
    """

    level: float = -3.5
    shape: Shape = "flat"
    rise: float = 0.35
    parts: tuple[tuple[float, float], ...] = ()

    def levels(self, epochs: int, horizon: int = 1) -> Floats:
        """Level after epoch 1, 2, … up to `horizon` times as many as a study has, shape (epochs · horizon,)."""
        at = np.arange(1, epochs * horizon + 1)
        if self.shape == "falling":
            return self.level + 2 * at**-0.5
        if self.shape == "mixed":
            return self.level + 2 * np.sum([share * np.exp(-rate * at / epochs) for share, rate in self.parts], 0)
        turns = epochs / 3
        fallen = self.level + 2.5 * np.exp(-at / max(1.0, turns / 4))
        return fallen + (self.rise * np.log2(np.maximum(1, at / turns)) if self.shape == "turned" else 0.0)


@dataclass(frozen=True)
class World:
    """What is true; all scales are standard deviations on the latent scale.

    Args:
        arms: the architectures' curves: depth 1, 2, ….
        seeds: the law of a network's own effect: `normal`, or `skewed` (exponential: few bad seeds, no lucky ones).
        spread: of the seeds' effects.
        wander: of what a network gains and loses from epoch to epoch (first order, correlation 0.5).
        together: share of the variance of seeds and interactions that the arms of one seed have in common.
        difficulty: scale of Student's t with 3 degrees of freedom.
        taste: scale of Student's t with 4: what an architecture makes of an image, whatever its seed.
        interaction: of what a network makes of an image, at all its epochs.
        jitter: of the same at one epoch.
        tuned: of what a tuned rate adds to all networks of its arm and group, at the last epoch.
        rates_fail: share of tuned rates that fail.
        failure: what a failing rate adds.
        fails: share of the last arm's networks that fail to train: they guess among ten classes at every epoch.
        classes: how many the tables tell of; 0: they do not say.
    """

    arms: tuple[Curve, ...] = (Curve(), Curve())
    seeds: Literal["normal", "skewed"] = "normal"
    spread: float = 0.07
    wander: float = 0.04
    together: float = 0.3
    difficulty: float = 1.2
    taste: float = 0.2
    interaction: float = 0.9
    jitter: float = 0.3
    tuned: float = 0.0
    rates_fail: float = 0.0
    failure: float = 0.0
    fails: float = 0.0
    classes: int = 0

    def failures(self, draw: np.random.Generator, count: int) -> NDArray[np.bool_]:
        """Which networks fail to train, shape (arms, count)."""
        failed = np.zeros((len(self.arms), count), np.bool_)
        if self.fails:
            failed[-1] = draw.random(count) < self.fails
        return failed

    def effects(self, draw: np.random.Generator, count: int) -> Floats:
        """Effects of the seeds, of mean 0, the arms' correlated, shape (arms, count)."""
        shared, own = self._law(draw, (1, count)), self._law(draw, (len(self.arms), count))
        return self.spread * (np.sqrt(self.together) * shared + np.sqrt(1 - self.together) * own)

    def _law(self, draw: np.random.Generator, shape: tuple[int, int]) -> Floats:
        return draw.standard_exponential(shape) - 1 if self.seeds == "skewed" else draw.standard_normal(shape)

    def courses(self, draw: np.random.Generator, count: int, epochs: int, groups: Ints | None = None) -> Floats:
        """Effects and wandering of each network, shape (arms, count, epochs).

        Args:
            draw: of all of it.
            count: of seeds.
            epochs: of each network.
            groups: which seeds share tuned rates, shape (count,); None: each has its own.
        """
        steps = self.wander * draw.standard_normal((len(self.arms), count, epochs))
        for epoch in range(1, epochs):
            steps[..., epoch] = 0.5 * steps[..., epoch - 1] + np.sqrt(0.75) * steps[..., epoch]
        steps += self.effects(draw, count)[..., None]
        if self.tuned or self.rates_fail:
            number = np.arange(count) if groups is None else np.unique(groups, return_inverse=True)[1]
            rates = self.rates(*draw.standard_normal((2, len(self.arms), number.max() + 1)))
            steps += rates[:, number, None] * self.early(epochs)
        return steps

    def rates(self, normal: Floats, chance: Floats) -> Floats:
        """What tuned rates add at the last epoch, made of two standard normal numbers each."""
        return self.tuned * normal + self.failure * (chance < special.ndtri(self.rates_fail))

    def early(self, epochs: int, horizon: int = 1) -> Floats:
        """How much more a rate matters at each epoch than at the last one, shape (epochs · horizon,)."""
        return 2 - np.minimum(np.arange(1, epochs * horizon + 1) / epochs, 1)

    def levels(self, epochs: int, horizon: int = 1) -> Floats:
        """Levels of all arms after each epoch, shape (arms, epochs · horizon)."""
        return np.stack([arm.levels(epochs, horizon) for arm in self.arms])


@dataclass(frozen=True)
class Images:
    """Images as the networks of some seeds meet them, with what does not change from epoch to epoch.

    Args:
        score: difficulty, taste and interaction, shape (networks, images); networks arm after arm.
        sensitivity: how much the effect of a seed counts, shape (networks or 1, images).
        jitter: see `World`.
    """

    score: Singles
    sensitivity: Singles
    jitter: float

    @classmethod
    def draw(cls, world: World, draw: np.random.Generator, seeds: int, count: int, *, own: bool = False) -> Images:
        """`count` images, the same for all seeds (test) or each seed's `own` (validation); arms always share them."""
        arms, shape = len(world.arms), (1, seeds if own else 1, count)
        met = (arms, seeds, count)
        common = draw.standard_normal((1, seeds, count), np.float32)
        score = np.sqrt(np.float32(1 - world.together)) * draw.standard_normal(met, np.float32)
        score += np.sqrt(np.float32(world.together)) * common
        score *= np.float32(world.interaction)
        score += (world.difficulty * draw.standard_t(3, shape)).astype(np.float32)
        score += (world.taste * draw.standard_t(4, (arms, *shape[1:]))).astype(np.float32)
        sensitivity = sensitivities(draw.standard_exponential(shape)).astype(np.float32)
        everyones = np.broadcast_to(sensitivity, met) if own else sensitivity
        return cls(score.reshape(-1, count), everyones.reshape(-1, count), world.jitter)

    @property
    def count(self) -> int:
        """How many."""
        return self.score.shape[-1]

    def wrong(self, draw: np.random.Generator, level: Floats, effect: Floats) -> NDArray[np.bool_]:
        """Whether each network errs on each image at one epoch, shape (networks, images).

        Args:
            draw: of the jitter.
            level: of the networks' arms at that epoch, shape (networks,).
            effect: of their seeds, wandering included, shape (networks,).
        """
        latent = draw.standard_normal(self.score.shape, np.float32)
        latent *= np.float32(self.jitter)
        latent += self.score
        latent += effect.astype(np.float32)[:, None] * self.sensitivity
        return latent > -level.astype(np.float32)[:, None]


def sensitivities(exponential: Floats) -> Floats:
    """How much the effect of a seed counts for an image: skewed, never below a half, 1 on average."""
    return 0.5 + 0.5 * exponential


@dataclass(frozen=True)
class Design:
    """How much of a world a study sees.

    Args:
        seeds: of each architecture.
        folds: 0 for a test set of its own, else five.
        images: tested in all.
        epochs: of every network.
        validation: rows that choose a network's epoch, drawn anew for each seed.
        groups: of seeds that share tuned rates, where the test set is one; folds are such groups.
    """

    seeds: int = 12
    folds: Literal[0, 5] = 0
    images: int = 10_000
    epochs: int = 12
    validation: int = 500
    groups: int = 0

    @property
    def tuned_together(self) -> Ints:
        """The group of each seed, shape (seeds,)."""
        return np.arange(self.seeds) % (self.folds or self.groups or 1)

    @property
    def fold_of_seeds(self) -> NDArray[np.int64]:
        """The fold that each seed is tested on, shape (seeds,); −1 for a test set of its own."""
        return np.arange(self.seeds) % self.folds if self.folds else np.full(self.seeds, -1)

    @property
    def name(self) -> str:
        """`12 seeds, 10,000 images of a fixed test set`."""
        where = "in five folds" if self.folds else "of a fixed test set"
        where += f", {self.groups} groups of rates" if self.groups else ""
        return f"{self.seeds} seeds, {self.images:,} images {where}"
