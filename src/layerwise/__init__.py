"""Layerwise: add layers, or train longer, and is it already memorising? Measured, with intervals."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layerwise import data as data
    from layerwise.errors import LayerwiseError as LayerwiseError
    from layerwise.lab.classifier import LayerwiseClassifier as LayerwiseClassifier
    from layerwise.lab.exploring import explore as explore
    from layerwise.lab.inspection.networks import inspect as inspect
    from layerwise.lab.running import study as study
    from layerwise.lab.study import Study as Study
    from layerwise.lab.study import open_study as open_study
    from layerwise.lab.training import train as train
    from layerwise.lab.verdicts import verdict as verdict
    from layerwise.nets.network import Network as Network
    from layerwise.nets.spec import NetworkSpec as NetworkSpec

__version__ = "0.1.0"

# Names people use at the top level and the module each lives in: fetched at first use, so that importing layerwise
# does not import JAX, pandas or Plotly.
_HOMES = {
    "LayerwiseClassifier": "layerwise.lab.classifier",
    "LayerwiseError": "layerwise.errors",
    "Network": "layerwise.nets.network",
    "NetworkSpec": "layerwise.nets.spec",
    "Study": "layerwise.lab.study",
    "explore": "layerwise.lab.exploring",
    "inspect": "layerwise.lab.inspection.networks",
    "open_study": "layerwise.lab.study",
    "study": "layerwise.lab.running",
    "train": "layerwise.lab.training",
    "verdict": "layerwise.lab.verdicts",
}
__all__ = [
    "LayerwiseClassifier",
    "LayerwiseError",
    "Network",
    "NetworkSpec",
    "Study",
    "data",
    "explore",
    "inspect",
    "open_study",
    "study",
    "train",
    "verdict",
]


class _Facade(ModuleType):
    """Keeps `lw.study` the function where importing the room `layerwise.study` would put the package in its place."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Facade


def __getattr__(name: str) -> Any:
    if name == "data":
        return import_module("layerwise.data")
    if name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'layerwise' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
