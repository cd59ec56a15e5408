"""What the readers of other people's curves refuse to go on with."""

from __future__ import annotations

from layerwise.errors import DataError, SpecError


class CurvesError(DataError):
    """Curves that cannot be read, or that lack what every answer needs."""


class CurvesOptionError(SpecError):
    """An option that does not fit the table it is given for."""
