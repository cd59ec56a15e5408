"""Light and dark: the design tokens by the names that shapes give their colours."""

from __future__ import annotations

from typing import Literal

from layerwise.report.tokens import DARK, LIGHT

Theme = Literal["light", "dark"]
TOKENS: dict[Theme, dict[str, str]] = {"light": LIGHT, "dark": DARK}
