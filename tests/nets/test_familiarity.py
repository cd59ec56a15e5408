"""A network tells images that look like none it was trained on, and leaves its own kind alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from layerwise.data import load
from layerwise.data.folds import Split, split
from layerwise.nets.familiarity import Familiarity, fit_familiarity

DIGITS = load("digits")


def fitted(fold: int) -> tuple[Familiarity, Split]:
    rows = split(DIGITS, fold)
    found = fit_familiarity(DIGITS, rows)
    assert found is not None
    return found, rows


def test_at_most_one_unseen_test_digit_in_twenty_is_called_strange() -> None:
    shares = []
    for fold in range(DIGITS.folds):
        found, rows = fitted(fold)
        shares.append(found.strange(DIGITS.inputs[rows.test]).mean())
    assert len(shares) == 5
    assert 0.005 < np.mean(shares) <= 0.05


def other(kind: str, draw: np.random.Generator) -> np.ndarray:
    digits = DIGITS.inputs[draw.choice(5000, 200)].reshape(-1, 28, 28)
    match kind:
        case "noise":
            return draw.integers(0, 256, (200, 28, 28), np.uint8)
        case "full":
            return np.full((1, 28, 28), 255, np.uint8)
        case "blank":
            return np.zeros((1, 28, 28), np.uint8)
        case "negatives":
            return 255 - digits
        case "halves exchanged":
            return np.roll(digits, 14, axis=1)
        case "two digits pressed together":
            return np.concatenate([digits[:100, :, ::2], digits[100:, :, ::2]], axis=2)
        case "stripes":
            return np.where(np.arange(28)[None, :, None] % 4 < 2, 255, 0).repeat(28, axis=2).astype(np.uint8)
    raise AssertionError(kind)


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("noise", 1.0), ("full", 1.0), ("blank", 1.0), ("negatives", 1.0), ("stripes", 1.0),
        ("halves exchanged", 0.8), ("two digits pressed together", 0.6),
    ],
)  # fmt: skip
def test_what_is_no_digit_is_called_strange(kind: str, least: float) -> None:
    found, _ = fitted(0)
    images = other(kind, np.random.default_rng(0))
    assert found.strange(images.reshape(len(images), -1)).mean() >= least


def test_it_comes_back_from_its_json_with_the_same_answers() -> None:
    found, rows = fitted(1)
    again = Familiarity.from_dict(found.as_dict())
    images = np.concatenate(
        [DIGITS.inputs[rows.test], other("halves exchanged", np.random.default_rng(0)).reshape(200, -1)]
    )
    assert np.array_equal(again.strange(images), found.strange(images))
    assert again.as_dict() == found.as_dict()


def test_too_few_images_or_others_than_28_by_28_bytes_get_none() -> None:
    rows = split(DIGITS, 0)
    assert fit_familiarity(DIGITS, replace(rows, train=rows.train[:100])) is None
    assert fit_familiarity(DIGITS, replace(rows, validation=rows.validation[:40])) is None
    spirals = load("spirals")
    assert fit_familiarity(spirals, split(spirals, 0)) is None


def test_the_rows_of_the_test_are_not_looked_at() -> None:
    rows = split(DIGITS, 0)
    inputs = DIGITS.inputs.copy()
    inputs[rows.test] = 255
    found, without = fit_familiarity(DIGITS, rows), fit_familiarity(replace(DIGITS, inputs=inputs), rows)
    assert found is not None
    assert without is not None
    assert found.as_dict() == without.as_dict()


@pytest.mark.parametrize("broken", [{}, {"thresholds": [1.0]}, {"shapes": None}, {"shapes": "inks"}])
def test_a_card_that_does_not_read_is_refused(broken: dict[str, object]) -> None:
    card = fitted(0)[0].as_dict()
    damaged = {**card, **broken} if broken else {}
    if broken == {"shapes": "inks"}:
        damaged["shapes"] = card["inks"]
    with pytest.raises((ValueError, TypeError, KeyError)):
        Familiarity.from_dict(damaged)
