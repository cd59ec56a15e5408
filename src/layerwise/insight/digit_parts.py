"""Digits shown in parts, over many examples: how far each layer adds parts up, and what a digit is without its loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int, Shaped

from layerwise.insight.controls import untrained
from layerwise.insight.parts import Kind, parts_of
from layerwise.insight.wholes import Wholes, wholes
from layerwise.nets.network import Network

# Digits of each class that are taken apart.
OF_A_CLASS = 20
UNTRAINED = 5


@dataclass(frozen=True)
class Without:
    """What becomes of the digits of one class when a kind of part is taken away.

    Args:
        digit: class number.
        kind: of the part.
        digits: that the network reads rightly and that have such a part beside another.
        still: how many of them are still read as that class.
        instead: the class most often read of the others; -1 where there are none.
    """

    digit: int
    kind: Kind
    digits: int
    still: int
    instead: int


@dataclass(frozen=True, eq=False)
class DigitParts:
    """What a network makes of parts of digits.

    Args:
        digits: of more than one part that were shown, in all.
        additivity: by layer, hidden ones then the logits: median over digits of how far the answer to the whole is the
            sum of the answers to its parts (1: it is).
        untrained: the same of untrained networks, their mean.
        without: by class and kind of part.
        examples: one whole digit a class where there is one, in full, for a picture.
    """

    digits: int
    additivity: Float[np.ndarray, " layers"]
    untrained: Float[np.ndarray, " layers"]
    without: tuple[Without, ...]
    examples: tuple[tuple[int, Wholes], ...]


def digit_parts(
    network: Network, pictures: Shaped[np.ndarray, "pictures height width"], labels: Int[np.ndarray, " pictures"]
) -> DigitParts:
    """Takes digits apart, 20 a class at most, and shows their parts to a network and to untrained ones of its shape.

    Raises:
        DataError: pictures without ink, or of another size than the network reads.
    """
    rows = np.concatenate([np.flatnonzero(labels == number)[:OF_A_CLASS] for number in np.unique(labels)])
    shown, classes = pictures[rows], labels[rows]
    parts = parts_of(shown)
    found = wholes(network, shown, classes.tolist(), parts)
    others = [_additivity(wholes(each, shown, classes.tolist(), parts)) for each in untrained(network, UNTRAINED)]
    first = {int(number): int(np.flatnonzero(classes == number)[0]) for number in np.unique(classes)}
    return DigitParts(
        digits=sum(len(each.parts) > 1 for each in found),
        additivity=_additivity(found),
        untrained=np.mean(others, axis=0),
        without=tuple(_without(found, classes)),
        examples=tuple((number, found[_telling(found, classes, number, place)]) for number, place in first.items()),
    )


def _additivity(found: Sequence[Wholes]) -> np.ndarray:
    layers = len(found[0].whole)
    several = [each.additivity for each in found if len(each.parts) > 1]
    values = np.array(several, np.float64).reshape(-1, layers)
    sound = [column[np.isfinite(column)] for column in values.T]
    return np.array([np.median(column) if len(column) else np.nan for column in sound])


def _telling(found: Sequence[Wholes], classes: np.ndarray, number: int, first: int) -> int:
    """The first digit of a class that has several parts and is read rightly; else its first."""
    for place in np.flatnonzero(classes == number):
        if len(found[int(place)].parts) > 1 and found[int(place)].answer[0] == number:
            return int(place)
    return first


def _without(found: Sequence[Wholes], classes: np.ndarray) -> list[Without]:
    tally: dict[tuple[int, Kind], list[int]] = {}
    for each, label in zip(found, classes, strict=True):
        if len(each.parts) < 2 or each.answer[0] != label:
            continue
        for kind in dict.fromkeys(part.kind for part in each.parts):
            # Of several parts of a kind, the largest.
            places = [place for place, part in enumerate(each.parts) if part.kind == kind]
            largest = max(places, key=lambda place: float(each.parts[place].share.sum()))
            tally.setdefault((int(label), kind), []).append(each.answer[1 + largest])
    return [_tallied(digit, kind, answers) for (digit, kind), answers in sorted(tally.items())]


def _tallied(digit: int, kind: Kind, answers: list[int]) -> Without:
    others = [answer for answer in answers if answer != digit]
    instead = max(sorted(set(others)), key=others.count) if others else -1
    return Without(digit, kind, len(answers), len(answers) - len(others), instead)
