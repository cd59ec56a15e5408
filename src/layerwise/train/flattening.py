"""Small arrays in one vector, so that the optimiser runs a few kernels a step and not a few hundred.

A block of deep thin networks has dozens of arrays of a few hundred numbers each; on a CPU starting a kernel costs
more than the arithmetic of one. Large arrays stay apart: copying them would cost more than it saves.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

# An array of fewer numbers is small.
SMALL = 2**15

# {"large": [arrays as they are], "small": one vector}
Flat = dict[str, Any]


@dataclass(frozen=True)
class Flattening:
    """How the arrays of a tree are laid out.

    Args:
        tree: the structure of the tree.
        shapes: of its arrays, in the tree's order.
    """

    tree: Any
    shapes: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, tree: Any) -> Flattening:
        """The layout of a tree of arrays."""
        leaves, structure = jax.tree.flatten(tree)
        return cls(structure, tuple(tuple(np.shape(leaf)) for leaf in leaves))

    def flatten(self, tree: Any) -> Flat:
        """The arrays of a tree, or numbers that multiply them: small ones are stretched to the shapes of the layout."""
        leaves = self.tree.flatten_up_to(tree)
        # On the host NumPy does it: JAX would compile each of these little steps at a worker's start.
        xp = np if all(isinstance(leaf, np.ndarray) for leaf in leaves) else jnp
        small = [
            xp.ravel(xp.broadcast_to(leaf, shape))
            for leaf, shape in zip(leaves, self.shapes, strict=True)
            if prod(shape) < SMALL
        ]
        large = [leaf for leaf, shape in zip(leaves, self.shapes, strict=True) if prod(shape) >= SMALL]
        return {"large": large, "small": xp.concatenate(small) if small else xp.zeros(0, np.float32)}

    def unflatten(self, flat: Flat) -> Any:
        """The tree again; of NumPy arrays views, nothing is copied."""
        large, leaves, start = iter(flat["large"]), [], 0
        for shape in self.shapes:
            size = prod(shape)
            if size >= SMALL:
                leaves.append(next(large))
            else:
                leaves.append(flat["small"][start : start + size].reshape(shape))
                start += size
        return self.tree.unflatten(leaves)
