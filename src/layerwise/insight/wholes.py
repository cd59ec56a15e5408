"""A whole and its parts: the network is shown a digit, each of its parts alone, and the digit without each part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Shaped

from layerwise.insight.parts import Part, alone, parts_of, without
from layerwise.nets.network import Network


@dataclass(frozen=True, eq=False)
class Wholes:
    """One digit, its parts, and what each layer answers to them. Layers are the hidden ones, then the logits.

    Args:
        picture: the digit, as it was shown.
        parts: of the digit.
        whole: by layer, (units,): answers to the digit, less those to an empty picture.
        alone: by layer, (parts, units): answers to each part alone, less those to an empty picture.
        lost: by layer, (parts, units): answers to the digit less those to the digit without the part.
        probability: of the digit's class: for the whole, then without each part.
        answer: the class that the network gives to the whole, then to the digit without each part.
        answer_alone: the class that it gives to each part alone.
    """

    picture: Shaped[np.ndarray, "height width"]
    parts: tuple[Part, ...]
    whole: tuple[Float[np.ndarray, " _"], ...]
    alone: tuple[Float[np.ndarray, "parts _"], ...]
    lost: tuple[Float[np.ndarray, "parts _"], ...]
    probability: tuple[float, ...]
    answer: tuple[int, ...]
    answer_alone: tuple[int, ...]

    @property
    def additivity(self) -> tuple[float, ...]:
        """By layer, how far the answer to the whole is the sum of the answers to the parts.

        1 − |whole − Σ parts|² ÷ |whole|²: 1 where it is that sum, 0 where the sum is as far off as nothing at all would
        be, below 0 where it misleads; NaN for a layer that answers nothing, or a digit of one part.
        """
        return tuple(_share(whole, parts.sum(axis=0)) for whole, parts in zip(self.whole, self.alone, strict=True))

    def answering(self, layer: int) -> list[int]:
        """For each unit of a layer the part that changes it most when taken away; -1 where none changes it."""
        lost = np.abs(self.lost[layer])
        return [int(column.argmax()) if column.max() > 0 else -1 for column in lost.T]


def wholes(
    network: Network,
    pictures: Shaped[np.ndarray, "pictures height width"],
    labels: Sequence[int],
    parts: Sequence[Sequence[Part]] | None = None,
) -> list[Wholes]:
    """Shows digits in parts.

    Args:
        network: that reads such pictures.
        pictures: light ink on black, as the data set holds them.
        labels: class numbers, whose probability is followed.
        parts: of the pictures, where they were found already; else they are found here.

    Raises:
        DataError: pictures without ink, or of another size than the network reads.
    """
    cut = parts_of(pictures) if parts is None else parts
    shown, where = [np.zeros_like(pictures[0])], []
    for picture, found in zip(pictures, cut, strict=True):
        where.append(len(shown))
        shown += [picture, *(alone(picture, part) for part in found), *(without(picture, part) for part in found)]
    inputs = np.stack(shown).reshape(len(shown), -1)
    answers = [each.astype(np.float64) for each in network.activations(inputs)]
    probabilities = network.predict_proba(inputs)
    return [
        _one(answers, probabilities, picture, found, start, int(label))
        for picture, found, start, label in zip(pictures, cut, where, labels, strict=True)
    ]


def _one(
    answers: list[np.ndarray],
    probabilities: np.ndarray,
    picture: np.ndarray,
    parts: Sequence[Part],
    start: int,
    label: int,
) -> Wholes:
    count = len(parts)
    single, less = slice(start + 1, start + 1 + count), slice(start + 1 + count, start + 1 + 2 * count)
    rows = [start, *range(less.start, less.stop)]
    return Wholes(
        picture=picture,
        parts=tuple(parts),
        whole=tuple(each[start] - each[0] for each in answers),
        alone=tuple(each[single] - each[0] for each in answers),
        lost=tuple(each[start] - each[less] for each in answers),
        probability=tuple(float(probabilities[row, label]) for row in rows),
        answer=tuple(int(probabilities[row].argmax()) for row in rows),
        answer_alone=tuple(int(row.argmax()) for row in probabilities[single]),
    )


def _share(whole: np.ndarray, total: np.ndarray) -> float:
    size = float((whole**2).sum())
    return 1 - float(((whole - total) ** 2).sum()) / size if size > 0 else float("nan")
