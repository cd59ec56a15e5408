"""Parts of data sets and labels drawn by lot: exactly the rows and labels that were asked for, and no other."""

from __future__ import annotations

import numpy as np
import pytest

from layerwise.data.dataset import Dataset
from layerwise.data.digits import digits
from layerwise.data.folds import split
from layerwise.data.mnist1d import mnist_1d
from layerwise.data.variants import part, with_random_labels
from layerwise.errors import SpecError


@pytest.fixture(scope="module")
def whole() -> Dataset:
    return digits()


@pytest.fixture(scope="module")
def some(whole: Dataset) -> Dataset:
    return part(whole, learning=900, validation=100, test=500)


def test_a_part_has_the_rows_asked_for_and_every_seed_learns_from_as_many(some: Dataset):
    for seed in range(3):
        rows = split(some, seed)
        assert (len(rows.train), len(rows.validation), len(rows.test)) == (900, 100, 500)
    assert some.name == "digits-900"
    assert "1,500 rows drawn by lot" in some.source


def test_no_row_of_a_part_is_both_learned_from_and_tested(whole: Dataset, some: Dataset):
    lines = [row.tobytes() for row in some.inputs]
    assert len(set(lines)) == 1_500
    labels = {row.tobytes(): label for row, label in zip(whole.inputs, whole.labels, strict=True)}
    assert all(labels[line] == label for line, label in zip(lines, some.labels, strict=True))


def test_the_same_seed_draws_the_same_part_and_another_one_another(whole: Dataset, some: Dataset):
    assert part(whole, learning=900, validation=100, test=500).checksum == some.checksum
    assert part(whole, learning=900, validation=100, test=500, seed=1).checksum != some.checksum


def test_test_rows_come_from_the_data_sets_own_test_set_alone():
    given = mnist_1d()
    some = part(given, learning=500, validation=50, test=200)
    own = {row.tobytes() for row in given.inputs[-1_000:]}
    tested = [row.tobytes() in own for row in some.inputs]
    assert tested == [False] * 550 + [True] * 200
    assert len(part(given, learning=500, validation=50)) == 1_550


@pytest.mark.parametrize("asked", [{"learning": 4_900, "test": 200}, {"learning": 10, "test": None}])
def test_more_rows_than_there_are_and_a_test_set_that_is_none_are_refused(whole: Dataset, asked: dict[str, int]):
    with pytest.raises(SpecError, match="cannot take a part of digits"):
        part(whole, validation=10, **asked)


def test_random_labels_leave_the_rows_and_the_test_labels_as_they_were(some: Dataset):
    drawn = with_random_labels(some, 1.0)
    assert (drawn.inputs == some.inputs).all()
    assert (drawn.labels[-500:] == some.labels[-500:]).all()
    assert drawn.checksum != some.checksum
    assert drawn.name == "digits-900-random-labels"
    # Chance alone leaves a tenth of them right, and gives every class its share.
    assert (drawn.labels[:-500] == some.labels[:-500]).mean() == pytest.approx(0.1, abs=0.03)
    assert np.bincount(drawn.labels[:-500], minlength=10) / 1_000 == pytest.approx(0.1, abs=0.04)


def test_label_noise_hits_its_share_of_the_learned_labels():
    noisy, clean = with_random_labels(mnist_1d(), 0.15), mnist_1d()
    changed = (noisy.labels != clean.labels)[:-1_000].mean()
    assert changed == pytest.approx(0.15 * 0.9, abs=0.015)
    assert "15% of the labels" in noisy.source
    assert with_random_labels(clean, 0.0).checksum == clean.checksum


def test_a_share_that_is_none_and_data_whose_every_row_is_tested_are_refused(whole: Dataset, some: Dataset):
    with pytest.raises(SpecError, match=r"a share of 1\.5"):
        with_random_labels(some, 1.5)
    with pytest.raises(SpecError, match="without a test set of its own"):
        with_random_labels(whole, 0.5)


# Checksums of what the package mnist1d 0.0.2.post1 made with its default arguments (and shuffle_seq), rounded alike.
CHECKSUMS = {
    False: "4b2dd0398bd1cf9ac99dc153379b329e4d864eaaee1198c44a08e9e387eff76e",
    True: "2349c998becc389dcc2cb0fd886024da1df28c61e0f0854ed0e4f55796c5a1bc",
}


@pytest.mark.parametrize("shuffled", CHECKSUMS)
def test_mnist_1d_is_what_its_package_makes(shuffled: bool):
    assert mnist_1d(shuffled=shuffled).checksum == CHECKSUMS[shuffled]


def test_shuffled_places_are_the_same_numbers_in_another_order():
    plain, shuffled = mnist_1d(), mnist_1d(shuffled=True)
    assert (plain.labels == shuffled.labels).all()
    assert (plain.inputs != shuffled.inputs).any()
    np.testing.assert_array_equal(np.sort(plain.inputs, axis=1), np.sort(shuffled.inputs, axis=1))
