"""Which pixels an answer rests on: integrated gradients, whose sum is checked, and occlusion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jax
import numpy as np
from jaxtyping import Float, Num

from layerwise.nets import forward
from layerwise.nets.network import Network
from layerwise.nets.spec import NetworkSpec

# Doubled until the sum is right.
FEWEST_STEPS, MOST_STEPS = 64, 4096
COMPLETE = 0.01
PATCH = 5


@dataclass(frozen=True, eq=False)
class Attribution:
    """What each input adds to one logit, on the way from a baseline to the example.

    Args:
        values: one an input: above 0 speaks for the class, below 0 against it.
        total: logit of the example minus that of the baseline; the values should sum to it.
        steps: points along the way.
    """

    values: Float[np.ndarray, " features"]
    total: float
    steps: int

    @property
    def gap(self) -> float:
        """|Σ values − total| ÷ max(|total|, Σ |values| ÷ 10): below 0.01 the sum is complete."""
        return abs(float(self.values.sum()) - self.total) / max(
            abs(self.total), 0.1 * float(np.abs(self.values).sum()), 1e-12
        )

    @property
    def complete(self) -> bool:
        """Whether the values account for the answer, to one per cent."""
        return self.gap <= COMPLETE


def integrated_gradients(
    network: Network,
    example: Num[np.ndarray, " features"],
    class_number: int,
    *,
    baseline: Num[np.ndarray, " features"] | None = None,
) -> Attribution:
    """Integrated gradients of one logit along the straight way from a baseline to an example.

    The gradients are averaged at the middles of equal steps, twice as many each time (from 64, up to 4,096) until the
    values sum to the change of the logit within one per cent. `complete` says whether they do.

    Args:
        network: to explain.
        example: as the data set holds it.
        class_number: whose logit.
        baseline: where the way begins; the empty picture (all inputs 0) where none is given.

    Source: Sundararajan, Taly & Yan 2017, "Axiomatic attribution for deep networks".
    """
    start = np.zeros(network.spec.inputs) if baseline is None else np.asarray(baseline, np.float64)
    ends = network.preprocessing(np.stack([start, np.asarray(example, np.float64)])).astype(np.float64)
    total = float(np.diff(network.activations(np.stack([start, example]))[-1][:, class_number].astype(np.float64))[0])
    steps = FEWEST_STEPS
    while True:
        middles = (np.arange(steps) + 0.5) / steps
        way = ends[0] + middles[:, None] * (ends[1] - ends[0])
        gradients = np.concatenate(
            [
                np.asarray(_gradients(network.spec)(network.layers, part.astype(np.float32), class_number), np.float64)
                for part in np.array_split(way, max(1, steps // FEWEST_STEPS))
            ]
        )
        found = Attribution(gradients.mean(axis=0) * (ends[1] - ends[0]), total, steps)
        if found.complete or steps >= MOST_STEPS:
            return found
        steps *= 2


def occlusion(
    network: Network,
    picture: Num[np.ndarray, "height width"],
    class_number: int,
    *,
    patch: int = PATCH,
    empty: float = 0.0,
) -> Float[np.ndarray, "height width"]:
    """How much of the class's probability each pixel holds: what is lost where a square around it is made empty.

    Args:
        network: that reads such pictures.
        picture: as the data set holds it.
        class_number: whose probability.
        patch: side of the square, pixels.
        empty: what the square is filled with.

    Returns:
        Probability of the whole minus that of the covered picture; above 0 where the covered part speaks for the class.

    Source: Zeiler & Fergus 2014, "Visualizing and understanding convolutional networks".
    """
    height, width = picture.shape
    before, after = (patch - 1) // 2, patch // 2
    covered = np.repeat(picture[None], height * width, axis=0)
    for place, each in enumerate(covered):
        y, x = divmod(place, width)
        each[max(0, y - before) : y + after + 1, max(0, x - before) : x + after + 1] = empty
    shown = np.concatenate([picture[None], covered]).reshape(1 + height * width, -1)
    said = network.predict_proba(shown)[:, class_number]
    return (said[0] - said[1:]).reshape(height, width)


@lru_cache(maxsize=16)
def _gradients(spec: NetworkSpec) -> Callable[..., Any]:
    def logit(layers: Sequence[Any], row: Any, class_number: Any) -> Any:
        return forward.logits(spec, layers, row)[class_number]

    return jax.jit(jax.vmap(jax.grad(logit, argnums=1), in_axes=(None, 0, None)))
