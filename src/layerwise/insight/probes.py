"""Linear probes: what a linear read-out of a layer can say of examples that it was not fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from scipy.special import ndtri

from layerwise.insight.concepts import Concept, known_together

FOLDS = 5
# Strengths of the ridge, times the number of fitted examples; units have an average variance of 1.
STRENGTHS = (1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)
_FOLD_STREAM, _CONTROL_STREAM = 6_001, 6_002


@dataclass(frozen=True, eq=False)
class Readout:
    """How well one layer gives the concepts away, on examples that the probes were not fitted on.

    Args:
        errors: squared error of each example and concept, in units of the concept's variance: 0 where it was read
            exactly, 1 on average where the probe says no more than the mean does; NaN where the value is not known.
        bases: the squared error of the mean alone, in the same unit; 1 on average.
        agreement: of a class, the share of examples whose largest output is the true one; NaN for other concepts.
    """

    errors: Float[np.ndarray, "examples concepts"]
    bases: Float[np.ndarray, "examples concepts"]
    agreement: Float[np.ndarray, " concepts"]

    @property
    def scores(self) -> Float[np.ndarray, " concepts"]:
        """R² out of sample: 1 where all is read, 0 where the mean does as well, below 0 where the probe misleads."""
        return 1 - np.nanmean(self.errors, axis=0)

    def interval(self, level: float = 0.95) -> tuple[Float[np.ndarray, " concepts"], Float[np.ndarray, " concepts"]]:
        """Ends of the scores' interval over further such examples, for this one network."""
        half = ndtri(0.5 + level / 2) * _standard_error(self.errors - (1 - self.scores) * self.bases)
        return self.scores - half, self.scores + half

    def above(
        self, other: Readout, level: float = 0.95
    ) -> tuple[Float[np.ndarray, " concepts"], Float[np.ndarray, " concepts"], Float[np.ndarray, " concepts"]]:
        """This score minus another's on the same examples, with the ends of its interval, example by example."""
        gain = self.scores - other.scores
        each = other.errors - self.errors - gain * self.bases
        half = ndtri(0.5 + level / 2) * _standard_error(each)
        return gain, gain - half, gain + half


def read(features: Float[np.ndarray, "examples units"], concepts: Sequence[Concept], *, folds: int = FOLDS) -> Readout:
    """Reads concepts out of a layer by ridge regression, each fifth of the examples by probes fitted on the others.

    Units are centred and the layer is brought to an average variance of 1 on the fitted examples (each unit by itself
    would blow up pixels that hardly ever carry ink); for each concept the ridge with the least
    leave-one-out error there is taken. A yes-no concept is regressed as 0 and 1, a class as one column a class: all
    kinds of concepts share one score.

    Args:
        features: what the layer answers; units that never change are nothing to read from.
        concepts: with a value for each example, or NaN where it is not known.
        folds: parts into which the examples are dealt out.

    Source: Alain & Bengio 2016, "Understanding intermediate layers using linear classifier probes".
    """
    parts = fold_numbers(len(features), folds)
    targets = [concept.targets() for concept in concepts]
    columns = np.concatenate(targets, axis=1)
    said, plain = np.full(columns.shape, np.nan), np.full(columns.shape, np.nan)
    for known, members in known_together(columns):
        for part in range(folds):
            fitted, judged = known & (parts != part), known & (parts == part)
            if judged.any() and fitted.any():
                where = np.ix_(judged, members)
                said[where] = ridge(features[fitted], columns[np.ix_(fitted, members)], features[judged])
                plain[where] = columns[np.ix_(fitted, members)].mean(axis=0)
    return _readout(concepts, targets, said, plain)


