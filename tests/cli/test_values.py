"""How options are written: what reads, what it means, and what is refused."""

from __future__ import annotations

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from layerwise.cli import values

numbers = st.integers(0, 10**6)


@given(st.lists(numbers, min_size=1, max_size=8))
def test_whole_numbers_read_in_the_order_written_each_once(listed: list[int]) -> None:
    assert values.whole_numbers(",".join(map(str, listed)), "--depths") == list(dict.fromkeys(listed))
    assert values.whole_numbers_in_order(",".join(map(str, listed)), "--hidden") == listed


@given(numbers, st.integers(0, 999))
def test_a_span_holds_both_its_ends(first: int, more: int) -> None:
    assert values.whole_numbers(f"{first}-{first + more}", "--depths") == list(range(first, first + more + 1))


@given(st.lists(st.floats(1e-12, 10), min_size=1, max_size=5))
def test_rates_read_exactly(listed: list[float]) -> None:
    assert values.rates(",".join(map(repr, listed)), "--learning-rates") == listed


@pytest.mark.parametrize(
    ("text", "size"), [("4G", 4 * 2**30), ("512m", 2**29), ("1.5 GiB", 3 * 2**29), ("1kb", 1024), ("77", 77)]
)
def test_sizes_read_in_the_units_people_write(text: str, size: int) -> None:
    assert values.memory(text, "--memory") == size


def test_shapes_are_separated_by_semicolons_and_may_be_empty() -> None:
    assert values.architectures("16,16;32,8;", "--hidden") == [(16, 16), (32, 8), ()]


def test_names_are_read_each_once_without_their_blanks() -> None:
    assert values.words(" relu, tanh,,relu", "--activations") == ["relu", "tanh"]
    assert values.rates(" auto ", "--learning-rates") == "auto"


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_by_the_name_of_its_option(text: str) -> None:
    for read in (values.whole_numbers, values.words, values.rates, values.architectures, values.memory):
        try:
            read(text, "--option")  # type: ignore[operator]
        except typer.BadParameter as refused:
            message = refused.format_message()
            assert "--option" in message
