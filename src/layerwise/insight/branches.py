"""Which branches data take through a network of switches: activation patterns, dead units, units that never switch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Num

from layerwise.errors import SpecError
from layerwise.nets.network import Network
from layerwise.words import Text

# Activations that are straight lines on either side of 0: each unit is one `if`.
SWITCHING = ("relu", "leaky_relu")
_SMOOTH = Text(
    "a {activation} network: its units bend smoothly, so it has one region and no branches",
    "{activation} 网络的单元是光滑弯曲的，只有一个区域，没有分支",
)
_NORMALISED = Text(
    "layer normalisation, between whose switches the network is curved", "有层归一化，开关之间网络是弯曲的"
)
_RESIDUAL = Text(
    "residual links, whose units' answers do not show on which side of 0 they were",
    "有残差连接，从单元的输出看不出它在 0 的哪一侧",
)
_STRAIGHT = Text(
    "a network without hidden layers, which is one straight piece", "没有隐藏层的网络，整个就是一块线性映射"
)


@dataclass(frozen=True, eq=False)
class Branches:
    """What of a network's branches some examples visit.

    Args:
        examples: shown.
        patterns: for each hidden layer, how many different on-off patterns of its units they visit.
        together: how many different patterns of all hidden units at once: the linear pieces they fall in.
        alone: how many of these hold one example only.
        dead: for each hidden layer, units that are off for every example.
        always_on: for each hidden layer, units that are on for every example.
        units: for each hidden layer, how many there are.
    """

    examples: int
    patterns: tuple[int, ...]
    together: int
    alone: int
    dead: tuple[tuple[int, ...], ...]
    always_on: tuple[tuple[int, ...], ...]
    units: tuple[int, ...]

    @property
    def never_switch(self) -> int:
        """Units that take one branch only."""
        return sum(map(len, self.dead)) + sum(map(len, self.always_on))


def branches(network: Network, inputs: Num[np.ndarray, "examples features"]) -> Branches:
    """The patterns that examples visit.

    Raises:
        SpecError: the network has no switches (tanh, sigmoid, gelu, or a residual or normalised one, whose units
            cannot be read off their answers), or no hidden layer.
    """
    patterns = switches(network, inputs)
    counts = [len(np.unique(np.packbits(each, axis=1), axis=0)) for each in patterns]
    whole = np.packbits(np.concatenate(patterns, axis=1), axis=1)
    _, visits = np.unique(whole, axis=0, return_counts=True)
    return Branches(
        examples=len(inputs),
        patterns=tuple(counts),
        together=len(visits),
        alone=int((visits == 1).sum()),
        dead=tuple(_numbers(np.asarray(~each).all(axis=0)) for each in patterns),
        always_on=tuple(_numbers(np.asarray(each.all(axis=0))) for each in patterns),
        units=tuple(each.shape[1] for each in patterns),
    )


def switches(network: Network, inputs: Num[np.ndarray, "examples features"]) -> list[Bool[np.ndarray, "examples _"]]:
    """Which hidden units are on for each example, layer by layer.

    Raises:
        SpecError: as `branches`.
    """
    check_switching(network)
    return [answers > 0 for answers in network.activations(inputs)[:-1]]


def why_no_switches(network: Network) -> Text | None:
    """Why a network's units are no switches; None where they are."""
    spec = network.spec
    if spec.activation not in SWITCHING:
        return Text(**_SMOOTH.both(activation=spec.activation))
    if spec.normalisation != "none":
        return _NORMALISED
    if spec.residual:
        return _RESIDUAL
    return None if spec.depth else _STRAIGHT


def check_switching(network: Network) -> None:
    """Raises SpecError, saying why, for a network whose units are no switches."""
    if (why := why_no_switches(network)) is not None:
        raise SpecError(
            "this network has no activation regions to count",
            got=why.en,
            expected="plain relu or leaky_relu layers",
            remedy="Train one: layerwise train DATA --activation relu --hidden 16,16 -o net.safetensors",
        )


def _numbers(chosen: Any) -> tuple[int, ...]:
    return tuple(int(number) for number in np.flatnonzero(chosen))
