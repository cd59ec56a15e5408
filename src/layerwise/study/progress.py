"""How far a study has come: what a terminal, a notebook or a page draws while it runs."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from layerwise.study.design import Block

# Seconds of training from which a pace is told.
LEAST_KNOWN = 2.0


@dataclass
class Progress:
    """A study in hand.

    Args:
        epochs: of every network.
        total: networks to train, growing where the grid of rates does.
        done: networks finished, earlier sessions' included.
        stage: `tune` or `measure`.
        best_error: least validation error of this session so far, 0 … 1; 1 before the first epoch.
        epoch: that of the block heard of last.
    """

    epochs: int
    total: int
    done: int = 0
    stage: str = "tune"
    best_error: float = 1.0
    epoch: int = 0
    _running: dict[str, tuple[int, int]] = field(default_factory=dict)
    _start: float = field(default_factory=time.monotonic)
    # When this session's first epoch ended, and what was trained by then: from there its pace is taken.
    _first: tuple[float, float] | None = None

    def found(self, networks: int) -> None:
        """Networks that an earlier session finished."""
        self.done += networks

    def heard(self, block: Block, epoch: int, error: float) -> None:
        """A block has ended an epoch."""
        self._running[block.name] = (len(block.jobs), epoch)
        self.stage = block.stage
        self.epoch, self.best_error = epoch, min(self.best_error, error)
        if self._first is None:
            self._first = self.seconds, self._trained

    def ended(self, block: Block) -> None:
        """A block has ended."""
        self._running.pop(block.name, None)
        self.done += len(block.jobs)

    @property
    def fraction(self) -> float:
        """The share of all training that is done, 0 … 1."""
        return min(1.0, self._trained / max(self.total, 1))

    @property
    def seconds(self) -> float:
        """Since this session began."""
        return time.monotonic() - self._start

    @property
    def seconds_left(self) -> float | None:
        """What is left at this session's pace since its first epoch; None while too little of it is known.

        What came before the first epoch, starting workers and compiling, does not come again.
        """
        if self._first is None:
            return None
        seconds, trained = self.seconds - self._first[0], self._trained - self._first[1]
        return seconds * (self.total - self._trained) / trained if seconds >= LEAST_KNOWN and trained > 0 else None

    @property
    def _trained(self) -> float:
        """Networks trained, those in hand counted by their epochs."""
        in_hand = (networks * epoch / self.epochs for networks, epoch in self._running.values())
        return sum(in_hand, start=float(self.done))
