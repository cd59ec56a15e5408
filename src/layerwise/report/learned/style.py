"""The look of what networks have learned: shades and classes in both lights, and the rules that use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

from layerwise.report.tokens import CLASSES_DARK, CLASSES_LIGHT, ERROR_DARK, ERROR_LIGHT, scale

Ramps = Mapping[str, tuple[str, ...]]

# Shades of a table, the lightest first.
SHADES = 9
# A ramp a sign: of values from a lowest one up, of values above 0, of values below 0.
PLAIN, ABOVE, BELOW = "h", "p", "m"
RAMPS_LIGHT: Ramps = {
    PLAIN: ERROR_LIGHT,
    ABOVE: ("#fbf2ec", "#f0c3a3", "#d27a40", "#a34a12", "#7d370b"),
    BELOW: ("#eef3fa", "#b3cdea", "#5a8fcb", "#2b62a3", "#173f6b"),
}
RAMPS_DARK: Ramps = {
    PLAIN: ERROR_DARK,
    ABOVE: ("#2a2421", "#5c3a25", "#a8623a", "#f0a36f", "#fbdcc6"),
    BELOW: ("#20262f", "#2d4763", "#3f6fa3", "#7db4ec", "#d6e8fb"),
}
# Of words on a shade: whichever is easier to read on it.
_ON_LIGHT, _ON_DARK = "#000000", "#ffffff"


def style() -> str:
    """All of it, as CSS."""
    light, dark = (_variables(*each) for each in ((RAMPS_LIGHT, CLASSES_LIGHT), (RAMPS_DARK, CLASSES_DARK)))
    rules = files("layerwise.report").joinpath("learned", "learned.css").read_text(encoding="utf-8")
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}{_classes()}\n{rules}"


def shades(ramps: Ramps) -> dict[str, tuple[str, str]]:
    """By the name of each shade its colour and that of words on it."""
    return {
        f"{name}{k}": (colour, max((_ON_LIGHT, _ON_DARK), key=lambda words: contrast(colour, words)))
        for name, anchors in ramps.items()
        for k, colour in enumerate(scale(anchors, SHADES))
    }


def contrast(first: str, second: str) -> float:
    """Of two colours, 1 … 21, as WCAG 2 has it."""
    darker, lighter = sorted(map(_luminance, (first, second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _variables(ramps: Ramps, classes: Sequence[str]) -> str:
    shown = "".join(f"--{name}:{colour};--{name}t:{words};" for name, (colour, words) in shades(ramps).items())
    return shown + "".join(f"--c{k}:{colour};" for k, colour in enumerate(classes))


def _classes() -> str:
    cells = "".join(f".{name}{{background:var(--{name});color:var(--{name}t)}}" for name in shades(RAMPS_LIGHT))
    fills = "".join(f".f{name}{{fill:var(--{name})}}" for name in shades({PLAIN: ERROR_LIGHT}))
    return cells + fills + "".join(f".c{k}{{fill:var(--c{k});color:var(--c{k})}}" for k in range(len(CLASSES_LIGHT)))
