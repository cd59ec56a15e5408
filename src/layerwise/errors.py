"""Every error a user can meet: what happened, what was got, what was expected, and the remedy, in one breath."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from layerwise.characters import visible

# Who reads a message, and so what an option is called in it.
Caller = Literal["python", "command line"]


@dataclass(frozen=True)
class Options:
    """What can be said of curves to `lw.verdict`, or to `layerwise verdict`: the one place that knows both spellings.

    Args:
        columns: name of the contract → column; the word COLUMN stands for one that only the reader knows.
        settings: name of the contract → value that holds for all runs.
        ignore: columns to leave aside.
        unit: of accuracies and errors.
        report: the file of the HTML report.
        given: whether they were given already and are named to be left out.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    unit: str | None = None
    report: str | None = None
    given: bool = False

    def to(self, caller: Caller, *, braces: bool = True) -> str:
        """As this caller writes them: `--map run=COLUMN`, or `columns={'run': 'COLUMN'}`.

        Args:
            caller: who reads it.
            braces: whether a dict may be written with them; `Text` takes what stands in braces for a value to fill in.
        """
        if caller == "command line":
            return shlex.join(self._on_the_command_line())
        return ", ".join(self._in_python(braces=braces))

    def keywords(self) -> dict[str, Any]:
        """As keyword arguments of `lw.verdict`."""
        named = {"columns": dict(self.columns), "settings": dict(self.settings), "ignore": list(self.ignore)}
        return {name: value for name, value in {**named, "unit": self.unit}.items() if value}

    def _in_python(self, *, braces: bool) -> Iterator[str]:
        for name, value in self.keywords().items():
            inside = isinstance(value, dict) and ", ".join(f"{key}={each!r}" for key, each in value.items())
            yield f"{name}=dict({inside})" if inside and not braces else f"{name}={value!r}"
        if self.report is not None:
            yield f"write_report({self.report!r})"

    def _on_the_command_line(self) -> Iterator[str]:
        pairs = (("--map", self.columns), ("--set", self.settings))
        yield from (word for option, of in pairs for pair in of.items() for word in (option, "=".join(map(str, pair))))
        yield from (word for column in self.ignore for word in ("--ignore", column))
        named = (("--unit", self.unit), ("-o", self.report))
        yield from (word for option, value in named if value is not None for word in (option, value))


@dataclass(frozen=True)
class Hint:
    """A sentence that names options, each as its reader writes it.

    Args:
        text: with a `{name}` for each value.
        values: `Options`, said as the caller writes them, and whatever else the sentence names.
    """

    text: str
    values: Mapping[str, object]

    def to(self, caller: Caller) -> str:
        """The sentence for this caller."""
        said = {name: each.to(caller) if isinstance(each, Options) else each for name, each in self.values.items()}
        return self.text.format(**said)

    @property
    def options(self) -> list[Options]:
        """Those that it names, in their order."""
        return [each for each in self.values.values() if isinstance(each, Options)]


def hint(text: str, **values: object) -> Hint:
    """A sentence that names options; see `Hint`."""
    return Hint(text, values)


class LayerwiseError(Exception):
    """The base of all errors that Layerwise raises on purpose.

    Its parts and its text are what a reader in Python is told; `said_to` has the same for the command line.

    Args:
        what: what could not be done, naming the file or option and the place in it.
        got: what was found there.
        expected: what would have been right.
        remedy: what the reader can do now, as a sentence.
    """

    def __init__(self, what: str, *, got: str | Hint = "", expected: str | Hint = "", remedy: str | Hint = "") -> None:
        self._parts = {"what": what, "got": got, "expected": expected, "remedy": remedy}
        self.what, self.got, self.expected, self.remedy = self._said("python").values()
        super().__init__(self.said_to("python"))

    def said_to(self, caller: Caller) -> str:
        """The whole message in one breath, its options as this caller writes them."""
        what, got, expected, remedy = self._said(caller).values()
        text = what
        if got:
            text += f": got {got}"
        if expected:
            text += f", expected {expected}" if got else f": expected {expected}"
        text = text.rstrip(".") + "."
        return visible(f"{text} {remedy}".rstrip())

    def as_dict(self, caller: Caller = "python") -> dict[str, str]:
        """The parts of the message by name, for `--json`."""
        return {"error": type(self).__name__, **self._said(caller)}

    @property
    def ways_out(self) -> list[Options]:
        """The options that the remedy names, to be given to `lw.verdict`; none where it asks for something else."""
        remedy = self._parts["remedy"]
        return [each for each in remedy.options if not each.given] if isinstance(remedy, Hint) else []

    def _said(self, caller: Caller) -> dict[str, str]:
        return {name: part.to(caller) if isinstance(part, Hint) else part for name, part in self._parts.items()}


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
