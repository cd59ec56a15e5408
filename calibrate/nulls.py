"""Whether `layerwise inspect` finds what is not there: in networks that never trained, or trained on shuffled labels.

Each try has an untrained network, one trained on labels dealt out by lot, and 39 untrained networks of its own to be
compared with, all of 784-16-16-10 with relu; they are judged on the 1,000 built-in digits that the try's seed was not
trained on. No two tries have a network in common: their counts are binomial, but for the images, which five folds
share.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from calibrate.pool import over_cores
from layerwise.data.dataset import Dataset
from layerwise.data.folds import split, test_rows
from layerwise.data.sources import load
from layerwise.insight.concepts import usable
from layerwise.insight.exceeding import UNTRAINED
from layerwise.insight.inspection import measured
from layerwise.insight.judging import Examples, Judge
from layerwise.nets.initialisation import initial_layers
from layerwise.nets.network import Network
from layerwise.nets.preprocessing import fit_preprocessing
from layerwise.nets.spec import NetworkSpec
from layerwise.train.batches import block_data, live_columns
from layerwise.train.block import train_block
from layerwise.train.recipe import Member, Recipe

TRIES, HIDDEN, EPOCHS, RATE = 200, (16, 16), 60, 0.003
NULLS = ("never trained", f"trained for {EPOCHS} epochs on labels dealt out by lot")
# Seeds of untrained networks, which neither a study nor an inspection counts up to.
_FIRST_SEED, _STREAM = 800_000_000, 8
_BATCH = 5


def run() -> Iterator[dict[str, Any]]:
    """A row a kind of network: how many of the tries have a concept, or a unit, of which "holds" is said.

    Returns:
        `networks`; `concepts` and `units`, how many have one, `any` of both; `bound` and `lot`, in how many the score
        of a concept lies above the first of the three bounds alone, or a unit above shuffled answers; `fitted`, mean
        training accuracy on the labels they were given, or None.
    """
    batches = [range(first, first + _BATCH) for first in range(0, TRIES, _BATCH)]
    tried = [each for batch in over_cores(answers, batches) for each in batch]
    for number, kind in enumerate(NULLS):
        here = [each[number] for each in tried]
        counts = {name: sum(each[name] for each in here) for name in ("concepts", "units", "any", "bound", "lot")}
        fitted = [each["fitted"] for each in here if each["fitted"] is not None]
        yield {"kind": kind, "networks": len(here), **counts, "fitted": float(np.mean(fitted)) if fitted else None}


def answers(tries: range) -> list[list[dict[str, Any]]]:
    """What is found in each try: in the network that never trained, and in the one that did on shuffled labels."""
    return [_answer(number) for number in tries]


def _answer(number: int) -> list[dict[str, Any]]:
    shown, like = examples(number % 5)
    *others, untrained = (
        replace(like, layers=initial_layers(like.spec, _FIRST_SEED + (UNTRAINED + 1) * number + k))
        for k in range(UNTRAINED + 1)
    )
    judge = Judge(like, shown, others)
    shuffled, fitted = on_shuffled_labels(number)
    return [found(judge, untrained) | {"fitted": None}, found(judge, shuffled) | {"fitted": fitted}]


def found(judge: Judge, network: Network) -> dict[str, bool]:
    """Whether anything is said to hold of a network."""
    table, units = judge.readable(network), judge.detections(network)
    concepts, detected = bool(table.holds.any()), any(each.holds for each in units)
    return {
        "concepts": concepts,
        "units": detected,
        "any": concepts or detected,
        "bound": bool((table.score[1:] > table.bound[1:]).any()),
        "lot": any(abs(each.auc - 0.5) > each.chance for each in units),
    }


def on_shuffled_labels(seed: int) -> tuple[Network, float]:
    """A network trained to the end on digits whose labels were dealt out by lot, and its training accuracy on these."""
    true = digits()
    labels = np.random.default_rng((_STREAM, seed)).permutation(true.labels)
    dealt, rows = replace(true, labels=labels), split(true, seed)
    spec = NetworkSpec(true.features, HIDDEN, len(true.classes))
    data = block_data(dealt, rows, live_columns(dealt, all_of_them=False), with_test=False)
    result = train_block(
        [Member(spec, RATE, 0.0)], seed, data, Recipe(epochs=EPOCHS), keep_best=False, keep_epochs=(EPOCHS,)
    )
    network = Network(spec, result.snapshots[0, EPOCHS], fit_preprocessing(true, rows.train), true.classes)
    return network, float(result.history[0, -1, 1])


@cache
def examples(fold: int) -> tuple[Examples, Network]:
    """The tested digits of a fold with their concepts, and a network of the shape."""
    data, rows = digits(), test_rows(digits(), fold)
    spec = NetworkSpec(data.features, HIDDEN, len(data.classes))
    scaling = fit_preprocessing(data, split(data, fold).train)
    like = Network(spec, initial_layers(spec, 0), scaling, data.classes)
    concepts, _ = usable(measured(data.inputs[rows], data.labels[rows], data.classes, digits=True))
    return Examples(data.inputs[rows], tuple(concepts), like), like


@cache
def digits() -> Dataset:
    """The built-in digits, with their true labels."""
    return load("digits")
