"""One table and its verdict, which all tests share; and the leading questions alone, where reading is the promise."""

from __future__ import annotations

import pandas as pd
import pytest
from long_tables import long_table, whole

import layerwise as lw
from layerwise.lab.verdicts import CurvesVerdict
from layerwise.verdict import compare
from layerwise.verdict.questions.deeper import next_depth
from layerwise.verdict.questions.longer import twice_the_epochs


@pytest.fixture(scope="session")
def table() -> pd.DataFrame:
    return long_table()


@pytest.fixture(scope="session")
def plain(table: pd.DataFrame) -> CurvesVerdict:
    """The verdict on the table, all questions asked."""
    return whole(lw.verdict(table))


@pytest.fixture
def leading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only one more layer and twice the epochs are asked: how a table is read shows in them, in a tenth of the time."""
    monkeypatch.setattr(compare, "QUESTIONS", (next_depth, twice_the_epochs))
