"""What an inspection found, as findings: a sentence with its numbers and a conclusion for every question.

In sentences units are counted from 1, as on the page; in `subject` from 0, as in arrays.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import nan

import numpy as np

from layerwise.insight import wording as words
from layerwise.insight.concepts import Concept, yes_no
from layerwise.insight.controls import MOST_UNITS
from layerwise.insight.depths import answer, order, with_depth
from layerwise.insight.finding import Conclusion, Learned
from layerwise.insight.inspection import Inspection
from layerwise.insight.units import Detection
from layerwise.insight.wording import ASKED, said
from layerwise.words import Text

_R2 = "R²"
# Of fewer digits nothing is said.
FEWEST_DIGITS = 5


def findings(found: Inspection) -> list[Learned]:
    """All findings of one network, the answer to the popular claim first."""
    return [
        hierarchy(found),
        *_concepts(found),
        *_changes(found),
        *_units(found),
        *_separability(found),
        *_similarity(found),
        *_parts(found),
        *_branches(found),
        *_ablation(found),
        *_attribution(found),
    ]


def hierarchy(found: Inspection) -> Learned:
    """The popular claim: strokes in the first layer, loops growing with depth, then the digit. See `depths.answer`."""
    table = found.readable
    strokes = _learned(found, "strokes", first_only=True)
    estimate, low, high = order(table)
    asked = sum(concept.level == "strokes" for concept in table.concepts)
    conclusion = answer(low, high, strokes=len(strokes) / max(asked, 1), loops=bool(_learned(found, "parts")))
    early = words.listed([concept.title for concept in _learned(found, "parts", first_only=True)])
    named = [each for each in found.detections if each.holds]
    classes = sum(_level_of(found, each) == "class" for each in named)
    text = said(
        words.HIERARCHY[conclusion], early=early, order=estimate, low=low, high=high,
        strokes=words.listed([concept.title for concept in strokes]), found=len(named), of=len(found.detections),
        classes=classes,
    )  # fmt: skip
    details = {"strokes": float(len(strokes)), "units": float(len(named)), "classes": float(classes)}
    return Learned(
        "hierarchy",
        ASKED["hierarchy"],
        estimate,
        low,
        high,
        _R2,
        conclusion,
        text,
        details=details,
        notes=_notes(found),
    )


def _learned(found: Inspection, level: str, *, first_only: bool = False) -> list[Concept]:
    """The concepts of a level that hold in the first hidden layer, or in any layer."""
    table = found.readable
    rows = [row for row, name in enumerate(table.layers) if name == "hidden-1" or not first_only]
    return [
        concept
        for column, concept in enumerate(table.concepts)
        if concept.level == level and table.holds[rows, column].any()
    ]


def _notes(found: Inspection) -> tuple[Text, ...]:
    notes = [said(words.LEFT_OUT, name=left.name, why=left.why) for left in found.left_out]
    if found.readable.sampled:
        layers = words.listed([words.layer_name(name) for name in found.readable.sampled])
        notes.append(said(words.SAMPLED, units=MOST_UNITS, layers=layers))
    return tuple(notes)


def _concepts(found: Inspection) -> Iterator[Learned]:
    """A finding a concept: at the layer where it holds with the best score, else where its score is best."""
    table = found.readable
    for column, concept in enumerate(table.concepts):
        holds = table.holds[:, column]
        ranked = np.where(holds if holds.any() else np.arange(len(holds)) > 0, table.score[:, column], -np.inf)
        row = int(ranked.argmax())
        numbers = {
            name: float(getattr(table, name)[row, column])
            for name in ("score", "low", "high", "untrained", "bound", "components")
        }
        text = words.LEARNED if holds[row] else words.NOT_LEARNED
        layer = words.layer_name(table.layers[row])
        yield Learned(
            code="concept",
            question=ASKED["concept"],
            estimate=numbers["score"],
            low=numbers["low"],
            high=numbers["high"],
            unit=_R2,
            conclusion="holds" if holds[row] else "not-found",
            text=said(text, title=concept.title, layer=layer, pixels=float(table.score[0, column]), **numbers),
            subject={"concept": concept.name, "level": concept.level, "layer": table.layers[row]},
            details={**numbers, "pixels": float(table.score[0, column]), "examples": float(table.examples)},
        )


def _changes(found: Inspection) -> Iterator[Learned]:
    titles = {concept.name: concept.title for concept in found.readable.concepts}
    for each in with_depth(found.readable):
        text = said(
            words.CHANGES[each.conclusion], title=titles[each.concept], change=each.change, low=each.low, high=each.high
        )
        subject = {"concept": each.concept, "level": each.level}
        yield Learned(
            "with-depth", ASKED["with-depth"], each.change, each.low, each.high, _R2, each.conclusion, text, subject
        )


def _units(found: Inspection) -> Iterator[Learned]:
    if not found.detections:
        return
    named = [each for each in found.detections if each.holds]
    levels = [_level_of(found, each) for each in named]
    counts = {
        name: levels.count(level) for name, level in (("classes", "class"), ("parts", "parts"), ("strokes", "strokes"))
    }
    others = len(named) - sum(counts.values())
    text = said(words.UNITS, found=len(named), of=len(found.detections), others=others, **counts)
    share = len(named) / len(found.detections)
    yield Learned(
        "units", ASKED["units"], share, nan, nan, "share of units", "holds" if named else "not-found", text,
        details={name: float(count) for name, count in {**counts, "others": others}.items()},
    )  # fmt: skip
    titles = {question.name: question.title for question in yes_no(found.readable.concepts)}
    for each in sorted(named, key=lambda unit: -abs(unit.auc - 0.5)):
        text = said(
            words.DETECTS if each.rises else words.DETECTS_BY_FALLING,
            unit=each.unit + 1,
            layer=words.layer_name(each.layer),
            title=titles[each.concept],
            auc=each.auc,
            inverse=1 - each.auc,
            **{name: 0.5 + getattr(each, name) for name in ("chance", "untrained", "bound")},
        )
        subject: dict[str, str | int] = {"layer": each.layer, "unit": each.unit, "concept": each.concept}
        yield Learned("unit", ASKED["unit"], each.auc, nan, nan, "AUC", "holds", text, subject)


def _level_of(found: Inspection, detection: Detection) -> str:
    questions = {question.name: question.level for question in yes_no(found.readable.concepts)}
    return questions[detection.concept]


def _separability(found: Inspection) -> Iterator[Learned]:
    last = len(found.layers) - (2 if len(found.layers) > 2 else 1)
    first, layer = found.separability[0], found.separability[last]
    text = said(
        words.SEPARABILITY, first=first.accuracy, last=layer.accuracy, before=first.within, after=layer.within,
        layer=words.layer_name(found.layers[last]),
    )  # fmt: skip
    details = {name: each.accuracy for name, each in zip(found.layers, found.separability, strict=True)}
    yield Learned(
        "separability", ASKED["separability"], layer.accuracy, nan, nan, "accuracy", "measured", text, details=details
    )


def _similarity(found: Inspection) -> Iterator[Learned]:
    hidden = [place for place, name in enumerate(found.layers) if name.startswith("hidden")]
    if not hidden:
        return
    value, inputs = found.similarity[hidden[0], hidden[-1]], found.similarity[0, hidden[-1]]
    text = said(words.SIMILARITY, value=float(value), inputs=float(inputs))
    yield Learned("similarity", ASKED["similarity"], float(value), nan, nan, "CKA", "measured", text)


def _parts(found: Inspection) -> Iterator[Learned]:
    parts = found.parts
    if parts is None or not parts.digits:
        return
    last = max(0, len(parts.additivity) - 2)
    text = said(
        words.PARTS, layer=words.layer_name(found.layers[1 + last]), share=float(parts.additivity[last]),
        untrained=float(parts.untrained[last]), digits=parts.digits,
    )  # fmt: skip
    yield Learned("parts", ASKED["parts"], float(parts.additivity[last]), nan, nan, "share", "measured", text)
    # The parts that the digit cannot do without come first.
    for each in sorted(parts.without, key=lambda one: one.still / one.digits):
        if each.digits < FEWEST_DIGITS:
            continue
        text = said(
            words.WITHOUT if each.instead < 0 else words.WITHOUT_INSTEAD, part=words.KINDS[each.kind], digit=each.digit,
            still=each.still, digits=each.digits, instead=each.instead,
        )  # fmt: skip
        told: dict[str, str | int] = {"class": each.digit, "part": each.kind}
        share = each.still / each.digits
        yield Learned("without", ASKED["without"], share, nan, nan, "share", "measured", text, told)


def _branches(found: Inspection) -> Iterator[Learned]:
    seen = found.branches
    if seen is None:
        text = said(words.NO_BRANCHES, why=found.why_no_branches)
        yield Learned("branches", ASKED["branches"], nan, nan, nan, "", "not-applicable", text)
        return
    text = said(
        words.BRANCHES, examples=seen.examples, together=seen.together, alone=seen.alone, units=sum(seen.units),
        dead=sum(map(len, seen.dead)), on=sum(map(len, seen.always_on)),
    )  # fmt: skip
    yield Learned("branches", ASKED["branches"], float(seen.together), nan, nan, "paths", "measured", text)


def _ablation(found: Inspection) -> Iterator[Learned]:
    lost = found.ablation
    if lost is None:
        return
    worst = min(lost.units, key=lambda unit: (unit.accuracy, -unit.loss))
    text = said(
        words.ABLATION, needed=len(lost.needed), of=lost.of, small=lost.needed_accuracy, whole=lost.whole_accuracy,
        unit=worst.unit + 1, layer=words.layer_name(f"hidden-{worst.layer + 1}"), accuracy=worst.accuracy,
    )  # fmt: skip
    yield Learned("ablation", ASKED["ablation"], float(len(lost.needed)), nan, nan, "units", "measured", text)


def _attribution(found: Inspection) -> Iterator[Learned]:
    if not found.attributions:
        return
    complete = sum(each.complete for each in found.attributions)
    gap = max(each.gap for each in found.attributions)
    text = said(words.ATTRIBUTION, complete=complete, of=len(found.attributions), gap=gap)
    conclusion: Conclusion = "holds" if complete == len(found.attributions) else "not-found"
    yield Learned("attribution", ASKED["attribution"], gap, nan, nan, "share", conclusion, text)
