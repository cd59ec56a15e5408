"""What single units answer to: each hidden unit's best concept, and whether that is more than chance and than lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from jaxtyping import Float
from scipy.stats import rankdata

from layerwise.insight.concepts import Concept, Level, known_together
from layerwise.insight.controls import Layers
from layerwise.insight.exceeding import exceeding

SHUFFLES = 999
LEVEL = 0.025
_STREAM = 6_003


@dataclass(frozen=True)
class Detection:
    """One unit and the concept that it tells best.

    Args:
        layer: `hidden-1` …
        unit: its number in the layer, from 0.
        concept: name of the question it tells best; empty for a unit that never changes.
        level: of that question.
        auc: chance that it answers more to an example with the concept than to one without; below 0.5 it answers less.
        chance: what |AUC − 0.5| of this unit and question has to exceed, were all answers dealt out by lot.
        untrained: mean of the best |AUC − 0.5| for this question in this layer of untrained networks.
        bound: what |AUC − 0.5| has to exceed so that no untrained network's best unit would do as well.
        components: the best |AUC − 0.5| of as many principal components of the inputs, to be read beside it: many a
            concept lies along a direction that any method finds without labels.
        holds: above chance and above the bound; only then may it be said that the unit detects the concept.
    """

    layer: str
    unit: int
    concept: str
    level: Level
    auc: float
    chance: float
    untrained: float
    bound: float
    components: float
    holds: bool

    @property
    def rises(self) -> bool:
        """Whether it answers more where the concept is there, rather than less."""
        return self.auc > 0.5


def detections(
    layers: Layers,
    questions: Sequence[Concept],
    untrained: Float[np.ndarray, "networks layers questions"],
    components: Float[np.ndarray, "examples components"],
) -> list[Detection]:
    """The best concept of every hidden unit, judged against lot and against untrained networks.

    - chance: the answers to all questions are dealt out to the examples by lot, 999 times; the largest standardised
      rank correlation of any unit and question bounds what lot can do (level 2.5 % for the whole family).
    - the best unit for the same question in the same layer of untrained networks of the same shape (level
      1 / (networks + 1), 2.5 %, for all layers and questions at once).

    Args:
        layers: what the network answers.
        questions: yes-no concepts of the same examples.
        untrained: what `best_units` finds in untrained networks of the shape.
        components: the examples along the principal components of the inputs, at least as many as a layer has units.

    Source: Zhou et al. 2018, "Interpreting deep visual representations", for naming units by their best concept;
    Westfall & Young 1993 for the permutation of the maximum.
    """
    hidden = layers.names[:-1]
    if not hidden or not questions:
        return []
    answers = np.stack([question.values for question in questions], axis=1)
    scores = [auc(each, answers) - 0.5 for each in layers.answers[:-1]]
    chance = _chance([*layers.answers[:-1]], answers)
    best = np.array([_best(score) for score in scores])
    above = exceeding(_stretched(best).reshape(-1), _stretched(untrained).reshape(len(untrained), -1))
    bound = np.where(np.isfinite(above.bound), _shrunk(above.bound), np.inf).reshape(best.shape)
    of_components = auc(components, answers) - 0.5
    return [
        _detection(
            layers, place, position, scores[place][position], questions, chance[place],
            untrained.mean(axis=0)[place], bound[place], _best(of_components[: len(scores[place])]),
        )
        for place in range(len(hidden))
        for position in range(len(scores[place]))
    ]  # fmt: skip


def units_by_level(found: Sequence[Detection]) -> dict[tuple[str, Level], int]:
    """How many units of each hidden layer detect a concept of each level; 0 where none does.

    Args:
        found: of every hidden unit.
    """
    counts = {(each.layer, level): 0 for each in found for level in get_args(Level)}
    for each in found:
        if each.holds:
            counts[each.layer, each.level] += 1
    return counts


def best_units(
    networks: Sequence[Layers], questions: Sequence[Concept]
) -> Float[np.ndarray, "networks layers questions"]:
    """The best |AUC − 0.5| of any unit, by network, hidden layer and question."""
    if not questions:
        return np.zeros((len(networks), len(networks[0].names) - 1, 0))
    answers = np.stack([question.values for question in questions], axis=1)
    found = [[_best(auc(each, answers) - 0.5) for each in network.answers[:-1]] for network in networks]
    return np.array(found).reshape(len(networks), len(networks[0].names) - 1, len(questions))


def _detection(
    layers: Layers,
    place: int,
    position: int,
    scores: np.ndarray,
    questions: Sequence[Concept],
    chance: np.ndarray,
    untrained: np.ndarray,
    bound: np.ndarray,
    components: np.ndarray,
) -> Detection:
    question = int(np.abs(scores).argmax())
    size = abs(float(scores[question]))
    still = not np.ptp(layers.answers[place][:, position])
    holds = size > max(float(chance[position, question]), float(bound[question]))
    return Detection(
        layer=layers.names[place],
        unit=int(layers.units[place][position]),
        concept="" if still else questions[question].name,
        level=questions[question].level,
        auc=0.5 + float(scores[question]),
        chance=float(chance[position, question]),
        untrained=float(untrained[question]),
        bound=float(bound[question]),
        components=float(components[question]),
        holds=bool(holds and not still),
    )


def auc(
    activations: Float[np.ndarray, "examples units"], answers: Float[np.ndarray, "examples questions"]
) -> Float[np.ndarray, "units questions"]:
    """Area under the ROC curve of every unit for every yes-no question, ties counted half.

    Args:
        activations: of the units.
        answers: 0, 1, or NaN where not known.

    Returns:
        0 … 1; 0.5 for a unit that never changes, and where a question has one answer only.
    """
    found = np.full((activations.shape[1], answers.shape[1]), 0.5)
    for known, members in known_together(answers):
        ranks = rankdata(activations[known], axis=0)
        yes = answers[np.ix_(known, members)]
        positives, count = yes.sum(axis=0), len(yes)
        pairs = positives * (count - positives)
        sums = ranks.T @ yes
        usable = pairs > 0
        wins = sums - positives * (positives + 1) / 2
        found[:, members[usable]] = wins[:, usable] / pairs[usable]
    return found


def _chance(layers: Sequence[np.ndarray], answers: np.ndarray) -> list[np.ndarray]:
    """By layer, unit and question: the |AUC − 0.5| that lot exceeds anywhere with a chance of 2.5 %."""
    draw = np.random.default_rng(_STREAM)
    groups = known_together(answers)
    highest = np.zeros((SHUFFLES, len(groups)))
    spread = [np.full((each.shape[1], answers.shape[1]), np.inf) for each in layers]
    for number, (known, members) in enumerate(groups):
        count = int(known.sum())
        ranks, deviations = zip(*(_standard(rankdata(each[known], axis=0)) for each in layers), strict=True)
        yes, _ = _standard(answers[np.ix_(known, members)])
        together = np.concatenate(ranks, axis=1).T.astype(np.float32)
        for shuffle in range(SHUFFLES):
            lot = yes[draw.permutation(count)].astype(np.float32)
            highest[shuffle, number] = np.abs(together @ lot).max(initial=0) * np.sqrt(count - 1)
        positives = answers[np.ix_(known, members)].sum(axis=0)
        # |AUC − 0.5| of a rank correlation that is one standard deviation of lot away from 0.
        per_unit = 1 / np.sqrt(np.maximum(positives * (count - positives), 1) * (count - 1))
        for place, deviation in enumerate(deviations):
            spread[place][:, members] = deviation[:, None] * per_unit
    limit = float(np.quantile(highest.max(axis=1), 1 - LEVEL, method="higher"))
    return [limit * each for each in spread]


def _standard(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Columns of mean 0 and length 1 (0 where constant), and their standard deviations."""
    centred = values - values.mean(axis=0)
    deviation = centred.std(axis=0)
    length = np.where(deviation > 0, deviation * np.sqrt(len(values)), 1.0)
    return centred / length, deviation


def _best(scores: np.ndarray) -> np.ndarray:
    return np.abs(scores).max(axis=0, initial=0.0)


def _stretched(size: np.ndarray) -> np.ndarray:
    """|AUC − 0.5| on a scale without an end, on which the best units of untrained networks scatter evenly."""
    return np.arctanh(np.minimum(2 * size, 1 - 1e-9))


def _shrunk(stretched: np.ndarray) -> np.ndarray:
    return np.tanh(np.where(np.isfinite(stretched), stretched, 0.0)) / 2
