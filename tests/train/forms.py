"""Networks of every form, for tests that hold all of them to one promise."""

from __future__ import annotations

from layerwise.nets.spec import NetworkSpec

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
