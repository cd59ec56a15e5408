"""All published findings: those that can be reproduced now, and those whose parts come later."""

from __future__ import annotations

import difflib

from layerwise.errors import SpecError
from layerwise.lab.published.depth_collapse import DEPTH_COLLAPSE
from layerwise.lab.published.double_descent import DOUBLE_DESCENT
from layerwise.lab.published.few_regions import FEW_REGIONS
from layerwise.lab.published.finding import Finding, Later
from layerwise.lab.published.grokking import GROKKING
from layerwise.lab.published.lucky_seeds import LUCKY_SEEDS
from layerwise.lab.published.mnist_1d import MNIST_1D
from layerwise.lab.published.nielsen_ladder import NIELSEN_LADDER
from layerwise.lab.published.not_strokes import NOT_STROKES
from layerwise.lab.published.random_labels import RANDOM_LABELS
from layerwise.lab.published.spirals import SPIRALS
from layerwise.words import Text

FINDINGS: dict[str, Finding] = {
    finding.name: finding
    for finding in (
        SPIRALS,
        NIELSEN_LADDER,
        DEPTH_COLLAPSE,
        MNIST_1D,
        DOUBLE_DESCENT,
        RANDOM_LABELS,
        GROKKING,
        LUCKY_SEEDS,
        FEW_REGIONS,
        NOT_STROKES,
    )
}
LATER: dict[str, Later] = {
    later.name: later
    for later in (
        Later(
            "mimic",
            Text(
                "A shallow network taught by a deep one's logits beats the same network taught by labels",
                "由深层网络的 logits 教出来的浅层网络，优于用标签训练的同一网络",
            ),
            "Ba & Caruana 2014; Hinton et al. 2015",
            Text("training on another network's logits", "用另一网络的 logits 训练"),
        ),
    )
}


def finding_named(name: str) -> Finding:
    """The finding of a name.

    Raises:
        SpecError: there is none, or its parts are not built yet.
    """
    if name in FINDINGS:
        return FINDINGS[name]
    if name in LATER:
        raise SpecError(
            f"{name} cannot be reproduced yet",
            got=f"a finding that needs {LATER[name].waits_for.en}, which comes later",
            expected="one of " + ", ".join(FINDINGS),
            remedy="Choose one of them: layerwise reproduce lists them.",
        )
    near = difflib.get_close_matches(name.lower(), FINDINGS, n=1, cutoff=0.6)
    raise SpecError(
        f"no published finding is called {name!r}",
        got=repr(name),
        expected="one of " + ", ".join(FINDINGS),
        remedy=f"Did you mean {near[0]!r}?" if near else "See layerwise reproduce.",
    )
