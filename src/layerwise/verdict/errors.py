"""What the statistics refuse to work on."""

from __future__ import annotations

from layerwise.errors import LayerwiseError


class TableError(LayerwiseError, ValueError):
    """Tables that lack a column, or whose parts do not fit together."""


class TooFewSeedsError(LayerwiseError, ValueError):
    """Fewer than three seeds: no spread over seeds can be estimated, so no interval is given."""
