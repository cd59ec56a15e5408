"""One thing that was found out about what a network has learned, and the sentence that says it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from layerwise.words import Text

# holds: found, above every control. in-part: some of what was asked for. not-found: looked for, and no more than the
# controls. rises, falls, steady, undecided: of a change from layer to layer. measured: a number without a claim.
# not-applicable: cannot be asked here.
Conclusion = Literal[
    "holds", "in-part", "not-found", "rises", "falls", "steady", "undecided", "measured", "not-applicable"
]


@dataclass(frozen=True)
class Learned:
    """What a network has learned, in the form of the verdict's findings.

    Args:
        code: the question: `concept`, `unit`, `with-depth`, `hierarchy`, `wholes`, `branches`, `ablation`, ….
        question: in words.
        estimate: the number that answers it; NaN where there is none.
        low, high: its 95 % interval; NaN where it has none.
        unit: of the three above.
        conclusion: see `Conclusion`.
        text: the answer as a sentence, carrying its condition.
        subject: what it is about, e.g. {"layer": "hidden-1", "concept": "loop"}.
        details: further numbers of the answer, by name.
        notes: what a reader has to know beside it.
        networks: behind it.
    """

    code: str
    question: Text
    estimate: float
    low: float
    high: float
    unit: str
    conclusion: Conclusion
    text: Text
    subject: Mapping[str, str | int] = field(default_factory=dict)
    details: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    networks: int = 1

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values: texts as {"en", "zh"}, null for what is not known."""
        return {name: plain(value) for name, value in asdict(self).items()}


def plain(value: Any) -> Any:
    """A value as JSON holds it: null for a number that is none."""
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return value
