"""How far apart a layer holds the classes, and a flat map of the examples as the layer sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from layerwise.insight.concepts import class_concept
from layerwise.insight.controls import principal_components
from layerwise.insight.probes import read


@dataclass(frozen=True, eq=False)
class Separability:
    """The classes in one layer.

    Args:
        accuracy: of a linear read-out, on examples that it was not fitted on.
        within: share of all scatter that lies within the classes, 0 … 1: 0 where each class is a point, 1 where the
            classes' means coincide; NaN for a layer that never changes.
        places: (examples, 2), each example along the layer's two main directions.
        shown: share of the layer's variance that these two hold.
    """

    accuracy: float
    within: float
    places: Float[np.ndarray, "examples 2"]
    shown: float


def separability(answers: Float[np.ndarray, "examples units"], labels: Int[np.ndarray, " examples"]) -> Separability:
    """Measures how a layer separates the classes.

    Args:
        answers: of the layer.
        labels: class numbers.
    """
    names = tuple(str(number) for number in range(int(labels.max(initial=0)) + 1))
    accuracy = float(read(answers, [class_concept(labels, names)]).agreement[0])
    total = float(((answers - answers.mean(axis=0)) ** 2).sum())
    inside = sum(
        float(((answers[labels == number] - answers[labels == number].mean(axis=0)) ** 2).sum())
        for number in np.unique(labels)
    )
    components = principal_components(answers, 2)
    places = np.zeros((len(answers), 2))
    places[:, : components.shape[1]] = _turned(components)
    shown = float((components**2).sum()) / total if total > 0 else float("nan")
    return Separability(accuracy, inside / total if total > 0 else float("nan"), places, shown)


def _turned(components: np.ndarray) -> np.ndarray:
    """Each direction so that its largest value is positive: which way it points means nothing."""
    largest = np.take_along_axis(components, np.abs(components).argmax(axis=0)[None], axis=0)
    return components * np.where(largest < 0, -1.0, 1.0)
