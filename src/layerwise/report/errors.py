"""What cannot be drawn or written."""

from __future__ import annotations

from layerwise.errors import LayerwiseError


class FigureError(LayerwiseError):
    """A figure that cannot be drawn on paper, or a folder that cannot take it."""
