"""What keeps a film from being made."""

from __future__ import annotations

from layerwise.errors import LayerwiseError


class FilmError(LayerwiseError):
    """A film that cannot be drawn or written here."""
