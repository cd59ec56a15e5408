"""Square drawings side by side, each with its name below."""

from __future__ import annotations

from collections.abc import Iterable

from layerwise.report.markup import both, element
from layerwise.words import Text

# Of a panel, in its own units; on the page it is as wide as there is room.
SIDE = 300


def panel(label: Text, drawn: str, key: str) -> str:
    """A drawing with its name.

    Args:
        label: its name.
        drawn: SVG, in a square of `SIDE` units.
        key: under which the name stands on the page, for those who hear it.
    """
    picture = f'<svg viewBox="0 0 {SIDE} {SIDE}" role="img" aria-labelledby="{key}">{drawn}</svg>'
    return element("div", picture + element("p", both(label), kind="panel-name", id=key), kind="panel")


def panels(drawn: Iterable[str]) -> str:
    """Drawings side by side, as many in a line as there is room for."""
    return element("div", "".join(drawn), kind="panels")
