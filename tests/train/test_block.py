"""What a block promises its networks: nothing about one depends on the others, on their order, or on test images."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from forms import FORMS, TWENTY_STEPS, assert_same_layers, last_layers, spec_of

from layerwise.nets.initialisation import initial_layers
from layerwise.nets.network import Network
from layerwise.nets.preprocessing import Preprocessing
from layerwise.nets.spec import NetworkSpec
from layerwise.train.batches import BlockData, batch_order, batch_weights
from layerwise.train.block import train_block
from layerwise.train.measures import MEASURES
from layerwise.train.recipe import Member, Recipe


@pytest.fixture(scope="module")
def backwards(few_digits: BlockData):
    """All forms in one block, the last first."""
    everyone = [Member(spec_of(name), 0.001) for name in FORMS]
    return train_block(everyone[::-1], 0, few_digits, TWENTY_STEPS, keep_epochs=[1])


# What the others hold too.
PLAIN = ("two layers", "narrowing", "leaky", "gelu", "residual", "normalised")


@pytest.mark.parametrize(
    "form", [pytest.param(form, marks=[pytest.mark.breadth] if form in PLAIN else []) for form in FORMS]
)
def test_a_network_learns_the_same_alone_as_in_a_block_of_many(few_digits: BlockData, backwards, form):
    alone = train_block([Member(spec_of(form), 0.001)], 0, few_digits, TWENTY_STEPS, keep_epochs=[1])
    place = len(FORMS) - 1 - list(FORMS).index(form)
    assert_same_layers(last_layers(alone), last_layers(backwards, place))


@pytest.mark.parametrize(
    "optimizer", ["adam", *(pytest.param(name, marks=pytest.mark.breadth) for name in ("adamw", "sgd"))]
)
def test_each_network_has_its_own_rate_and_decay(few_digits: BlockData, optimizer):
    recipe = replace(TWENTY_STEPS, optimizer=optimizer, schedule="cosine")
    spec = spec_of("two layers")
    members = [Member(spec, 0.003), Member(spec, 0.01, 0.1), Member(spec, 0.01)]
    packed = train_block(members, 1, few_digits, recipe, keep_epochs=[1])
    for number, member in enumerate(members):
        alone = train_block([member], 1, few_digits, recipe, keep_epochs=[1])
        assert_same_layers(last_layers(alone), last_layers(packed, number))
    assert abs(last_layers(packed, 1)[0]["weight"] - last_layers(packed, 2)[0]["weight"]).max() > 1e-3


def test_a_diverged_network_is_reported_and_disturbs_no_neighbour(few_digits: BlockData):
    recipe = replace(TWENTY_STEPS, optimizer="sgd", epochs=3)
    well = Member(spec_of("two layers"), 0.05)
    together = train_block([Member(spec_of("five layers"), 1e30), well], 2, few_digits, recipe, keep_epochs=[3])
    alone = train_block([well], 2, few_digits, recipe, keep_epochs=[3])
    assert together.diverged.tolist() == [True, False]
    assert together.best_epoch[0] == 0
    assert 0 not in together.best_layers
    assert together.history[0, -1, MEASURES.index("val_accuracy")] == 0
    assert_same_layers(last_layers(alone, 0, 3), last_layers(together, 1, 3))


def test_columns_that_are_zero_in_every_row_change_nothing(few_digits: BlockData):
    dead = ~few_digits.live
    wide = np.zeros((len(few_digits.rows), few_digits.live.size), few_digits.rows.dtype)
    wide[:, few_digits.live] = few_digits.rows
    whole = replace(few_digits, rows=wide, live=np.ones_like(few_digits.live))
    members = [Member(spec_of("two layers"), 0.003)]
    narrow = last_layers(train_block(members, 0, few_digits, TWENTY_STEPS, keep_epochs=[1]))
    assert dead.sum() > 100
    assert_same_layers(narrow, last_layers(train_block(members, 0, whole, TWENTY_STEPS, keep_epochs=[1])))
    assert (narrow[0]["weight"][dead] == initial_layers(members[0].spec, 0)[0]["weight"][dead]).all()


def test_history_and_bits_equal_what_the_kept_network_answers(few_digits: BlockData):
    spec = spec_of("two layers")
    result = train_block([Member(spec, 0.01)], 3, few_digits, replace(TWENTY_STEPS, epochs=6))
    best = result.best_epoch[0]
    rows = np.zeros((len(few_digits.rows), 784), np.uint8)
    rows[:, few_digits.live] = few_digits.rows
    network = Network(
        spec, result.best_layers[0], Preprocessing(np.zeros(784), np.full(784, 255.0)), tuple("0123456789")
    )
    for place, (part, where) in enumerate(few_digits.parts.items()):
        accuracy = network.score(rows[where], few_digits.labels[where].astype(np.int64))
        assert result.history[0, best - 1, 2 * place + 1] == pytest.approx(accuracy), part
    test = few_digits.parts["test"]
    correct = network.predict(rows[test]) == few_digits.labels[test]
    assert (np.unpackbits(result.best_correct[0])[: few_digits.test] == correct).all()
    assert (result.correct[0, best - 1] == result.best_correct[0]).all()


def test_the_best_epoch_has_the_least_validation_error_then_the_least_loss(few_digits: BlockData):
    result = train_block([Member(spec_of(f), 0.01) for f in ("one layer", "tanh")], 3, few_digits, Recipe(epochs=12))
    loss, accuracy = (result.history[:, :, MEASURES.index(name)] for name in ("val_loss", "val_accuracy"))
    for number, epoch in enumerate(result.best_epoch):
        first_best = min(range(12), key=lambda e, n=number: (-accuracy[n, e], loss[n, e]))
        assert epoch == first_best + 1


def test_permuting_the_test_labels_changes_no_choice_and_no_weight(few_digits: BlockData):
    test = few_digits.parts["test"]
    labels = few_digits.labels.copy()
    labels[test] = np.roll(labels[test], 7)
    members = [Member(spec_of("two layers"), 0.01), Member(spec_of("tanh"), 0.003)]
    recipe = replace(TWENTY_STEPS, epochs=4)
    one, other = (train_block(members, 5, data, recipe) for data in (few_digits, replace(few_digits, labels=labels)))
    assert (one.best_epoch == other.best_epoch).all()
    assert (one.history[:, :, :4] == other.history[:, :, :4]).all()
    assert (one.history[:, :, 5] != other.history[:, :, 5]).any()
    for number in (0, 1):
        assert_same_layers(one.best_layers[number], other.best_layers[number], 0.0)


def test_every_training_row_is_taken_once_an_epoch_and_filling_weighs_nothing():
    order, weights = batch_order(3, 2, 130, 64), batch_weights(130, 64)
    assert sorted(order[weights > 0]) == list(range(130))
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-6)
    assert (batch_order(3, 3, 130, 64) != order).any()


def test_dropout_noise_is_the_networks_own(few_digits: BlockData):
    spec = spec_of("dropout")
    other = NetworkSpec(784, (16, 16), 10, dropout=0.5)
    pair = train_block([Member(other, 0.001), Member(spec, 0.001)], 4, few_digits, TWENTY_STEPS, keep_epochs=[1])
    alone = train_block([Member(spec, 0.001)], 4, few_digits, TWENTY_STEPS, keep_epochs=[1])
    plain = train_block([Member(spec_of("two layers"), 0.003)], 4, few_digits, TWENTY_STEPS, keep_epochs=[1])
    assert_same_layers(last_layers(alone), last_layers(pair, 1))
    assert abs(last_layers(alone)[0]["weight"] - last_layers(plain)[0]["weight"]).max() > 1e-3


@pytest.mark.breadth
def test_a_hundred_networks_end_the_same_on_average_alone_or_packed(digits_block: BlockData):
    spec, recipe = NetworkSpec(784, (16,), 10), Recipe(epochs=10)
    neighbours = [Member(NetworkSpec(784, (16,) * depth, 10, "tanh", "glorot"), 0.01) for depth in (1, 3)]
    accuracy = MEASURES.index("test_accuracy")
    alone, packed = (
        np.array([
            train_block([Member(spec, 0.01), *others], seed, digits_block, recipe).history[0, -1, accuracy]
            for seed in range(100)
        ])
        for others in ([], neighbours)
    )  # fmt: skip
    standard_error = np.hypot(alone.std(ddof=1), packed.std(ddof=1)) / 10
    assert abs(alone.mean() - packed.mean()) < 3 * standard_error
    assert alone.mean() > 0.85
