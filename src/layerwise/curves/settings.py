"""The shape of a network from what a table says of it: `hidden`, or `depth` and `width`."""

from __future__ import annotations

import re
from dataclasses import dataclass

UNKNOWN = "unknown"
_MOST = 100_000


@dataclass(frozen=True)
class Shape:
    """Hidden layers of a network.

    Args:
        hidden: their widths; where these are not known, `UNKNOWN` for each.
        depth: how many there are.
        width: the largest; 0 without hidden layers.
    """

    hidden: tuple[int | str, ...]
    depth: int
    width: int | str


def shape_of(hidden: str | None, depth: str | None, width: str | None) -> Shape | None:
    """The shape that these say; None where they do not say how many hidden layers there are, or contradict each other.

    Args:
        hidden: "16-16", "[16, 16]", "16x16", "16"; "", "[]", "none" or "linear" for no hidden layer.
        depth: a whole number.
        width: a whole number.
    """
    count, units = _whole(depth), _whole(width)
    if (depth is not None and count is None) or (width is not None and units is None):
        return None
    if count and units == 0:  # layers without units
        return None
    if hidden is None:
        if count is None or count > _MOST:
            return None
        each: int | str = UNKNOWN if units is None else units
        return Shape((each,) * count, count, each if count else 0)
    widths = widths_of(hidden)
    if widths is None or (count is not None and count != len(widths)):
        return None
    largest = max(widths, default=0)
    if units is not None and widths and units != largest:
        return None
    return Shape(widths, len(widths), largest)


def widths_of(text: str) -> tuple[int, ...] | None:
    """The hidden widths that a text lists; None where it is no such list."""
    inner = text.strip().strip("[]()").strip()
    if inner.lower() in ("", "none", "linear"):
        return ()
    parts = [part for part in re.split(r"[\s,;x×-]+", inner) if part]
    widths = [_whole(part) for part in parts]
    if any(width is None or width < 1 for width in widths):
        return None
    return tuple(width for width in widths if width is not None)


def _whole(text: str | None) -> int | None:
    match = re.fullmatch(r"(\d{1,9})(?:\.0*)?", text.strip()) if text is not None else None
    return int(match[1]) if match else None
