"""A network's weights for the page: whole at its best epoch, and lighter at the kept epochs of its training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from layerwise.explorer.arrays import Arrays
from layerwise.nets.initialisation import Layer
from layerwise.nets.network import Network

# The order in which a layer's tensors follow one another.
TENSORS = ("weight", "bias", "gain", "shift")
# Above this many weights the kept epochs are left out: they would make the page slow to open.
MOST_WITH_EPOCHS = 500_000


def add_network(arrays: Arrays, name: str, best: Network, kept: Mapping[int, Network]) -> dict[str, Any]:
    """Packs one network and gives back what the bundle's card says of its weights.

    At the best epoch all weights are kept in single precision. At the others in half precision, and rows of the first
    layer that never change (of inputs that are zero in every training row) are not repeated.

    Args:
        arrays: where they go.
        name: of the network, part of the arrays' names.
        best: as it was at its best epoch.
        kept: at other epochs of the same training, by epoch.

    Returns:
        `best`: its epoch and its array; `epochs`: those of the others, ascending; `moving`: the array of the numbers of
        the first layer's rows that they hold, None where they hold all; `left_out`: how many kept epochs are not here.
    """
    told: dict[str, Any] = {
        "best": {"epoch": best.provenance.get("epoch"), "weights": arrays.add(f"{name}/best", flat(best.layers))},
        "epochs": [],
        "moving": None,
        "left_out": 0,
    }
    if best.spec.parameters > MOST_WITH_EPOCHS:
        return {**told, "left_out": len(kept)}
    moving = _moving_rows([best.layers, *(network.layers for network in kept.values())])
    if kept and len(moving) < best.spec.inputs:
        told["moving"] = arrays.add(f"{name}/moving", moving.astype(np.int32))
    for epoch, network in sorted(kept.items()):
        values = flat(_with_rows(network.layers, moving)).astype(np.float16)
        told["epochs"].append({"epoch": epoch, "weights": arrays.add(f"{name}/e{epoch}", values)})
    return told


def flat(layers: Sequence[Layer]) -> np.ndarray:
    """All tensors in one row, layer after layer, each weight (inputs, outputs) row by row."""
    tensors = [layer[tensor] for layer in layers for tensor in TENSORS if tensor in layer]
    return np.concatenate([np.asarray(tensor, np.float32).reshape(-1) for tensor in tensors])


def _moving_rows(all_layers: Sequence[Sequence[Layer]]) -> np.ndarray:
    first = np.asarray(all_layers[0][0]["weight"])
    moved = np.zeros(len(first), bool)
    for layers in all_layers[1:]:
        moved |= (np.asarray(layers[0]["weight"]) != first).any(axis=1)
    return np.flatnonzero(moved)


def _with_rows(layers: Sequence[Layer], rows: np.ndarray) -> list[Layer]:
    first = {**layers[0], "weight": np.asarray(layers[0]["weight"])[rows]}
    return [first, *layers[1:]]
