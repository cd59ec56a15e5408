"""What a published finding is here: its source, the studies that test it, and how their tables are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from layerwise.data.dataset import Dataset
from layerwise.lab.options import StudyOptions
from layerwise.report.lines_figure import Lines
from layerwise.study.store import StudyFolder
from layerwise.verdict.published import Claim
from layerwise.verdict.tables import Tables
from layerwise.words import Text

Form = Literal["quick", "full"]


@dataclass(frozen=True)
class Arm:
    """One study of a finding.

    Args:
        name: of its folder: lower case, no spaces.
        dataset: what is learned.
        options: which networks, trained how.
        momentum: of SGD, where it is not the usual 0.9.
    """

    name: str
    dataset: Dataset
    options: StudyOptions
    momentum: float | None = None


@dataclass(frozen=True)
class Reading:
    """What the tables of all arms say.

    Args:
        claims: judged, in the order in which they are told.
        lines: the picture that shows them; None where the claims' own picture is enough.
    """

    claims: Sequence[Claim]
    lines: Lines | None = None


@dataclass(frozen=True)
class Finding:
    """A published finding that this project can test.

    Args:
        name: of the command: `layerwise reproduce NAME`.
        title: the finding, as a sentence.
        source: who published it, where and when.
        published: the published numbers in a line, or that there are none.
        arms: the studies of a form.
        read: the claims, from the tables of the arms by name; None where they are about the networks themselves.
        look: the claims, from the folders of the arms by name, where their kept networks are looked into.
        minutes: measured on 2 cores, by form.
        quick: what the quick form has less of than the full one.
        apart: where both forms depart from what was published, as far as that is known.
        needs: named data sets that have to be at hand, by form; none where a form is not named.
    """

    name: str
    title: Text
    source: str
    published: Text
    arms: Callable[[Form], Sequence[Arm]]
    read: Callable[[Mapping[str, Tables], Form], Reading] | None
    minutes: Mapping[Form, float]
    quick: Text
    apart: Text
    needs: Mapping[Form, tuple[str, ...]] = field(default_factory=dict)
    look: Callable[[Mapping[str, StudyFolder], Form], Reading] | None = None

    def reading(self, tables: Mapping[str, Tables], folders: Mapping[str, StudyFolder], form: Form) -> Reading:
        """The claims, by whichever way the finding has."""
        if self.look is not None:
            return self.look(folders, form)
        if self.read is None:
            raise TypeError(f"the finding {self.name} has no way to its claims")
        return self.read(tables, form)


@dataclass(frozen=True)
class Later:
    """A published finding whose parts are not built yet.

    Args:
        name: that its command will have.
        title: the finding, as a sentence.
        source: who published it.
        waits_for: the part that is missing.
    """

    name: str
    title: Text
    source: str
    waits_for: Text
