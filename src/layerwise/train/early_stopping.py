"""When a tuning run has told its least validation loss, so that the rest of it need not be trained."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

# No run ends before: first epochs are noisy.
LEAST_EPOCHS = 20


def stopping_epoch(losses: Float[np.ndarray, " epochs"]) -> int | None:
    """The first epoch by which the least validation loss lies in the first half of a run; None while it does not.

    A loss that is no finite number ends a run too: nothing that follows would be believed. What comes later has no say,
    so the answer is the same however far the networks trained beside this one went on.

    Args:
        losses: after each epoch so far.

    Source: the patience of early stopping (Prechelt 1998), here as long as the run was when it was at its best.
    """
    broken = np.flatnonzero(~np.isfinite(losses))
    known = losses[: broken[0]] if len(broken) else losses
    lower = np.concatenate([[True], known[1:] < np.minimum.accumulate(known)[:-1]]) if len(known) else np.zeros(0, bool)
    epochs = np.arange(1, len(known) + 1)
    best = np.maximum.accumulate(np.where(lower, epochs, 0))
    rested = np.flatnonzero((epochs >= LEAST_EPOCHS) & (epochs >= 2 * best))
    if len(rested):
        return int(epochs[rested[0]])
    return int(broken[0]) + 1 if len(broken) else None
