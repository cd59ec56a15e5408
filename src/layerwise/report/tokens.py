"""The colours of figures and page, light and dark, and the one scale that depth is drawn in."""

from __future__ import annotations

from collections.abc import Sequence

LIGHT = {
    "paper": "#fbfaf7",
    "card": "#ffffff",
    "ink": "#1d2126",
    "soft": "#626b75",
    "line": "#e4e1d9",
    "accent": "#1f7a6d",
    "for": "#c8611f",
    "against": "#2b6cb0",
    "veil": "rgba(98,107,117,0.13)",
}
DARK = {
    "paper": "#14171b",
    "card": "#1c2026",
    "ink": "#e9ebee",
    "soft": "#98a2ad",
    "line": "#2c323a",
    "accent": "#56c2b0",
    "for": "#f0955a",
    "against": "#6aa9e9",
    "veil": "rgba(152,162,173,0.16)",
}
# Depth, shallow to deep: light to dark. On dark paper the deep end stays light enough to be seen.
DEPTH_LIGHT = ("#dcae3c", "#86b05f", "#2b8c78", "#1d5f86", "#2a2560")
DEPTH_DARK = ("#f9e3a0", "#b4d58e", "#5fc4b0", "#4d98cf", "#7a74dd")
# Error in heat maps: little error is near the paper, much error near the ink.
ERROR_LIGHT = ("#eff5ef", "#cde5dc", "#9ccbbe", "#256f6b", "#12323f")
ERROR_DARK = ("#1f2b2d", "#1f4442", "#24665f", "#8ed3c2", "#def4ea")

# Classes, where every one needs a colour of its own: dark enough for small marks on a light card, light enough on a
# dark one. Ten hues cannot all be told apart by everybody, so a mark always carries its class's sign as well.
CLASSES_LIGHT = (
    "#c8611f", "#2b6cb0", "#1f7a6d", "#a03a7a", "#84680a", "#5b4bb3", "#b3343a", "#4a7a1c", "#5c6670", "#117f9e",
)  # fmt: skip
CLASSES_DARK = (
    "#f0955a", "#6aa9e9", "#56c2b0", "#e08cc0", "#d9bb4e", "#a79bf0", "#f07f7f", "#9bcb63", "#a9b2bc", "#5fc8ea",
)  # fmt: skip

FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "PingFang SC", "Hiragino Sans GB", '
    '"Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
)


def depth_colours(count: int) -> list[str]:
    """The light scale in `count` steps, shallow to deep, as "#rrggbb"."""
    return scale(DEPTH_LIGHT, count)


def faint(colour: str, alpha: float = 0.14) -> str:
    """The same colour, see-through: for bands."""
    red, green, blue = _rgb(colour)
    return f"rgba({red},{green},{blue},{alpha})"


def dark_of(depths: Sequence[int]) -> dict[str, str]:
    """From each light colour that figures use to its dark twin, for series of so many depths each."""
    pairs = {LIGHT[name]: DARK[name] for name in LIGHT} | dict(zip(ERROR_LIGHT, ERROR_DARK, strict=True))
    pairs |= {faint(LIGHT[name]): faint(DARK[name]) for name in ("accent", "for", "against")}
    for count in depths:
        for light, dark in zip(scale(DEPTH_LIGHT, count), scale(DEPTH_DARK, count), strict=True):
            pairs |= {light: dark, faint(light): faint(dark)}
    return pairs


def scale(anchors: Sequence[str], count: int) -> list[str]:
    """Colours from the first anchor to the last in `count` steps, as "#rrggbb"."""
    places = [place * (len(anchors) - 1) / max(1, count - 1) for place in range(count)]
    floors = [min(int(place), len(anchors) - 2) for place in places]
    return [_between(anchors[k], anchors[k + 1], place - k) for place, k in zip(places, floors, strict=True)]


def _between(start: str, end: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_rgb(start), _rgb(end), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
