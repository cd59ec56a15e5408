"""Correctness comes out of its bits as it went in, whatever the folds' sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layerwise.verdict.correctness import Correctness, recorded_epochs
from layerwise.verdict.errors import TableError


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 6), st.integers(1, 5))
def test_bits_give_back_every_answer(key: int, images: int, runs: int, epochs: int) -> None:
    draw = np.random.default_rng(key)
    tested = {0: np.arange(images), 1: np.arange(images, 2 * images - (images > 1))}
    fold = [run % 2 for run in range(runs)]
    given_answers = [draw.random((epochs, len(tested[f]))) < 0.5 for f in fold]
    best = [draw.random(len(tested[f])) < 0.5 for f in fold]
    names = [f"run-{k}" for k in range(runs)]
    correct = Correctness.pack(names, fold, tested, np.arange(1, epochs + 1), given_answers, best)
    for k, name in enumerate(names):
        assert (correct.best(name) == best[k]).all()
        assert (correct.images(name) == tested[fold[k]]).all()
        for epoch in range(1, epochs + 1):
            assert (correct.at(name, epoch) == given_answers[k][epoch - 1]).all()


@given(st.integers(1, 3000))
@example(123)
@example(377)
def test_recorded_epochs_rise_from_the_first_to_the_last_with_every_halving_among_them(last: int) -> None:
    epochs = recorded_epochs(last)
    assert len(epochs) == min(last, 100)
    assert epochs[0] == 1
    assert epochs[-1] == last
    assert (np.diff(epochs) > 0).all()
    assert {last >> times for times in range(last.bit_length())} <= set(epochs.tolist())
    assert last == 1 or last // 2 * 2 in epochs


@given(st.integers(1, 500), st.integers(2, 20))
def test_never_more_epochs_are_recorded_than_asked_for(last: int, most: int) -> None:
    epochs = recorded_epochs(last, most)
    assert len(epochs) == min(last, most)
    assert (epochs[0], epochs[-1]) == (1, last)
    assert (np.diff(epochs) > 0).all()


def test_an_epoch_that_was_not_recorded_names_its_nearest() -> None:
    correct = Correctness.pack(["a"], [-1], {-1: np.arange(3)}, [1, 4], [np.ones((2, 3), bool)], [np.ones(3, bool)])
    assert correct.nearest(2) == 1
    with pytest.raises(TableError, match="Ask for 4"):
        correct.at("a", 3)
    with pytest.raises(TableError, match="Ask for 4"):
        correct.at("a", 9)


def test_a_fold_without_its_images_is_refused() -> None:
    with pytest.raises(TableError, match=r"folds \[2\]"):
        Correctness(
            ("a",),
            np.array([2]),
            {0: np.arange(8)},
            np.array([1]),
            np.zeros((1, 1, 1), np.uint8),
            np.zeros((1, 1), np.uint8),
        )
