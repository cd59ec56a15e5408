"""A concept: one thing that can be said of each example, by which layers and units are judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float, Int

from layerwise.errors import DataError
from layerwise.words import Text

Kind = Literal["yes-no", "amount", "class"]
# strokes: ends, bars, junctions; parts: loops; look: how it was written; class; own: the user's.
Level = Literal["strokes", "parts", "look", "class", "own"]
# Below this many examples on either side, a concept's scores are noise.
FEWEST = 20


@dataclass(frozen=True, eq=False)
class Concept:
    """One concept and its value for each example.

    Args:
        name: short, for tables and JSON: `loop`, `slant`.
        title: in words.
        values: one an example: 0 or 1 (yes-no), an amount, or a class number; NaN where it is not known.
        kind: which of the three.
        level: where the popular claim puts it: strokes, parts, the class, or beside it (how it was written; own).
        names: of the classes, for a class.
    """

    name: str
    title: Text
    values: Float[np.ndarray, " examples"]
    kind: Kind
    level: Level
    names: tuple[str, ...] = ()

    @property
    def known(self) -> Bool[np.ndarray, " examples"]:
        """Which examples have a value."""
        return ~np.isnan(self.values)

    def targets(self) -> Float[np.ndarray, "examples columns"]:
        """What a probe is to say: the values, for a class a column a class with 1 where it is the one."""
        if self.kind != "class":
            return self.values[:, None]
        columns = (self.values[:, None] == np.arange(len(self.names))).astype(np.float64)
        return np.where(self.known[:, None], columns, np.nan)

    def of(self, rows: Int[np.ndarray, " rows"]) -> Concept:
        """The concept for some of the examples."""
        return Concept(self.name, self.title, self.values[rows], self.kind, self.level, self.names)


@dataclass(frozen=True)
class LeftOut:
    """A concept that cannot be measured on these examples.

    Args:
        name: of the concept.
        why: in words.
    """

    name: str
    why: Text


_ONE_VALUE = Text(
    "it has one value only ({value:g}) in {rows:,} examples", "在 {rows:,} 个样本中只有一个取值（{value:g}）"
)
_TOO_FEW = Text(
    "only {rows:,} of {of:,} examples have the rarer value; {fewest} are needed",
    "{of:,} 个样本中取较少一值的只有 {rows:,} 个；至少需要 {fewest} 个",
)


def usable(concepts: Iterable[Concept]) -> tuple[list[Concept], list[LeftOut]]:
    """The concepts that can be measured, and why the others cannot.

    A class that fewer than 20 examples have is no reason to leave the class out, unless fewer than two remain.

    Raises:
        DataError: not one can be measured, or two have the same name.
    """
    kept: list[Concept] = []
    left: list[LeftOut] = []
    for concept in concepts:
        if any(concept.name == other.name for other in kept):
            raise DataError(
                f"two concepts are called {concept.name!r}",
                got="one name twice",
                expected="a name of its own for each",
                remedy="Rename the column or the folder of one of them.",
            )
        why = _unusable(concept)
        if why is None:
            kept.append(concept)
        else:
            left.append(LeftOut(concept.name, why))
    if not kept:
        reasons = "; ".join(f"{each.name}: {each.why.en}" for each in left[:3])
        raise DataError(
            "no concept can be measured on these examples",
            got=reasons or "no concepts",
            expected=f"at least one with {FEWEST} examples on either side",
            remedy="Give more examples, or concepts that vary: --concept NAME=FOLDER.",
        )
    return kept, left


def class_concept(labels: Int[np.ndarray, " examples"], classes: Sequence[str]) -> Concept:
    """The class itself; -1 stands for an example whose class is not known."""
    numbers = np.where(labels >= 0, labels, np.nan)
    return Concept("class", Text("the class", "类别"), numbers, "class", "class", tuple(classes))


def yes_no(concepts: Iterable[Concept]) -> list[Concept]:
    """The concepts as questions that a single unit can answer.

    An amount becomes "above its median"; a class becomes one question for each class with 20 examples or more.
    """
    found: list[Concept] = []
    for concept in concepts:
        if concept.kind == "yes-no":
            found.append(concept)
        elif concept.kind == "amount":
            middle = float(np.nanmedian(concept.values))
            above = np.where(concept.known, concept.values > middle, np.nan)
            title = Text(**_HIGH.both(title=concept.title.en) | {"zh": _HIGH.zh.format(title=concept.title.zh)})
            question = Concept(f"{concept.name}>{middle:.3g}", title, above, "yes-no", concept.level)
            found += [question] if _unusable(question) is None else []
        else:
            found += [question for question in _of_classes(concept) if _unusable(question) is None]
    return found


_HIGH = Text("{title} above its median", "{title}高于中位数")


def known_together(
    columns: Float[np.ndarray, "examples columns"],
) -> list[tuple[Bool[np.ndarray, " examples"], Int[np.ndarray, " _"]]]:
    """Columns grouped by which examples have a value in them: those examples, and the numbers of the columns."""
    known = ~np.isnan(columns)
    groups: dict[bytes, list[int]] = {}
    for number, packed in enumerate(np.packbits(known.T, axis=1)):
        groups.setdefault(packed.tobytes(), []).append(number)
    return [(known[:, members[0]], np.array(members)) for members in groups.values()]


def _of_classes(concept: Concept) -> list[Concept]:
    return [
        Concept(
            f"is-{name}",
            Text(f"the class {name}", f"类别 {name}"),
            np.where(concept.known, concept.values == number, np.nan),
            "yes-no",
            "class",
        )
        for number, name in enumerate(concept.names)
    ]


def _unusable(concept: Concept) -> Text | None:
    known = concept.values[concept.known]
    values, counts = np.unique(known, return_counts=True)
    if len(values) < 2:
        value = float(values[0]) if len(values) else float("nan")
        return Text(**_ONE_VALUE.both(value=value, rows=len(known)))
    rare = int(counts.min()) if concept.kind == "yes-no" else int(len(known) - counts.max())
    if rare < FEWEST:
        return Text(**_TOO_FEW.both(rows=rare, of=len(known), fewest=FEWEST))
    return None
