"""How the layers of many networks lie side by side: which networks' layers are computed by the same product."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layerwise.errors import SpecError
from layerwise.nets.spec import NetworkSpec


@dataclass(frozen=True)
class Bank:
    """Layers of one shape and form at one place, of several networks: one batched product computes them all.

    Args:
        members: places of the networks in the stack.
        inputs: numbers each layer reads.
        units: numbers each layer gives.
        activations: of each member; empty on the output layer.
        normalised: layer normalisation before the activation.
        residual: the layer's input is added to its answer.
        dropout: the share silenced in training, of each member; empty where no member has any.
    """

    members: tuple[int, ...]
    inputs: int
    units: int
    activations: tuple[str, ...] = ()
    normalised: bool = False
    residual: bool = False
    dropout: tuple[float, ...] = ()

    @property
    def is_output(self) -> bool:
        """Whether the layers give logits."""
        return not self.activations


@dataclass(frozen=True)
class Banks:
    """The layers of a stack: `places[p]` holds the banks of layer p; the output layers come last, in one more place.

    Networks without hidden layers have their output layer among the banks of place 0.
    """

    places: tuple[tuple[Bank, ...], ...]


def stack_order(specs: Sequence[NetworkSpec]) -> tuple[int, ...]:
    """The order in which networks lie: layers that are computed together are neighbours, deeper networks first.

    Returns:
        Numbers into `specs`.

    Raises:
        SpecError: no networks, or networks that read or tell apart different things.
    """
    if len({(spec.inputs, spec.classes) for spec in specs}) != 1:
        raise SpecError(
            "these networks cannot share a block",
            got=f"{len(specs)} networks of {len({spec.inputs for spec in specs})} numbers of inputs",
            expected="one or more networks, all with the same inputs and classes",
        )

    def key(place: int) -> tuple[object, ...]:
        spec = specs[place]
        form = (spec.normalisation, spec.residual, spec.dropout > 0)
        return (not spec.hidden, spec.hidden[:1], form, -spec.depth, spec.hidden, spec.activation, place)

    return tuple(sorted(range(len(specs)), key=key))


def lay_banks(specs: Sequence[NetworkSpec]) -> Banks:
    """The banks of networks that lie in `stack_order`."""
    deepest = max(spec.depth for spec in specs)
    places = []
    for place in range(max(deepest, 1)):
        keyed = ((_form(spec, place), number) for number, spec in enumerate(specs) if place < max(spec.depth, 1))
        places.append(tuple(_bank(specs, form, members) for form, members in _grouped(keyed)))
    outputs = ((_form(spec, spec.depth), number) for number, spec in enumerate(specs) if spec.depth)
    return Banks((*places, tuple(_bank(specs, form, members) for form, members in _grouped(outputs))))


_Form = tuple[int, int, bool, bool, bool, bool]


def _form(spec: NetworkSpec, place: int) -> _Form:
    before, after = spec.widths[place], spec.widths[place + 1]
    if place == spec.depth:
        return before, after, True, False, False, False
    skips = spec.residual and place > 0 and before == after
    return before, after, False, spec.normalisation == "layer", skips, spec.dropout > 0


def _bank(specs: Sequence[NetworkSpec], form: _Form, members: tuple[int, ...]) -> Bank:
    inputs, units, is_output, normalised, residual, drops = form
    activations = () if is_output else tuple(specs[number].activation for number in members)
    dropout = tuple(specs[number].dropout for number in members) if drops else ()
    return Bank(members, inputs, units, activations, normalised, residual, dropout)


def _grouped(keyed: Iterable[tuple[_Form, int]]) -> list[tuple[_Form, tuple[int, ...]]]:
    groups: dict[_Form, list[int]] = {}
    for form, number in keyed:
        groups.setdefault(form, []).append(number)
    return [(form, tuple(members)) for form, members in groups.items()]
