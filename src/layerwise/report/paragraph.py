"""One paragraph of a closing text."""

from __future__ import annotations

from dataclasses import dataclass

from layerwise.words import Text


@dataclass(frozen=True)
class Block:
    """One paragraph of a study's column: a headline and its lines."""

    headline: Text
    lines: tuple[Text, ...] = ()
