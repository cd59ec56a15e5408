"""Many networks as one: their weights side by side, and one forward pass for all of them, the batch axis last.

All networks of a stack see the same batch, so their first layers are ONE matrix product whatever their depth or width,
(all first units) × (inputs) by (inputs) × (batch), where nearly all the arithmetic is. Later layers are batched
products, a bank at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Array, Float

from layerwise.nets.forward import ACTIVATION_FUNCTIONS, NORMALISATION_EPSILON
from layerwise.nets.initialisation import Layer
from layerwise.nets.spec import NetworkSpec
from layerwise.train.banks import Bank, Banks, lay_banks, stack_order
from layerwise.train.products import bank_product, first_product

# params["first"]: (all first units, inputs); params["places"][p][k]: of bank k at place p: bias (n, units), gain and
# shift where normalised, and weight (n, units, inputs) except at place 0, whose weights are the one matrix `first`.
Params = dict[str, Any]
# Silences units of a bank's answers (n, units, batch) in training.
Dropout = Callable[[Bank, int, Array], Array]


@dataclass(frozen=True)
class Stack:
    """Networks laid side by side.

    Args:
        specs: in the order that the caller knows them by.
    """

    specs: tuple[NetworkSpec, ...]

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The caller's number of each network of the stack."""
        return stack_order(self.specs)

    @cached_property
    def banks(self) -> Banks:
        """Which layers are computed together."""
        return lay_banks([self.specs[number] for number in self.order])

    @cached_property
    def first_units(self) -> np.ndarray:
        """(networks + 1,): where each network's rows of `first` begin, and where the last one's end."""
        return np.cumsum([0, *(self.specs[number].widths[1] for number in self.order)])

    @cached_property
    def first_network(self) -> np.ndarray:
        """(all first units,): the network of the stack that each row of `first` belongs to."""
        return np.repeat(np.arange(len(self.specs)), np.diff(self.first_units))

    def pack(self, networks: Sequence[Sequence[Layer]]) -> Params:
        """The weights of all networks (in the caller's order) side by side."""
        ordered = [networks[number] for number in self.order]
        first = np.concatenate([layers[0]["weight"].T for layers in ordered])
        return {"first": first, "places": [self._pack_place(ordered, p) for p in range(len(self.banks.places))]}

    def _pack_place(self, ordered: Sequence[Sequence[Layer]], place: int) -> list[Layer]:
        packed = []
        for bank in self.banks.places[place]:
            layers = [ordered[member][-1 if bank.is_output else place] for member in bank.members]
            names = [name for name in layers[0] if place > 0 or name != "weight"]
            packed.append({name: np.stack([_turned(name, layer[name]) for layer in layers]) for name in names})
        return packed

    def unpack(self, params: Params, number: int) -> list[Layer]:
        """The layers of one network, by the caller's number: copies, as `initial_layers` lays them out."""
        member = self.order.index(number)
        start, end = self.first_units[member : member + 2]
        layers = []
        for place, banks in enumerate(self.banks.places):
            for bank, held in zip(banks, params["places"][place], strict=True):
                if member not in bank.members:
                    continue
                slot = bank.members.index(member)
                layer = {name: _turned(name, np.array(values[slot])) for name, values in held.items()}
                if place == 0:
                    layer = {"weight": np.array(params["first"][start:end]).T, **layer}
                layers.append({name: np.ascontiguousarray(values) for name, values in layer.items()})
        return layers

    def spread(self, values: Sequence[float], params: Params) -> Params:
        """One number a network (in the caller's order), laid out to be multiplied with `params`."""
        ordered = np.asarray(values, np.float32)[list(self.order)]

        def as_bank(bank: Bank, held: Layer) -> Layer:
            own = ordered[list(bank.members)]
            return {name: own.reshape(-1, *[1] * (np.ndim(leaf) - 1)) for name, leaf in held.items()}

        places = [
            [as_bank(bank, held) for bank, held in zip(banks, params["places"][place], strict=True)]
            for place, banks in enumerate(self.banks.places)
        ]
        return {"first": ordered[self.first_network][:, None], "places": places}

    def logits(
        self, params: Params, rows: Float[Array, "batch inputs"], dropout: Dropout | None = None
    ) -> Float[Array, "networks classes batch"]:
        """The output sums of all networks for a batch, networks in the stack's own order (see `order`).

        Args:
            params: as `pack` lays them out.
            rows: the examples, scaled.
            dropout: silences units in training; None when predicting.
        """
        sums = first_product(params["first"], rows)
        signals: dict[int, tuple[Array, int]] = {}
        for place, banks in enumerate(self.banks.places):
            answers: dict[int, tuple[Array, int]] = {}
            for bank, held in zip(banks, params["places"][place], strict=True):
                incoming = None if place == 0 else _take(signals, bank.members)
                weighted = self._first(sums, bank) if incoming is None else bank_product(held["weight"], incoming)
                answer = _answer(bank, held, weighted, incoming)
                if bank.dropout and dropout is not None:
                    answer = dropout(bank, place, answer)
                answers |= {member: (answer, slot) for slot, member in enumerate(bank.members)}
            signals = {**signals, **answers}
        return _take(signals, range(len(self.specs)))

    def _first(self, sums: Array, bank: Bank) -> Array:
        """The first sums of a bank's networks, (n, units, batch)."""
        parts = [
            sums[self.first_units[run[0]] : self.first_units[run[-1] + 1]].reshape(len(run), bank.units, -1)
            for run in _runs(bank.members)
        ]
        return parts[0] if len(parts) == 1 else jnp.concatenate(parts)


