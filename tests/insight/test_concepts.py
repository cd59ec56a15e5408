"""Concepts that can be measured, and those that cannot."""

from __future__ import annotations

import numpy as np
import pytest

from layerwise.errors import DataError
from layerwise.insight.concepts import Concept, class_concept, known_together, usable, yes_no
from layerwise.words import Text


def concept(name: str, values: np.ndarray, kind: str = "yes-no") -> Concept:
    return Concept(name, Text(name, name), np.asarray(values, np.float64), kind, "own")  # type: ignore[arg-type]


HALF = np.arange(100) % 2


def test_a_concept_with_one_value_is_left_out_and_says_so() -> None:
    kept, left = usable([concept("half", HALF), concept("all", np.ones(100))])
    assert [each.name for each in kept] == ["half"]
    assert left[0].name == "all"
    assert "one value only (1) in 100" in left[0].why.en


def test_a_concept_with_too_few_examples_is_left_out_and_says_how_many() -> None:
    _, left = usable([concept("half", HALF), concept("rare", np.arange(100) < 19)])
    assert "only 19 of 100 examples have the rarer value; 20 are needed" in left[0].why.en


def test_where_nothing_can_be_measured_the_reasons_are_told() -> None:
    with pytest.raises(DataError, match="rare: only 3 of 100"):
        usable([concept("rare", np.arange(100) < 3)])


def test_two_concepts_of_one_name_are_refused() -> None:
    with pytest.raises(DataError, match="two concepts are called 'half'"):
        usable([concept("half", HALF), concept("half", HALF)])


def test_a_class_that_is_absent_asks_no_question() -> None:
    labels = np.repeat([0, 2], 30)
    questions = yes_no([class_concept(labels, ("a", "b", "c"))])
    assert [question.name for question in questions] == ["is-a", "is-c"]
    assert usable([class_concept(labels, ("a", "b", "c"))])[1] == []


def test_an_amount_asks_whether_it_is_above_its_median_and_keeps_what_is_not_known() -> None:
    values = np.arange(100.0)
    values[:10] = np.nan
    (question,) = yes_no([concept("size", values, "amount")])
    assert question.values[10:].mean() == pytest.approx(0.5, abs=0.01)
    assert np.isnan(question.values[:10]).all()


def test_columns_are_grouped_by_what_is_known() -> None:
    columns = np.ones((5, 3))
    columns[0, 1] = np.nan
    groups = {tuple(members): known.sum() for known, members in known_together(columns)}
    assert groups == {(0, 2): 5, (1,): 4}
