"""What training makes small: the loss of each network on each example of a batch."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from layerwise.train.recipe import Loss


def losses(
    kind: Loss, logits: Float[Array, "networks classes batch"], labels: Int[Array, " batch"]
) -> Float[Array, "networks batch"]:
    """The loss of every network on every example.

    Args:
        kind: `cross-entropy`: -log of the softmax probability of the true class, in nats; `squared-error`: the squared
            distance of the logits from the one-hot label, averaged over the classes; `binary-cross-entropy`: -log of
            the probability that each output's sigmoid gives to what is true of its class, summed over the classes.
        logits: output sums.
        labels: true class numbers.
    """
    classes = logits.shape[1]
    true = (jnp.arange(classes)[:, None] == labels[None, :]).astype(logits.dtype)[None]
    if kind == "squared-error":
        return jnp.mean((logits - true) ** 2, axis=1)
    if kind == "binary-cross-entropy":
        return jnp.sum(jax.nn.softplus(logits) - logits * true, axis=1)
    return jax.nn.logsumexp(logits, axis=1) - jnp.sum(logits * true, axis=1)
