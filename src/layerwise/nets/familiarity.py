"""What a network's training images look like, in a few kilobytes, so that images of something else are told.

Two distances to the nearest class, each with a threshold from validation rows: of the image's shape, whatever its
brightness, to the subspace of the class (Watanabe 1967); and of the amounts of ink in 7×7 fields to the class's normal
distribution (probabilistic principal components, Tipping & Bishop 1999).
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from jaxtyping import Bool, Float64, Int, Num

from layerwise.data.dataset import Dataset
from layerwise.data.folds import Split

SHAPE = (28, 28)
# Share of the network's own validation images that may be called strange, by each of the distances.
FALSE_ALARMS = 0.02
# Rows that are looked at, at most: more change nothing but the time.
_MOST_ROWS = 10_000
# Fewer images of a class, or fewer to set the thresholds by, tell too little.
_LEAST_OF_A_CLASS, _LEAST_VALIDATION = 20, 50
_SHAPE_DIRECTIONS, _INK_DIRECTIONS = 6, 16
_FLOOR = 2e-3  # of a variance, in squared shares of full ink

Rows = Num[np.ndarray, "rows 784"]
Fields = Float64[np.ndarray, "rows fields"]


@dataclass(frozen=True, eq=False)
class Subspaces:
    """A mean and the main directions of each class, in bytes.

    Args:
        means: (classes, fields).
        directions: (classes, directions, fields), of length 1 but for rounding.
        variances: (classes, directions), along each.
        rest: (classes,), variance along all other directions.
    """

    means: Float64[np.ndarray, "classes fields"]
    directions: Float64[np.ndarray, "classes directions fields"]
    variances: Float64[np.ndarray, "classes directions"]
    rest: Float64[np.ndarray, " classes"]

    @classmethod
    def fit(cls, fields: Fields, labels: Int[np.ndarray, " rows"], directions: int) -> Subspaces:
        """Of each class that has rows; rounded as the file keeps them."""
        parts = [_principal(fields[labels == label], directions) for label in np.unique(labels)]
        means, found, variances, rest = (np.array([part[k] for part in parts]) for k in range(4))
        return cls(_unpacked(_packed(means)), _unpacked(_packed(found)), _rounded(variances), _rounded(rest))

    def nearest_subspace(self, fields: Fields) -> Float64[np.ndarray, " rows"]:
        """Distance of each row to the nearest class's subspace."""
        return np.sqrt(np.min([rest for _, rest in self._split(fields)], axis=0))

    def least_likely(self, fields: Fields) -> Float64[np.ndarray, " rows"]:
        """Twice the negative log-density of each row under its likeliest class, but for a constant."""
        free = fields.shape[1] - self.directions.shape[1]
        logs = np.log(self.variances).sum(axis=1) + free * np.log(self.rest)
        return np.min(
            [
                (along**2 / variances).sum(axis=1) + rest / other + log
                for (along, rest), variances, other, log in zip(
                    self._split(fields), self.variances, self.rest, logs, strict=True
                )
            ],
            axis=0,
        )

    def _split(self, fields: Fields) -> list[tuple[np.ndarray, np.ndarray]]:
        """For each class: coordinates along its directions, squared distance from them."""
        found = []
        for mean, directions in zip(self.means, self.directions, strict=True):
            away = fields - mean
            along = away @ directions.T
            found.append((along, np.maximum((away**2).sum(axis=1) - (along**2).sum(axis=1), 0)))
        return found

    def as_dict(self) -> dict[str, Any]:
        """As JSON values: bytes in base64 with their scale, and plain numbers."""
        return {
            "means": _packed(self.means),
            "directions": _packed(self.directions),
            "variances": self.variances.tolist(),
            "rest": self.rest.tolist(),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Subspaces:
        """What `as_dict` wrote."""
        numbers = (np.asarray(values[name], np.float64) for name in ("variances", "rest"))
        return cls(_unpacked(values["means"]), _unpacked(values["directions"]), *numbers)


@dataclass(frozen=True, eq=False)
class Familiarity:
    """Tells images that look like none of a network's training images.

    Args:
        shapes: of the classes, in 14×14 fields, whatever the brightness.
        inks: of the classes, amounts of ink in 7×7 fields.
        thresholds: distances beyond which an image is strange: to `shapes`, under `inks`.
    """

    shapes: Subspaces
    inks: Subspaces
    thresholds: tuple[float, float]

    def strange(self, inputs: Rows) -> Bool[np.ndarray, " rows"]:
        """Which images look like no training image: 3 or 4 in 100 of their own kind do too.

        Args:
            inputs: pixels, 0 … 255, (rows, 784).
        """
        distances = _distances(self.shapes, self.inks, inputs)
        return np.any([each > limit for each, limit in zip(distances, self.thresholds, strict=True)], axis=0)

    def as_dict(self) -> dict[str, Any]:
        """As JSON values, for the network's file."""
        return {
            "shapes": self.shapes.as_dict(),
            "inks": self.inks.as_dict(),
            "thresholds": list(self.thresholds),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Familiarity:
        """What `as_dict` wrote.

        Raises:
            ValueError, TypeError, KeyError: anything else.
        """
        shapes, inks = (Subspaces.from_dict(values[name]) for name in ("shapes", "inks"))
        first, second = (float(value) for value in values["thresholds"])
        for part, fields in ((shapes, 196), (inks, 49)):
            classes, along = part.variances.shape
            sizes = (classes, fields), (classes, along, fields), (classes,)
            if (part.means.shape, part.directions.shape, part.rest.shape) != sizes or not classes:
                raise ValueError("a familiarity of another size")
            numbers = (part.means, part.directions, part.variances, part.rest, np.array([first, second]))
            if not all(np.isfinite(each).all() for each in numbers) or min(part.variances.min(), part.rest.min()) <= 0:
                raise ValueError("a familiarity with numbers that are not finite, or a variance that is not positive")
        return cls(shapes, inks, (first, second))


def fit_familiarity(dataset: Dataset, rows: Split) -> Familiarity | None:
    """What the training images look like, with thresholds that few validation images pass.

    Args:
        dataset: where the images are.
        rows: which of them train and which choose; those that test are not looked at.

    Returns:
        None where the data are not images of 28×28 bytes, or too few: 20 of each class, 50 to validate.
    """
    if tuple(dataset.picture_shape or ()) != SHAPE or dataset.inputs.dtype != np.uint8:
        return None
    train, chosen_by = rows.train[:_MOST_ROWS], rows.validation[:_MOST_ROWS]
    training, labels, validation = dataset.inputs[train], dataset.labels[train], dataset.inputs[chosen_by]
    if len(validation) < _LEAST_VALIDATION:
        return None
    if np.unique(labels, return_counts=True)[1].min() < _LEAST_OF_A_CLASS:
        return None
    shapes = Subspaces.fit(_shape(training), labels, _SHAPE_DIRECTIONS)
    inks = Subspaces.fit(_ink(training), labels, _INK_DIRECTIONS)
    place = int(np.ceil((1 - FALSE_ALARMS) * (len(validation) + 1))) - 1
    limits = [np.sort(each)[min(place, len(validation) - 1)] for each in _distances(shapes, inks, validation)]
    first, second = (float(limit) for limit in _rounded(np.array(limits)))
    return Familiarity(shapes, inks, (first, second))


def _distances(shapes: Subspaces, inks: Subspaces, inputs: Rows) -> tuple[np.ndarray, np.ndarray]:
    return shapes.nearest_subspace(_shape(inputs)), inks.least_likely(_ink(inputs))


def _shape(inputs: Rows) -> Fields:
    """Ink in 14×14 fields, each image scaled to length 1."""
    fields = _fields(inputs, 14)
    return fields / np.maximum(np.linalg.norm(fields, axis=1, keepdims=True), 1e-9)


def _fields(inputs: Rows, side: int) -> Fields:
    """Mean ink, 0 … 1, in side×side fields."""
    block = SHAPE[0] // side
    blocks = inputs.reshape(-1, side, block, side, block).astype(np.float32)
    return (blocks.mean(axis=(2, 4)) / 255).reshape(len(inputs), -1).astype(np.float64)


_ink: Callable[[Rows], Fields] = partial(_fields, side=7)


def _principal(fields: Fields, directions: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Mean, main directions, the variances along them, and the mean variance along all others."""
    mean = fields.mean(axis=0)
    variances, found = np.linalg.eigh(np.cov((fields - mean).T))
    # Noise of their estimation and a pen's width are in every direction.
    variances = np.maximum(variances[::-1], 0) + _FLOOR
    ordered = found.T[::-1][:directions]
    # An eigenvector's sign is the library's whim.
    signs = np.sign(ordered[np.arange(len(ordered)), np.abs(ordered).argmax(axis=1)])
    return mean, ordered * signs[:, None], variances[:directions], float(variances[directions:].mean())


def _rounded(values: np.ndarray) -> np.ndarray:
    """To four digits, so that a file does not hold what depends on the machine."""
    return np.array([float(f"{value:.4g}") for value in values.flat]).reshape(values.shape)


def _packed(values: np.ndarray) -> dict[str, Any]:
    scale = float(np.abs(values).max() / 127) or 1.0
    rounded = np.round(values / scale).astype(np.int8)
    return {"shape": list(values.shape), "scale": scale, "int8": base64.b64encode(rounded.tobytes()).decode("ascii")}


def _unpacked(values: dict[str, Any]) -> np.ndarray:
    rounded = np.frombuffer(base64.b64decode(values["int8"], validate=True), np.int8)
    return rounded.reshape(values["shape"]).astype(np.float64) * float(values["scale"])
