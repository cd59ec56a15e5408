"""Learning curves of a study at work, drawn from the blocks that have ended."""

from __future__ import annotations

from typing import Any

import numpy as np

from layerwise.errors import StudyError
from layerwise.study.design import Plan
from layerwise.study.parts import Part
from layerwise.study.store import StudyFolder
from layerwise.train.measures import MEASURES

# Epochs of a curve, spread evenly over a logarithmic axis.
MOST_EPOCHS = 40
# An architecture at a learning rate; measured networks count as one, whatever the rate of their fold.
_Key = tuple[int, float | None]


class Arriving:
    """The mean validation error of each architecture by epoch, over the seeds that have ended so far.

    The test set is not looked at before the study ends. Until an architecture is measured, its curve is that of the
    best of the learning rates that are being tuned.

    Args:
        folder: of the study.
    """

    def __init__(self, folder: StudyFolder) -> None:
        self.folder = folder
        self.seen: set[str] = set()
        self.sums: dict[_Key, np.ndarray] = {}
        self.counts: dict[_Key, int] = {}
        self.plan: Plan | None = None

    def look(self) -> dict[str, Any] | None:
        """Reads what has ended since the last look; None where nothing has.

        Returns:
            `epochs`, and for each architecture with a curve `label, depth, width, activation, stage, networks` (how
            many the mean is of) and `error` (0 … 1; null where a network diverged).
        """
        new = [path for path in sorted((self.folder / "parts").glob("*.npz")) if path.stem not in self.seen]
        for path in new:
            self.seen.add(path.stem)
            try:
                self._take(self.folder.part(path.stem))
            except StudyError:
                continue  # the study itself says so where it matters
        return self._told() if new and self.sums else None

    def _take(self, part: Part) -> None:
        if part.card.get("train_rows") is not None:
            return
        self.plan = self.plan or Plan.from_dict(self.folder.card()["plan"])
        errors = 1 - part.arrays["history"][:, :, MEASURES.index("val_accuracy")].astype(np.float64)
        # A mean of tuning runs ends where the first of them does.
        missing = self.plan.recipe.epochs - errors.shape[1]
        errors = np.pad(errors, ((0, 0), (0, missing)), constant_values=np.nan)
        for job, error in zip(part.card["jobs"], errors, strict=True):
            key = (job["architecture"], job["learning_rate"] if part.card["stage"] == "tune" else None)
            self.sums[key] = self.sums.get(key, 0.0) + error
            self.counts[key] = self.counts.get(key, 0) + 1

    def _told(self) -> dict[str, Any]:
        assert self.plan is not None
        epochs = spread(self.plan.recipe.epochs)
        curves = [self._curve(number, epochs) for number in range(len(self.plan.architectures))]
        return {"epochs": epochs.tolist(), "curves": [curve for curve in curves if curve]}

    def _curve(self, architecture: int, epochs: np.ndarray) -> dict[str, Any] | None:
        assert self.plan is not None
        means = {key: self.sums[key] / self.counts[key] for key in self.sums if key[0] == architecture}
        if not means:
            return None
        measured = (architecture, None)
        key = measured if measured in means else min(means, key=lambda each: _least(means[each]))
        spec = self.plan.architectures[architecture]
        return {
            "label": spec.label,
            "depth": spec.depth,
            "width": spec.width,
            "activation": spec.activation,
            "stage": "measure" if key == measured else "tune",
            "networks": self.counts[key],
            "error": [round(float(error), 4) if np.isfinite(error) else None for error in means[key][epochs - 1]],
        }


def spread(epochs: int) -> np.ndarray:
    """At most `MOST_EPOCHS` of the epochs 1 … `epochs`, first and last among them, closer together at first."""
    return np.unique(np.geomspace(1, epochs, MOST_EPOCHS).round().astype(np.int64))


def _least(errors: np.ndarray) -> float:
    return float(np.nanmin(errors)) if np.isfinite(errors).any() else np.inf
