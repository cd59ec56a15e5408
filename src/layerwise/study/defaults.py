"""What is studied when nothing more is said, for each data set."""

from __future__ import annotations

from dataclasses import dataclass

from layerwise.data.dataset import Dataset


@dataclass(frozen=True)
class Defaults:
    """A default study: depths × widths × activations, epochs, seeds."""

    depths: tuple[int, ...]
    widths: tuple[int, ...]
    activations: tuple[str, ...]
    epochs: int
    seeds: int


_BY_NAME = {
    "digits": Defaults((1, 2, 3, 4, 5, 6), (16,), ("relu", "tanh"), 100, 20),
    "spirals": Defaults((1, 2, 3, 4, 5, 6), (8, 16), ("relu",), 200, 20),
    "mnist": Defaults((1, 2, 3, 4), (16,), ("relu",), 30, 20),
    "fashion-mnist": Defaults((1, 2, 3, 4), (16,), ("relu",), 30, 20),
}
_OTHERS = Defaults((1, 2, 3, 4), (16,), ("relu",), 100, 20)
# Of a data set with its own test set: as many groups of seeds, with rates of their own, as there are folds elsewhere.
TUNING_SEEDS = 5


def defaults_for(dataset: Dataset) -> Defaults:
    """The default study of a data set; the user's own data get four depths of width 16."""
    return defaults_named(dataset.name)


def defaults_named(name: str) -> Defaults:
    """The same by the data set's name, where it need not be read."""
    return _BY_NAME.get(name, _OTHERS)
