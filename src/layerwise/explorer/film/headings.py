"""The words around the film: its headline, what is happening now, the layers' names, and what the colours mean."""

from __future__ import annotations

from collections.abc import Sequence

from layerwise.explorer.film import words
from layerwise.explorer.film.layout import CARD, FIRST_OF_MANY, MOST_UNITS, NAMES, Column, Layout
from layerwise.explorer.film.passage import STRONGEST, Passage
from layerwise.explorer.film.shapes import WIDTH, Curve, Disc, Group, Length, Line, Shape, Words
from layerwise.words import Language

_LEFT = 48.0
_ROOM = WIDTH - 2 * _LEFT
_HEADLINE, _CAPTION, _SMALL, _SMALLER = 34.0, 19.0, 17.0, 15.0


def headings(
    passage: Passage, places: Layout, language: Language, starts: Sequence[Length], moving: Length, truth: int | None
) -> tuple[list[Group], str]:
    """The headline and the line below it, changing as the film goes on; and the headline of the last picture.

    Args:
        passage: of the example.
        places: which layers are drawn.
        language: of the words.
        starts: second at which each drawn layer begins.
        moving: second at which the last has come.
        truth: the example's class, where it is known.
    """
    title = headline(passage, language, truth)
    question = words.ASK_PICTURE if passage.network.provenance.get("picture_shape") else words.ASK_ROW
    groups = [
        Group((_title(question.say(language)),), gone=moving),
        Group((_title(title),), moving, moving + 0.4),
    ]
    captions = _captions(passage, places, language)
    times = [0.0, *starts, moving]
    for k, caption in enumerate(captions):
        gone = times[k + 1] if k + 1 < len(times) else None
        size = min(_CAPTION, _ROOM / (0.92 * words.width_of(caption)))
        groups.append(Group((Words(_LEFT, 92, caption, size),), times[k], times[k], gone))
    return groups, title


def headline(passage: Passage, language: Language, truth: int | None = None) -> str:
    """What the last picture shows: "It reads 9, with 99.0 % confidence."."""
    classes = passage.network.classes
    told = {
        "name": words.shortened(classes[passage.answer], 24),
        "share": words.percent(language, float(passage.probabilities[passage.answer])),
    }
    # What is a point of the plane is answered, not read.
    verb = "answers" if passage.network.spec.inputs == 2 else "reads"
    if truth is not None and truth != passage.answer:
        return words.page_text(f"{verb}-wrong").say(language, truth=words.shortened(classes[truth], 24), **told)
    return words.page_text(verb).say(language, **told)


def names_of_columns(passage: Passage, places: Layout, language: Language) -> list[Shape]:
    """What each column is, below it; where columns stand too close, what all of them are."""
    square, (*hidden, answers) = places.input, places.columns
    found: list[Shape] = [_name(square.x + square.width / 2, _things(passage, language))]
    names = [_units(column, language) for column in hidden]
    if names and max(map(words.width_of, names)) * _SMALL > places.spacing:
        middle = (hidden[0].x + hidden[-1].x) / 2
        told, drawn = _all_layers(passage, places, language)
        found.append(_name(middle, told))
        if drawn:
            found[-1] = Words(middle, NAMES - 12, told, _SMALL, align="center")
            found.append(Words(middle, NAMES + 11, drawn, _SMALLER, align="center"))
    else:
        found += [_name(column.x, name) for column, name in zip(hidden, names, strict=True)]
    shown, count = len(answers.spots), answers.units
    named = words.ANSWERS if shown == count else words.MOST_PROBABLE
    found.append(Words(answers.x + 10, NAMES, named.say(language, shown=shown, count=count), _SMALL))
    if places.gap:
        found.append(Words(places.gap[0], square.y + square.height / 2, "⋯", 28, align="center"))
    return found


def closing(passage: Passage, language: Language) -> list[Shape]:
    """What colours and fill mean, along the bottom."""
    y = CARD.y + CARD.height + 28
    x = _LEFT
    found: list[Shape] = [Words(WIDTH - _LEFT, y, "Layerwise", _SMALL, align="right", bold=True)]
    if not passage.network.spec.depth:
        return found
    for key, line in (("for", Line("for", 3)), ("against", Line("against", 3, dashed=True))):
        told = words.page_text(key).say(language)
        found += [Curve(x, y, x + 34, y, line), Words(x + 44, y, told, _SMALL)]
        x += 44 + _SMALL * words.width_of(told) + 28
    return [*found, Disc(x + 8, y, 8, "accent"), Words(x + 26, y, words.page_text("brightness").say(language), _SMALL)]


def _captions(passage: Passage, places: Layout, language: Language) -> list[str]:
    network = passage.network
    spec, depth = network.spec, network.spec.depth
    begin = words.BEGIN if depth else words.BEGIN_LINEAR
    things = _things(passage, language)
    captions = [begin.say(language, things=things, depth=depth, classes=f"{spec.classes:,}")]
    for column in places.columns[:-1]:
        told = words.HIDDEN.say(language, place=column.layer + 1, depth=depth, activation=spec.activation)
        captions.append(told)
    captions.append(words.ANSWER.say(language, whole="100%" if language == "zh" else "100\u00a0%"))
    data = network.provenance.get("data") or words.UNKNOWN_DATA.say(language)
    end = words.END.say(language, label=spec.label, parameters=spec.parameters, data=data)
    return [*captions, end + (words.DRAWN.say(language, most=STRONGEST) if depth else "")]


def _title(text: str) -> Words:
    return Words(_LEFT, 48, text, min(_HEADLINE, _ROOM / words.width_of(text)), "ink", bold=True)


def _name(x: Length, text: str) -> Words:
    return Words(x, NAMES, text, _SMALL, "soft", "center")


def _things(passage: Passage, language: Language) -> str:
    told = words.PIXELS if passage.network.provenance.get("picture_shape") else words.INPUTS
    return told.say(language, count=passage.network.spec.inputs)


def _units(column: Column, language: Language) -> str:
    told = words.UNITS if len(column.spots) == column.units else words.FOLDED
    return told.say(language, shown=len(column.spots), count=column.units)


def _all_layers(passage: Passage, places: Layout, language: Language) -> tuple[str, str]:
    """What the hidden layers are, and how much of them is drawn; nothing where all of it is."""
    widths = passage.network.spec.hidden
    least, most = min(widths), max(widths)
    units = f"{least:,}" if least == most else f"{least:,}–{most:,}"
    drawn = ""
    if places.gap:
        last = len(places.columns) - 1 - FIRST_OF_MANY
        drawn = words.FIRST_AND_LAST.say(language, first=FIRST_OF_MANY, last=last)
    if most > MOST_UNITS:
        said = words.ALSO_AT_MOST if drawn else words.AT_MOST
        drawn = said.say(language, drawn=drawn, most=MOST_UNITS)
    return words.LAYERS.say(language, depth=len(widths), units=units), drawn
