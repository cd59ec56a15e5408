"""The networks of a study that reach a wished accuracy."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from layerwise.words import Text


@dataclass(frozen=True)
class Reached:
    """One network and the accuracy it shows on the test data.

    Args:
        network: its name in the tables.
        hidden: its hidden widths, "16-16".
        depth: hidden layers.
        parameters: it has.
        inference_flops: operations of reading one example.
        accuracy: mean test accuracy at its best epoch, percent.
        low: lower end of its interval, simultaneous over the networks it was chosen among; NaN below 3 seeds.
        high: its upper end.
        seeds: networks behind it.
    """

    network: str
    hidden: str
    depth: int
    parameters: float
    inference_flops: float
    accuracy: float
    low: float
    high: float
    seeds: int


@dataclass(frozen=True)
class Reach:
    """Which networks of a study reach a wish.

    Args:
        wish: test accuracy, percent.
        surely: by cost ("parameters", "inference_flops") the cheapest network whose whole interval reaches the wish;
            None where none does.
        on_average: by cost the cheapest whose mean accuracy reaches it, on validation and on test data.
        best: the network that validation prefers of all; None where none could be measured.
        networks: how many the intervals hold for at once.
        by_validation: whether validation chose; else the test data chose what they judge, and the text says so.
        text: the answer in a sentence.
    """

    wish: float
    surely: dict[str, Reached | None]
    on_average: dict[str, Reached | None]
    best: Reached | None
    networks: int
    by_validation: bool
    text: Text

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; null where no network reaches it, or a number is not known."""
        return {
            "wish": self.wish,
            "surely": {cost: _plain(found) for cost, found in self.surely.items()},
            "on_average": {cost: _plain(found) for cost, found in self.on_average.items()},
            "best": _plain(self.best),
            "networks": self.networks,
            "by_validation": self.by_validation,
            "text": self.text.both(),
        }


def _plain(found: Reached | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        name: None if isinstance(value, float) and not isfinite(value) else value
        for name, value in asdict(found).items()
    }
