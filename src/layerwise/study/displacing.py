"""How networks do on pictures moved and turned: training pictures beside test pictures, for *learnt by heart*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import jax
import numpy as np
from jaxtyping import Float64

from layerwise.data.dataset import Dataset
from layerwise.data.displaced import moved, turned
from layerwise.data.folds import Split
from layerwise.nets import forward
from layerwise.nets.initialisation import Layer
from layerwise.nets.preprocessing import Preprocessing
from layerwise.train.recipe import Member
from layerwise.verdict.tables import SHOWN_COLUMNS

# Of each part, at most: 20 seeds of 500 pictures tell a loss of accuracy to about a third of a point.
PICTURES = 500
_STREAM = 0x5EE4


def displaced_accuracies(
    dataset: Dataset,
    rows: Split,
    scaling: Preprocessing,
    members: Sequence[Member],
    best: Mapping[int, Sequence[Layer]],
    seed: int,
) -> Float64[np.ndarray, "networks shown"] | None:
    """Accuracy of each network of a block on a sample of pictures as they are, moved, and turned; see
    `SHOWN_COLUMNS`.

    All networks of a seed are shown the same pictures, moved and turned alike: drawn by the seed alone.

    Args:
        dataset: of the study.
        rows: what the seed trains on and is tested on.
        scaling: of the networks' inputs.
        members: the networks.
        best: their layers at the best epoch, by number; a network without any has NaN.
        seed: of the block.

    Returns:
        Shares, 0 … 1; None where the data are no pictures, or no layers were kept.
    """
    shape = dataset.picture_shape
    if shape is None or shape[0] * shape[1] != dataset.features or not best or not len(rows.test):
        return None
    draw = np.random.default_rng([_STREAM, seed])
    samples = [draw.permutation(part)[:PICTURES] for part in (rows.train, rows.test)]
    shown, labels = [], []
    for sample in samples:
        pictures = dataset.inputs[sample].reshape(len(sample), *shape)
        shown += [
            scaling(each.reshape(len(sample), -1)) for each in (pictures, moved(pictures, draw), turned(pictures, draw))
        ]
        labels += [dataset.labels[sample]] * 3
    inputs, answers = np.concatenate(shown), np.concatenate(labels)
    ends = np.cumsum([len(each) for each in shown])[:-1]
    found = np.full((len(members), len(SHOWN_COLUMNS)), np.nan)
    for number, layers in best.items():
        correct = _predicted(members[number], layers, inputs) == answers
        found[number] = [part.mean() for part in np.split(correct, ends)]
    return found


def _predicted(member: Member, layers: Sequence[Layer], inputs: np.ndarray) -> np.ndarray:
    """Classes by the plain form of the network. Not compiled: that would take longer than the few pictures do."""
    logits = jax.vmap(lambda row: forward.logits(member.spec, layers, row))(inputs)
    return np.asarray(logits).argmax(axis=1)
