"""Every error a user can meet: what happened, what was got, what was expected, and the remedy, in one breath."""

from __future__ import annotations

from layerwise.characters import visible


class LayerwiseError(Exception):
    """The base of all errors that Layerwise raises on purpose.

    Args:
        what: what could not be done, naming the file or option and the place in it.
        got: what was found there.
        expected: what would have been right.
        remedy: what the reader can do now, as a sentence.
    """

    def __init__(self, what: str, *, got: str = "", expected: str = "", remedy: str = "") -> None:
        self.what, self.got, self.expected, self.remedy = what, got, expected, remedy
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        text = self.what
        if self.got:
            text += f": got {self.got}"
        if self.expected:
            text += f", expected {self.expected}" if self.got else f": expected {self.expected}"
        text = text.rstrip(".") + "."
        return visible(f"{text} {self.remedy}".rstrip())

    def as_dict(self) -> dict[str, str]:
        """The parts of the message by name, for `--json`."""
        return {
            "error": type(self).__name__,
            "what": self.what,
            "got": self.got,
            "expected": self.expected,
            "remedy": self.remedy,
        }


class DataError(LayerwiseError):
    """A data set that cannot be read, or whose content cannot be used."""


class ChecksumError(DataError):
    """A file or an array that is not the one its checksum names."""


class TrainingDataError(DataError, ValueError):
    """Arrays that a classifier cannot be fitted on; a ValueError too, as scikit-learn has it."""


class PictureError(DataError):
    """A picture that cannot be read, or is too large or too small to be used."""


class SpecError(LayerwiseError, ValueError):
    """A network, a recipe or a plan that makes no sense."""


class NetworkFileError(LayerwiseError):
    """A file that should hold a saved network and does not."""


class StudyError(LayerwiseError):
    """A study folder that cannot be read, written or resumed."""


class StudyBusyError(StudyError):
    """A study folder that another process is working in."""


class NothingToShowError(StudyError):
    """A study that kept no networks, or none small enough for a page."""


class WorkerError(LayerwiseError):
    """A worker process that ended before its block did."""


def forget_ctrl_c() -> None:
    """Lets a process that was interrupted end with the status that it asks for.

    Where Ctrl-C came while Python ran a text (each dataclass is made by one), CPython remembers it, and under
    `python -m` would end by SIGINT whatever the status. Another text makes it forget.
    """
    exec("")
