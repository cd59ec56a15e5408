"""Specs of every form, drawn by Hypothesis."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from layerwise.nets.spec import ACTIVATIONS, INITIALISATIONS, NetworkSpec

# Beartype picks at random which element of a tuple it checks, also where a strategy makes a spec; no result cares.
CHECKED_AT_RANDOM = pytest.mark.filterwarnings("ignore:Do not use the `random` module")


@st.composite
def specs(draw: st.DrawFn, inputs: int | None = None, classes: int | None = None, widest: int = 30) -> NetworkSpec:
    initialisation = draw(st.sampled_from(INITIALISATIONS))
    return NetworkSpec(
        inputs=inputs or draw(st.integers(1, 40)),
        hidden=tuple(draw(st.lists(st.integers(1, widest), max_size=5))),
        classes=classes or draw(st.integers(2, 12)),
        activation=draw(st.sampled_from(ACTIVATIONS)),
        initialisation=initialisation,
        gain=draw(st.floats(0.01, 10)) if initialisation == "scaled" else 1.0,
        normalisation=draw(st.sampled_from(("none", "layer"))),
        residual=draw(st.booleans()),
        dropout=draw(st.floats(0, 0.95)),
    )
