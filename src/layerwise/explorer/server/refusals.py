"""Errors that a server answers with a status of its own."""

from __future__ import annotations

from layerwise.errors import LayerwiseError, StudyBusyError


class NotThereError(LayerwiseError):
    """Nothing of that name is served here."""


class NotNowError(LayerwiseError):
    """What is asked for does not fit the state that the study is in."""


class PortError(LayerwiseError):
    """The server cannot listen where it was told to."""


# Of all others: understood, and cannot be done.
UNPROCESSABLE = 422
_STATUSES: dict[type[LayerwiseError], int] = {NotThereError: 404, NotNowError: 409, StudyBusyError: 409}


def status_of(error: LayerwiseError) -> int:
    """The HTTP status that an error is told with."""
    return next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), UNPROCESSABLE)


def not_there(what: str, name: str, among: list[str]) -> NotThereError:
    """The error for a name that is none of those there are."""
    shown = ", ".join(among[:12]) + (" …" if len(among) > 12 else "")
    return NotThereError(
        f"no such {what}",
        got=repr(name[:80]),
        expected=f"one of {shown}" if among else "one that is served here",
        remedy="See /api/places for what is served.",
    )