def _answer(bank: Bank, held: Layer, weighted: Array, incoming: Array | None) -> Array:
    """Bias, normalisation, activation and residual link of a bank: (n, units, batch)."""
    sums = weighted + held["bias"][:, :, None]
    if bank.is_output:
        return sums
    if bank.normalised:
        centred = sums - jnp.mean(sums, axis=1, keepdims=True)
        scale = lax.rsqrt(jnp.mean(centred**2, axis=1, keepdims=True) + NORMALISATION_EPSILON)
        sums = centred * scale * held["gain"][:, :, None] + held["shift"][:, :, None]
    answer = _activate(bank.activations, sums)
    return answer + incoming if bank.residual and incoming is not None else answer


def _activate(names: Sequence[str], sums: Array) -> Array:
    """Each network's own activation: every kind is computed for all and selected, which at these sizes is cheapest."""
    kinds = sorted(set(names))
    answer = ACTIVATION_FUNCTIONS[kinds[0]](sums)
    for kind in kinds[1:]:
        own = np.array([name == kind for name in names])[:, None, None]
        answer = jnp.where(own, ACTIVATION_FUNCTIONS[kind](sums), answer)
    return answer


def _take(signals: dict[int, tuple[Array, int]], members: Sequence[int]) -> Array:
    """Signals of some networks as one array, from slices of the arrays that hold them."""
    parts: list[tuple[Array, int, int]] = []
    for member in members:
        array, slot = signals[member]
        if parts and parts[-1][0] is array and parts[-1][2] == slot:
            parts[-1] = (array, parts[-1][1], slot + 1)
        else:
            parts.append((array, slot, slot + 1))
    pieces = [array if (start, end) == (0, len(array)) else array[start:end] for array, start, end in parts]
    return pieces[0] if len(pieces) == 1 else jnp.concatenate(pieces)


def _runs(members: Sequence[int]) -> list[list[int]]:
    """Members cut into runs of neighbours."""
    runs: list[list[int]] = []
    for member in members:
        if runs and runs[-1][-1] + 1 == member:
            runs[-1].append(member)
        else:
            runs.append([member])
    return runs


def _turned(name: str, values: np.ndarray) -> np.ndarray:
    """Weights lie (units, inputs) in a bank and (inputs, units) in a network."""
    return values.T if name == "weight" else values


def as_device(params: Params) -> Params:
    """The same numbers as JAX arrays."""
    return jax.tree.map(jnp.asarray, params)
