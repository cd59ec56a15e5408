"""Networks of every form, and what it means that two of them learned the same."""

from __future__ import annotations

import numpy as np

from layerwise.nets.spec import NetworkSpec
from layerwise.train.recipe import Recipe

TWENTY_STEPS = Recipe(epochs=1)

# Every feature of an architecture at least once, and neighbours of unlike depth, width and form.
FORMS: dict[str, dict[str, object]] = {
    "one layer": {"hidden": (16,)},
    "two layers": {"hidden": (16, 16)},
    "five layers": {"hidden": (8,) * 5},
    "narrowing": {"hidden": (24, 12, 8)},
    "linear": {"hidden": ()},
    "leaky": {"hidden": (16, 16), "activation": "leaky_relu"},
    "tanh": {"hidden": (16, 16, 16), "activation": "tanh", "initialisation": "glorot"},
    "sigmoid": {"hidden": (12,), "activation": "sigmoid", "initialisation": "lecun"},
    "gelu": {"hidden": (16, 16), "activation": "gelu", "initialisation": "scaled", "gain": 1.5},
    "residual": {"hidden": (16, 16, 16), "residual": True},
    "normalised": {"hidden": (16, 16), "normalisation": "layer"},
    "normalised residual tanh": {
        "hidden": (8, 8, 8), "normalisation": "layer", "residual": True, "activation": "tanh",
        "initialisation": "glorot",
    },
    "dropout": {"hidden": (16, 16), "dropout": 0.3},
}  # fmt: skip


def spec_of(form: str, inputs: int = 784, classes: int = 10) -> NetworkSpec:
    return NetworkSpec(inputs=inputs, classes=classes, **FORMS[form])  # type: ignore[arg-type]


def assert_same_layers(one, other, tolerance=1e-5):
    for mine, yours in zip(one, other, strict=True):
        assert mine.keys() == yours.keys()
        for name in mine:
            np.testing.assert_allclose(mine[name], yours[name], rtol=0, atol=tolerance)


def last_layers(result, number=0, epoch=1):
    return result.snapshots[number, epoch]
