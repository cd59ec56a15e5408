"""The paper on one network: its pictures and numbers are those that were measured, of any network and data."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

from layerwise.insight.exciting import DECAY, ROUGHNESS
from layerwise.insight.exhibition.by_layer import by_layer
from layerwise.insight.exhibition.gallery import Gallery, gallery
from layerwise.insight.exhibition.network_paper import network_paper
from layerwise.insight.findings import findings
from layerwise.insight.inspection import Inspection
from layerwise.insight.paper import Clouds, Cuts, Heat, Listing, Paper, Sheet
from layerwise.nets.network import Network
from layerwise.words import Text
from tests.insight.networks import fresh
from tests.insight.test_inspection import digits, inspected


def paper_of(network: Network, inputs: np.ndarray, labels: np.ndarray, shape: Any = None) -> tuple[Paper, Any, Gallery]:
    _, found = inspected(network, inputs, labels, picture_shape=shape)
    shown = gallery(network, inputs, labels, found, shape)
    which = Text("all of it", "全部")
    told = network_paper(
        found, findings(found), shown, label=network.spec.label, data="made", rows=len(inputs), which=which
    )
    return told, found, shown


@cache
def read_digits() -> tuple[Paper, Inspection, Gallery]:
    """Two layers whose first six units tell the drawn digits apart, and a copy of them."""
    inputs, labels = digits(60)
    network = fresh(784, (6, 6), 6)
    x = inputs / 255.0
    weights = np.linalg.solve(x.T @ x + np.eye(784), x.T @ np.eye(6)[labels])
    network.layers[0].update(weight=(weights / 255).astype(np.float32), bias=np.zeros(6, np.float32))
    for layer in network.layers[1:]:
        layer.update(weight=np.eye(6, dtype=np.float32), bias=np.zeros(6, np.float32))
    return paper_of(network, inputs, labels, (28, 28))


def exhibits(paper: Paper, kind: type) -> list[Any]:
    return [each for section in paper.sections for each in section.exhibits if isinstance(each, kind)]


def texts(value: Any) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    parts = (
        value
        if isinstance(value, tuple)
        else [getattr(value, f.name) for f in fields(value)]
        if is_dataclass(value)
        else []
    )
    return [text for part in parts for text in texts(part)]


def numbers(text: str) -> list[str]:
    return sorted("".join(c if c.isdigit() or c == "." else " " for c in text).replace(". ", " ").split())


@pytest.mark.breadth
def test_the_paper_is_the_same_after_json_and_says_all_in_both_languages() -> None:
    paper, _, _ = read_digits()
    assert Paper.from_dict(json.loads(json.dumps(paper.as_dict(), allow_nan=False))) == paper
    told = texts(paper)
    assert all("{" not in text.en + text.zh for text in told)
    assert all(bool(text.en) == bool(text.zh) for text in told)
    assert len(paper.sections) == 6
    for text in [text for section in paper.sections for text in (*section.told, *section.further)]:
        assert set(numbers(text.en)) >= {each for each in numbers(text.zh) if "." in each}


def test_shades_are_the_scores_that_were_measured() -> None:
    paper, found, _ = read_digits()
    heat = exhibits(paper, Heat)[0]
    table = found.readable
    shown = np.array([row[: len(table.layers)] for row in heat.values], float)
    assert shown == pytest.approx(table.score.T, abs=1e-4)
    assert (np.array([row[: len(table.layers)] for row in heat.marked]) == table.holds.T).all()
    for place, control in ((-3, table.untrained), (-2, table.components), (-1, table.control)):
        assert [row[place] for row in heat.values] == pytest.approx(control[1:].max(axis=0), abs=1e-4)
    alike = exhibits(paper, Heat)[1]
    assert np.array(alike.values, float) == pytest.approx(found.similarity, abs=1e-4)


def test_the_examples_shown_are_those_that_a_unit_answers_to_most() -> None:
    _, _, shown = read_digits()
    answers = shown.network.activations(shown.inputs)
    for layer, values in zip(shown.layers[:-1], answers, strict=False):
        for unit, each in zip(layer.units, layer.exciting, strict=True):
            assert values[each.most[0], unit] == values[:, unit].max()
            assert values[each.least[0], unit] == values[:, unit].min()
    for each in shown.explained:
        row = shown.inputs[each.example][None]
        assert shown.network.predict(row)[0] == shown.labels[each.example] == each.label
        assert each.attribution.complete


def test_a_digit_without_a_part_and_the_part_alone_make_the_digit() -> None:
    paper, found, _ = read_digits()
    assert found.parts is not None
    sheet = next(sheet for sheet in exhibits(paper, Sheet) if sheet.title.en == "Digits and their parts")
    several = [row for row in sheet.rows if len(row.pictures) > 1]
    assert several
    for row, (_, digit) in zip(sheet.rows, found.parts.examples, strict=True):
        assert len(row.pictures) == (1 + 2 * len(digit.parts) if len(digit.parts) > 1 else 1)
        assert (row.pictures[0].array() == np.rint(digit.picture * (255 / digit.picture.max()))).all()
        for alone, rest in zip(row.pictures[1::2], row.pictures[2::2], strict=True):
            both = (alone.array() > 0) | (rest.array() > 0)
            assert (both == (row.pictures[0].array() > 0)).mean() > 0.99
    owners = next(each for each in exhibits(paper, Listing) if each.title.en.startswith("Which units answer"))
    most = max(found.parts.examples, key=lambda pair: len(pair[1].parts))[0]
    assert owners.title.en.endswith(f"this {most}"), "no class is called 9 here"


def test_the_branches_that_are_listed_are_those_that_the_examples_take() -> None:
    paper, _, shown = read_digits()
    listing = next(each for each in exhibits(paper, Listing) if each.title.en.startswith("The branches"))
    on = [answers > 0 for answers in shown.network.activations(shown.inputs)[:-1]]
    for row, switched in zip(listing.rows, [*on, np.concatenate(on, axis=1)], strict=True):
        by_hand = (
            len({tuple(each) for each in switched.tolist()}), switched.shape[1], (~switched).all(axis=0).sum(),
            switched.all(axis=0).sum(),
        )  # fmt: skip
        assert [cell.en for cell in row[1:]] == [str(count) for count in by_hand]


def test_the_ideal_inputs_say_how_they_were_held_down() -> None:
    paper, _, _ = read_digits()
    notes = [sheet.note for sheet in exhibits(paper, Sheet) if "gradient ascent" in sheet.note.en]
    assert len(notes) == 3
    assert all(
        f"{DECAY} · Σ x²" in text and f"{ROUGHNESS} · Σ" in text for each in notes for text in (each.en, each.zh)
    )


def test_planes_are_cut_through_examples_of_three_classes() -> None:
    paper, _, shown = read_digits()
    (drawn,) = exhibits(paper, Cuts)
    assert shown.slice is not None
    assert len({int(shown.labels[number]) for number in shown.slice.corners}) == 3
    assert [len(panel.polygons) for panel in drawn.panels] == [len(each) for each in shown.slice.regions]
    assert len(drawn.marks) == 3
    area = sum(
        0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
        for x, y in (np.array(each).reshape(-1, 2).T for each in drawn.panels[-1].polygons)
    )
    left, right, bottom, top = drawn.window
    assert area == pytest.approx((right - left) * (top - bottom), rel=1e-2)


@pytest.mark.parametrize(
    ("hidden", "options", "why"),
    [
        ((6, 6), {"activation": "tanh"}, "bend smoothly"),
        ((), {}, "without hidden layers"),
        ((260,), {}, "260 hidden units cut a plane too finely"),
    ],
)
def test_tables_have_a_paper_without_pictures(hidden: tuple[int, ...], options: dict[str, Any], why: str) -> None:
    draw = np.random.default_rng(1)
    labels = np.arange(90) % 3
    inputs = (draw.standard_normal((90, 4)) + labels[:, None]).astype(np.float32)
    paper, _, shown = paper_of(fresh(4, hidden, 3, **options), inputs, labels)
    assert shown.why_no_slice is not None
    assert why in shown.why_no_slice.en
    assert any(
        why in text.en and shown.why_no_slice.zh in text.zh for section in paper.sections for text in section.told
    )
    assert not exhibits(paper, Sheet)
    assert len(exhibits(paper, Clouds)[0].panels) == len(hidden) + 2
    assert Paper.from_dict(json.loads(json.dumps(paper.as_dict(), allow_nan=False))) == paper


def test_data_in_the_plane_are_cut_where_they_lie() -> None:
    draw = np.random.default_rng(1)
    labels = np.arange(90) % 2
    inputs = (3 * draw.standard_normal((90, 2)) + labels[:, None]).astype(np.float32)
    paper, _, _ = paper_of(fresh(2, (6, 6)), inputs, labels)
    (drawn,) = exhibits(paper, Cuts)
    left, right, bottom, top = drawn.window
    assert left < inputs[:, 0].min() < inputs[:, 0].max() < right
    assert bottom < inputs[:, 1].min() < inputs[:, 1].max() < top
    assert not drawn.marks


def test_what_is_told_beside_a_layer_is_what_it_has_learned() -> None:
    _, found, _ = read_digits()
    told = by_layer(found.readable, found.detections)
    assert len(told) == len(found.layers)
    for row, sentences in enumerate(told[1:], 1):
        learned = [
            concept.title.en
            for concept, yes in zip(found.readable.concepts, found.readable.holds[row], strict=True)
            if yes
        ]
        assert all(title in sentences[0].en for title in learned)
        assert ("Learned here" in sentences[0].en) == bool(learned)
        named = [each for each in found.detections if each.holds and each.layer == found.layers[row]]
        assert len(sentences) == 2 + len(named)
