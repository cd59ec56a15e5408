"""One trained network as people hold it: it predicts, shows its activations, and is saved in one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import jax
import numpy as np
from jaxtyping import Bool, Float, Int, Num

from layerwise.errors import DataError
from layerwise.nets import file, forward
from layerwise.nets.familiarity import Familiarity
from layerwise.nets.initialisation import Layer
from layerwise.nets.preprocessing import Preprocessing
from layerwise.nets.spec import NetworkSpec

# Rows answered at a time: bounds memory at (rows × widest layer) whatever the number of inputs.
ROWS_AT_A_TIME = 4096


@dataclass(frozen=True, eq=False)
class Network:
    """A trained network with everything needed to use it.

    Args:
        spec: its architecture.
        layers: weights, as `initial_layers` lays them out.
        preprocessing: how it was shown its inputs in training.
        classes: a name for each output.
        provenance: where it comes from: data set and checksum, seed, fold, epoch, tested rows, recipe, versions.
        familiarity: tells images that look like none it was trained on; None for other data, for few images, and of
            files that an older version saved.
    """

    spec: NetworkSpec
    layers: Sequence[Layer]
    preprocessing: Preprocessing
    classes: tuple[str, ...]
    provenance: dict[str, Any] = field(default_factory=dict)
    familiarity: Familiarity | None = None

    def activations(self, inputs: Num[np.ndarray, " rows *features"]) -> list[Float[np.ndarray, "rows units"]]:
        """What each layer answers, hidden layers first and the logits last.

        Args:
            inputs: as the data set holds them (pixels 0 … 255), before any scaling.

        Raises:
            DataError: rows of another length than the network reads, or numbers that are not finite.
        """
        rows = self._checked(inputs)
        parts = [
            _program(self.spec)(self.layers, self.preprocessing(rows[start : start + ROWS_AT_A_TIME]))
            for start in range(0, max(len(rows), 1), ROWS_AT_A_TIME)
        ]
        return [np.concatenate([np.asarray(part[layer]) for part in parts]) for layer in range(len(self.layers))]

    def predict_proba(self, inputs: Num[np.ndarray, " rows *features"]) -> Float[np.ndarray, "rows classes"]:
        """The probability of each class, rows summing to 1: a softmax of the logits, in float64."""
        logits = self.activations(inputs)[-1].astype(np.float64)
        weights = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
        return weights / weights.sum(axis=1, keepdims=True)

    def predict(self, inputs: Num[np.ndarray, " rows *features"]) -> Int[np.ndarray, " rows"]:
        """The number of the most probable class; `classes` names it."""
        return self.activations(inputs)[-1].argmax(axis=1)

    def correct(
        self, inputs: Num[np.ndarray, " rows *features"], labels: Int[np.ndarray, " rows"]
    ) -> Bool[np.ndarray, " rows"]:
        """Which rows the network puts in their class."""
        return self.predict(inputs) == labels

    def score(self, inputs: Num[np.ndarray, " rows *features"], labels: Int[np.ndarray, " rows"]) -> float:
        """Accuracy: the share of rows put in their class, 0 … 1."""
        return float(self.correct(inputs, labels).mean())

    def save(self, path: str | Path) -> None:
        """One safetensors file, whole or not at all: tensors, and all else as JSON in its metadata.

        Raises:
            NetworkFileError: the file cannot be written there.
        """
        file.write(Path(path), self.layers, self._card())

    @classmethod
    def load(cls, path: str | Path) -> Network:
        """The network in a file that `save` wrote; no code of the file runs.

        Raises:
            NetworkFileError: no such file, cut short, damaged, of another program, of a newer version, or with weights
                that are not finite.
        """
        layers, card = file.read(Path(path))
        try:
            spec = NetworkSpec.from_dict(card["spec"])
            preprocessing = Preprocessing.from_dict(card["preprocessing"], spec.inputs)
            known = card.get("familiarity")
            familiarity = None if known is None else Familiarity.from_dict(known)
        except (ValueError, TypeError, KeyError) as error:
            raise file.damaged(Path(path), f"a card that does not read ({str(error).rstrip('.')})") from error
        file.check_classes(Path(path), spec, card["classes"])
        file.check_shapes(Path(path), spec, layers)
        file.check_numbers(Path(path), layers)
        return cls(spec, layers, preprocessing, tuple(card["classes"]), card["provenance"], familiarity)

    def _card(self) -> dict[str, Any]:
        card = {
            "spec": self.spec.as_dict(),
            "classes": list(self.classes),
            "preprocessing": self.preprocessing.as_dict(),
            "provenance": self.provenance,
        }
        return card if self.familiarity is None else {**card, "familiarity": self.familiarity.as_dict()}

    def _checked(self, inputs: np.ndarray) -> np.ndarray:
        rows = np.asarray(inputs)
        if rows.ndim > 2:
            rows = rows.reshape(len(rows), -1)
        if rows.ndim != 2 or rows.shape[1] != self.spec.inputs or rows.dtype.kind not in "iufb":
            raise DataError(
                "these inputs do not fit the network",
                got=f"an array of type {rows.dtype} and shape {np.shape(inputs)}",
                expected=f"numbers of shape (rows, {self.spec.inputs})",
                remedy="Shape them as the network's data set was; one example is inputs[None].",
            )
        if rows.dtype.kind == "f" and not np.isfinite(rows).all():
            row, column = np.argwhere(~np.isfinite(rows))[0]
            raise DataError(
                f"row {row}, column {column} of the inputs is no number",
                got=str(rows[row, column]),
                expected="finite numbers",
                remedy="Fill or drop such rows first.",
            )
        return rows


@lru_cache(maxsize=64)
def _program(spec: NetworkSpec) -> Callable[..., Any]:
    """What computes all activations of many rows: one compiled program a spec, whichever network asks."""

    def of_many(layers: Sequence[Layer], rows: Any) -> Any:
        return jax.vmap(lambda row: forward.activations(spec, layers, row))(rows)

    return jax.jit(of_many)