def shuffled(concepts: Sequence[Concept], *, seed: int = 0) -> list[Concept]:
    """The control task: the same values, dealt out to the examples by lot; nothing of them can be read honestly.

    Source: Hewitt & Liang 2019, "Designing and interpreting probes with control tasks".
    """
    found = []
    for place, concept in enumerate(concepts):
        values = concept.values.copy()
        draw = np.random.default_rng([_CONTROL_STREAM, seed, place])
        values[concept.known] = draw.permutation(values[concept.known])
        found.append(Concept(concept.name, concept.title, values, concept.kind, concept.level, concept.names))
    return found


def fold_numbers(examples: int, folds: int = FOLDS) -> Int[np.ndarray, " examples"]:
    """The part that each example belongs to, the same for every layer and network."""
    return np.random.default_rng([_FOLD_STREAM, examples]).permutation(np.arange(examples) % folds)


def ridge(
    fitted: Float[np.ndarray, "fitted units"],
    targets: Float[np.ndarray, "fitted columns"],
    judged: Float[np.ndarray, "judged units"],
) -> Float[np.ndarray, "judged columns"]:
    """What ridge regressions fitted on some examples say of others, each column with its own strength.

    Source: Golub, Heath & Wahba 1979 for leave-one-out errors in closed form.
    """
    mean, level = fitted.mean(axis=0), targets.mean(axis=0)
    x = fitted - mean
    scale = float(np.sqrt((x**2).mean()))
    if scale <= 1e-9 * max(1.0, float(np.abs(mean).max(initial=0))):
        return np.broadcast_to(level, (len(judged), targets.shape[1])).copy()
    x /= scale
    left, singular, right = _decomposed(x)
    along, count = left.T @ (targets - level), len(x)
    best, least = np.zeros((len(singular), targets.shape[1])), np.full(targets.shape[1], np.inf)
    for strength in STRENGTHS:
        shrunk = singular**2 / (singular**2 + strength * count)
        residuals = targets - level - left @ (shrunk[:, None] * along)
        leverage = 1 / count + (left**2) @ shrunk
        errors = ((residuals / np.maximum(1 - leverage, 1e-9)[:, None]) ** 2).mean(axis=0)
        better = errors < least
        least = np.where(better, errors, least)
        best = np.where(better, (shrunk / singular)[:, None] * along, best)
    return level + (judged - mean) / scale @ (right.T @ best)


def _decomposed(x: Float[np.ndarray, "rows units"]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x = left · diag(singular) · right, without the directions that x hardly has.

    Of more rows than units through xᵀx, which is a good deal less work. That squares the small singular values, so
    those below 10⁻⁶ of the largest are dropped: far below what any of the ridges lets through.
    """
    if len(x) < x.shape[1]:
        left, singular, right = np.linalg.svd(x, full_matrices=False)
    else:
        squares, vectors = np.linalg.eigh(x.T @ x)
        singular, right = np.sqrt(np.maximum(squares[::-1], 0.0)), vectors.T[::-1]
        left = x @ right.T / np.maximum(singular, 1e-300)
    kept = singular > 1e-6 * singular[0]
    return left[:, kept], singular[kept], right[kept]


def _readout(
    concepts: Sequence[Concept], targets: Sequence[np.ndarray], said: np.ndarray, plain: np.ndarray
) -> Readout:
    errors, bases = (np.full((len(said), len(concepts)), np.nan) for _ in range(2))
    agreement = np.full(len(concepts), np.nan)
    start = 0
    for place, (concept, target) in enumerate(zip(concepts, targets, strict=True)):
        columns = slice(start, start := start + target.shape[1])
        base = ((target - plain[:, columns]) ** 2).sum(axis=1)
        unit = np.nanmean(base)
        errors[:, place] = ((target - said[:, columns]) ** 2).sum(axis=1) / unit
        bases[:, place] = base / unit
        if concept.kind == "class":
            right = said[concept.known][:, columns].argmax(axis=1) == concept.values[concept.known]
            agreement[place] = right.mean()
    return Readout(errors, bases, agreement)


def _standard_error(each: np.ndarray) -> np.ndarray:
    return np.nanstd(each, axis=0, ddof=1) / np.sqrt((~np.isnan(each)).sum(axis=0))
