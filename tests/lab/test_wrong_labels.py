"""Wrong labels are found among the images that networks memorise, and the answer grows with their share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from layerwise.data import load
from layerwise.data.variants import with_exchanged_labels
from layerwise.errors import SpecError
from layerwise.lab.running import study


def test_as_many_labels_are_exchanged_as_asked_each_for_another_class() -> None:
    digits = load("digits")
    other = with_exchanged_labels(digits, 0.02, seed=3)
    planted = np.flatnonzero(other.labels != digits.labels)
    assert len(planted) == 100
    assert set(other.labels[planted]) == set(range(10))
    assert (with_exchanged_labels(digits, 0.02, seed=4).labels != other.labels).any()
    with pytest.raises(SpecError):
        with_exchanged_labels(digits, 1.5)


@pytest.mark.breadth
def test_four_of_five_exchanged_labels_of_digits_are_among_the_first_5_percent(tmp_path: Path) -> None:
    digits = load("digits")
    data = with_exchanged_labels(digits, 0.02, seed=1)
    options = {"depths": 2, "widths": 16, "activations": "relu", "seeds": 20, "learning_rates": 0.003}
    found = study(data, folder=tmp_path / "study", **options)
    planted = np.flatnonzero(data.labels != digits.labels)
    first = found.memorised().head(len(digits) // 20)
    assert np.isin(planted, first["row"]).mean() >= 0.8
    hit = first[first["row"].isin(planted)]
    # What the networks that held them out say is the true label.
    assert (hit["instead"] == digits.labels[hit["row"]].astype(str)).mean() >= 0.9
